"""The one message about a job: progress in place, then the result with what can be done about it."""

from bot.commands.assign_many import words
from bot.commands.base import Block, Message
from bot.commands.shared import action_ids
from bot.commands.shared import blocks as b
from bot.db import Database
from bot.models import AssignManyFileState, AssignManyRowState, AssignManyState
from bot.services.assign_many import jobs, nudges, summaries
from bot.services.assign_many.summaries import JobSummary
from bot.services.outbox.ports import Rendering
from bot.text import Mrkdwn, Reader

CANCEL, WITHDRAW, UNDO, DETAILS, LOOK = (f"bulk.{name}" for name in ("cancel", "withdraw", "undo", "details", "look"))
BAR = 10


async def job_changed(database: Database, rendering: Rendering) -> Message | None:
    """Draw a job as it stands now; the person it belongs to gets buttons, the channel does not."""
    job = await _job(database, rendering)
    t = await rendering.naming(job.by, job.ended_by, job.confirmed_by, job.closed_by)
    return message(t, job, personal=rendering.is_personal)


async def unreviewed(database: Database, rendering: Rendering) -> Message | None:
    """Draw a reminder that a job waits for its review; None once it was closed."""
    job = await _job(database, rendering)
    t = await rendering.naming(job.by)
    return nudge(t, job, rendering.recipient) if job.to_review else None


async def _job(database: Database, rendering: Rendering) -> JobSummary:
    return await database.read(lambda s: summaries.job(s, str(rendering.payload["job"])))


RENDERERS = {jobs.CHANGED: job_changed, nudges.KIND: unreviewed}


def message(t: Reader, job: JobSummary, *, personal: bool) -> Message:
    """Draw what the job is, how far it is or what came of it in two lines, and its buttons."""
    head = t.mrkdwn(f"assign-many-{job.state}", by=t.person(job.by), ender=t.person(job.ended_by or ""))
    first = f"{head} · {words.about(t, job)} ({job.id})"
    text = Mrkdwn(f"{first}\n{' · '.join([*_standing(t, job), *_after(t, job, personal=personal)])}")
    parts = [b.section(text)]
    if buttons := _buttons(t, job, personal=personal):
        parts.append(b.actions(*buttons, block_id="bulk"))
    return Message(text, parts)


def nudge(t: Reader, job: JobSummary, reader: str) -> Message:
    """Draw the reminder, with the same buttons; a stand-in hears in whose place."""
    said = t.mrkdwn("assign-many-nudge", count=job.count(AssignManyRowState.CHANGED), ended=job.ended_at or "")
    instead = [] if reader == job.by else [t.mrkdwn("absence-for", owner=t.person(job.by))]
    text = Mrkdwn(f"{said}\n{' '.join([words.about(t, job), *instead])}")
    return Message(text, [b.section(text), b.actions(*_buttons(t, job, personal=True), block_id="bulk")])


def _standing(t: Reader, job: JobSummary) -> list[Mrkdwn]:
    state = AssignManyRowState
    if job.state is AssignManyState.WAITING:
        return [*words.counted(t, job, state.READY), t.mrkdwn("assign-many-waits", job=job.id)]
    if job.state is AssignManyState.RUNNING:
        full = BAR * job.done // max(job.ready, 1)
        bar = "▰" * full + "▱" * (BAR - full)
        return [t.mrkdwn("assign-many-progress", bar=bar, done=job.done, ready=job.ready)]
    told = words.counted(t, job, state.CHANGED, state.SKIPPED, state.SAME, state.UNASKED, state.REFUSED)
    left = job.count(state.READY)
    return [*told, *([t.mrkdwn("assign-many-counts-left", count=left)] if left else [])]


def _after(t: Reader, job: JobSummary, *, personal: bool) -> list[Mrkdwn]:
    """Confirmation, review and result file; channels have no file."""
    said = []
    if job.confirmed_by:
        said.append(t.mrkdwn("assign-many-confirmed", by=t.person(job.confirmed_by)))
    if job.closed_at:
        said.append(t.mrkdwn("assign-many-reviewed", by=t.person(job.closed_by or ""), at=job.closed_at))
    elif job.to_review:
        said.append(t.mrkdwn("assign-many-to-review"))
    if personal and job.file_state is not AssignManyFileState.NONE:
        said.append(t.mrkdwn(f"assign-many-file-{job.file_state}", error=job.file_error or ""))
    return said


def _buttons(t: Reader, job: JobSummary, *, personal: bool) -> list[Block]:
    """Buttons for whoever owns the job; in the channel only those by which a second person confirms it."""
    if job.state is AssignManyState.WAITING:
        look = b.button(t.plain("assign-many-look"), LOOK, job.id, style=None if personal else "primary")
        return [look, _asking(t, b.button(t.plain("assign-many-withdraw"), WITHDRAW, job.id), "withdraw")]
    if not personal:
        return []
    if job.state is AssignManyState.RUNNING:
        return [_asking(t, b.button(t.plain("assign-many-cancel"), CANCEL, job.id, style="danger"), "cancel")]
    buttons = []
    if job.to_review:
        buttons.append(b.button(t.plain("assign-many-close"), action_ids.CLOSE_JOB, job.id, style="primary"))
    if job.in_force:
        buttons.append(b.button(t.plain("assign-many-undo"), UNDO, job.id))
    if job.count(*summaries.ATTENTION):
        buttons.append(b.button(t.plain("assign-many-details"), DETAILS, job.id))
    return buttons


def _asking(t: Reader, button: Block, what: str) -> Block:
    label = t.plain(f"assign-many-{what}")
    return b.sure(button, label, t.plain(f"assign-many-{what}-confirm"), label, t.plain("button-back"))
