"""A job as people act on it: kept after its dry run, started, cancelled, reviewed; each a conditional write."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Update, case, insert, literal, select, update
from sqlmodel import Session

from bot.errors import Conflict
from bot.models import (
    ASSIGN_MANY_TRANSITIONS,
    AssignManyFileState,
    AssignManyJob,
    AssignManyKind,
    AssignManyRow,
    AssignManyRowState,
    AssignManyState,
    Assignment,
    AssignmentState,
    UtcDateTime,
)
from bot.services import outbox
from bot.services.absences import standing
from bot.services.assign_many import sheet
from bot.services.assign_many.dry_run import Ask
from bot.services.assign_many.verdicts import Verdict
from bot.services.contacts.assignments import NUDGE_AFTER
from bot.services.contacts.transitions import moving
from bot.services.jobs import claims
from bot.services.policy import Action, Actor, require, system_actor
from bot.services.scene import Scene
from bot.services.store import audit, idempotency, states
from bot.services.store.sql import changed, run, table

CHANGED = "bulk.job"
# Changes of one customer and contact that a review shows together.
REVIEWED_TOGETHER = 40
# So long a second person may think about it.
CONFIRM_WITHIN = timedelta(days=7)

_JOBS, _ROWS, _ASSIGNMENTS = table(AssignManyJob), table(AssignManyRow), table(Assignment)
# As the partial index says it.
_UNCONFIRMED = _JOBS.c.started_at.is_(None)


@dataclass(frozen=True)
class Paper:
    """Words that a person adds to a job: why, under which agreement; `zone` (IANA) is where the person works."""

    reason: str | None = None
    agreement_ref: str | None = None
    zone: str = "UTC"


@dataclass(frozen=True)
class PreparedJob:
    """Rows of the tables that a dry run is kept as."""

    job: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]]


def prepare(actor: Actor, ask: Ask, verdicts: Sequence[Verdict], paper: Paper, scene: Scene) -> PreparedJob:
    """Make the rows of a dry run, which takes longer than to write them: not while others wait to write."""
    return PreparedJob(_job(actor, ask, verdicts, paper, scene), list(_rows(actor.reference, verdicts)))


def keep(session: Session, actor: Actor, prepared: PreparedJob, scene: Scene) -> str:
    """Keep a dry run for its confirmation; return the job's id. The same delivery again gives the same job."""
    require(actor, Action.ASSIGN)

    def work() -> idempotency.StoredOutcome:
        run(session, insert(_JOBS), prepared.job)
        if prepared.rows:
            run(session, insert(_ROWS), prepared.rows)
        return {"job": actor.reference}

    return str(idempotency.once(session, scene.delivery_key, scene.now, work)["job"])


def _job(actor: Actor, ask: Ask, verdicts: Sequence[Verdict], paper: Paper, scene: Scene) -> dict[str, Any]:
    return AssignManyJob(
        id=actor.reference,
        kind=ask.kind,
        customer_id=ask.customer_id,
        reseller_id=ask.reseller_id,
        target_id=ask.target_id,
        file_name=ask.file_name,
        ignored=list(sheet.ignored(ask.content)) if ask.content else [],
        undo_of=ask.undo_of,
        created_by=actor.user_id,
        zone=paper.zone,
        reason=paper.reason,
        agreement_ref=paper.agreement_ref,
        created_at=scene.now,
        ready=sum(verdict.state is AssignManyRowState.READY for verdict in verdicts),
    ).model_dump()


def _rows(job_id: str, verdicts: Sequence[Verdict]) -> Iterator[dict[str, Any]]:
    submissions = _submissions(job_id, verdicts)
    for verdict in verdicts:
        wish, fact = verdict.wish, verdict.fact
        yield {
            "job_id": job_id,
            "line": wish.line,
            "state": verdict.state,
            "customer_id": fact.customer_id if fact else None,
            "subscription_id": wish.subscription_id if fact else None,
            "target_id": wish.target_id,
            "said_subscription": wish.said_subscription or (wish.subscription_id or ""),
            "said_target": wish.said_target,
            "ticket_ref": wish.ticket,
            "reasons": list(verdict.reasons),
            "seen_version": fact.line.version if fact else 0,
            "from_tenant_id": fact.line.contact_id if fact else None,
            "batch_id": submissions.get(wish.line),
        }


