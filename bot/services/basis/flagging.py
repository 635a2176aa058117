"""Contacts flagged and closed in a few statements however many they are, with their history and their messages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from sqlalchemy import ColumnElement, Insert, Select, Text, bindparam, cast, func, insert, literal, or_, select, update
from sqlalchemy.sql.dml import ReturningUpdate
from sqlmodel import Session

from bot.models import Assignment, AssignmentState, Subscription, SupportContact
from bot.services.basis import looking
from bot.services.basis.invalidation import (
    ALL,
    BACK,
    IS_BACK,
    IS_LOST,
    LOST,
    Extent,
    SetContact,
    contacts,
    given,
)
from bot.services.basis.looking import FoundContacts
from bot.services.contacts import submissions
from bot.services.contacts.transitions import moving
from bot.services.policy import Actor
from bot.services.scene import Scene
from bot.services.store import audit
from bot.services.store.sql import among, engine_of, records, run, table

# Contacts that a transaction looks for; whatever else was submitted together with them comes along, so that a
# message about a submission is drawn again once.
CHUNK = 250

_A, _S, _U = table(Assignment), table(SupportContact), table(Subscription)
_EITHER = or_(IS_LOST, IS_BACK)
_THESE = among(_A.c.id, "ids")


@dataclass(frozen=True)
class FlaggedContacts:
    """Numbers of contacts that were flagged and closed, and the owners of the former."""

    lost: int
    back: int
    owners: tuple[str, ...]


def find(session: Session, scene: Scene, extent: Extent = ALL, after: str = "") -> FoundContacts:
    """Find subscriptions behind `after` whose contacts `write` would flag or close, the next CHUNK at most; reads only.

    One look reads looking.LOOKED_AT contacts at most, and all of a customer's.
    """
    shape = _shape(extent)
    wanted = given(scene, extent) | {"after": after, "most": CHUNK}
    until = None if extent.customer_id else looking.horizon(session, after, extent.partner_id)
    ids = run(session, _next(*shape, until is not None), wanted | ({"until": until} if until else {})).scalars().all()
    return looking.found(ids, CHUNK, until)


def _shape(extent: Extent) -> tuple[bool, bool]:
    return extent.customer_id is not None, extent.partner_id is not None


@cache
def _next(of_customer: bool, of_partner: bool, bounded: bool) -> Select[Any]:
    """Make the statement once for each shape of an extent: building it costs more than running it."""
    wanted = contacts(_like(of_customer, of_partner)).where(_EITHER, _S.c.subscription_id > bindparam("after"))
    wanted = wanted.where(_S.c.subscription_id <= bindparam("until")) if bounded else wanted
    return wanted.with_only_columns(_S.c.subscription_id).order_by(_S.c.subscription_id).limit(bindparam("most"))


@cache
def _these(of_customer: bool, of_partner: bool) -> Select[Any]:
    wanted = contacts(_like(of_customer, of_partner)).where(_EITHER)
    return wanted.where(among(_S.c.subscription_id, "ids")).order_by(_S.c.subscription_id)


def _like(of_customer: bool, of_partner: bool) -> Extent:
    return Extent("any" if of_customer else None, "any" if of_partner else None)


def write(session: Session, actor: Actor, scene: Scene, extent: Extent, ids: Sequence[str]) -> FlaggedContacts:
    """Settle the contacts of these subscriptions, and of those that were submitted together with them."""
    if not ids:
        return FlaggedContacts(0, 0, ())
    wanted = given(scene, extent) | {"ids": submissions.together(session, ids)}
    rows = records(session, SetContact, _these(*_shape(extent)), wanted)
    flagged = [row for row in rows if row.state != AssignmentState.INVALIDATED and row.assignment_id is not None]
    lost = _move(session, actor, scene, flagged, AssignmentState.INVALIDATED)
    lost += _adopt(session, actor, scene, [row for row in rows if row.assignment_id is None])
    back = [row for row in rows if row.state == AssignmentState.INVALIDATED]
    back = _move(session, actor, scene, back, AssignmentState.CLOSED)
    batches = dict.fromkeys(row.batch_id for row in (*lost, *back) if row.batch_id)
    submissions.redraw(session, scene.now, batches, actor.reference)
    return FlaggedContacts(len(lost), len(back), tuple(dict.fromkeys(row.owner for row in lost if row.owner)))


def _move(
    session: Session, actor: Actor, scene: Scene, rows: Iterable[SetContact], to: AssignmentState
) -> list[SetContact]:
    """Take the step of all rows, a statement for each state that they are in; return those nobody else moved."""
    moved: list[SetContact] = []
    groups: dict[str, dict[int, SetContact]] = {}
    for row in rows:
        groups.setdefault(row.state or "", {})[row.assignment_id or 0] = row
    for state, group in groups.items():
        step = _step(AssignmentState(state), to)
        done = [group[key] for key in run(session, step, {"ids": list(group)}).scalars().all()]
        _note(session, actor, scene, done, to)
        moved += done
    return moved


@cache
def _step(before: AssignmentState, to: AssignmentState) -> ReturningUpdate[Any]:
    return moving([before], to).where(_THESE).values(next_nudge_at=None).returning(_A.c.id)


def _adopt(session: Session, actor: Actor, scene: Scene, rows: Sequence[SetContact]) -> list[SetContact]:
    """Make the assignments that observed contacts amount to; before it was the provider, by default (invariant 2)."""
    if not rows:
        return []
    wanted = [row.subscription_id for row in rows]
    bare = select(_S.c.subscription_id).where(_S.c.subscription_id.in_(wanted), _S.c.assignment_id.is_(None))
    ids = list(run(session, bare.order_by(_S.c.subscription_id).with_for_update()).scalars())
    batch_id = literal(f"{actor.reference}-", Text) + _S.c.subscription_id
    _add_adopted(session, actor, scene, batch_id, ids)
    own = select(_A.c.id).where(_A.c.batch_id == batch_id).scalar_subquery()
    owned = update(_S).where(_S.c.subscription_id.in_(ids)).values(assignment_id=own)
    made = run(session, owned.returning(_S.c.subscription_id, _S.c.assignment_id))
    keys = {row.subscription_id: row.assignment_id for row in made}
    adopted = [row._replace(assignment_id=keys[row.subscription_id]) for row in rows if row.subscription_id in keys]
    _note(session, actor, scene, adopted, AssignmentState.INVALIDATED)
    return adopted


def _add_adopted(
    session: Session, actor: Actor, scene: Scene, batch_id: ColumnElement[str], ids: Sequence[str]
) -> None:
    values = {
        "batch_id": batch_id,
        "customer_id": _U.c.customer_id,
        "subscription_id": _S.c.subscription_id,
        "from_tenant_id": literal(scene.provider_id, Text),
        "to_tenant_id": _S.c.support_tenant_id,
        "state": literal(AssignmentState.INVALIDATED.value, Text),
        "requested_by": func.coalesce(_S.c.set_by, literal("import", Text)),
        "requested_at": _S.c.since,
        "apply_when_established": literal(False),
        "reference": literal(actor.reference, Text),
    }
    made = select(*values.values()).join_from(_S, _U, _U.c.id == _S.c.subscription_id)
    made = made.where(_S.c.subscription_id.in_(ids)).order_by(_S.c.subscription_id)
    run(session, insert(_A).inline().from_select(list(values), made))


def _note(session: Session, actor: Actor, scene: Scene, rows: Iterable[SetContact], to: AssignmentState) -> None:
    """Write a history row for each, a statement for each state before and basis lost."""
    is_lost_now = to is AssignmentState.INVALIDATED
    groups: dict[tuple[str | None, str | None], list[int]] = {}
    for row in rows:
        groups.setdefault((row.state, row.basis if is_lost_now else None), []).append(row.assignment_id or 0)
    for (state, basis), ids in groups.items():
        action, statement = LOST if is_lost_now else BACK, _events(engine_of(session), to, state, basis)
        audit.add_each(session, actor, scene.now, action, "assignment", statement, {"ids": ids})


@cache
def _events(engine: str, to: AssignmentState, state: str | None, basis: str | None) -> Insert:
    """Make the statement once for each of the few steps and bases."""
    document = partial(audit.document, engine)
    facts = {"state": to.value, "support_tenant_id": _A.c.to_tenant_id, "subscription_id": _A.c.subscription_id}
    after = document(**facts, **({"basis": basis} if to is AssignmentState.INVALIDATED else {}))
    events = select(cast(_A.c.id, Text), _A.c.customer_id, document(state=state), after)
    return audit.adding(events.where(_THESE).order_by(_A.c.id))
