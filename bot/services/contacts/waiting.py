"""Assignments that wait until their reseller is eligible, and their end (docs/domain.md#assignment-states)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select, union_all, update
from sqlmodel import Session

from bot.errors import Conflict, InvalidInput
from bot.models import Assignment, AssignmentState, RelationshipRequest, RequestState
from bot.services import outbox
from bot.services.absences import standing
from bot.services.contacts import assignments, changes, lookup, submissions
from bot.services.contacts.assignments import Proposal, Submitted
from bot.services.contacts.changes import Decision
from bot.services.contacts.eligibility import (
    PAIR_COLUMNS,
    Condition,
    Pair,
    failures_of,
    target_failures,
    with_pairs,
)
from bot.services.contacts.lookup import Line
from bot.services.contacts.submissions import WAITING, AssignmentRow, Submission
from bot.services.contacts.transitions import IS_OPEN_REQUEST, IS_READY, IS_WAITING, moving, moving_one
from bot.services.policy import Action, Actor, require
from bot.services.scene import Scene
from bot.services.separation import ours
from bot.services.store import audit, idempotency
from bot.services.store.sql import changed, columns, records, run, table

# What a person can bring about; another region or a partner that is no reseller stays as it is.
WAITABLE = frozenset(
    {
        Condition.NO_PARTNERSHIP,
        Condition.MPA_UNSIGNED,
        Condition.INACTIVE,
        Condition.NO_RELATIONSHIP,
        Condition.NO_DELEGATED_ADMIN,
        Condition.DELEGATED_ADMIN_EXPIRED,
    }
)
_ROWS, _REQUESTS = table(Assignment), table(RelationshipRequest)
_ADD = insert(_ROWS)
_FIELDS = columns(Assignment, AssignmentRow._fields)
_WAITING = select(*_FIELDS).where(IS_WAITING, ours(_ROWS.c.customer_id)).order_by(_ROWS.c.batch_id, _ROWS.c.id)
_ORDER = (_ROWS.c.customer_id, _ROWS.c.to_tenant_id, _ROWS.c.batch_id, _ROWS.c.id)
_KEYS = (_ROWS.c.id, _ROWS.c.customer_id, _ROWS.c.to_tenant_id)
_WITH_PAIRS = (
    with_pairs(select(*_KEYS, *PAIR_COLUMNS).select_from(_ROWS), _ROWS.c.customer_id, _ROWS.c.to_tenant_id)
    .where(IS_WAITING)
    .order_by(*_ORDER)
)
# Assignments that one transaction looks at, and that it makes ready; the sweep goes on with the rest.
MOST_READ, AT_ONCE = 2_000, 500


@dataclass(frozen=True)
class Waiting:
    """A stored waiting submission; `missing` is what its reseller lacks now."""

    batch_id: str
    missing: tuple[Condition, ...]


def propose(session: Session, actor: Actor, proposal: Proposal, scene: Scene, *, by_itself: bool) -> Waiting:
    """Keep the assignment until its reseller is eligible; `by_itself` applies it then without a further click.

    Replaces what the same person let wait for the same subscriptions. Raise Denied, NotFound, InvalidInput
    (fields `subscriptions`, `contact`), or Conflict when nothing is missing any more.
    """
    require(actor, Action.ASSIGN)
    missing = target_failures(session, scene.provider_id, proposal.customer_id, proposal.target_id, scene.now)
    _refuse_hopeless(session, proposal, missing)

    def work() -> idempotency.StoredOutcome:
        lines = assignments.chosen_lines(session, proposal, scene)
        _replace_own(session, actor, [line.subscription_id for line in lines], scene)
        _keep(session, actor, proposal, scene, lines, by_itself)
        return {"batch": actor.reference}

    return Waiting(idempotency.once(session, scene.delivery_key, scene.now, work)["batch"], missing)


def _refuse_hopeless(session: Session, proposal: Proposal, missing: Sequence[Condition]) -> None:
    if not missing:
        raise Conflict("assign-eligible-now")
    hopeless = [check for check in missing if check not in WAITABLE]
    if hopeless:
        name = lookup.partner(session, proposal.target_id).label
        raise InvalidInput("contact", f"check-{hopeless[0]}", partner=name)


def _replace_own(session: Session, actor: Actor, subscription_ids: Sequence[str], scene: Scene) -> None:
    own = _WAITING.where(_ROWS.c.requested_by == actor.user_id, _ROWS.c.subscription_id.in_(subscription_ids))
    _move(session, actor, records(session, AssignmentRow, own), AssignmentState.CANCELLED, scene)


def _keep(
    session: Session, actor: Actor, proposal: Proposal, scene: Scene, lines: Sequence[Line], by_itself: bool
) -> None:
    request_id = _open_request(session, proposal.customer_id, proposal.target_id)
    rows = [
        {
            "batch_id": actor.reference,
            "customer_id": proposal.customer_id,
            "subscription_id": line.subscription_id,
            "from_tenant_id": line.contact_id,
            "to_tenant_id": proposal.target_id,
            "state": AssignmentState.WAITING_RELATIONSHIP,
            "reason": actor.reason,
            **proposal.papers,
            "requested_by": actor.user_id,
            "requested_at": scene.now,
            "relationship_request_id": request_id,
            "apply_when_established": by_itself,
            "reference": actor.reference,
        }
        for line in lines
    ]
    run(session, _ADD, rows)
    after = {"support_tenant_id": proposal.target_id, "subscriptions": [line.subscription_id for line in lines]}
    subject = ("batch", actor.reference)
    audit.record(session, actor, scene.now, WAITING, subject, customer_id=proposal.customer_id, after=after)


def _open_request(session: Session, customer_id: str, reseller_id: str) -> int | None:
    asked = select(_REQUESTS.c.id).where(
        IS_OPEN_REQUEST, _REQUESTS.c.state != RequestState.DRAFT, _REQUESTS.c.reseller_tenant_id == reseller_id
    )
    # One after the other: as alternatives SQLite reads all of the reseller's.
    both = (asked.where(_REQUESTS.c.customer_id == customer_id), asked.where(_REQUESTS.c.customer_id.is_(None)))
    found: int | None = run(session, select(func.max(union_all(*both).subquery().c.id))).scalar_one_or_none()
    return found


def link(session: Session, request_id: int, customer_id: str | None, reseller_id: str | None) -> None:
    """Tie a new request to the waiting assignments that hope for it; a partnership serves all of the reseller's."""
    hoped = update(_ROWS).where(IS_WAITING, _ROWS.c.to_tenant_id == reseller_id, ours(_ROWS.c.customer_id))
    if customer_id is not None:
        hoped = hoped.where(_ROWS.c.customer_id == customer_id)
    run(session, hoped.values(relationship_request_id=request_id))


