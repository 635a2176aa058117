"""The review and the result of a handover of many support contacts, and the messages about removals and handovers."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.commands.base import Block, Message, View
from bot.commands.memory import RowNumber, dump
from bot.commands.shared import blocks as b
from bot.commands.shared import buttons
from bot.models import AssignManyState, RequestType
from bot.services.basis.settling import SettlingProgress
from bot.services.handover.jobs import HandoverStanding
from bot.services.handover.review import HandoverReview, HandoverRow
from bot.services.handover.scope import Handover
from bot.text import Mrkdwn, Reader, clip

CALLBACK, RESULT = "remove.handover", "remove.handed_over"
PREVIOUS, NEXT, BACK = "remove.previous", "remove.next", "remove.back"
CANCEL, LEFT = "remove.cancel_handover", "remove.left"
NAME = 100
# Action ids of the buttons that lead to a request.
REQUESTS: Mapping[RequestType, str] = {
    RequestType.CUSTOMER_RESELLER: "remove.request_customer",
    RequestType.CUSTOMER_INDIRECT_RESELLER: "remove.request_relationship",
    RequestType.PARTNERSHIP: "remove.request_partnership",
    RequestType.GDAP: "remove.request_gdap",
}


@dataclass(frozen=True)
class HandoverMemory:
    """Memory of a review: the plan, the page, and the person's reason."""

    plan: Handover
    offset: RowNumber = 0
    reason: str | None = None


def build(t: Reader, review: HandoverReview, state: HandoverMemory) -> View:
    """Draw counts, then contacts with their verdicts, page by page; the button does all that can be done."""
    rows = review.rows
    button = t.plain("handover-submit-all") if rows.more else t.plain("handover-submit", count=review.movable)
    about = "handover-about-many" if rows.more else "handover-about"
    parts = [b.section(t.mrkdwn(about, target=review.target, total=rows.total, movable=review.movable))]
    may_begin = bool(review.movable or rows.more)
    if may_begin:
        parts.append(b.context(t.mrkdwn("handover-next", button=button)))
    if review.refused:
        lines = [
            t.mrkdwn(
                "handover-refused", count=count, why=t.mrkdwn(f"check-{check}", partner=review.target, customer="")
            )
            for check, count in review.refused.items()
        ]
        parts.append(b.section(b.lines_within(b.SECTION, lines, lambda n: t.mrkdwn("subscriptions-more", count=n))))
    listed = [b.context(_row(t, row, review.target)) for row in rows.items]
    listed += b.pager(t, rows, PREVIOUS, NEXT, labels="relationships")
    ways = _ways_on(t, review, state.plan)
    # Where nothing can be pressed below, what leads on is not left to be found behind the list.
    parts += [*listed, *ways] if may_begin else [*ways, *listed]
    return b.modal(
        t.plain("handover-title"),
        parts,
        callback_id=CALLBACK,
        submit=button if may_begin else None,
        close=t.plain("button-cancel"),
        metadata=dump(state),
    )


def _ways_on(t: Reader, review: HandoverReview, plan: Handover) -> list[Block]:
    """Draw what mends each refusal, and the way back to another target where one was chosen."""
    refused = {row.customer_id for row in review.rows.items if row.failures}
    # A request is made of one customer: with several it is chosen there.
    customer = next(iter(refused)) if len(refused) == 1 else ""
    value = f"{customer}:{plan.target_id}"
    row = [buttons.ask(t, kind, REQUESTS[kind], value) for kind in buttons.remedies(review.refused)]
    if plan.scope.partner_id:
        row.append(b.button(t.plain("button-back"), BACK))
    return [b.actions(*row, block_id="ways")] if row else []


def started(t: Reader, count: int, target: str) -> View:
    """Draw that a handover has begun, and where its progress is told."""
    text = t.mrkdwn("handover-started", count=count, target=target)
    return b.modal(t.plain("handover-title"), [b.section(text)], callback_id=RESULT, close=t.plain("button-done"))


def handed_over(t: Reader, job: HandoverStanding, *, personal: bool) -> Message:
    """Draw the one message about a handover: how far it is, or what came of it; whoever pressed gets its button."""
    facts = {"moved": job.moved, "total": job.total, "target": clip(job.target, NAME)}
    people = {"by": t.person(job.by), "ender": t.person(job.ender or "")}
    text = t.mrkdwn(f"handover-notice-{job.state}", **facts, **people)
    parts = [b.section(text)]
    if personal and job.state is AssignManyState.RUNNING:
        label = t.plain("handover-cancel")
        button = b.button(label, CANCEL, job.id, style="danger")
        parts.append(
            b.actions(b.sure(button, label, t.plain("handover-cancel-confirm"), label, t.plain("button-back")))
        )
    elif personal and job.moved < job.total:
        parts.append(b.actions(b.button(t.plain("handover-left"), LEFT, job.id)))
    return Message(text, parts)


def removed(
    t: Reader, kind: str, by: str, names: Mapping[str, str], progress: SettlingProgress | None = None
) -> Message:
    """Draw the message about a removal, for whoever did it and for the channel, with how far its consequences are."""
    shown = {name: clip(value, NAME) for name, value in names.items()}
    text = t.mrkdwn(f"remove-notice-{kind}", by=t.person(by), **shown)
    if progress:
        key = "remove-notice-settled" if progress.over else "remove-notice-settling"
        text = Mrkdwn(f"{text}\n{t.mrkdwn(key, count=progress.lost, total=progress.total)}")
    return Message(text, [b.section(text)])


def _row(t: Reader, row: HandoverRow, target: str) -> Mrkdwn:
    names = {"subscription": clip(row.subscription, NAME), "customer": clip(row.customer, NAME)}
    if not row.failures:
        return t.mrkdwn("handover-row", former=clip(row.partner, NAME), target=clip(target, NAME), **names)
    why = [t.mrkdwn(f"check-{check}", partner=clip(target, NAME)) for check in row.failures]
    return Mrkdwn("\n".join([t.mrkdwn("handover-row-refused", **names), *why]))
