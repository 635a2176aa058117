"""Renderers of outgoing messages by notice kind; each reads the present state at the moment of sending."""

from collections.abc import Awaitable, Callable, Mapping

from bot.commands import (
    assign_review,
    assign_waiting,
    bulk_notices,
    reminder_notices,
    remove_relationship_notices,
    request_news,
    request_notices,
)
from bot.commands.base import Message
from bot.db import Database
from bot.errors import NotFound
from bot.services import batches
from bot.services.outbox.ports import Rendering
from bot.services.relationships import basis, book, handover, news, removal
from bot.services.relationships.followup import HANDED_OVER
from bot.services.reminders import digest

Renderer = Callable[[Database, Rendering], Awaitable[Message | None]]


async def contact_changed(database: Database, rendering: Rendering) -> Message | None:
    """A submission, drawn as it stands now; people get the Review button, channels do not."""
    batch_id = str(rendering.payload["batch_id"])
    try:
        batch = await database.read(lambda s: batches.batch(s, batch_id))
    except NotFound:
        return None
    return assign_review.notice(rendering.t, batch, personal=rendering.person is not None)


async def contact_waiting(database: Database, rendering: Rendering) -> Message | None:
    """An assignment that waited, drawn as it stands now."""
    batch_id = str(rendering.payload["batch_id"])
    try:
        batch = await database.read(lambda s: batches.batch(s, batch_id))
    except NotFound:
        return None
    return assign_waiting.notice(rendering.t, batch)


RENDERERS: Mapping[str, Renderer] = {
    basis.LOST: remove_relationship_notices.lost,
    removal.REMOVED: remove_relationship_notices.removed,
    handover.DONE: remove_relationship_notices.handed_over,
    "contact.changed": contact_changed,
    "contact.waiting": contact_waiting,
    news.KIND: request_news.accepted,
    book.HISTORY: request_notices.history,
    digest.KIND: reminder_notices.digest,
    **bulk_notices.RENDERERS,
    **dict.fromkeys((*request_notices.KINDS, HANDED_OVER), request_notices.request_changed),
}


async def render(database: Database, rendering: Rendering) -> Message | None:
    """The message for a notice; None when there is nothing to say any more. KeyError for an unknown kind."""
    return await RENDERERS[rendering.kind](database, rendering)
