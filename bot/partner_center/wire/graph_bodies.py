"""Bodies of Microsoft Graph into records."""

from bot.partner_center.wire.reading import Document
from bot.partner_center.wire.records import TenantSeen
from bot.services.mirror.ports import AccessSeen, GdapSeen


def relationship(found: Document) -> GdapSeen | None:
    """Read a GDAP relationship; None without an id. Its customer may have no tenant until it approves."""
    if not found.guid("id"):
        return None
    customer = found.child("customer")
    return GdapSeen(
        id=found.guid("id"),
        name=found.text("displayName"),
        status=found.text("status"),
        customer_id=customer.guid("tenantId"),
        customer_name=customer.text("displayName"),
        duration=found.text("duration"),
        auto_extend=found.text("autoExtendDuration"),
        created_at=found.instant("createdDateTime"),
        activated_at=found.instant("activatedDateTime"),
        ends_at=found.instant("endDateTime"),
        changed_at=found.instant("lastModifiedDateTime"),
        provider_id=found.guid("indirectProviderTenantId"),
        consent_pending=found.flag("isPartnerConsentPending") is True,
    )


def access(found: Document) -> AccessSeen | None:
    """Read the assignment of a security group; None without an id."""
    if not found.guid("id"):
        return None
    roles = [role.guid("roleDefinitionId") for role in found.child("accessDetails").children("unifiedRoles")]
    return AccessSeen(
        id=found.guid("id"),
        status=found.text("status"),
        group_id=found.child("accessContainer").guid("accessContainerId"),
        roles=tuple(role for role in roles if role),
        changed_at=found.instant("lastModifiedDateTime"),
    )


def tenant(found: Document) -> TenantSeen:
    """Read the tenant behind a domain."""
    return TenantSeen(found.guid("tenantId"), found.text("displayName"), found.text("defaultDomainName"))
