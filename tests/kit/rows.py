"""Rows as the import would write them, and invitations without the way they come about in the product."""

from collections.abc import Iterable
from datetime import timedelta

from bot.models import Customer, Partner, RelationshipRequest, RequestType, Subscription
from bot.services.search.folding import customer_key, partner_key, subscription_key
from tests.conftest import MONDAY, PROVIDER


def guid(number: int, kind: int = 1) -> str:
    """Make a GUID that is the same in every run."""
    return f"{kind:08x}-0000-4000-8000-{number:012x}"


def customer(number: int, name: str, domain: str = "x.example") -> Customer:
    """Make a customer with its key."""
    return Customer(id=guid(number), company_name=name, domain=domain, search_key=customer_key(name, domain))


def subscription(number: int, of: Customer, name: str, offer: str | None = None) -> Subscription:
    """Make a subscription with its key."""
    return Subscription(
        id=guid(number, 2),
        customer_id=of.id,
        friendly_name=name,
        offer_name=offer,
        search_key=subscription_key(of.company_name, name, offer),
    )


def partner(
    number: int,
    name: str,
    mpn_id: str = "4000001",
    *,
    kind: str = "indirect_reseller",
    website: str | None = None,
    email: str | None = None,
) -> Partner:
    """Make a partner with its key."""
    key = partner_key(name, mpn_id, website, email)
    tenant_id = guid(number, 3)
    return Partner(
        tenant_id=tenant_id, name=name, mpn_id=mpn_id, kind=kind, website=website, email=email, search_key=key
    )


def invite(
    number: int, *, owner: str = "UGLO", state: str = "pending", created_by: str = "UGLO"
) -> RelationshipRequest:
    """Add a request that was sent `number` hours ago, or only drafted."""
    at = MONDAY - timedelta(hours=number)
    return RelationshipRequest(
        type=RequestType.PARTNERSHIP,
        inviter_tenant_id=PROVIDER,
        target_key=f"target {number}",
        target_name=f"Target {number}",
        state=state,
        created_by=created_by,
        owner=owner,
        created_at=at,
        sent_at=at if state == "pending" else None,
        due_at=at + timedelta(days=30) if state == "pending" else None,
        reference="REF",
    )


def names(items: Iterable[object]) -> list[str]:
    """Return the names of hits of any kind."""
    return [str(getattr(hit, "company_name", None) or getattr(hit, "friendly_name", None) or hit.name) for hit in items]  # type: ignore[attr-defined]
