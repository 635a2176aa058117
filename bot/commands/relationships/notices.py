"""Notices about requests: the state of the moment in one message, its acceptance, its history line by line."""

from bot.commands.base import Message
from bot.commands.relationships import detail, message
from bot.commands.shared import blocks as b
from bot.db import Database
from bot.models import OutboxState, RequestState
from bot.services.invitations.rules import OPEN
from bot.services.outbox.ports import Rendering
from bot.services.relationships import acceptance, listing, summaries

KINDS = ("request.pending", "request.established", "request.declined", "request.expired", "request.withdrawn")


async def request_changed(database: Database, rendering: Rendering) -> Message | None:
    """Draw the request as it stands now."""
    summary = await database.read(lambda s: summaries.read(s, int(rendering.payload["request_id"])))
    return message.build(await rendering.naming(summary.asker, summary.sender, summary.owner), summary)


async def accepted(database: Database, rendering: Rendering) -> Message | None:
    """Draw the acceptance as it stands now; None when it is none any more."""
    request_id, provider_id = int(rendering.payload["request_id"]), str(rendering.payload["provider_id"])
    found = await database.read(lambda s: acceptance.read(s, request_id, provider_id, rendering.due_at))
    return message.accepted(rendering.t, found) if found else None


async def given(database: Database, rendering: Rendering) -> Message | None:
    """Tell a new owner; None when somebody else looks after it meanwhile, or it ended."""
    summary = await database.read(lambda s: summaries.read(s, int(rendering.payload["request_id"])))
    if summary.owner != rendering.recipient or summary.state not in OPEN:
        return None
    by = str(rendering.payload["by"])
    return message.given(await rendering.naming(by), summary, by)


async def mail_failed(database: Database, rendering: Rendering) -> Message | None:
    """Tell that an invitation never left, or may not have; None when it was sent to somebody else since, or ended."""
    summary = await database.read(lambda s: summaries.read(s, int(rendering.payload["request_id"])))
    mail = summary.mail
    over = mail is None or mail.state != OutboxState.DEAD or mail.recipient != rendering.payload["recipient"]
    if over or summary.state is not RequestState.PENDING:
        return None
    return message.mail_failed(rendering.t, summary, rendering.payload)


async def history(database: Database, rendering: Rendering) -> Message | None:
    """Draw one entry of the trail, a reply to the request's message; None when it is gone."""
    event_id = int(rendering.payload["event_id"])
    event = await database.read(lambda s: listing.event(s, event_id))
    if event is None:
        return None
    text = detail.line(rendering.t, event)
    return Message(text, [b.section(text)])
