"""One chunk of a running job: claimed, judged again, written with history and progress in a single transaction."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select, update
from sqlmodel import Session

from bot.models import (
    AssignManyJob,
    AssignManyKind,
    AssignManyRow,
    AssignManyRowState,
    AssignManyState,
    AssignmentState,
)
from bot.services.assign_many import jobs
from bot.services.assign_many.verdicts import RowFacts, RowWish, Verdict, judge
from bot.services.contacts import changes
from bot.services.contacts.changes import Decision
from bot.services.jobs import claims
from bot.services.jobs.claims import Claim, ClaimedJob
from bot.services.jobs.runner import JobWork, owner
from bot.services.policy import Action, Actor, ActorOf, require
from bot.services.scene import Scene
from bot.services.search.references import key_of_reference
from bot.services.store.sql import columns, records, run, table

CHUNK = 250
KINDS: frozenset[str] = frozenset(AssignManyKind)

_J, _R = table(AssignManyJob), table(AssignManyRow)


class ReadyRow(NamedTuple):
    """Row of a job that is still to be done."""

    id: int
    line: int
    subscription_id: str
    target_id: str
    seen_version: int
    batch_id: str
    ticket_ref: str | None


_NEXT = (
    select(*columns(AssignManyRow, ReadyRow._fields))
    .where(_R.c.job_id == bindparam("job"), _R.c.state == AssignManyRowState.READY.value)
    .order_by(_R.c.line)
    .limit(bindparam("most"))
)
_READY = update(_R).where(_R.c.id == bindparam("row"), _R.c.state == AssignManyRowState.READY.value)
_CHANGED = _READY.values(
    state=AssignManyRowState.CHANGED.value, assignment_id=bindparam("made"), from_tenant_id=bindparam("former")
)
_SKIPPED = _READY.values(state=AssignManyRowState.SKIPPED.value, reasons=bindparam("why"))


def work(admit: ActorOf) -> JobWork:
    """Return how confirmed jobs are done; `admit` is asked for the owner before every chunk."""
    return JobWork(KINDS, owner(admit), advance, jobs.stop)


def advance(session: Session, actor: Actor, claim: Claim, scene: Scene, _seen: None = None) -> bool:
    """Do the next rows of a job, or end it when there are none; False when it is not ours any more, or was cancelled.

    Raise Denied, or Conflict when another change came between reading and writing: then nothing was written and
    the same rows are judged anew the next time.
    """
    require(actor, Action.ASSIGN)
    if not claims.hold(session, claim, scene):
        return False
    job = claim.job
    rows = records(session, ReadyRow, _NEXT, {"job": job.id, "most": CHUNK})
    if rows:
        verdicts = judge(session, scene.provider_id, [_wish(row) for row in rows], scene.now)
        _settle(session, actor, job, scene, rows, verdicts)
    if len(rows) < CHUNK:
        jobs.end(session, actor, job.id, AssignManyState.DONE, scene)
    else:
        claims.release(session, claim)
        jobs.progress(session, scene, job.id, job.created_by)
    return True


def _wish(row: ReadyRow) -> RowWish:
    return RowWish(row.line, row.subscription_id, row.target_id, expected=row.seen_version)


def _settle(
    session: Session, actor: Actor, job: ClaimedJob, scene: Scene, rows: Sequence[ReadyRow], verdicts: Sequence[Verdict]
) -> None:
    going = [
        (row, verdict.fact)
        for row, verdict in zip(rows, verdicts, strict=True)
        if verdict.state is AssignManyRowState.READY and verdict.fact
    ]
    # In one order everywhere, so that two jobs over the same subscriptions cannot wait for each other.
    going.sort(key=lambda pair: pair[0].subscription_id)
    _write(session, actor, job, scene, going)
    left = [
        (row, verdict) for row, verdict in zip(rows, verdicts, strict=True) if verdict.state != AssignManyRowState.READY
    ]
    if left:
        run(session, _SKIPPED, [{"row": row.id, "why": list(verdict.reasons)} for row, verdict in left])
    count = {"changed": _J.c.changed + len(going), "skipped": _J.c.skipped + len(left)}
    run(session, update(_J).where(_J.c.id == job.id).values(**count))


def _write(
    session: Session, actor: Actor, job: ClaimedJob, scene: Scene, going: Sequence[tuple[ReadyRow, RowFacts]]
) -> None:
    if not going:
        return
    decisions = [Decision(fact.line, _assignment(actor, job, scene, row, fact)) for row, fact in going]
    ids = changes.write(session, actor, scene.now, decisions)
    done = zip(going, ids, strict=True)
    run(
        session, _CHANGED, [{"row": row.id, "made": made, "former": fact.line.contact_id} for (row, fact), made in done]
    )


def _assignment(actor: Actor, job: ClaimedJob, scene: Scene, row: ReadyRow, fact: RowFacts) -> dict[str, Any]:
    return {
        "batch_id": row.batch_id,
        "customer_id": fact.customer_id,
        "subscription_id": row.subscription_id,
        "from_tenant_id": fact.line.contact_id,
        "to_tenant_id": row.target_id,
        "state": AssignmentState.APPLIED,
        "reason": job.reason,
        "agreement_ref": job.agreement_ref,
        "agreement_key": job.agreement_ref and key_of_reference(job.agreement_ref),
        "ticket_ref": row.ticket_ref,
        "ticket_key": row.ticket_ref and key_of_reference(row.ticket_ref),
        "requested_by": job.created_by,
        "requested_at": scene.now,
        "applied_at": scene.now,
        # The job is reviewed as a whole and nudges for itself; thousands of nudges would say no more.
        "next_nudge_at": None,
        "apply_when_established": False,
        "reference": actor.reference,
    }
