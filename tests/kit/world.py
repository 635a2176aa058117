"""A small directory to act on: one provider, resellers in chosen states, customers with subscriptions."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.models import Customer, CustomerRelationship, Partner, Partnership, Subscription
from bot.services.contacts.assignments import Proposal
from bot.services.policy import POLICIES, Actor, Role
from bot.services.scene import Scene
from bot.services.search.folding import customer_key, partner_key, subscription_key
from tests.conftest import MONDAY, PROVIDER

ANN = Actor("UANN", "Ann", frozenset({Role.HELPDESK_AGENT}), POLICIES["partner-center-2020"], "REF00001")
SALES = replace(ANN, user_id="USAL", roles=frozenset({Role.SALES_AGENT}), reference="REF00002")
TREY, FABRIKAM, NEWCOMER = (f"22222222-0000-4000-8000-00000000000{n}" for n in (1, 2, 3))
CONTOSO, STRANGER = (f"33333333-0000-4000-8000-00000000000{n}" for n in (1, 2))
UNKNOWN = "99999999-0000-4000-8000-000000000000"
OFFICE, EXCHANGE, NCE, DELETED, AZURE, OPEN_CHANNEL = (f"{n}4444444-0000-4000-8000-000000000000" for n in range(6))


@dataclass(frozen=True)
class Reseller:
    """One reseller's state towards CONTOSO; the defaults are eligible."""

    tenant_id: str
    name: str
    partnership: str | None = "Active"
    relationship: str | None = "established"
    delegated_admin: str = "gdap"
    expires_at: datetime | None = None
    mpa_signed: bool | None = True
    program_active: bool | None = True
    location: str | None = "ES"
    kind: str = "indirect_reseller"


THREE = (
    Reseller(TREY, "Trey Research"),
    Reseller(FABRIKAM, "Fabrikam"),
    Reseller(NEWCOMER, "Newcomer", relationship=None),
)


def build(session: Session, *resellers: Reseller) -> None:
    """Write provider, resellers, CONTOSO with subscriptions of each kind, and a customer that is not ours."""
    session.add(provider())
    for number, reseller in enumerate(resellers, start=1):
        session.add(_partner_of(reseller, number))
    session.add(customer(CONTOSO, "Contoso"))
    session.add(customer(STRANGER, "Stranger", relationship="none", country=None))
    session.flush()
    for reseller in resellers:
        link(session, reseller)
    session.add_all(
        [
            subscription(OFFICE, "Office 365"),
            subscription(EXCHANGE, "Exchange Online"),
            subscription(NCE, "Teams", product_type="OnlineServicesNCE"),
            subscription(DELETED, "Visio", status="deleted"),
            subscription(AZURE, "Azure", billing_type="usage"),
            subscription(OPEN_CHANNEL, "Old Office", channel="open", billing_type=None),
        ]
    )


def provider() -> Partner:
    """Make the partner that runs the bot."""
    return partner(PROVIDER, "Iberia Cloud", "1000001", kind="indirect_provider")


def partner(tenant_id: str, name: str, mpn_id: str, **more: Any) -> Partner:
    """Make a reseller in Spain, with its key as the import writes it."""
    usual = {"kind": "indirect_reseller", "location": "ES"}
    key = partner_key(name, mpn_id)
    return Partner(tenant_id=tenant_id, mpn_id=mpn_id, name=name, search_key=key, **usual | more)


def customer(
    key: str, name: str, domain: str | None = None, *, relationship: str = "reseller", country: str | None = "ES"
) -> Customer:
    """Make a customer in Spain, with its key as the import writes it."""
    domain = domain or f"{name.casefold()}.com"
    return Customer(
        id=key,
        company_name=name,
        domain=domain,
        relationship_to_partner=relationship,
        country=country,
        search_key=customer_key(name, domain),
    )


def _partner_of(reseller: Reseller, number: int) -> Partner:
    return partner(
        reseller.tenant_id,
        reseller.name,
        str(4000000 + number),
        kind=reseller.kind,
        location=reseller.location,
        mpa_signed=reseller.mpa_signed,
        program_active=reseller.program_active,
    )


def link(session: Session, reseller: Reseller) -> None:
    """Make the reseller's partnership and its relationship with CONTOSO."""
    if reseller.partnership:
        session.add(
            Partnership(provider_tenant_id=PROVIDER, reseller_tenant_id=reseller.tenant_id, state=reseller.partnership)
        )
    if reseller.relationship:
        session.add(
            CustomerRelationship(
                customer_id=CONTOSO,
                partner_tenant_id=reseller.tenant_id,
                state=reseller.relationship,
                delegated_admin=reseller.delegated_admin,
                delegated_admin_expires_at=reseller.expires_at,
            )
        )


def subscription(key: str, name: str, owner: str = CONTOSO, company: str = "Contoso", **more: Any) -> Subscription:
    """Make an active licence subscription with TREY as partner on record; the defaults can have a contact."""
    usual: dict[str, Any] = {"status": "active", "billing_type": "license", "channel": "csp", "partner_id": "4000001"}
    usual |= {"creation_date": MONDAY}
    return Subscription(
        id=key,
        customer_id=owner,
        friendly_name=name,
        search_key=subscription_key(company, name, None),
        **usual | more,
    )


def proposal(target: str, *ids: str, **expected: int) -> Proposal:
    """Make a proposal; versions default to 0, those of contacts that nobody ever changed."""
    return Proposal(CONTOSO, target, ids, {key: expected.get("version", 0) for key in ids})


def scene(now: datetime = MONDAY, key: str = "delivery-1", channel: str | None = "C0DESK") -> Scene:
    """Set the scene of a change by the provider, as of `now`; `key` names the delivery."""
    return Scene(PROVIDER, now, key, channel)
