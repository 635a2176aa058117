"""Bodies of Partner Center, built name by name as its documentation shows them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from bot.local_partner_center.world import Company, Contract, Firm, LocalWorld, LoggedActivity


def link(uri: str, method: str = "GET") -> dict[str, Any]:
    """Return one link of a resource."""
    return {"uri": uri, "method": method, "headers": []}


def typed(kind: str, **more: str) -> dict[str, str]:
    """Return the attributes of a resource."""
    return {**more, "objectType": kind}


def collection(items: Sequence[Any], total: int | None = None, links: Mapping[str, Any] | None = None) -> Any:
    """Return a list of resources; `total` is Microsoft's count, which need not be that of the items."""
    found: dict[str, Any] = {"totalCount": len(items) if total is None else total, "items": list(items)}
    return found | ({"links": links} if links else {}) | {"attributes": typed("Collection")}


def listed_customer(company: Company) -> dict[str, Any]:
    """Return a customer as it stands in lists."""
    profile = {
        "tenantId": company.id,
        "domain": company.domain,
        "companyName": company.name,
        "attributes": typed("CustomerCompanyProfile"),
    }
    return {
        "id": company.id,
        "companyProfile": profile,
        "relationshipToPartner": company.relationship,
        "attributes": typed("Customer"),
    }


def customer(company: Company) -> dict[str, Any]:
    """Return a customer by itself."""
    at = f"/customers/{company.id}"
    return {
        "id": company.id,
        "commerceId": str(uuid5(NAMESPACE_URL, company.id)),
        "companyProfile": _company_profile(company, at),
        "billingProfile": _billing_profile(company, at),
        "relationshipToPartner": company.relationship,
        "allowDelegatedAccess": company.delegated,
        "customDomains": [company.domain],
        "links": {"self": link(at)},
        "attributes": typed("Customer"),
    }


def _company_profile(company: Company, at: str) -> dict[str, Any]:
    address = {
        "country": company.country,
        "region": "wa",
        "city": "redmond",
        "addressLine1": "1 Main Street",
        "postalCode": "98052",
        "phoneNumber": "1234567890",
    }
    return {
        "tenantId": company.id,
        "domain": company.domain,
        "companyName": company.name,
        "address": address,
        "email": f"hello@{company.domain}",
        "links": {"self": link(f"{at}/profiles/company")},
        "attributes": typed("CustomerCompanyProfile"),
    }


def _billing_profile(company: Company, at: str) -> dict[str, Any]:
    address = {
        "country": company.country,
        "city": "redmond",
        "state": "WA",
        "addressLine1": "1 Main Street",
        "postalCode": "98052",
        "firstName": "Ada",
        "lastName": "Byron",
        "phoneNumber": "1234567890",
    }
    return {
        "id": str(uuid5(NAMESPACE_URL, at)),
        "firstName": "Ada",
        "lastName": "Byron",
        "email": f"hello@{company.domain}",
        "culture": "en-US",
        "language": "en",
        "companyName": company.name,
        "defaultAddress": address,
        "links": {"self": link(f"{at}/profiles/billing")},
        "attributes": typed("CustomerBillingProfile", etag="-4242348048554929329"),
    }


def removed_customer() -> dict[str, Any]:
    """Return what the end of a relationship is answered with: names in capitals, and nothing in them."""
    nothing = ("Id", "CommerceId", "CompanyProfile", "BillingProfile", "AllowDelegatedAccess", "UserCredentials")
    more = ("CustomDomains", "AssociatedPartnerId")
    said: dict[str, Any] = dict.fromkeys((*nothing, *more))
    return {**said, "RelationshipToPartner": "none", "Attributes": {"ObjectType": "Customer"}}


def support_contact(world: LocalWorld, company: Company, contract: Contract) -> dict[str, Any]:
    """Return a support contact; whoever was never set is the provider, and all ids come in upper case."""
    own = world.firms.get(world.tenant.lower())
    default = (world.tenant, own.mpn if own else "", own.name if own else "")
    tenant, mpn, name = contract.support or default
    at = f"/customers/{company.id.upper()}/subscriptions/{contract.id.upper()}/supportcontact"
    return {
        "supportTenantId": tenant.upper(),
        "supportMpnId": mpn,
        "name": name,
        "links": {"self": link(at, "Get")},
        "attributes": typed("SupportContact"),
    }


