"""An accepted invitation: the relationship enters the books, the request ends, everyone waiting is told once."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Update, and_, not_, or_, update
from sqlmodel import Session, col

from bot.errors import Conflict, InvalidInput
from bot.models import (
    Customer,
    CustomerRelationship,
    DelegatedAdmin,
    Partner,
    PartnerKind,
    Partnership,
    PartnershipState,
    RelationshipRequest,
    RelationshipState,
    RequestState,
    RequestType,
)
from bot.services.basis import settling
from bot.services.basis.invalidation import Extent
from bot.services.contacts import waiting
from bot.services.invitations import rules
from bot.services.invitations.links import asks_dap
from bot.services.policy import Actor, require
from bot.services.relationships.acceptance import ring
from bot.services.relationships.transitions import kind_of, load, move, tell
from bot.services.scene import Scene
from bot.services.search.folding import customer_key, partner_key
from bot.services.store.sql import changed, insert_into


class AcceptanceSource(StrEnum):
    """Source of our knowledge; kept as the relationship's `source`."""

    MANUAL = "manual"
    WEBHOOK = "webhook"
    RECONCILE = "reconcile"


@dataclass(frozen=True)
class Newcomer:
    """Tenant that a request by name turned out to mean: id (GUID), domain, ISO country, and digits for a partner."""

    tenant_id: str
    domain: str = ""
    country: str | None = None
    mpn_id: str = ""


@dataclass(frozen=True)
class Acceptance:
    """Facts known of an acceptance; the end and auto-extension belong to GDAP."""

    source: AcceptanceSource = AcceptanceSource.MANUAL
    newcomer: Newcomer | None = None
    admin_expires_at: datetime | None = None
    auto_extend: bool = False


def confirm_established(
    session: Session, actor: Actor, request_id: int, scene: Scene, acceptance: Acceptance = Acceptance()
) -> RelationshipRequest:
    """Establish a request, also an expired, withdrawn, superseded or declined one: the old link works on (A28).

    Raise Denied (confirmed by hand without the role), Conflict, NotFound, or InvalidInput (field `newcomer`)
    while nobody said which tenant accepted (invariant 28). Established already: unchanged, nobody is told again.
    """
    request = load(session, request_id)
    if acceptance.source is AcceptanceSource.MANUAL:
        require(actor, rules.PERMISSION[kind_of(request)])
    if request.state == RequestState.ESTABLISHED:
        return request
    if request.state == RequestState.LINK_READY and acceptance.source is AcceptanceSource.MANUAL:
        raise Conflict("request-moved-on", state=request.state)
    done = _establish(session, actor, request, scene, acceptance)
    _settle_twin(session, actor, done, scene)
    return done


def _establish(
    session: Session, actor: Actor, request: RelationshipRequest, scene: Scene, acceptance: Acceptance
) -> RelationshipRequest:
    late = request.state not in rules.OPEN
    done = move(
        session,
        actor,
        scene,
        request,
        RequestState.ESTABLISHED,
        **_identity(session, request, acceptance),
        resolved_at=scene.now,
        resolution="accepted_late" if late else "accepted",
        next_reminder_at=None,
    )
    _enter(session, done, scene, acceptance)
    _restore(session, actor, done, scene)
    # First, so that whoever can go on now is told just that, and only who still waits hears of the request.
    waiting.evaluate(session, actor, scene, **_waited_for(done))
    tell(session, scene, done, "established")
    ring(session, scene, done)
    return done


def _waited_for(request: RelationshipRequest) -> dict[str, str | None]:
    """Name the pairs that the acceptance can have made able: a partnership's with all customers, or a customer's."""
    if request.type == RequestType.PARTNERSHIP:
        return {"target_id": request.reseller_tenant_id}
    if request.type == RequestType.GDAP:
        return {"customer_id": request.customer_id, "target_id": request.inviter_tenant_id}
    return {"customer_id": request.customer_id}


def _restore(session: Session, actor: Actor, request: RelationshipRequest, scene: Scene) -> None:
    """Settle the contacts that have their basis again by this relationship."""
    partner_id = request.reseller_tenant_id if request.type == RequestType.PARTNERSHIP else None
    settling.settle(session, actor, scene, Extent(request.customer_id, partner_id))


