"""One chunk of a running job: claimed, judged again, written with history and progress in a single transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlmodel import Session

from bot.models import AssignManyJob, AssignManyRow, AssignManyRowState, AssignManyState, AssignmentState
from bot.services.assign_many import jobs
from bot.services.assign_many.verdicts import RowFacts, RowWish, Verdict, judge
from bot.services.contacts import changes
from bot.services.contacts.changes import Decision
from bot.services.policy import Action, Actor, require
from bot.services.scene import Scene
from bot.services.store.sql import changed, run, table

CHUNK = 100
LEASE = timedelta(seconds=60)

_J, _R = table(AssignManyJob), table(AssignManyRow)
_RUNNING = _J.c.state == AssignManyState.RUNNING.value
_NEXT = (
    select(_R)
    .where(_R.c.job_id == bindparam("job"), _R.c.state == AssignManyRowState.READY.value)
    .order_by(_R.c.line)
    .limit(bindparam("most"))
)
_READY = update(_R).where(_R.c.id == bindparam("row"), _R.c.state == AssignManyRowState.READY.value)
_CHANGED = _READY.values(
    state=AssignManyRowState.CHANGED.value, assignment_id=bindparam("made"), from_tenant_id=bindparam("former")
)
_SKIPPED = _READY.values(state=AssignManyRowState.SKIPPED.value, reasons=bindparam("why"))


@dataclass(frozen=True)
class ClaimedJob:
    """A running job that is ours until its lease ends."""

    id: str
    created_by: str
    reason: str | None
    agreement_ref: str | None


def any_running(session: Session) -> bool:
    """Tell if a claim could find anything, without taking a lock."""
    return run(session, select(_J.c.id).where(_RUNNING).limit(1)).first() is not None


def claim(session: Session, me: str, scene: Scene) -> ClaimedJob | None:
    """Take the running job that was served longest ago, unless someone else holds it."""
    due = (
        select(_J.c.id)
        .where(_RUNNING, or_(_J.c.lease_until.is_(None), _J.c.lease_until <= scene.now))
        .order_by(_J.c.touched_at, _J.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    taken = update(_J).where(_J.c.id == due, _RUNNING).values(claimed_by=me, lease_until=scene.now + LEASE)
    row = run(session, taken.returning(_J.c.id, _J.c.created_by, _J.c.reason, _J.c.agreement_ref)).one_or_none()
    return ClaimedJob(row.id, row.created_by, row.reason, row.agreement_ref) if row else None


def rest(session: Session, job: ClaimedJob, me: str, scene: Scene, wait: timedelta) -> bool:
    """Leave a claimed job alone for a while: nobody can say at the moment whether its owner may go on."""
    ours = update(_J).where(_J.c.id == job.id, _J.c.claimed_by == me, _RUNNING)
    return changed(session, ours.values(lease_until=scene.now + wait, touched_at=scene.now)) == 1


def advance(session: Session, actor: Actor, job: ClaimedJob, me: str, scene: Scene) -> bool:
    """Do the next rows of a job, or end it when there are none; False when it is not ours any more, or was cancelled.

    Raises Denied, or Conflict when another change came between reading and writing: then nothing was written and
    the same rows are judged anew the next time.
    """
    require(actor, Action.ASSIGN)
    # First, so that a cancellation waits for this chunk or is seen by it, and a lost claim writes nothing.
    ours = update(_J).where(_J.c.id == job.id, _J.c.claimed_by == me, _RUNNING)
    if not changed(session, ours.values(touched_at=scene.now, lease_until=scene.now + LEASE)):
        return False
    rows = run(session, _NEXT, {"job": job.id, "most": CHUNK}).all()
    if rows:
        verdicts = judge(session, scene.provider_id, [_wish(row) for row in rows], scene.now)
        _settle(session, actor, job, scene, rows, verdicts)
    if len(rows) < CHUNK:
        jobs.end(session, actor, job.id, AssignManyState.DONE, scene)
    else:
        _release(session, job, scene)
    return True


def _wish(row: Any) -> RowWish:
    return RowWish(row.line, row.subscription_id, row.target_id, expected=row.seen_version)


def _settle(
    session: Session, actor: Actor, job: ClaimedJob, scene: Scene, rows: Sequence[Any], verdicts: Sequence[Verdict]
) -> None:
    going = [
        (row, verdict.fact)
        for row, verdict in zip(rows, verdicts, strict=True)
        if verdict.state is AssignManyRowState.READY and verdict.fact
    ]
    # In one order everywhere, so that two jobs over the same subscriptions cannot wait for each other.
    going.sort(key=lambda pair: str(pair[0].subscription_id))
    _write(session, actor, job, scene, going)
    left = [
        (row, verdict) for row, verdict in zip(rows, verdicts, strict=True) if verdict.state != AssignManyRowState.READY
    ]
    if left:
        run(session, _SKIPPED, [{"row": row.id, "why": list(verdict.reasons)} for row, verdict in left])
    count = {"changed": _J.c.changed + len(going), "skipped": _J.c.skipped + len(left)}
    run(session, update(_J).where(_J.c.id == job.id).values(**count))


def _write(
    session: Session, actor: Actor, job: ClaimedJob, scene: Scene, going: Sequence[tuple[Any, RowFacts]]
) -> None:
    if not going:
        return
    decisions = [Decision(fact.line, _assignment(actor, job, scene, row, fact)) for row, fact in going]
    ids = changes.write(session, actor, scene.now, decisions)
    done = zip(going, ids, strict=True)
    run(
        session, _CHANGED, [{"row": row.id, "made": made, "former": fact.line.contact_id} for (row, fact), made in done]
    )


def _assignment(actor: Actor, job: ClaimedJob, scene: Scene, row: Any, fact: RowFacts) -> dict[str, Any]:
    return {
        "batch_id": row.batch_id,
        "customer_id": fact.customer_id,
        "subscription_id": row.subscription_id,
        "from_tenant_id": fact.line.contact_id,
        "to_tenant_id": row.target_id,
        "state": AssignmentState.APPLIED,
        "reason": job.reason,
        "agreement_ref": job.agreement_ref,
        "requested_by": job.created_by,
        "requested_at": scene.now,
        "applied_at": scene.now,
        # The job is reviewed as a whole and nudges for itself; thousands of nudges would say no more.
        "next_nudge_at": None,
        "apply_when_established": False,
        "reference": actor.reference,
    }


def _release(session: Session, job: ClaimedJob, scene: Scene) -> None:
    run(session, update(_J).where(_J.c.id == job.id).values(claimed_by=None, lease_until=None))
    # A key for each second: however quick the chunks are, the message changes at most once a second.
    jobs.tell(session, scene, job.id, f"at-{int(scene.now.timestamp())}", [job.created_by])
