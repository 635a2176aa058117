"""The basis of support contacts: lost, a contact is flagged; back, closed again (docs/domain.md#assignment-states)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Select, and_, bindparam, cast, func, insert, or_, select, update
from sqlmodel import Session

from bot.models import (
    ASSIGNMENT_TRANSITIONS,
    Assignment,
    AssignmentState,
    AuditEvent,
    Customer,
    CustomerRelationship,
    DelegatedAdmin,
    Partner,
    Partnership,
    PartnershipState,
    RelationshipState,
    Subscription,
    SupportContact,
)
from bot.services import outbox
from bot.services.contacts import submissions
from bot.services.contacts.transitions import moving_one
from bot.services.policy import Actor
from bot.services.scene import Scene
from bot.services.store import audit
from bot.services.store.sql import changed, records, run, table

LOST, BACK = "contact.invalidated", "contact.restored"
IN_FORCE = tuple(state for state, after in ASSIGNMENT_TRANSITIONS.items() if AssignmentState.INVALIDATED in after)
# "unknown" says nothing, and only what is known to be lost may be flagged.
NOT_LOST = ("reseller", "advisor", "syndication", "unknown")
SHOWN = 10
_PAGE = 500

_A, _S, _U, _C = table(Assignment), table(SupportContact), table(Subscription), table(Customer)
_P, _B, _R, _E = table(Partner), table(Partnership), table(CustomerRelationship), table(AuditEvent)
_ADOPT = insert(_A).returning(_A.c.id)
_OWN = update(_S).where(_S.c.subscription_id == bindparam("subscription"), _S.c.assignment_id.is_(None))


@dataclass(frozen=True)
class Extent:
    """Contacts to look at: all, or only those of one customer, of one partner, or of both together."""

    customer_id: str | None = None
    partner_id: str | None = None


class SetContact(NamedTuple):
    """Contact that was ever set, with the assignment that set it, if one did."""

    assignment_id: int | None
    state: str | None
    requested_by: str | None
    support_tenant_id: str
    set_by: str | None
    since: datetime
    customer_id: str
    subscription_id: str


@dataclass(frozen=True)
class Settled:
    """Numbers of contacts that lost their basis, and that have it again."""

    lost: int = 0
    back: int = 0


@dataclass(frozen=True)
class LostContact:
    """One contact that lost its basis once; `open` while nobody has done anything about it."""

    subscription: str
    customer: str
    partner: str
    open: bool


@dataclass(frozen=True)
class Loss:
    """Contacts lost together; `shown` are the first ones, of `total`, of which `open` still need action."""

    shown: tuple[LostContact, ...]
    total: int
    open: int


ALL = Extent()


def unsettled(session: Session, scene: Scene) -> bool:
    """Tell if `settle` would find anything; reads only."""
    either = or_(_is_lost(scene), _is_back(scene))
    return run(session, _contacts(scene, ALL).where(either).limit(1)).first() is not None


def settle(session: Session, actor: Actor, scene: Scene, extent: Extent = ALL) -> Settled:
    """Flag what lost its basis and close what has it again, as the books say now; repeating it changes nothing.

    A contact that was only ever observed gets an assignment to carry the flag. Owners and the channel are told
    of what was lost, once; `actor.reference` names the loss.
    """
    contacts = _contacts(scene, extent).order_by(_S.c.subscription_id)
    lost, back = (records(session, SetContact, contacts.where(those(scene))) for those in (_is_lost, _is_back))
    flagged = [row for row in lost if _flag(session, actor, scene, row)]
    closed = [row for row in back if _move(session, actor, scene, row, AssignmentState.CLOSED)]
    moved = [row.assignment_id for row in (*flagged, *closed) if row.assignment_id is not None]
    _redraw(session, actor, scene, moved)
    _tell(session, actor, scene, flagged)
    return Settled(len(flagged), len(closed))


def _redraw(session: Session, actor: Actor, scene: Scene, ids: Sequence[int]) -> None:
    """Draw the messages about what was assigned again: they say that it is in force, or not any more."""
    for start in range(0, len(ids), _PAGE):
        wanted = select(_A.c.batch_id).where(_A.c.id.in_(ids[start : start + _PAGE])).distinct()
        submissions.redraw(session, scene.now, run(session, wanted).scalars().all(), actor.reference)


def loss(session: Session, reference: str, owner: str | None = None) -> Loss:
    """Read what was lost under a reference, of one owner (Slack user id) or of all."""
    about: list[ColumnElement[bool]] = [_A.c.id.in_(lost_ids(reference))]
    if owner:
        about.append(_A.c.requested_by == owner)
    is_open = _A.c.state == AssignmentState.INVALIDATED
    total, still = session.execute(select(func.count(), func.count().filter(is_open)).where(*about)).one()
    rows = session.execute(
        select(_U.c.friendly_name, _C.c.company_name, _P.c.name, _A.c.state)
        .join_from(_A, _U, _U.c.id == _A.c.subscription_id)
        .join(_C, _C.c.id == _A.c.customer_id)
        .join(_P, _P.c.tenant_id == _A.c.to_tenant_id)
        .where(*about)
        .order_by(_A.c.id)
        .limit(SHOWN)
    )
    shown = tuple(
        LostContact(name, whose, who, state == AssignmentState.INVALIDATED) for name, whose, who, state in rows
    )
    return Loss(shown, total, still)


def tell_again(session: Session, scene: Scene, reference: str, key: str) -> None:
    """Draw the messages about a loss anew, once per `key`; whoever had one has it updated in place."""
    subject = _subject(reference)
    outbox.tell(session, scene, LOST, subject, "", outbox.told(session, subject), {"reference": reference}, again=key)


def lost_ids(reference: str) -> Select[Any]:
    """Select the ids of the assignments that were flagged under a reference."""
    return select(cast(_E.c.subject_id, BigInteger)).where(_E.c.reference == reference, _E.c.action == LOST)


def _contacts(scene: Scene, extent: Extent) -> Select[Any]:
    """Select every SetContact within the extent, joined with the facts it rests on."""
    partnership = and_(_B.c.provider_tenant_id == scene.provider_id, _B.c.reseller_tenant_id == _S.c.support_tenant_id)
    relationship = and_(_R.c.customer_id == _U.c.customer_id, _R.c.partner_tenant_id == _S.c.support_tenant_id)
    query = (
        select(
            _A.c.id,
            _A.c.state,
            _A.c.requested_by,
            _S.c.support_tenant_id,
            _S.c.set_by,
            _S.c.since,
            _U.c.customer_id,
            _U.c.id.label("subscription_id"),
        )
        .join_from(_S, _U, _U.c.id == _S.c.subscription_id)
        .join(_C, _C.c.id == _U.c.customer_id)
        .join(_P, _P.c.tenant_id == _S.c.support_tenant_id)
        .outerjoin(_A, _A.c.id == _S.c.assignment_id)
        .outerjoin(_B, partnership)
        .outerjoin(_R, relationship)
    )
    if extent.customer_id:
        query = query.where(_U.c.customer_id == extent.customer_id)
    return query.where(_S.c.support_tenant_id == extent.partner_id) if extent.partner_id else query


def _is_lost(scene: Scene) -> ColumnElement[bool]:
    observed = and_(_A.c.id.is_(None), _S.c.support_tenant_id != scene.provider_id)
    return and_(or_(observed, _A.c.state.in_(IN_FORCE)), _gone(scene))


def _is_back(scene: Scene) -> ColumnElement[bool]:
    return and_(_A.c.state == AssignmentState.INVALIDATED, ~_gone(scene))


def _gone(scene: Scene) -> ColumnElement[bool]:
    """Select what is known to be lost, never null: a file nobody imported takes nothing away."""
    expired = and_(
        func.coalesce(_R.c.delegated_admin_expires_at <= scene.now, False),
        func.coalesce(_R.c.auto_extend, False).is_(False),
    )
    # Of an observed contact we never knew that it had privileges.
    stripped = and_(_A.c.id.is_not(None), func.coalesce(_R.c.delegated_admin, "") == DelegatedAdmin.NONE)
    theirs = or_(
        func.coalesce(_P.c.program_active, True).is_(False),
        func.coalesce(_B.c.state, "") == PartnershipState.REMOVED,
        func.coalesce(_R.c.state, "") == RelationshipState.REMOVED,
        expired,
        stripped,
    )
    return or_(_C.c.relationship_to_partner.not_in(NOT_LOST), and_(_S.c.support_tenant_id != scene.provider_id, theirs))


def _flag(session: Session, actor: Actor, scene: Scene, row: SetContact) -> bool:
    if row.assignment_id is not None:
        return _move(session, actor, scene, row, AssignmentState.INVALIDATED)
    adopted: int = run(session, _ADOPT, _adopted(actor, scene, row)).scalar_one()
    run(session, _OWN.values(assignment_id=adopted), {"subscription": row.subscription_id})
    _note(session, actor, scene, row._replace(assignment_id=adopted), AssignmentState.INVALIDATED)
    return True


def _adopted(actor: Actor, scene: Scene, row: SetContact) -> dict[str, Any]:
    """Make the assignment that an observed contact amounts to; before it was the provider, by default (invariant 2)."""
    return {
        "batch_id": f"{actor.reference}-{row.subscription_id}",
        "customer_id": row.customer_id,
        "subscription_id": row.subscription_id,
        "from_tenant_id": scene.provider_id,
        "to_tenant_id": row.support_tenant_id,
        "state": AssignmentState.INVALIDATED,
        "requested_by": row.set_by or "import",
        "requested_at": row.since,
        "apply_when_established": False,
        "reference": actor.reference,
    }


def _move(session: Session, actor: Actor, scene: Scene, row: SetContact, to: AssignmentState) -> bool:
    step = moving_one(AssignmentState(row.state or ""), to).values(next_nudge_at=None)
    if not changed(session, step, {"row": row.assignment_id}):
        return False
    _note(session, actor, scene, row, to)
    return True


def _note(session: Session, actor: Actor, scene: Scene, row: SetContact, to: AssignmentState) -> None:
    audit.record(
        session,
        actor,
        scene.now,
        LOST if to is AssignmentState.INVALIDATED else BACK,
        ("assignment", row.assignment_id or 0),
        customer_id=row.customer_id,
        before={"state": row.state},
        after={"state": to, "support_tenant_id": row.support_tenant_id, "subscription_id": row.subscription_id},
    )


def _tell(session: Session, actor: Actor, scene: Scene, flagged: Sequence[SetContact]) -> None:
    """Tell each owner, and the channel, in one message of all that was lost together."""
    if not flagged:
        return
    owners = [row.requested_by or "" for row in flagged]
    readers = outbox.readers(scene, *filter(outbox.is_person, owners))
    outbox.tell(session, scene, LOST, _subject(actor.reference), "", readers, {"reference": actor.reference})


def _subject(reference: str) -> str:
    return f"basis:{reference}"
