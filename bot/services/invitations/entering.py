"""Books of the directory: what the acceptance of a link means for partnership, relationship and privileges."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Update, and_, not_, or_, update
from sqlmodel import Session, col

from bot.errors import Conflict
from bot.models import (
    Customer,
    CustomerRelationship,
    DelegatedAdmin,
    Partnership,
    PartnershipState,
    RelationshipRequest,
    RelationshipState,
    RequestType,
)
from bot.services.invitations import rules
from bot.services.invitations.lamps import Lamp
from bot.services.invitations.lasting import gdap_lasts
from bot.services.invitations.links import asks_dap
from bot.services.scene import Scene
from bot.services.store.sql import changed, insert_into

MANUAL = "manual"


@dataclass(frozen=True)
class PrivilegesEnd:
    """Source of what is entered, and the end of privileges, which GDAP alone has."""

    source: str
    expires_at: datetime | None = None
    auto_extend: bool = False


def enter(session: Session, request: RelationshipRequest, lamp: Lamp, scene: Scene, end: PrivilegesEnd) -> None:
    """Write what the acceptance of this kind of link means (docs/domain.md#invitations)."""
    customer_id, inviter_id = request.customer_id or "", lamp.inviter_id
    match lamp.kind:
        case RequestType.PARTNERSHIP:
            _partnership(session, scene.provider_id, request.reseller_tenant_id or "", scene.now)
        case RequestType.GDAP:
            _gdap(session, customer_id, inviter_id, scene, end)
        case _:
            for partner_id in dict.fromkeys((inviter_id, scene.provider_id)):
                _relate(session, customer_id, partner_id, scene.now, end.source)
            _ours(session, customer_id)
            if asks_dap(lamp.url):
                # [unverified] that a combined link grants DAP to its inviter alone: the stricter reading.
                _dap(session, customer_id, inviter_id, scene.now)


def _partnership(session: Session, provider_id: str, reseller_id: str, now: datetime) -> None:
    active = {"state": PartnershipState.ACTIVE, "established_at": now, "removed_at": None}
    keys = {"provider_tenant_id": provider_id, "reseller_tenant_id": reseller_id}
    first = insert_into(session, Partnership).values(keys | active)
    # An active one keeps its date.
    session.execute(
        first.on_conflict_do_update(
            index_elements=list(keys), set_=active, where=col(Partnership.state) != PartnershipState.ACTIVE
        )
    )


def _relate(session: Session, customer_id: str, partner_id: str, now: datetime, source: str) -> None:
    """Establish a relationship from now on; a removed one comes back without its former privileges (invariant 20)."""
    fresh = {
        "state": RelationshipState.ESTABLISHED,
        "delegated_admin": DelegatedAdmin.NONE,
        "delegated_admin_expires_at": None,
        "auto_extend": False,
        "established_at": now,
        "removed_at": None,
        "source": source,
    }
    keys = {"customer_id": customer_id, "partner_tenant_id": partner_id}
    session.execute(
        insert_into(session, CustomerRelationship)
        .values(keys | fresh)
        .on_conflict_do_update(
            index_elements=list(keys),
            set_=fresh,
            where=col(CustomerRelationship.state) != RelationshipState.ESTABLISHED,
        )
    )


def _ours(session: Session, customer_id: str) -> None:
    session.execute(update(Customer).where(col(Customer.id) == customer_id).values(relationship_to_partner="reseller"))


def _dap(session: Session, customer_id: str, partner_id: str, now: datetime) -> None:
    """Note DAP, unless GDAP is in force: where both exist GDAP wins (docs/domain.md#delegated-admin)."""
    ends = col(CustomerRelationship.delegated_admin_expires_at)
    gdap = and_(col(CustomerRelationship.delegated_admin) == DelegatedAdmin.GDAP, or_(ends.is_(None), ends > now))
    session.execute(
        _of(customer_id, partner_id)
        .where(not_(gdap))
        .values(delegated_admin=DelegatedAdmin.DAP, delegated_admin_expires_at=None, auto_extend=False)
    )


def _gdap(session: Session, customer_id: str, partner_id: str, scene: Scene, end: PrivilegesEnd) -> None:
    """Note GDAP within an established relationship; it sets none up by itself (P16).

    What the directory has already, with its end, is left as it is unless a person knows better.
    """
    if end.source != MANUAL and gdap_lasts(session.get(CustomerRelationship, (customer_id, partner_id)), scene.now):
        return
    customer = session.get(Customer, customer_id)
    if customer and rules.is_related(session, customer, scene.provider_id, partner_id):
        _relate(session, customer_id, partner_id, scene.now, end.source)
    values = {
        "delegated_admin": DelegatedAdmin.GDAP,
        "delegated_admin_expires_at": end.expires_at,
        "auto_extend": end.auto_extend,
    }
    held = col(CustomerRelationship.state) == RelationshipState.ESTABLISHED
    if not changed(session, _of(customer_id, partner_id).where(held).values(values)):
        raise Conflict("request-gdap-alone")


def _of(customer_id: str, partner_id: str) -> Update:
    return update(CustomerRelationship).where(
        col(CustomerRelationship.customer_id) == customer_id, col(CustomerRelationship.partner_tenant_id) == partner_id
    )
