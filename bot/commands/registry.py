"""The one list of commands and panels: dispatch, roles, help and manifest.yml are all derived from it."""

from bot.commands import (
    assign_support,
    bulk,
    home,
    relationships,
    reminder_actions,
    remove_relationship,
    request_relationship,
    support_contact,
)
from bot.commands.base import Command, Panel

COMMANDS: tuple[Command, ...] = (
    assign_support.COMMAND,
    bulk.COMMAND,
    request_relationship.COMMAND,
    relationships.COMMAND,
    remove_relationship.COMMAND,
    support_contact.COMMAND,
)

# What has no slash command of its own.
PANELS: tuple[Panel, ...] = (home.panel(COMMANDS), reminder_actions.PANEL)