def _submissions(job_id: str, verdicts: Sequence[Verdict]) -> dict[int, str]:
    """Number the submissions by line: one customer and contact each, no more changes than a review can show."""
    groups: dict[tuple[str, str | None], list[int]] = {}
    for verdict in verdicts:
        if verdict.state is AssignManyRowState.READY and verdict.fact:
            groups.setdefault((verdict.fact.customer_id, verdict.wish.target_id), []).append(verdict.wish.line)
    pieces = [
        lines[start : start + REVIEWED_TOGETHER]
        for lines in groups.values()
        for start in range(0, len(lines), REVIEWED_TOGETHER)
    ]
    return {line: f"{job_id}-{number}" for number, piece in enumerate(pieces, start=1) for line in piece}


def subject_of(job_id: str) -> str:
    """Return the subject of the one message about a job."""
    return f"bulk:{job_id}"


def start(session: Session, actor: Actor, job_id: str, scene: Scene, confirm_above: int | None = None) -> bool:
    """Confirm a dry run of one's own: its ready rows are due from now on; False when it was confirmed already.

    With more than `confirm_above` ready rows it waits for a second person first. Raise Denied, or Conflict when there
    is no such dry run (any more) or nothing in it is ready.
    """
    require(actor, Action.ASSIGN)
    mine = (_JOBS.c.id == job_id, _JOBS.c.created_by == actor.user_id, _JOBS.c.ready > 0)
    if confirm_above is not None:
        asking = _moving(AssignManyState.CHECKED, AssignManyState.WAITING).where(*mine, _JOBS.c.ready > confirm_above)
        if changed(session, asking.values(asked_at=scene.now)):
            _record(session, actor, scene, job_id, "bulk.asked", AssignManyState.CHECKED, AssignManyState.WAITING)
            tell(session, scene, job_id, "asked", outbox.readers(scene, actor.user_id))
            return True
    starting = _moving(AssignManyState.CHECKED, AssignManyState.RUNNING).where(*mine)
    if not changed(session, starting.values(started_at=scene.now, touched_at=scene.now)):
        if run(session, select(_JOBS.c.id).where(*mine)).first() is None:
            raise Conflict("assign-many-not-there")
        return False
    _record(session, actor, scene, job_id, "bulk.started", AssignManyState.CHECKED, AssignManyState.RUNNING)
    tell(session, scene, job_id, "started", [actor.user_id])
    return True


def confirm(session: Session, actor: Actor, job_id: str, scene: Scene) -> bool:
    """Confirm as the second person what another one wants; False when it does not wait for that (any more).

    Raises Denied, or Conflict for the person who asked.
    """
    require(actor, Action.ASSIGN)
    waiting = _moving(AssignManyState.WAITING, AssignManyState.RUNNING).where(_JOBS.c.id == job_id)
    began = {"confirmed_by": actor.user_id, "started_at": scene.now, "touched_at": scene.now}
    confirmed = waiting.where(_JOBS.c.created_by != actor.user_id).values(began).returning(_JOBS.c.created_by)
    owner = run(session, confirmed).scalar_one_or_none()
    if owner is None:
        if is_waiting(session, job_id):
            raise Conflict("assign-many-by-another")
        return False
    _record(session, actor, scene, job_id, "bulk.confirmed", AssignManyState.WAITING, AssignManyState.RUNNING)
    tell(session, scene, job_id, "confirmed", outbox.readers(scene, owner))
    return True


def is_waiting(session: Session, job_id: str) -> bool:
    """Tell if a job of that reference, or of whatever was typed instead, waits for its second person."""
    if not job_id.isalnum():  # among what is no reference may be what PostgreSQL takes for no text at all
        return False
    waiting = select(_JOBS.c.id).where(_JOBS.c.id == job_id, _JOBS.c.state == AssignManyState.WAITING)
    return run(session, waiting).first() is not None


def lapse(session: Session, scene: Scene) -> int:
    """End what no second person confirmed in time, and say so; how many."""
    old = select(_JOBS.c.id).where(
        _UNCONFIRMED, _JOBS.c.state == AssignManyState.WAITING, _JOBS.c.asked_at < scene.now - CONFIRM_WITHIN
    )
    ids = list(run(session, old).scalars())
    return sum(_unconfirmed(session, system_actor("bulk", key), key, AssignManyState.LAPSED, scene) for key in ids)


def cancel(session: Session, actor: Actor, job_id: str, scene: Scene) -> bool:
    """Leave what is not done yet as it is, or a waiting job undone; False when the job had ended before."""
    require(actor, Action.ASSIGN)
    how = AssignManyState.CANCELLED
    return _unconfirmed(session, actor, job_id, how, scene) or end(session, actor, job_id, how, scene)


