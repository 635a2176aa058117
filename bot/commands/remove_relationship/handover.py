"""The review and the result of a handover of many support contacts, and the messages about removals and handovers."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.commands.base import Message, View
from bot.commands.memory import RowNumber, dump
from bot.commands.shared import blocks as b
from bot.services.relationships.handover import Handover, HandoverReview, HandoverRow
from bot.text import Mrkdwn, Reader, clip

CALLBACK, RESULT = "remove.handover", "remove.handed_over"
PREVIOUS, NEXT = "remove.previous", "remove.next"
NAME = 100


@dataclass(frozen=True)
class HandoverMemory:
    """Memory of a review: the plan, the page, and the person's reason."""

    plan: Handover
    offset: RowNumber = 0
    reason: str | None = None


def build(t: Reader, review: HandoverReview, state: HandoverMemory) -> View:
    """Draw counts, then every contact with its verdict, page by page; the button does all that can be done."""
    rows = review.rows
    parts = [b.section(t.mrkdwn("handover-about", target=review.target, total=rows.total, movable=review.movable))]
    if review.refused:
        lines = [
            t.mrkdwn(
                "handover-refused", count=count, why=t.mrkdwn(f"check-{check}", partner=review.target, customer="")
            )
            for check, count in review.refused.items()
        ]
        parts.append(b.section(b.lines_within(b.SECTION, lines, lambda n: t.mrkdwn("subscriptions-more", count=n))))
    parts += [b.context(_row(t, row, review.target)) for row in rows.items]
    return b.modal(
        t.plain("handover-title"),
        [*parts, *b.pager(t, rows, PREVIOUS, NEXT, labels="relationships")],
        callback_id=CALLBACK,
        submit=t.plain("handover-submit") if review.movable else None,
        close=t.plain("button-cancel"),
        metadata=dump(state),
    )


def result(t: Reader, moved: int, left: HandoverReview) -> View:
    """Draw what was handed over and what was not."""
    parts = [b.section(t.mrkdwn("handover-done", count=moved, target=left.target))]
    if left.rows.total:
        parts.append(b.section(t.mrkdwn("handover-left", count=left.rows.total)))
        parts += [b.context(_row(t, row, left.target)) for row in left.rows.items]
    return b.modal(t.plain("handover-title"), parts, callback_id=RESULT, close=t.plain("button-close"))


def handed_over(t: Reader, count: int, target: str, by: str) -> Message:
    """Draw the one message about a handover."""
    text = t.mrkdwn("handover-notice", count=count, target=clip(target, NAME), by=t.person(by))
    return Message(text, [b.section(text)])


def removed(t: Reader, kind: str, by: str, names: Mapping[str, str]) -> Message:
    """Draw the message about a removal, for whoever did it and for the channel."""
    shown = {name: clip(value, NAME) for name, value in names.items()}
    text = t.mrkdwn(f"remove-notice-{kind}", by=t.person(by), **shown)
    return Message(text, [b.section(text)])


def _row(t: Reader, row: HandoverRow, target: str) -> Mrkdwn:
    names = {"subscription": clip(row.subscription, NAME), "customer": clip(row.customer, NAME)}
    if not row.failures:
        return t.mrkdwn("handover-row", former=clip(row.partner, NAME), target=clip(target, NAME), **names)
    why = [t.mrkdwn(f"check-{check}", partner=clip(target, NAME)) for check in row.failures]
    return Mrkdwn("\n".join([t.mrkdwn("handover-row-refused", **names), *why]))
