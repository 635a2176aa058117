"""The one list of commands and panels: dispatch, roles, help and manifest.yml are all derived from it."""

from bot.commands.agreements import panel as agreements
from bot.commands.assign_many import command as assign_many
from bot.commands.assign_support import command as assign_support
from bot.commands.assign_support import entry as assign_support_entry
from bot.commands.base import Command, Panel
from bot.commands.departures import panel as departures
from bot.commands.home import command as home
from bot.commands.relationships import command as relationships
from bot.commands.reminders import command as reminder_actions
from bot.commands.remove_relationship import command as remove_relationship
from bot.commands.request_relationship import command as request_relationship
from bot.commands.support_contact import command as support_contact
from bot.commands.watch import panel as watch

COMMANDS: tuple[Command, ...] = (
    assign_support.COMMAND,
    assign_many.COMMAND,
    request_relationship.command(assign_support_entry.redrawn),
    relationships.COMMAND,
    remove_relationship.COMMAND,
    support_contact.COMMAND,
)

# What has no slash command of its own.
PANELS: tuple[Panel, ...] = (
    home.panel(COMMANDS),
    reminder_actions.PANEL,
    watch.PANEL,
    departures.PANEL,
    agreements.PANEL,
)
