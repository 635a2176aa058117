"""The one list of commands: dispatch, roles, help and manifest.yml are all derived from it."""

from bot.commands import support_contact
from bot.commands.base import Command

COMMANDS: tuple[Command, ...] = (support_contact.COMMAND,)
