"""The dry run: counts first, then every row that cannot be done, in pages; the same screen lists what was not done."""

from dataclasses import dataclass
from typing import Annotated

from bot.commands.assign_many import words
from bot.commands.base import Block, View
from bot.commands.memory import RowNumber, dump, key
from bot.commands.shared import blocks as b
from bot.models import AssignManyKind, AssignManyRowState, AssignManyState
from bot.services.assign_many.summaries import PAGE, JobSummary, RowSummary
from bot.services.store.paging import Page
from bot.text import Mrkdwn, Reader

CALLBACK = "bulk.preview"
NEXT, PREVIOUS = "bulk.next", "bulk.previous"


@dataclass(frozen=True)
class PreviewMemory:
    """Memory of a dry run: its job, and the page shown, from 0."""

    job_id: Annotated[str, key("job")]
    page: RowNumber = 0


def build(t: Reader, job: JobSummary, page: Page[RowSummary]) -> View:
    """The view of a job; with a submit button while it waits for its confirmation and has something to do."""
    fresh = job.state is AssignManyState.CHECKED
    parts = [b.section(words.about(t, job)), b.section(Mrkdwn("\n".join(_counts(t, job))))]
    if page.items:
        parts += [b.divider(), *(b.section(_row(t, row)) for row in page.items), *_paging(t, page)]
    elif not fresh:
        parts.append(b.context(t.mrkdwn("assign-many-nothing-listed")))
    undo = job.kind is AssignManyKind.UNDO
    title = (
        ("assign-many-undo-title" if undo else "assign-many-preview-title") if fresh else "assign-many-details-title"
    )
    submit = (
        t.plain("assign-many-hand-back" if undo else "assign-many-start", count=job.ready)
        if fresh and job.ready
        else None
    )
    return b.modal(
        t.plain(title),
        parts,
        callback_id=CALLBACK,
        submit=submit,
        close=t.plain("button-cancel" if submit else "button-close"),
        metadata=dump(PreviewMemory(job.id, page.offset // PAGE)),
    )


def started(t: Reader, job: JobSummary) -> View:
    """After the confirmation."""
    text = b.section(t.mrkdwn("assign-many-started", count=job.ready))
    return b.modal(
        t.plain("assign-many-started-title"), [text], callback_id="bulk.started", close=t.plain("button-close")
    )


def _counts(t: Reader, job: JobSummary) -> list[Mrkdwn]:
    state = AssignManyRowState
    if job.state is AssignManyState.CHECKED:
        return [t.mrkdwn("assign-many-dry"), *words.counted(t, job, state.READY, state.SAME, state.REFUSED)]
    return words.counted(t, job, state.CHANGED, state.SKIPPED, state.SAME, state.REFUSED)


def _row(t: Reader, row: RowSummary) -> Mrkdwn:
    target = row.target or row.said_target or "–"
    head = t.mrkdwn("assign-many-row", line=row.line, subscription=words.subscription(t, row), target=target)
    lines = [head, *(f"• {reason}" for reason in words.reasons(t, row))]
    return b.lines_within(2900, lines, lambda n: t.mrkdwn("assign-many-row-more", count=n))


def _paging(t: Reader, page: Page[RowSummary]) -> list[Block]:
    said = b.context(t.mrkdwn("assign-many-page", page=page.offset // PAGE + 1, pages=-(-page.total // PAGE)))
    return b.pager(t, page, PREVIOUS, NEXT, labels="assign-many", above=said, block_id="pages")
