"""The basis of support contacts: lost, a contact is flagged; back, closed again (docs/domain.md#assignment-states)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    update,
)
from sqlmodel import Session

from bot.db import Database
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
from bot.services.policy import Actor, system_actor
from bot.services.scene import Scene, SceneNow
from bot.services.store import audit
from bot.services.store.sql import changed, records, run, table

LOST, BACK = "contact.invalidated", "contact.restored"
REMOVED = "relationship.removed"
IN_FORCE = tuple(state for state, after in ASSIGNMENT_TRANSITIONS.items() if AssignmentState.INVALIDATED in after)
# "unknown" says nothing, and only what is known to be lost may be flagged.
NOT_LOST = ("reseller", "advisor", "syndication", "unknown")
# What a contact can lose, the first that fits: our relationship, the partnership, theirs, what expired or was
# withdrawn of their privileges, and the membership in the programme.
BASES = ("ours", "partnership", "relationship", "gdap-expired", "dap-expired", "privileges", "membership")
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
    basis: str | None = None


@dataclass(frozen=True)
class Settled:
    """Numbers of contacts that lost their basis, and that have it again."""

    lost: int = 0
    back: int = 0


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
            _basis(scene).label("basis"),
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
    return or_(*_losses(scene).values())


def _basis(scene: Scene) -> ColumnElement[Any]:
    """Select which of BASES is lost, null where none is."""
    return case(*((lost, literal(name)) for name, lost in _losses(scene).items()), else_=null())


def _losses(scene: Scene) -> dict[str, ColumnElement[bool]]:
    expired = and_(
        func.coalesce(_R.c.delegated_admin_expires_at <= scene.now, False),
        func.coalesce(_R.c.auto_extend, False).is_(False),
    )
    # Of an observed contact we never knew that it had privileges.
    stripped = and_(_A.c.id.is_not(None), func.coalesce(_R.c.delegated_admin, "") == DelegatedAdmin.NONE)
    by_gdap = func.coalesce(_R.c.delegated_admin, "") == DelegatedAdmin.GDAP
    theirs = (
        func.coalesce(_B.c.state, "") == PartnershipState.REMOVED,
        func.coalesce(_R.c.state, "") == RelationshipState.REMOVED,
        and_(expired, by_gdap),
        expired,
        stripped,
        func.coalesce(_P.c.program_active, True).is_(False),
    )
    ours = _C.c.relationship_to_partner.not_in(NOT_LOST)
    another = _S.c.support_tenant_id != scene.provider_id
    return dict(zip(BASES, (ours, *(and_(another, lost) for lost in theirs)), strict=True))


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
    is_lost = to is AssignmentState.INVALIDATED
    after = {"state": to, "support_tenant_id": row.support_tenant_id, "subscription_id": row.subscription_id}
    audit.record(
        session,
        actor,
        scene.now,
        LOST if is_lost else BACK,
        ("assignment", row.assignment_id or 0),
        customer_id=row.customer_id,
        before={"state": row.state},
        after=after | ({"basis": row.basis} if is_lost else {}),
    )


def _tell(session: Session, actor: Actor, scene: Scene, flagged: Sequence[SetContact]) -> None:
    """Tell each owner, and the channel, in one message of all that was lost together."""
    if not flagged:
        return
    owners = [row.requested_by or "" for row in flagged]
    readers = outbox.readers(scene, *filter(outbox.is_person, owners))
    outbox.tell(session, scene, LOST, subject_of(actor.reference), "", readers, {"reference": actor.reference})


def subject_of(reference: str) -> str:
    """Name the message about what was lost under a reference."""
    return f"basis:{reference}"


@dataclass(frozen=True)
class InvalidationSweep:
    """Passes over every contact ever set, for what nobody noticed; only what is found is written."""

    database: Database
    scene: SceneNow

    async def run(self) -> None:
        """Look once, and write what was found in one transaction."""
        scene = self.scene("")
        if await self.database.read(lambda s: unsettled(s, scene)):
            actor = system_actor("basis", audit.new_reference())
            await self.database.write(lambda s: settle(s, actor, scene))
