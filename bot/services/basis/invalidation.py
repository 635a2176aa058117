"""The basis of support contacts: lost, a contact is flagged; back, closed again (docs/domain.md#assignment-states)."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
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
    UtcDateTime,
)
from bot.services.scene import Scene
from bot.services.separation import ours
from bot.services.store.sql import by_no_index, table

LOST, BACK = "contact.invalidated", "contact.restored"
REMOVED = "relationship.removed"
IN_FORCE = tuple(state for state, after in ASSIGNMENT_TRANSITIONS.items() if AssignmentState.INVALIDATED in after)
# "unknown" says nothing, and only what is known to be lost may be flagged.
NOT_LOST = ("reseller", "advisor", "syndication", "unknown")
# What a contact can lose, the first that fits: our relationship, the partnership, theirs, what expired or was
# withdrawn of their privileges, and the membership in the programme.
BASES = ("ours", "partnership", "relationship", "gdap-expired", "dap-expired", "privileges", "membership")

_A, _S, _U, _C = table(Assignment), table(SupportContact), table(Subscription), table(Customer)
_P, _B, _R, _E = table(Partner), table(Partnership), table(CustomerRelationship), table(AuditEvent)
_ADOPT = insert(_A).returning(_A.c.id)
_OWN = update(_S).where(_S.c.subscription_id == bindparam("subscription"), _S.c.assignment_id.is_(None))
_PROVIDER: BindParameter[str] = bindparam("provider")
_NOW = bindparam("now", type_=UtcDateTime)


@dataclass(frozen=True)
class Extent:
    """Contacts to look at: all, or only those of one customer, of one partner, or of both together."""

    customer_id: str | None = None
    partner_id: str | None = None


class SetContact(NamedTuple):
    """Contact that was ever set, with the assignment that set it, if one did; `basis` is what it lost, of BASES."""

    subscription_id: str
    assignment_id: int | None
    batch_id: str | None
    state: str | None
    owner: str | None
    basis: str | None


@dataclass(frozen=True)
class Settled:
    """Numbers of contacts that lost their basis, and that have it again; `more` while a job goes on with others."""

    lost: int = 0
    back: int = 0
    more: bool = False


ALL = Extent()


def _losses() -> dict[str, ColumnElement[bool]]:
    expired = and_(
        func.coalesce(_R.c.delegated_admin_expires_at <= _NOW, False),
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
    another = _S.c.support_tenant_id != _PROVIDER
    return dict(zip(BASES, (ours, *(and_(another, lost) for lost in theirs)), strict=True))


# Known to be lost, never null: a file nobody imported takes nothing away.
_GONE = or_(*_losses().values())
_BASIS = case(*((lost, literal(name)) for name, lost in _losses().items()), else_=null())
_OBSERVED = and_(_A.c.id.is_(None), _S.c.support_tenant_id != _PROVIDER)
# Of `contacts` those that lost their basis and are not flagged yet, and those that are flagged and have it again.
IS_LOST = and_(or_(_OBSERVED, _A.c.state.in_(IN_FORCE)), _GONE)
IS_BACK = and_(_A.c.state == AssignmentState.INVALIDATED, ~_GONE)
_CONTACTS = (
    select(
        _S.c.subscription_id,
        _A.c.id,
        _A.c.batch_id,
        _A.c.state,
        func.coalesce(_A.c.requested_by, _S.c.set_by).label("owner"),
        _BASIS.label("basis"),
    )
    .join_from(_S, _U, _U.c.id == _S.c.subscription_id)
    .join(_C, and_(_C.c.id == _U.c.customer_id, ours(_C.c.id)))
    .join(_P, _P.c.tenant_id == _S.c.support_tenant_id)
    .outerjoin(_A, _A.c.id == _S.c.assignment_id)
    .outerjoin(_B, and_(_B.c.provider_tenant_id == _PROVIDER, _B.c.reseller_tenant_id == _S.c.support_tenant_id))
    .outerjoin(_R, and_(_R.c.customer_id == _U.c.customer_id, _R.c.partner_tenant_id == _S.c.support_tenant_id))
)


def contacts(extent: Extent) -> Select[Any]:
    """Select every SetContact within the extent, joined with the facts it rests on; `given` binds it."""
    query = _CONTACTS
    partner: ColumnElement[str] = _S.c.support_tenant_id
    if extent.customer_id:
        query, partner = query.where(_U.c.customer_id == bindparam("customer")), by_no_index(partner)
    return query.where(partner == bindparam("partner")) if extent.partner_id else query


def given(scene: Scene, extent: Extent) -> dict[str, Any]:
    """Return what `contacts` of an extent is to be run with, at the moment of the scene."""
    bounds = {"customer": extent.customer_id, "partner": extent.partner_id}
    return {"provider": scene.provider_id, "now": scene.now, **{name: key for name, key in bounds.items() if key}}


def subject_of(reference: str) -> str:
    """Name the message about what was lost under a reference."""
    return f"basis:{reference}"


def removal_subject(reference: str) -> str:
    """Name the message about the removal that was made under a reference."""
    return f"removed:{reference}"
