"""The dry run: totals from whom to whom, what to be wary of, then what will change and what cannot be, in pages.

The same screen lists what was not done, and is what a second person confirms.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from bot.commands.assign_many import words
from bot.commands.base import Block, View
from bot.commands.memory import RowNumber, dump, key
from bot.commands.shared import blocks as b
from bot.models import AssignManyKind, AssignManyRowState, AssignManyState
from bot.services.assign_many.overview import Move, Overview
from bot.services.assign_many.sheet import MOST_IGNORED
from bot.services.assign_many.summaries import PAGE, JobSummary, RowSummary
from bot.services.store.paging import Page
from bot.text import Mrkdwn, Reader

CALLBACK, CONFIRM_CALLBACK = "bulk.preview", "bulk.confirm"
# Pages of what cannot be done, and of what will change.
NEXT, PREVIOUS = "bulk.next", "bulk.previous"
READY_NEXT, READY_PREVIOUS = "bulk.ready_next", "bulk.ready_previous"
OPEN = (AssignManyState.CHECKED, AssignManyState.WAITING)


@dataclass(frozen=True)
class PreviewMemory:
    """Memory of a dry run: its job, and the pages shown of both kinds of rows, from 0."""

    job_id: Annotated[str, key("job")]
    page: RowNumber = 0
    ready: RowNumber = 0


def build(t: Reader, found: Overview, *, second: bool = False, needs_second: bool = False) -> View:
    """The view of a job; with a submit button while it waits for its confirmation and has something to do.

    `second` is for somebody else than who made the dry run; `needs_second` says that such a person will be asked.
    """
    job = found.job
    parts = [b.section(words.about(t, job)), b.section(Mrkdwn("\n".join(_counts(t, job))))]
    if job.state in OPEN:
        parts += _outlook(t, found, needs_second=needs_second)
    elif not found.attention.items:
        parts.append(b.context(t.mrkdwn("assign-many-nothing-listed")))
    parts += _listed(t, found)
    submit = _submit(t, job, second=second, needs_second=needs_second)
    return b.modal(
        t.plain(_title(job)),
        parts,
        callback_id=CONFIRM_CALLBACK if second else CALLBACK,
        submit=submit,
        close=t.plain("button-cancel" if submit else "button-done"),
        metadata=dump(PreviewMemory(job.id, found.attention.offset // PAGE, found.ready.offset // PAGE)),
    )


def started(t: Reader, job: JobSummary) -> View:
    """After the confirmation, the first or the second one; only who began it is told how it goes on."""
    waiting = job.state is AssignManyState.WAITING
    key = "asked" if waiting else "confirmed-by-you" if job.confirmed_by else "started"
    text = b.section(t.mrkdwn(f"assign-many-{key}", count=job.ready, job=job.id, by=t.person(job.by)))
    title = t.plain("assign-many-asked-title" if waiting else "assign-many-started-title")
    return b.modal(title, [text], callback_id="bulk.started", close=t.plain("button-done"))


def _title(job: JobSummary) -> str:
    if job.state not in OPEN:
        return "assign-many-details-title"
    return "assign-many-undo-title" if job.kind is AssignManyKind.UNDO else "assign-many-preview-title"


def _submit(t: Reader, job: JobSummary, *, second: bool, needs_second: bool) -> str | None:
    confirmed = job.state is AssignManyState.WAITING and second
    if not confirmed and (job.state is not AssignManyState.CHECKED or not job.ready or second):
        return None
    if needs_second and not second:
        return t.plain("assign-many-ask")
    key = "assign-many-hand-back" if job.kind is AssignManyKind.UNDO else "assign-many-start"
    # With a separator in it the number would not fit a button.
    return t.plain(key, count=job.ready, number=str(job.ready))


def _counts(t: Reader, job: JobSummary) -> list[Mrkdwn]:
    state = AssignManyRowState
    if job.state in OPEN:
        counted = words.counted(t, job, state.READY, state.SAME, state.UNASKED, state.REFUSED)
        return [t.mrkdwn("assign-many-dry"), *counted]
    return words.counted(t, job, state.CHANGED, state.SKIPPED, state.SAME, state.UNASKED, state.REFUSED)


def _outlook(t: Reader, found: Overview, *, needs_second: bool) -> list[Block]:
    """Totals from whom to whom, warnings, and who has to confirm."""
    parts = []
    if found.moves:
        lines = [_move(t, move) for move in found.moves]
        lines += [t.mrkdwn("assign-many-moves-more", count=found.more_moves)] if found.more_moves else []
        parts.append(b.section(b.lines_within(2900, lines, lambda n: t.mrkdwn("assign-many-moves-more", count=n))))
    small = []
    if found.job.ready and (needs_second or found.job.state is AssignManyState.WAITING):
        small.append(t.mrkdwn("assign-many-second-person"))
    if found.job.ignored:
        small.append(t.mrkdwn("assign-many-ignored", columns=b.names(t, found.job.ignored, most=MOST_IGNORED)))
    small += [words.warning(t, kind, count) for kind, count in found.warnings.items()]
    return [*parts, *([b.context(*small)] if small else [])]


def _move(t: Reader, move: Move) -> Mrkdwn:
    return t.mrkdwn(
        "assign-many-move",
        subscriptions=move.subscriptions,
        customers=move.customers,
        former=move.former or "–",
        formermpn=move.former_mpn_id or "–",
        target=move.target or "–",
        targetmpn=move.target_mpn_id or "–",
    )


def _listed(t: Reader, found: Overview) -> list[Block]:
    ready, attention = found.ready, found.attention
    parts: list[Block] = []
    if found.job.state in OPEN and ready.items:
        parts += [b.divider(), b.section(t.mrkdwn("assign-many-list-ready"))]
        parts += [b.section(_changing(t, row)) for row in ready.items]
        parts += _paging(t, ready, READY_PREVIOUS, READY_NEXT)
    if attention.items:
        parts += [b.divider(), b.section(t.mrkdwn(f"assign-many-list-{_kind(found.job)}"))]
        parts += [b.section(_row(t, row)) for row in attention.items]
        parts += _paging(t, attention, PREVIOUS, NEXT)
    return parts


def _kind(job: JobSummary) -> str:
    return "refused" if job.state in OPEN else "undone"


def _changing(t: Reader, row: RowSummary) -> Mrkdwn:
    return t.mrkdwn(
        "assign-many-row-change",
        line=row.line,
        subscription=words.subscription(t, row),
        former=row.former or "–",
        target=row.target or "–",
    )


def _row(t: Reader, row: RowSummary) -> Mrkdwn:
    target = row.target or row.said_target or "–"
    head = t.mrkdwn("assign-many-row", line=row.line, subscription=words.subscription(t, row), target=target)
    lines = [head, *(f"• {reason}" for reason in words.reasons(t, row))]
    return b.lines_within(2900, lines, lambda n: t.mrkdwn("assign-many-row-more", count=n))


def _paging(t: Reader, page: Page[RowSummary], previous: str, following: str) -> Sequence[Block]:
    said = b.context(t.mrkdwn("assign-many-page", page=page.offset // PAGE + 1, pages=-(-page.total // PAGE)))
    return b.pager(t, page, previous, following, labels="assign-many", above=said, block_id=f"pages-{following}")
