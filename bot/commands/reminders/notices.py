"""Renders digests at the moment they leave."""

from datetime import timedelta

from bot.commands.base import Message
from bot.commands.reminders import views
from bot.db import Database
from bot.services.outbox.ports import NotBefore, Rendering
from bot.services.people import settings
from bot.services.reminders import agenda

# Whoever waits for a turn of a second or for a moment of Slack's is not late.
SOON = timedelta(minutes=10)


async def digest(database: Database, rendering: Rendering) -> Message | NotBefore | None:
    """Draw what still waits for this reader, in their hours; None when nothing does, or it was drawn already.

    What is planned for 9:00 may leave late, when Slack or the bot was away: never at night or on a day off.
    """
    now, message = rendering.sent_at or rendering.due_at, rendering
    found = await database.read(
        lambda s: agenda.read(s, message.subject, message.recipient, message.payload, message.due_at)
    )
    if found is None:
        return None
    if found.rings and now - rendering.due_at > SOON:
        rhythms = await database.read(lambda s: settings.rhythms(s, {message.recipient: message.t.zone}))
        if (open_at := rhythms[message.recipient].working(now)) > now:
            return NotBefore(open_at)
    return views.digest(rendering.t, found, personal=rendering.is_personal)
