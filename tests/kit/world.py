"""A small directory to act on: one provider, resellers in chosen states, customers with subscriptions."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from bot.models import Customer, CustomerRelationship, Partner, Partnership, Subscription
from bot.services.contacts.assignments import Proposal
from bot.services.policy import POLICIES, Actor, Role
from bot.services.scene import Scene
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
    session.add(
        Partner(
            tenant_id=PROVIDER,
            mpn_id="1000001",
            name="Iberia Cloud",
            kind="indirect_provider",
            location="ES",
            search_key="iberia cloud",
        )
    )
    for number, reseller in enumerate(resellers, start=1):
        session.add(_partner(reseller, number))
    session.add(Customer(id=CONTOSO, company_name="Contoso", domain="contoso.com", country="ES", search_key="contoso"))
    session.add(
        Customer(
            id=STRANGER,
            company_name="Stranger",
            domain="stranger.com",
            relationship_to_partner="none",
            search_key="stranger",
        )
    )
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


def _partner(reseller: Reseller, number: int) -> Partner:
    return Partner(
        tenant_id=reseller.tenant_id,
        mpn_id=str(4000000 + number),
        name=reseller.name,
        kind=reseller.kind,
        location=reseller.location,
        mpa_signed=reseller.mpa_signed,
        program_active=reseller.program_active,
        search_key=reseller.name.casefold(),
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


def subscription(
    key: str,
    name: str,
    *,
    status: str = "active",
    product_type: str | None = None,
    billing_type: str | None = "license",
    channel: str = "csp",
) -> Subscription:
    """Make a subscription of CONTOSO; the defaults can have a contact."""
    return Subscription(
        id=key,
        customer_id=CONTOSO,
        friendly_name=name,
        status=status,
        product_type=product_type,
        billing_type=billing_type,
        channel=channel,
        partner_id="4000001",
        creation_date=MONDAY,
        search_key=name.casefold(),
    )


def proposal(target: str, *ids: str, **expected: int) -> Proposal:
    """Make a proposal; versions default to 0, those of contacts that nobody ever changed."""
    return Proposal(CONTOSO, target, ids, {key: expected.get("version", 0) for key in ids})


def scene(now: datetime, key: str = "delivery-1", channel: str | None = "C0DESK") -> Scene:
    """Set the scene of a change by the provider, as of `now`; `key` names the delivery."""
    return Scene(PROVIDER, now, key, channel)