def able(session: Session, scene: Scene, *about: ColumnElement[bool]) -> list[int]:
    """Find the ids of waiting assignments whose reseller passes all conditions now; reads only, in one query."""
    rows: Iterable[Any] = run(session, _WITH_PAIRS.where(*about), {"provider": scene.provider_id})
    found: list[int] = []
    for (_customer_id, target_id), group in groupby(rows, key=lambda row: (row[1], row[2])):
        first, *others = group
        if not failures_of(Pair(*first[len(_KEYS) :]), target_id == scene.provider_id, scene.now):
            found += [row[0] for row in (first, *others)]
    return found


def evaluate(
    session: Session, actor: Actor, scene: Scene, customer_id: str | None = None, target_id: str | None = None
) -> tuple[str, ...]:
    """Make what waits ready whose reseller passes all conditions now, of a customer, a reseller, or both together.

    Return the batches that became ready; each proposer is told once. Harmless at any time, and bounded: AT_ONCE at
    most, the sweep goes on with the rest.
    """
    about = [ours(_ROWS.c.customer_id)]
    about += [_ROWS.c.customer_id == customer_id] if customer_id else []
    about += [_ROWS.c.to_tenant_id == target_id] if target_id else []
    some = select(_ROWS.c.id).where(IS_WAITING, *about).order_by(*_ORDER).limit(MOST_READ).correlate(None)
    return _release(session, actor, scene, able(session, scene, _ROWS.c.id.in_(some))[:AT_ONCE])


def release(session: Session, actor: Actor, scene: Scene, ids: Sequence[int]) -> tuple[str, ...]:
    """Make these assignments ready, of which `able` told, if that still holds; return their batches."""
    return _release(session, actor, scene, able(session, scene, _ROWS.c.id.in_(ids)))


def _release(session: Session, actor: Actor, scene: Scene, ids: Sequence[int]) -> tuple[str, ...]:
    rows = records(session, AssignmentRow, _WAITING.where(_ROWS.c.id.in_(ids))) if ids else []
    return _tell_of(session, scene, _move(session, actor, rows, AssignmentState.READY, scene), "ready")


def drop(session: Session, actor: Actor, request_id: int, scene: Scene) -> None:
    """Cancel what hoped for a request that ended without a relationship, and tell the proposers."""
    rows = records(session, AssignmentRow, _WAITING.where(_ROWS.c.relationship_request_id == request_id))
    _tell_of(session, scene, _move(session, actor, rows, AssignmentState.CANCELLED, scene), "cancelled")


def cancel(session: Session, actor: Actor, batch_id: str, scene: Scene) -> None:
    """Give a submission up for a person; what was applied already stays."""
    require(actor, Action.ASSIGN)
    given_up = (AssignmentState.WAITING_RELATIONSHIP, AssignmentState.READY)
    rows = [row for row in submissions.rows_of(session, batch_id) if row.state in given_up]
    _tell_of(session, scene, _move(session, actor, rows, AssignmentState.CANCELLED, scene), "cancelled")


