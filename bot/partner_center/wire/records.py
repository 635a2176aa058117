"""Records of the parts of Partner Center that only a user may ask for, and of what Microsoft sends by itself."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class ContactSeen:
    """Support contact of a subscription: the triple that Microsoft keeps; ids come back in upper case now and then."""

    tenant_id: str
    mpn_id: str
    name: str


@dataclass(frozen=True)
class CustomerDetails:
    """Customer read by id: `delegated` is the caller's own DAP, which no list tells; None if not said."""

    id: str
    company_name: str
    domain: str
    relationship: str
    country: str
    delegated: bool | None
    domains: tuple[str, ...] = ()


@dataclass(frozen=True)
class MpnProfile:
    """Name behind a PartnerID, from the partner network."""

    mpn_id: str
    name: str


@dataclass(frozen=True)
class SupportProfile:
    """Support data of the caller's own organisation."""

    email: str
    telephone: str
    website: str


@dataclass(frozen=True)
class ValidationSeen:
    """State of a customer's account check, a word of an open set like `notready`."""

    kind: str
    status: str
    changed_at: datetime | None


@dataclass(frozen=True)
class RequestSeen:
    """One call to the API in Microsoft's own log; `mfa` tells if its token had proof of a second factor."""

    id: str
    operation: str
    at: datetime | None
    application_id: str
    mfa: bool | None


@dataclass(frozen=True)
class TenantSeen:
    """Tenant behind a domain, from Graph."""

    tenant_id: str
    name: str
    domain: str