def reseller(firm: Firm) -> dict[str, Any]:
    """Return a reseller with whom the provider has a partnership."""
    return {**customers_reseller(firm), "state": firm.state, "location": firm.location}


def customers_reseller(firm: Firm) -> dict[str, Any]:
    """Return a reseller of one customer: neither state nor place."""
    return {
        "id": firm.tenant,
        "name": firm.name,
        "relationshipType": "is_indirect_cloud_solution_provider_of",
        "mpnId": firm.mpn,
        "attributes": typed("PartnerRelationship"),
    }


def invitation(partner: str) -> dict[str, Any]:
    """Return the link of an invitation, which is the same every time."""
    query = f"invType=ResellerRelationship&partnerId={partner}&msppId=0&DAP=false"
    url = f"https://admin.microsoft.com/Adminportal/Home?{query}#/BillingAccounts/partner-invitation"
    return {"url": url, "attributes": typed("RelationshipRequest")}


def mpn_profile(firm: Firm) -> dict[str, Any]:
    """Return the name behind a PartnerID."""
    return {
        "partnerName": firm.name,
        "mpnId": firm.mpn,
        "profileType": "MpnProfile",
        "links": {"self": link("/profiles/mpn")},
        "attributes": typed("MpnProfile"),
    }


def support_profile() -> dict[str, Any]:
    """Return the support data of the caller's own organisation."""
    return {
        "email": "support@provider.example",
        "telephone": "4255555555",
        "website": "www.provider.example",
        "profileType": " SupportProfile",
        "links": {"self": link("/v1/profiles/support")},
        "attributes": typed("SupportProfile"),
    }


def verdict(partner_id: str, firm: Firm | None) -> dict[str, Any]:
    """Return what validation says of one PartnerID."""
    valid = firm is not None and firm.valid
    said: dict[str, Any] = {"partnerId": partner_id, "isValidPartnerIdOnRecord": valid}
    return said if valid else said | {"errorCode": 900400, "errorDescription": "The PLA ID is not valid."}


def account_check(status: str, at: str) -> dict[str, Any]:
    """Return the state of a customer's account check."""
    return {"type": "account", "status": status, "lastUpdateDateTime": at}


def audit_record(world: LocalWorld, logged: LoggedActivity) -> dict[str, Any]:
    """Return a record of the activity log; what is not known is not there."""
    optional = {
        "id": logged.id,
        "participants": list(logged.participants),
        "customerName": logged.customer_name,
        "applicationId": logged.application,
        "resourceNewValue": logged.new_value,
        "originalCorrelationId": logged.correlation,
    }
    return {
        "partnerId": world.tenant,
        "customerId": logged.customer,
        "userPrincipalName": "admin@provider.example",
        "resourceType": logged.resource,
        "operationType": logged.operation,
        "operationDate": logged.at,
        "operationStatus": logged.status,
        "customizedData": [{"key": key, "value": value} for key, value in logged.details.items()],
        "attributes": typed("AuditRecord"),
        **{name: value for name, value in optional.items() if value},
    }


def logged_request(number: int, mfa: bool, at: str) -> dict[str, Any]:
    """Return a call of Microsoft's own log of calls."""
    return {
        "requestId": str(uuid5(NAMESPACE_URL, f"request {number}")),
        "correlationId": "",
        "operationName": "Get /v{version}/customers",
        "requestDateTime": at,
        "ipAddress": "192.0.2.1",
        "objectId": str(uuid5(NAMESPACE_URL, "user")),
        "tenantId": str(uuid5(NAMESPACE_URL, "tenant")),
        "upn": "admin@provider.example",
        "applicationId": str(uuid5(NAMESPACE_URL, "application")),
        "mfaCompliant": mfa,
    }


def event(name: str, at: str, **parts: str | None) -> dict[str, Any]:
    """Return an event as it is sent; a part (ResourceUri, ResourceName, AuditUri) that is not given is not there."""
    return {"EventName": name, **parts, "ResourceChangeUtcDate": at}
