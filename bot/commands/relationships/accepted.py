"""The message that an invitation was accepted, and what that allows."""

from bot.commands.base import Message
from bot.commands.relationships import message
from bot.commands.shared import blocks as b
from bot.db import Database
from bot.models import RequestType
from bot.services.outbox.ports import Rendering
from bot.services.relationships import acceptance
from bot.services.relationships.acceptance import AcceptanceMeaning
from bot.text import Mrkdwn, Reader, clip

NAME = 100
# Slack's limits of a section, and of a message that can be updated (docs/slack.md#messages).
SECTION, TEXT = 3000, 3900


async def accepted(database: Database, rendering: Rendering) -> Message | None:
    """Draw the acceptance as it stands now; None when it is none any more."""
    request_id, provider_id = int(rendering.payload["request_id"]), str(rendering.payload["provider_id"])
    found = await database.read(lambda s: acceptance.read(s, request_id, provider_id, rendering.due_at))
    return view(rendering.t, found) if found else None


def view(t: Reader, found: AcceptanceMeaning) -> Message:
    """Draw what was accepted, when, and if too late; and if the reseller is in the list of support contacts now."""
    state, meaning = message.build(t, found.summary).text, _meaning(t, found)
    parts = [state, *([b.lines_within(SECTION, meaning, lambda _: "…")] if meaning else [])]
    return Message(b.lines_within(TEXT, [state, *meaning], lambda _: "…"), [b.section(part) for part in parts])


def _meaning(t: Reader, found: AcceptanceMeaning) -> list[Mrkdwn]:
    summary = found.summary
    customer, reseller = clip(summary.target, NAME), clip(found.reseller or "", NAME)
    if summary.kind is RequestType.PARTNERSHIP:
        return [t.mrkdwn("accepted-partnership", reseller=customer)]
    if found.reseller is None:
        ours = summary.kind is RequestType.CUSTOMER_RESELLER
        return [t.mrkdwn("accepted-ours", customer=customer, provider=clip(summary.provider, NAME))] if ours else []
    if not found.lacks:
        return [t.mrkdwn("accepted-listed", reseller=reseller, customer=customer)]
    reasons = [Mrkdwn(f"• {t.mrkdwn(f'check-{check}', partner=reseller)}") for check in found.lacks]
    return [t.mrkdwn("accepted-lacks", reseller=reseller, customer=customer), *reasons]
