"""Rules of invitations: their sides, markets, and what has to come first (docs/domain.md#invitations)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import and_, select
from sqlmodel import Session, col

from bot.errors import InvalidInput, NotFound
from bot.models import (
    Customer,
    CustomerRelationship,
    Partner,
    PartnerKind,
    Partnership,
    PartnershipState,
    RelationshipRequest,
    RelationshipState,
    RequestState,
    RequestType,
)
from bot.services.contacts.transitions import IS_OPEN_REQUEST
from bot.services.invitations import lamps
from bot.services.invitations.lasting import gdap_lasts, privileged
from bot.services.markets import Market, country_code, market_of, same_region
from bot.services.search.folding import fold
from bot.services.separation import our_customer
from bot.text import clip

OPEN = (RequestState.DRAFT, RequestState.LINK_READY, RequestState.PENDING)
# Start value of DAP in the invitation's form, by policy; absent where DAP does not exist any more
# (docs/domain.md#delegated-admin).
DAP_OFFERED: Mapping[str, bool] = {"partner-center-2020": True, "partner-center-2023": False}
LONGEST_NEW_NAME = 200


@dataclass(frozen=True)
class RequestWish:
    """Wish of a person; `new_name` names a customer or reseller that the directory does not know yet.

    `customer_id` and `reseller_id` are tenant ids; `also` are links that the same request asks for besides
    (docs/domain.md#several-links); `locale` None means the language of the target's country, or of the inviter's
    where that is not known.
    """

    kind: RequestType
    customer_id: str | None = None
    reseller_id: str | None = None
    new_name: str | None = None
    also: tuple[RequestType, ...] = ()
    dap: bool = False
    locale: str | None = None
    agreement_ref: str | None = None
    note: str | None = None

    @property
    def kinds(self) -> tuple[RequestType, ...]:
        """All that is asked for, in the order in which it has to be accepted."""
        return tuple(kind for kind in RequestType if kind in (self.kind, *self.also))

    @property
    def newcomer(self) -> str:
        """`new_name` as it is kept; empty if nothing in it could be read or compared."""
        name = " ".join((self.new_name or "").split())
        return clip(name, LONGEST_NEW_NAME) if fold(name) else ""


@dataclass(frozen=True)
class RequestPlan:
    """Wish that passed the rules: `inviter` signs the link, the target opens it."""

    wish: RequestWish
    provider: Partner
    inviter: Partner
    target_key: str
    target_name: str
    country: str | None
    customer: Customer | None
    reseller: Partner | None


def plan(session: Session, provider_id: str, wish: RequestWish) -> RequestPlan:
    """Check the sides of a request; InvalidInput (fields `customer`, `reseller`) says what to change.

    Raise NotFound for a partner or customer that the directory does not have.
    """
    check_also(wish)
    provider = _partner(session, provider_id)
    reseller = _reseller(session, wish)
    customer = _customer(session, wish)
    invited: Customer | Partner | None = reseller if wish.kind is RequestType.PARTNERSHIP else customer
    name = wish.newcomer
    made = RequestPlan(
        wish=wish,
        provider=provider,
        inviter=_inviter(wish.kind, provider, reseller),
        target_key=_key(invited) if invited else fold(name),
        target_name=_name(invited) if invited else name,
        country=_country(invited),
        customer=customer,
        reseller=reseller,
    )
    _check_markets(made)
    return made


def check_also(wish: RequestWish) -> None:
    """Raise InvalidInput (field `also`) for links that nobody asks for together."""
    if not set(wish.also) <= set(lamps.ALONG.get(wish.kind, ())):
        raise InvalidInput("also", "request-not-along")


def inviter_of(plan: RequestPlan, kind: RequestType) -> Partner:
    """Return the partner that the customer deals with by one of the links: ours alone is about the provider."""
    return plan.provider if kind is RequestType.CUSTOMER_RESELLER else plan.inviter


def check_needed(session: Session, plan: RequestPlan, now: datetime) -> None:
    """Raise InvalidInput for what holds already, or could not be accepted before something else is (P16)."""
    for kind in plan.wish.also:
        along = replace(plan, wish=replace(plan.wish, kind=kind, also=(), dap=False), inviter=inviter_of(plan, kind))
        if holds_already(session, along, now):
            raise InvalidInput("also", "request-established", target=plan.target_name, inviter=along.inviter.name)
    field = "reseller" if plan.wish.kind is RequestType.PARTNERSHIP else "customer"
    if holds_already(session, plan, now):
        raise InvalidInput(field, "request-established", target=plan.target_name, inviter=plan.inviter.name)
    match plan.wish.kind:
        case RequestType.CUSTOMER_INDIRECT_RESELLER if not _partnership_under_way(session, plan):
            raise InvalidInput("reseller", "request-partnership-first", partner=plan.inviter.name)
        case RequestType.GDAP if not _relationship_under_way(session, plan):
            raise InvalidInput(
                "customer", "request-relationship-first", customer=plan.target_name, partner=plan.inviter.name
            )


def holds_already(session: Session, plan: RequestPlan, now: datetime) -> bool:
    """Tell if accepting would change nothing, as far as our books tell."""
    customer, provider_id = plan.customer, plan.provider.tenant_id
    if plan.wish.kind is RequestType.PARTNERSHIP:
        return plan.reseller is not None and partnership_active(session, provider_id, plan.reseller.tenant_id)
    if customer is None:
        return False
    held = session.get(CustomerRelationship, (customer.id, plan.inviter.tenant_id))
    if plan.wish.kind is RequestType.GDAP:
        return gdap_lasts(held, now)
    related = is_related(session, customer, provider_id, plan.inviter.tenant_id)
    ours = is_related(session, customer, provider_id, provider_id)
    return related and ours and (not plan.wish.dap or privileged(held, now))


def is_related(session: Session, customer: Customer, provider_id: str, partner_id: str) -> bool:
    """Tell if the reseller relationship of customer and partner is established."""
    if partner_id == provider_id and customer.relationship_to_partner == "reseller":
        return True
    held = session.get(CustomerRelationship, (customer.id, partner_id))
    return held is not None and held.state == RelationshipState.ESTABLISHED


def partnership_active(session: Session, provider_id: str, reseller_id: str) -> bool:
    """Tell if the partnership of provider and reseller is active (E5)."""
    held = session.get(Partnership, (provider_id, reseller_id))
    return held is not None and held.state == PartnershipState.ACTIVE


def open_request(session: Session, kind: RequestType, inviter_id: str, target_key: str) -> int | None:
    """Return the id of the open request for this link, or None: one of its own, or one that asks for it along."""
    own = session.execute(
        select(col(RelationshipRequest.id)).where(
            col(RelationshipRequest.type) == kind,
            col(RelationshipRequest.inviter_tenant_id) == inviter_id,
            col(RelationshipRequest.target_key) == target_key,
            IS_OPEN_REQUEST,
        )
    ).scalar_one_or_none()
    return own if own is not None else lamps.asked_along(session, kind, inviter_id, target_key)


def kinds_in(country: str | None) -> tuple[RequestType, ...]:
    """Return the kinds that a provider in this country has; in China resellers do not invite.

    See docs/domain.md#invitations.
    """
    china = market_of(country) is Market.CHINA
    return tuple(kind for kind in RequestType if not (china and kind is RequestType.CUSTOMER_INDIRECT_RESELLER))


def _partner(session: Session, tenant_id: str) -> Partner:
    found = session.get(Partner, tenant_id)
    if found is None:
        raise NotFound("error-partner-gone")
    return found


def _reseller(session: Session, wish: RequestWish) -> Partner | None:
    if wish.kind is RequestType.CUSTOMER_RESELLER:
        return None
    if wish.reseller_id is None:
        newcomer = wish.kind is RequestType.PARTNERSHIP and wish.newcomer
        if not newcomer and wish.kind is not RequestType.GDAP:
            raise InvalidInput("reseller", "request-choose-reseller")
        return None
    reseller = _partner(session, wish.reseller_id)
    if reseller.kind != PartnerKind.INDIRECT_RESELLER:
        raise InvalidInput("reseller", "request-not-a-reseller", partner=reseller.name)
    if reseller.program_active is False:
        raise InvalidInput("reseller", "request-inactive", partner=reseller.name)
    return reseller


def _customer(session: Session, wish: RequestWish) -> Customer | None:
    if wish.kind is RequestType.PARTNERSHIP:
        return None
    if wish.customer_id is None:
        # GDAP is asked within a relationship, which a customer nobody knows cannot have.
        if not wish.newcomer or wish.kind is RequestType.GDAP:
            raise InvalidInput("customer", "request-choose-customer")
        return None
    found = our_customer(session, wish.customer_id)
    if found is None:
        raise NotFound("error-customer-gone")
    return found


def _inviter(kind: RequestType, provider: Partner, reseller: Partner | None) -> Partner:
    """Return the partner that the customer deals with: the reseller if one is asked for, else the provider."""
    return provider if kind is RequestType.PARTNERSHIP or reseller is None else reseller


def _key(invited: Customer | Partner) -> str:
    return invited.id if isinstance(invited, Customer) else invited.tenant_id


def _name(invited: Customer | Partner) -> str:
    return invited.company_name if isinstance(invited, Customer) else invited.name


def _country(invited: Customer | Partner | None) -> str | None:
    if invited is None:
        return None
    return country_code(invited.country if isinstance(invited, Customer) else invited.location)


def _check_markets(made: RequestPlan) -> None:
    """Refuse sides of different markets (A13); a country that nobody noted passes: Microsoft checks at acceptance."""
    field = "reseller" if made.wish.kind is RequestType.PARTNERSHIP else "customer"
    if made.wish.kind not in kinds_in(made.provider.location):
        raise InvalidInput(field, "request-not-in-china")
    for partner in (made.provider, made.inviter):
        if same_region(partner.location, made.country) is False:
            _refuse_market(field, made.target_name, made.country, partner)
    if same_region(made.provider.location, made.inviter.location) is False:
        _refuse_market("reseller", made.inviter.name, country_code(made.inviter.location), made.provider)


def _refuse_market(field: str, name: str, country: str | None, partner: Partner) -> None:
    own = country_code(partner.location)
    raise InvalidInput(field, "request-other-market", target=name, country=country, partner=partner.name, own=own)


def _partnership_under_way(session: Session, plan: RequestPlan) -> bool:
    provider_id, reseller_id = plan.provider.tenant_id, plan.inviter.tenant_id
    asked = open_request(session, RequestType.PARTNERSHIP, provider_id, reseller_id)
    return asked is not None or partnership_active(session, provider_id, reseller_id)


def _relationship_under_way(session: Session, plan: RequestPlan) -> bool:
    customer, provider_id, inviter_id = plan.customer, plan.provider.tenant_id, plan.inviter.tenant_id
    if customer is None or is_related(session, customer, provider_id, inviter_id):
        return customer is not None
    # The combined link of any reseller sets up the provider's relationship too.
    own = () if inviter_id == provider_id else (col(RelationshipRequest.inviter_tenant_id) == inviter_id,)
    asked = select(col(RelationshipRequest.id)).where(
        and_(
            col(RelationshipRequest.customer_id) == customer.id,
            col(RelationshipRequest.type).in_((RequestType.CUSTOMER_RESELLER, RequestType.CUSTOMER_INDIRECT_RESELLER)),
            IS_OPEN_REQUEST,
            *own,
        )
    )
    return session.execute(asked.limit(1)).first() is not None
