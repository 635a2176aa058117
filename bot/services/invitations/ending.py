"""The UPDATEs that end what is there; each touches nothing where somebody was quicker (docs/domain.md#removal)."""

from datetime import datetime

from sqlalchemy import Update, update
from sqlmodel import col

from bot.models import (
    Customer,
    CustomerRelationship,
    DelegatedAdmin,
    Partnership,
    PartnershipState,
    RelationshipState,
)


def partnership(provider_id: str, reseller_id: str | None, now: datetime) -> Update:
    """End the partnership; customers and delegated privileges stay as they are (invariant 15, A18)."""
    return (
        update(Partnership)
        .where(
            col(Partnership.provider_tenant_id) == provider_id,
            col(Partnership.reseller_tenant_id) == reseller_id,
            col(Partnership.state) == PartnershipState.ACTIVE,
        )
        .values(state=PartnershipState.REMOVED, removed_at=now)
    )


def relationship(customer_id: str | None, partner_id: str | None, now: datetime) -> Update:
    """End the relationship, and with it the delegated privileges (invariant 13)."""
    return (
        update(CustomerRelationship)
        .where(
            col(CustomerRelationship.customer_id) == customer_id,
            col(CustomerRelationship.partner_tenant_id) == partner_id,
            col(CustomerRelationship.state) == RelationshipState.ESTABLISHED,
        )
        .values(
            state=RelationshipState.REMOVED,
            removed_at=now,
            source="manual",
            delegated_admin=DelegatedAdmin.NONE,
            delegated_admin_expires_at=None,
            auto_extend=False,
        )
    )


def ours(customer_id: str | None) -> Update:
    """End what the customer is to us."""
    held = col(Customer.relationship_to_partner) == "reseller"
    return update(Customer).where(col(Customer.id) == customer_id, held).values(relationship_to_partner="none")