def _unconfirmed(session: Session, actor: Actor, job_id: str, how: AssignManyState, scene: Scene) -> bool:
    """End a job that waits for its second person; nothing was done, so there is no result file."""
    waiting = _moving(AssignManyState.WAITING, how).where(_JOBS.c.id == job_id)
    ended = waiting.values(ended_at=scene.now, ended_by=actor.user_id).returning(_JOBS.c.created_by)
    owner = run(session, ended).scalar_one_or_none()
    if owner is None:
        return False
    actor = standing.acting(session, actor, owner, scene.now)
    _record(session, actor, scene, job_id, f"bulk.{how}", AssignManyState.WAITING, how)
    tell(session, scene, job_id, how, standing.hearing(session, scene, owner))
    return True


def end(session: Session, actor: Actor, job_id: str, how: AssignManyState, scene: Scene) -> bool:
    """End a running job: rows done stay done, a result file is due, readers are told; False if it was over."""
    ending = (
        claims.ending(how, _JOBS.c.id == job_id, _JOBS.c.kind.in_(list(AssignManyKind)))
        .values(
            ended_at=scene.now,
            ended_by=actor.user_id,
            file_state=AssignManyFileState.DUE,
            next_nudge_at=case((_JOBS.c.changed > 0, literal(scene.now + NUDGE_AFTER, UtcDateTime))),
        )
        .returning(_JOBS.c.created_by, _JOBS.c.changed, _JOBS.c.skipped)
    )
    row = run(session, ending).one_or_none()
    if row is None:
        return False
    actor = standing.acting(session, actor, row.created_by, scene.now)
    counts = {"changed": row.changed, "skipped": row.skipped}
    _record(session, actor, scene, job_id, f"bulk.{how}", AssignManyState.RUNNING, how, **counts)
    tell(session, scene, job_id, "ended", standing.hearing(session, scene, row.created_by))
    return True


def stop(session: Session, actor: Actor, job_id: str, scene: Scene) -> bool:
    """End a running job whose owner may not assign any more; False if it was over."""
    return end(session, actor, job_id, AssignManyState.STOPPED, scene)


def close(session: Session, actor: Actor, job_id: str, scene: Scene) -> bool:
    """End the review of everything the job changed; False when it was closed before or has not ended."""
    require(actor, Action.ASSIGN)
    closing = (
        update(_JOBS)
        .where(_JOBS.c.id == job_id, _JOBS.c.ended_at.is_not(None), _JOBS.c.closed_at.is_(None))
        .values(closed_at=scene.now, closed_by=actor.user_id, next_nudge_at=None)
        .returning(_JOBS.c.created_by)
    )
    owner = run(session, closing).scalar_one_or_none()
    if owner is None:
        return False
    actor = standing.acting(session, actor, owner, scene.now)
    applied, closed = AssignmentState.APPLIED, AssignmentState.CLOSED
    made = select(_ROWS.c.assignment_id).where(_ROWS.c.job_id == job_id, _ROWS.c.state == AssignManyRowState.CHANGED)
    reviewed = moving([applied], closed).where(_ASSIGNMENTS.c.id.in_(made))
    count = changed(session, reviewed.values(closed_by=actor.user_id, closed_at=scene.now, next_nudge_at=None))
    _record(session, actor, scene, job_id, "bulk.reviewed", applied, closed, assignments=count)
    tell(session, scene, job_id, "closed", standing.hearing(session, scene, owner))
    return True


def progress(session: Session, scene: Scene, job_id: str, owner: str) -> None:
    """Tell the owner how far a job is: at most once a second, however quick its chunks are."""
    tell(session, scene, job_id, f"at-{int(scene.now.timestamp())}", [owner])


def tell(session: Session, scene: Scene, job_id: str, event: str, readers: Iterable[str]) -> None:
    """Tell readers of a job in one message each, drawn anew at each event."""
    outbox.tell(session, scene, CHANGED, subject_of(job_id), event, readers, {"job": job_id})


def _moving(before: AssignManyState, to: AssignManyState) -> Update:
    return states.moving(AssignManyJob, ASSIGN_MANY_TRANSITIONS, [before], to)


def _record(
    session: Session, actor: Actor, scene: Scene, job_id: str, action: str, before: str, after: str, **facts: object
) -> None:
    subject = ("bulk_job", job_id)
    was, now = {"state": before}, {"state": after, **facts}
    audit.record(session, actor, scene.now, action, subject, before=was, after=now)
