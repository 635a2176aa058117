"""Renderers of outgoing messages by notice kind; each reads the present state at the moment of sending."""

from collections.abc import Awaitable, Callable, Mapping

from bot.commands.assign_many import notices as bulk_notices
from bot.commands.assign_support import review, waiting
from bot.commands.base import Message
from bot.commands.relationships import accepted
from bot.commands.relationships import notices as request_notices
from bot.commands.reminders import notices as reminder_notices
from bot.commands.remove_relationship import notices as remove_relationship_notices
from bot.db import Database
from bot.errors import NotFound
from bot.services.contacts import submissions
from bot.services.outbox.ports import Rendering
from bot.services.relationships import acceptance, handover, invalidation, removal, transitions
from bot.services.relationships.followup import HANDED_OVER
from bot.services.reminders import digest

Renderer = Callable[[Database, Rendering], Awaitable[Message | None]]


async def contact_changed(database: Database, rendering: Rendering) -> Message | None:
    """A submission, drawn as it stands now; people get the Review button, channels do not."""
    batch_id = str(rendering.payload["batch_id"])
    try:
        batch = await database.read(lambda s: submissions.read(s, batch_id))
    except NotFound:
        return None
    return review.notice(rendering.t, batch, personal=rendering.person is not None)


async def contact_waiting(database: Database, rendering: Rendering) -> Message | None:
    """An assignment that waited, drawn as it stands now."""
    batch_id = str(rendering.payload["batch_id"])
    try:
        batch = await database.read(lambda s: submissions.read(s, batch_id))
    except NotFound:
        return None
    return waiting.notice(rendering.t, batch)


RENDERERS: Mapping[str, Renderer] = {
    invalidation.LOST: remove_relationship_notices.lost,
    removal.REMOVED: remove_relationship_notices.removed,
    handover.DONE: remove_relationship_notices.handed_over,
    "contact.changed": contact_changed,
    "contact.waiting": contact_waiting,
    acceptance.KIND: accepted.accepted,
    transitions.HISTORY: request_notices.history,
    digest.KIND: reminder_notices.digest,
    **bulk_notices.RENDERERS,
    **dict.fromkeys((*request_notices.KINDS, HANDED_OVER), request_notices.request_changed),
}


async def render(database: Database, rendering: Rendering) -> Message | None:
    """The message for a notice; None when there is nothing to say any more. KeyError for an unknown kind."""
    return await RENDERERS[rendering.kind](database, rendering)