def _settle_twin(session: Session, actor: Actor, done: RelationshipRequest, scene: Scene) -> None:
    """Establish the newer request to the same target, which a late acceptance answers too."""
    twin = rules.open_request(session, kind_of(done), done.inviter_tenant_id, done.target_key)
    if twin is not None:
        _establish(session, actor, load(session, twin), scene, Acceptance(AcceptanceSource.RECONCILE))


def _identity(session: Session, request: RelationshipRequest, acceptance: Acceptance) -> dict[str, str]:
    column = "reseller_tenant_id" if request.type == RequestType.PARTNERSHIP else "customer_id"
    if getattr(request, column) is not None:
        return {}
    newcomer = acceptance.newcomer
    if newcomer is None:
        raise InvalidInput("newcomer", "request-who-accepted", target=request.target_name)
    if column == "customer_id":
        _add_customer(session, request.target_name, newcomer)
    else:
        _add_partner(session, request.target_name, newcomer)
    return {column: newcomer.tenant_id}


def _add_customer(session: Session, name: str, newcomer: Newcomer) -> None:
    row = {
        "id": newcomer.tenant_id,
        "company_name": name,
        "domain": newcomer.domain,
        "relationship_to_partner": "none",
        "country": newcomer.country,
        "search_key": customer_key(name, newcomer.domain),
    }
    added = insert_into(session, Customer).values(row)
    # One that another provider had is ours as well from now on.
    session.execute(added.on_conflict_do_update(index_elements=["id"], set_={"elsewhere": False}))


def _add_partner(session: Session, name: str, newcomer: Newcomer) -> None:
    row = {
        "tenant_id": newcomer.tenant_id,
        "mpn_id": newcomer.mpn_id,
        "name": name,
        "kind": PartnerKind.INDIRECT_RESELLER,
        "location": newcomer.country,
        "search_key": partner_key(name, newcomer.mpn_id, newcomer.domain),
    }
    session.execute(insert_into(session, Partner).values(row).on_conflict_do_nothing())


def _enter(session: Session, request: RelationshipRequest, scene: Scene, acceptance: Acceptance) -> None:
    """Write what the acceptance of this kind of link means (docs/domain.md#invitations)."""
    customer_id, inviter_id = request.customer_id or "", request.inviter_tenant_id
    match kind_of(request):
        case RequestType.PARTNERSHIP:
            _partnership(session, scene.provider_id, request.reseller_tenant_id or "", scene.now)
        case RequestType.GDAP:
            _gdap(session, customer_id, inviter_id, scene, acceptance)
        case _:
            for partner_id in dict.fromkeys((inviter_id, scene.provider_id)):
                _relate(session, customer_id, partner_id, scene.now, acceptance.source)
            _ours(session, customer_id)
            if asks_dap(request.url):
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


def _relate(session: Session, customer_id: str, partner_id: str, now: datetime, source: AcceptanceSource) -> None:
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


def _gdap(session: Session, customer_id: str, partner_id: str, scene: Scene, acceptance: Acceptance) -> None:
    """Note GDAP within an established relationship; it sets none up by itself (P16)."""
    customer = session.get(Customer, customer_id)
    if customer and rules.is_related(session, customer, scene.provider_id, partner_id):
        _relate(session, customer_id, partner_id, scene.now, acceptance.source)
    values = {
        "delegated_admin": DelegatedAdmin.GDAP,
        "delegated_admin_expires_at": acceptance.admin_expires_at,
        "auto_extend": acceptance.auto_extend,
    }
    held = col(CustomerRelationship.state) == RelationshipState.ESTABLISHED
    if not changed(session, _of(customer_id, partner_id).where(held).values(values)):
        raise Conflict("request-gdap-alone")


def _of(customer_id: str, partner_id: str) -> Update:
    return update(CustomerRelationship).where(
        col(CustomerRelationship.customer_id) == customer_id, col(CustomerRelationship.partner_tenant_id) == partner_id
    )
