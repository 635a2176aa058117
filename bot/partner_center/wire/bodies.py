"""Bodies of Partner Center into records: a field that is missing or odd costs that field, never the record."""

from collections.abc import Iterable
from typing import Any

from bot.partner_center.wire import records
from bot.partner_center.wire.reading import Document
from bot.services.hearing.ports import EventSeen, Registration
from bot.services.mirror.ports import (
    AgreementSeen,
    AuditSeen,
    CustomerSeen,
    PartnerIdVerdict,
    ResellerSeen,
    SubscriptionSeen,
)

UNSIGNED = frozenset({"2203", "2206"})


def customer(found: Document) -> CustomerSeen | None:
    """Read an entry of the list of customers; None without an id."""
    details = customer_details(found)
    if not details.id:
        return None
    return CustomerSeen(details.id, details.company_name, details.domain, details.relationship, details.country)


def customer_details(found: Document) -> records.CustomerDetails:
    """Read a customer as one resource, also the answer to its removal, which holds nearly nothing."""
    company = found.child("companyProfile")
    return records.CustomerDetails(
        id=found.guid("id"),
        company_name=company.text("companyName"),
        domain=company.text("domain"),
        relationship=found.text("relationshipToPartner"),
        country=company.child("address").text("country").upper(),
        delegated=found.flag("allowDelegatedAccess"),
        domains=_texts(found.elements("customDomains")),
    )


def subscription(found: Document) -> SubscriptionSeen | None:
    """Read a subscription, of a list or by itself; None without an id."""
    if not found.guid("id"):
        return None
    return SubscriptionSeen(
        id=found.guid("id"),
        friendly_name=found.text("friendlyName", "offerName", "id"),
        offer_id=found.text("offerId") or _offer_of(found),
        offer_name=found.text("offerName"),
        product_type=found.child("productType").text("id", "displayName"),
        billing_type=found.text("billingType"),
        quantity=found.number("quantity"),
        status=found.text("status"),
        partner_id=found.text("partnerId"),
        created_at=found.instant("creationDate"),
        commitment_ends_at=found.instant("commitmentEndDate"),
    )


def _offer_of(found: Document) -> str:
    """Return the offer that the link leads to: in lists of old its id stands nowhere else."""
    return found.child("links").child("offer").text("uri").partition("?")[0].rpartition("/")[2]


def keeps_contact(found: SubscriptionSeen) -> bool:
    """Tell if Microsoft keeps a support contact for it: only for legacy licences, whatever the billing type says."""
    return not found.product_type and _is_guid(found.offer_id)


def _is_guid(text: str) -> bool:
    return [len(part) for part in text.split("-")] == [8, 4, 4, 4, 12] and text.replace("-", "").isalnum()


def reseller(found: Document) -> ResellerSeen | None:
    """Read a partner relationship: of the provider, or of one of its customers (no state there); None without an id."""
    if not found.guid("id"):
        return None
    return ResellerSeen(
        found.guid("id"),
        found.text("mpnId", "partnerId"),
        found.text("name"),
        found.text("state"),
        found.text("location").upper(),
    )


def agreement(mpn_id: str, found: Document) -> AgreementSeen:
    """Read the answer about an agreement that is no error."""
    return AgreementSeen(mpn_id, found.flag("isAgreementSigned"))


def agreement_refused(mpn_id: str, code: str, description: str) -> AgreementSeen | None:
    """Read an error that says something of the agreement; None for one that says nothing of it."""
    if code in UNSIGNED:
        return AgreementSeen(mpn_id, False, description)
    return AgreementSeen(mpn_id, None, description) if code.startswith("22") else None


def verdicts(found: Document) -> list[PartnerIdVerdict]:
    """Read verdicts about PartnerIDs; one without a clear answer is left out, since that is no no."""
    return [
        PartnerIdVerdict(each.text("partnerId"), each.flag("isValidPartnerIdOnRecord") is True, *each_error(each))
        for each in found.children("validationResults")
        if each.flag("isValidPartnerIdOnRecord") is not None and each.text("partnerId")
    ]


def each_error(found: Document) -> tuple[str, str]:
    """Return code and description of an entry that was refused."""
    return found.text("errorCode"), found.text("errorDescription")


def audit_record(found: Document) -> AuditSeen:
    """Read a record of the activity log; those of old have no id."""
    details = tuple((each.text("key"), each.text("value")) for each in found.children("customizedData"))
    return AuditSeen(
        id=found.guid("id"),
        at=found.instant("operationDate"),
        operation=found.text("operationType"),
        resource=found.text("resourceType"),
        status=found.text("operationStatus"),
        customer_id=found.guid("customerId"),
        customer_name=found.text("customerName"),
        details=details,
    )


def contact(found: Document) -> records.ContactSeen:
    """Read a support contact."""
    return records.ContactSeen(found.guid("supportTenantId"), found.text("supportMpnId"), found.text("name"))


def link(found: Document) -> str:
    """Return the address of an invitation, "" without one."""
    return found.text("url")


def mpn_profile(found: Document) -> records.MpnProfile:
    """Read a profile of the partner network."""
    return records.MpnProfile(found.text("mpnId"), found.text("partnerName"))


def support_profile(found: Document) -> records.SupportProfile:
    """Read the caller's own support profile."""
    return records.SupportProfile(found.text("email"), found.text("telephone"), found.text("website"))


def validation(found: Document) -> records.ValidationSeen:
    """Read the state of an account check."""
    return records.ValidationSeen(found.word("type"), found.word("status"), found.instant("lastUpdateDateTime"))


def request(found: Document) -> records.RequestSeen:
    """Read one call of Microsoft's log of calls."""
    return records.RequestSeen(
        found.guid("requestId"),
        found.text("operationName"),
        found.instant("requestDateTime"),
        found.guid("applicationId"),
        found.flag("mfaCompliant"),
    )


def registration(found: Document) -> Registration:
    """Read the registration for events."""
    return Registration(
        found.text("webhookUrl"),
        _texts(found.elements("webhookEvents")),
        found.guid("subscriberId"),
        found.instant("lastModifiedTimestamp"),
    )


def names(found: Any) -> tuple[str, ...]:
    """Read an array of words, bare or in an object under `items`."""
    listed = found.get("items") if isinstance(found, dict) else found
    return _texts(listed) if isinstance(listed, list) else ()


def event(found: Document) -> EventSeen:
    """Read an event that Microsoft sent; any part but its name may be missing."""
    return EventSeen(
        found.text("eventName"),
        found.text("resourceName"),
        found.text("resourceUri"),
        found.text("auditUri", "auditUrl"),
        found.instant("resourceChangeUtcDate"),
    )


def _texts(found: Iterable[object]) -> tuple[str, ...]:
    return tuple(each for each in found if isinstance(each, str))
