"""The one message about a departure, drawn from the state of the moment."""

from bot.commands.base import Message
from bot.commands.departures import words
from bot.commands.shared import action_ids
from bot.commands.shared import blocks as b
from bot.db import Database
from bot.services.departures import listing
from bot.services.departures.listing import DepartureRow
from bot.services.outbox.ports import Rendering
from bot.text import Mrkdwn, Reader, clip


async def changed(database: Database, rendering: Rendering) -> Message | None:
    """Draw how far a departure is, or how it was closed."""
    departure_id = int(rendering.payload["departure"])
    found = await database.read(lambda s: listing.one(s, departure_id))
    return notice(await rendering.naming(found.owner, found.closed_by), found) if found else None


def notice(t: Reader, row: DepartureRow) -> Message:
    """Draw the message with the button to the room."""
    opening = b.button(t.plain("relationships-open"), action_ids.OPEN_DEPARTURE, str(row.id))
    text = said(t, row)
    return Message(text, [b.section(text), b.actions(opening)])


def said(t: Reader, row: DepartureRow) -> Mrkdwn:
    """Say it in one line."""
    name, left = clip(row.name, words.NAME), row.steps - row.done
    if row.is_open:
        return t.mrkdwn("departure-notice", name=name, done=row.done, steps=row.steps, owner=t.person(row.owner))
    return t.mrkdwn("departure-notice-closed", name=name, by=t.person(row.closed_by or ""), left=left)
