"""The one list of commands: dispatch, roles, help and manifest.yml are all derived from it."""

from bot.commands import assign_support, request_relationship, support_contact
from bot.commands.base import Command

COMMANDS: tuple[Command, ...] = (assign_support.COMMAND, request_relationship.COMMAND, support_contact.COMMAND)
