"""Everything the mirror asks of Microsoft, as records and one Protocol; ids are lower case, words as Microsoft spells.

An empty text or None means that Microsoft did not say it. Words are open sets: any may come.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, Protocol, TypeVar

from bot.errors import ConfigurationError, NotFound

T = TypeVar("T")


@dataclass(frozen=True)
class CustomerSeen:
    """Customer of the list; `relationship` is that with the caller."""

    id: str
    company_name: str
    domain: str
    relationship: str
    country: str = ""


@dataclass(frozen=True)
class SubscriptionSeen:
    """Subscription of a customer; `product_type` is empty for legacy ones, `partner_id` the partner on record."""

    id: str
    friendly_name: str
    offer_id: str
    offer_name: str
    product_type: str
    billing_type: str
    quantity: int | None
    status: str
    partner_id: str
    created_at: datetime | None
    commitment_ends_at: datetime | None = None


@dataclass(frozen=True)
class ResellerSeen:
    """Indirect reseller with whom the caller has a partnership, or one of a customer's (then without state)."""

    tenant_id: str
    mpn_id: str
    name: str
    state: str
    location: str


@dataclass(frozen=True)
class AgreementSeen:
    """State of the Microsoft Partner Agreement of one PartnerID: None if only `reason` says why it is not known."""

    mpn_id: str
    is_signed: bool | None
    reason: str = ""


@dataclass(frozen=True)
class PartnerIdVerdict:
    """Verdict about one PartnerID as partner on record of new orders and changes."""

    partner_id: str
    is_valid: bool
    code: str = ""
    reason: str = ""


@dataclass(frozen=True)
class AuditSeen:
    """One record of the activity log; `id` is "" in old ones. `details` are its named values."""

    id: str
    at: datetime | None
    operation: str
    resource: str
    status: str
    customer_id: str
    customer_name: str
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class GdapSeen:
    """GDAP relationship; `id` is GUID-GUID, the customer may be unknown until it approves.

    `provider_id` is the indirect provider's tenant where the relationship is one for a reseller.
    """

    id: str
    name: str
    status: str
    customer_id: str
    customer_name: str
    duration: str
    auto_extend: str
    created_at: datetime | None
    activated_at: datetime | None
    ends_at: datetime | None
    changed_at: datetime | None
    provider_id: str = ""
    consent_pending: bool = False


@dataclass(frozen=True)
class AccessSeen:
    """Assignment of a security group to a GDAP relationship, with the ids of its roles; `id` may be no GUID."""

    id: str
    status: str
    group_id: str
    roles: tuple[str, ...]
    changed_at: datetime | None


@dataclass(frozen=True)
class Paged(Generic[T]):
    """One page of a list: what could be read of it, how many entries could not, and Microsoft's own count of all."""

    items: tuple[T, ...]
    unread: int = 0
    total: int | None = None


class NotAllowed(ConfigurationError):
    """Microsoft refuses this question for good as things stand; `line` says what the operator can do, in English."""


class NoSuchCustomer(NotFound):
    """Microsoft knows no such customer, or no relationship with it; `code` is Microsoft's."""

    def __init__(self, code: str) -> None:
        super().__init__("error-customer-gone", code=code)
        self.code = code


class PartnerCenter(Protocol):
    """Read side of Partner Center and Graph, as the application sees it without any user.

    Everything raises NotAllowed where the permission is missing, and bot.errors.Unavailable where no answer came.
    """

    def customers(self) -> AsyncIterator[Paged[CustomerSeen]]:
        """Yield all customers, a page at a time."""
        ...

    async def customer(self, customer_id: str) -> CustomerSeen:
        """Return one customer; raises NoSuchCustomer."""
        ...

    def customers_of_reseller(self, reseller_id: str) -> AsyncIterator[Paged[CustomerSeen]]:
        """Yield the customers that came by this indirect reseller (tenant id)."""
        ...

    def subscriptions(self, customer_id: str) -> AsyncIterator[Paged[SubscriptionSeen]]:
        """Yield the customer's subscriptions; raises NoSuchCustomer."""
        ...

    def indirect_resellers(self) -> AsyncIterator[Paged[ResellerSeen]]:
        """Yield the resellers with whom there is a partnership."""
        ...

    async def agreement(self, mpn_id: str) -> AgreementSeen:
        """Return whether the PartnerID's tenant signed the Microsoft Partner Agreement."""
        ...

    async def validate_partner_ids(self, partner_ids: Sequence[str]) -> Sequence[PartnerIdVerdict]:
        """Return a verdict for each PartnerID that Microsoft gives one for; a batch is one request."""
        ...

    def audit_records(self, day: date) -> AsyncIterator[Paged[AuditSeen]]:
        """Yield the activity of one UTC day, not older than 90 days."""
        ...

    def gdap_relationships(self) -> AsyncIterator[Paged[GdapSeen]]:
        """Yield all GDAP relationships that the tenant may see."""
        ...

    async def gdap_relationship(self, relationship_id: str) -> GdapSeen | None:
        """Return one GDAP relationship, None if Microsoft has none of that id."""
        ...

    def access_assignments(self, relationship_id: str) -> AsyncIterator[Paged[AccessSeen]]:
        """Yield the security groups of one GDAP relationship."""
        ...
