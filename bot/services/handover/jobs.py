"""A handover as a background job: started by its review, done in chunks, cancelled, ended with what came of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlmodel import Session

from bot.models import (
    AssignManyJob,
    AssignManyState,
    Assignment,
    AssignmentState,
    ContactJobKind,
)
from bot.services import outbox
from bot.services.absences import standing as absent
from bot.services.basis.losses import tell_again
from bot.services.contacts import changes, lookup, submissions
from bot.services.contacts.changes import Decision
from bot.services.contacts.lookup import Line
from bot.services.contacts.transitions import moving
from bot.services.handover import scope
from bot.services.handover.review import Judge
from bot.services.handover.scope import FIELDS, Handover, HandoverScope
from bot.services.jobs import claims
from bot.services.jobs.claims import Claim
from bot.services.jobs.runner import JobWork, owner
from bot.services.policy import Action, Actor, ActorOf, require
from bot.services.scene import Scene
from bot.services.store import audit
from bot.services.store.sql import changed, insert_unless_there, run, table

STARTED, DONE = "handover.started", "contact.handed_over"
KINDS = frozenset({ContactJobKind.HANDOVER})
# Contacts that a transaction takes; whatever else was submitted together with them comes along.
CHUNK = 30
# Changes of one customer that stand together in its history.
TOGETHER = 40

_A, _J = table(Assignment), table(AssignManyJob)


@dataclass(frozen=True)
class HandoverStanding:
    """A handover as it stands: `moved` of `total` contacts in scope; `by` pressed, `ender` ended it."""

    id: str
    state: AssignManyState
    target: str
    by: str
    ender: str | None
    moved: int
    total: int


def start(session: Session, actor: Actor, plan: Handover, total: int, scene: Scene) -> bool:
    """Have all in scope handed over, `total` contacts; False when that was begun already. Raises Denied."""
    require(actor, Action.ASSIGN)
    job = AssignManyJob(
        id=plan.id,
        kind=ContactJobKind.HANDOVER,
        state=AssignManyState.RUNNING,
        customer_id=plan.scope.customer_id,
        reseller_id=plan.scope.partner_id,
        target_id=plan.target_id,
        loss=plan.scope.reference,
        loss_owner=plan.scope.owner,
        reviewed_at=plan.reviewed_at,
        reached=scope.first_key(plan),
        created_by=actor.user_id,
        reason=actor.reason,
        created_at=scene.now,
        started_at=scene.now,
        touched_at=scene.now,
        ready=total,
    )
    if not changed(session, insert_unless_there(session, AssignManyJob, "id"), job.model_dump()):
        return False
    facts = {"contacts": total, "support_tenant_id": plan.target_id}
    audit.record(session, actor, scene.now, STARTED, ("handover", plan.id), after=facts)
    _tell(session, scene, plan.id, "started", [actor.user_id])
    return True


def work(admit: ActorOf) -> JobWork:
    """Return how handovers go on; `admit` is asked for whoever pressed before every chunk."""
    return JobWork(KINDS, owner(admit), chunk, stop)


def chunk(session: Session, actor: Actor, claim: Claim, scene: Scene, _seen: None = None) -> bool:
    """Hand over the next contacts, or end the job when there are no more; False when it is not ours any more.

    The person reviewed the list, so that its assignments are closed. Raises Denied, or Conflict when a contact
    changed at this very moment.
    """
    require(actor, Action.ASSIGN)
    if not claims.hold(session, claim, scene):
        return False
    job = session.get_one(AssignManyJob, claim.job.id, populate_existing=True)
    plan = _plan(job)
    wanted = scope.given(plan, scene.provider_id, after=job.reached, most=CHUNK)
    found = run(session, scope.keys(plan), wanted).all()
    moved = _hand_over(session, actor, plan, scene, [row.subscription_id for row in found])
    if len(found) < CHUNK:
        run(session, claim.ours.values(changed=job.changed + moved))
        end(session, actor, job.id, AssignManyState.DONE, scene)
    else:
        claims.release(session, claim, changed=job.changed + moved, reached=found[-1].key)
        # A key for each second: however quick the chunks are, the message changes at most once a second.
        _tell(session, scene, job.id, f"at-{int(scene.now.timestamp())}", [job.created_by])
    return True


def cancel(session: Session, actor: Actor, job_id: str, scene: Scene) -> bool:
    """Leave what is not handed over yet as it is; False when the job had ended before. Raises Denied."""
    require(actor, Action.ASSIGN)
    return end(session, actor, job_id, AssignManyState.CANCELLED, scene)


def stop(session: Session, actor: Actor, job_id: str, scene: Scene) -> bool:
    """End a job whose owner may not assign any more; False if it was over."""
    return end(session, actor, job_id, AssignManyState.STOPPED, scene)


def end(session: Session, actor: Actor, job_id: str, how: AssignManyState, scene: Scene) -> bool:
    """End a running job with one history row and the last notice; False if it was over."""
    ending = claims.ending(how, _J.c.id == job_id, _J.c.kind == ContactJobKind.HANDOVER)
    # Pressing was the review of all that it moved.
    over = {"ended_at": scene.now, "ended_by": actor.user_id, "closed_at": scene.now, "closed_by": _J.c.created_by}
    columns = (_J.c.created_by, _J.c.changed, _J.c.ready, _J.c.target_id, _J.c.loss)
    row = run(session, ending.values(over).returning(*columns)).one_or_none()
    if row is None:
        return False
    facts = {"state": how.value, "contacts": row.changed, "of": row.ready, "support_tenant_id": row.target_id}
    acting = absent.acting(session, actor, row.created_by, scene.now)
    audit.record(session, acting, scene.now, DONE, ("handover", job_id), after=facts)
    _tell(session, scene, job_id, "ended", absent.hearing(session, scene, row.created_by))
    if row.loss:
        tell_again(session, scene, row.loss, job_id)
    return True


def standing(session: Session, job_id: str) -> HandoverStanding | None:
    """Read how a handover stands; None for one that is not known."""
    job = session.get(AssignManyJob, job_id, populate_existing=True)
    if job is None or job.kind not in KINDS:
        return None
    state, target = AssignManyState(job.state), lookup.partner(session, job.target_id or "").label
    return HandoverStanding(job.id, state, target, job.created_by, job.ended_by, job.changed, job.ready)


def plan_of(session: Session, job_id: str) -> Handover | None:
    """Read what a handover was to do; None for one that is not known."""
    job = session.get(AssignManyJob, job_id, populate_existing=True)
    return _plan(job) if job and job.kind in KINDS else None


def _plan(job: AssignManyJob) -> Handover:
    bounds = HandoverScope(job.reseller_id, job.customer_id, job.loss, job.loss_owner)
    return Handover(job.id, bounds, job.target_id or "", job.reviewed_at or job.created_at)


def _hand_over(session: Session, actor: Actor, plan: Handover, scene: Scene, ids: Sequence[str]) -> int:
    """Hand over those of these that may move, and of those that were submitted together with them."""
    if not ids:
        return 0
    wanted = scope.given(plan, scene.provider_id, ids=submissions.together(session, ids))
    rows = run(session, scope.chosen(plan), wanted).all()
    judge = Judge.of(session, scene.provider_id, plan, scene.now)
    going = [row for row in rows if not judge.verdict(row, row[len(FIELDS) :])]
    if not going:
        return 0
    made = changes.write(session, actor, scene.now, list(_decisions(actor, plan, scene, going)))
    closing = moving([AssignmentState.APPLIED], AssignmentState.CLOSED).where(_A.c.id.in_(made))
    run(session, closing.values(closed_by=actor.user_id, closed_at=scene.now, next_nudge_at=None))
    return len(made)


def _decisions(actor: Actor, plan: Handover, scene: Scene, going: Sequence[Any]) -> Iterator[Decision]:
    """Make the decisions, of which those of one customer stand together, at most TOGETHER."""
    for customer_id, mine in groupby(going, key=lambda row: row.customer_id):
        rows = list(mine)
        for number, row in enumerate(rows):
            first = rows[number - number % TOGETHER]
            yield Decision(_line(row), _assignment(actor, plan, scene, customer_id, row, f"{plan.id}-{first.id}"))


def _line(row: Any) -> Line:
    """Make the line of a contact, as far as writing it asks."""
    return Line(
        subscription_id=row.id,
        name=row.id,
        told_apart=row.id,
        offer=None,
        status=row.status,
        contact_id=row.support_tenant_id,
        contact_name=row.support_tenant_id,
        origin=row.origin,
        since=None,
        set_by=None,
        version=row.version,
        partner_on_record=None,
        failures=(),
    )


def _assignment(
    actor: Actor, plan: Handover, scene: Scene, customer_id: str, row: Any, batch_id: str
) -> dict[str, Any]:
    return {
        "batch_id": batch_id,
        "customer_id": customer_id,
        "subscription_id": row.id,
        "from_tenant_id": row.support_tenant_id,
        "to_tenant_id": plan.target_id,
        "state": AssignmentState.APPLIED,
        "reason": actor.reason,
        "agreement_ref": None,
        "requested_by": actor.user_id,
        "requested_at": scene.now,
        "applied_at": scene.now,
        "next_nudge_at": None,
        "apply_when_established": False,
        "reference": plan.id,
    }


def _tell(session: Session, scene: Scene, job_id: str, event: str, readers: Sequence[str]) -> None:
    """Tell of the whole handover in one message, however many customers it concerns, drawn from the present state."""
    outbox.tell(session, scene, DONE, f"handover:{job_id}", event, readers, {"handover": job_id})
