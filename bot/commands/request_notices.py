"""Notices about relationship requests: one renderer for all their kinds, for it draws the state of the moment."""

from bot.commands.base import Message
from bot.commands.request_relationship_views import render_notice
from bot.db import Database
from bot.errors import NotFound
from bot.services.outbox.ports import Rendering
from bot.services.relationships import cards

KINDS = ("request.pending", "request.established", "request.declined", "request.expired", "request.withdrawn")


async def request_changed(database: Database, rendering: Rendering) -> Message | None:
    """The request as it stands now; None when it is gone."""
    request_id = int(rendering.payload["request_id"])
    try:
        card = await database.read(lambda s: cards.read(s, request_id))
    except NotFound:
        return None
    return render_notice(card, rendering.t)