def apply_ready(session: Session, actor: Actor, batch_id: str, scene: Scene) -> Submitted:
    """Write the contacts of a ready submission; the same rows go on as applied.

    A subscription whose contact is no longer the one it was proposed against is cancelled, not overwritten.
    Raise Denied, NotFound, InvalidInput (not eligible any more), or Conflict when nothing is ready.
    """
    require(actor, Action.ASSIGN)
    found = submissions.read(session, batch_id)
    if idempotency.earlier(session, scene.delivery_key, scene.now, {"batch": batch_id}) is not None:
        return _result(found)
    rows = [row for row in submissions.rows_of(session, batch_id) if row.state == AssignmentState.READY]
    if not rows:
        raise Conflict("assign-not-ready")
    ids = tuple(row.subscription_id for row in rows)
    proposal = Proposal(found.customer_id, found.target.tenant_id, ids, {})
    lines = {line.subscription_id: line for line in assignments.check(session, proposal, scene).lines}
    acting = standing.acting(session, actor, found.by, scene.now)
    for row in rows:
        _apply(session, acting, row, lines[row.subscription_id], scene)
    submissions.tell(session, scene, batch_id, "applied", found.by)
    tell(session, scene, batch_id, found.by, "applied")
    return _result(submissions.read(session, batch_id))


def _result(found: Submission) -> Submitted:
    return Submitted(found, sum(change.state == AssignmentState.CANCELLED for change in found.changes))


def _apply(session: Session, actor: Actor, row: AssignmentRow, line: Line, scene: Scene) -> None:
    if line.contact_id != row.from_tenant_id:
        _move(session, actor, [row], AssignmentState.CANCELLED, scene)
        return
    changes.supersede(session, scene.now, [line], f"{row.batch_id}:{row.id}")
    _move(session, actor, [row], AssignmentState.SUBMITTED, scene)
    applied = moving_one(AssignmentState.SUBMITTED, AssignmentState.APPLIED)
    when = {"applied_at": scene.now, "next_nudge_at": scene.now + assignments.NUDGE_AFTER}
    changed(session, applied.values(when), {"row": row.id})
    changes.hold(session, actor, scene.now, [(Decision(line, row._asdict()), row.id)])


def by_hand(session: Session, batch_id: str, scene: Scene) -> None:
    """Leave what could not be applied by itself to its proposer's click from now on, and tell them."""
    run(session, update(_ROWS).where(_ROWS.c.batch_id == batch_id).values(apply_when_established=False))
    rows = submissions.rows_of(session, batch_id)
    if rows:
        tell(session, scene, batch_id, rows[0].requested_by, "by-hand")


def automatic(session: Session) -> Sequence[tuple[str, str]]:
    """Find (batch id, proposer) of everything ready that was to apply by itself."""
    due = (IS_READY, _ROWS.c.apply_when_established, ours(_ROWS.c.customer_id))
    query = select(_ROWS.c.batch_id, _ROWS.c.requested_by).where(*due).distinct()
    return [(row.batch_id, row.requested_by) for row in run(session, query)]


def _move(
    session: Session, actor: Actor, rows: Sequence[AssignmentRow], to: AssignmentState, scene: Scene
) -> list[AssignmentRow]:
    """Take the transition of all rows with a history row each; return those of which nobody was quicker."""
    moved: list[AssignmentRow] = []
    for before in dict.fromkeys(row.state for row in rows):
        some = {row.id: row for row in rows if row.state == before}
        step = moving([AssignmentState(before)], to).where(_ROWS.c.id.in_(some)).returning(_ROWS.c.id)
        done = set(run(session, step).scalars())
        moved += [row for row in some.values() if row.id in done]
    owners = dict.fromkeys(row.requested_by for row in moved)
    acting = {owner: standing.acting(session, actor, owner, scene.now) for owner in owners}
    audit.add(session, [_event(acting[row.requested_by], row, to, scene) for row in moved])
    return moved


def _event(actor: Actor, row: AssignmentRow, to: AssignmentState, scene: Scene) -> dict[str, object]:
    return audit.event(
        actor,
        scene.now,
        f"assignment.{to.value}",
        ("assignment", row.id),
        customer_id=row.customer_id,
        before={"state": row.state},
        after={"state": to.value},
    )


def _tell_of(session: Session, scene: Scene, rows: Iterable[AssignmentRow], event: str) -> tuple[str, ...]:
    """Tell the proposers what became of these rows; return their batches."""
    batches = dict.fromkeys((row.batch_id, row.requested_by) for row in rows)
    away = standing.stand_ins(session, {owner for _batch, owner in batches}, scene.now)
    told = (notice for batch_id, owner in batches for notice in _notices(batch_id, away.get(owner, owner), event))
    outbox.enqueue(session, scene.now, *told)
    return tuple(batch_id for batch_id, _owner in batches)


def tell(session: Session, scene: Scene, batch_id: str, owner: str, event: str) -> None:
    """Tell the proposer, or who stands in for them, so that it rings.

    It has a subject of its own, and is no update of an earlier message.
    """
    reader = standing.reader_of(session, owner, scene.now)
    outbox.enqueue(session, scene.now, *_notices(batch_id, reader, event))


def _notices(batch_id: str, owner: str, event: str) -> list[outbox.Notice]:
    return outbox.notices(WAITING, f"waiting:{batch_id}", event, [owner], {"batch_id": batch_id})
