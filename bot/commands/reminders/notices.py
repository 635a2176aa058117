"""Renders digests at the moment they leave."""

from bot.commands.base import Message
from bot.commands.reminders import views
from bot.db import Database
from bot.services.outbox.ports import Rendering
from bot.services.reminders import agenda


async def digest(database: Database, rendering: Rendering) -> Message | None:
    """Draw what still waits for this reader; None when everything was dealt with, or was drawn already."""
    found = await database.read(
        lambda s: agenda.read(s, rendering.subject, rendering.recipient, rendering.payload, rendering.due_at)
    )
    return views.digest(rendering.t, found, personal=rendering.is_personal) if found else None
