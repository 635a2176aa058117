"""State of the local Partner Center: companies, contracts, partners, privileges, activity; all in memory."""

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

PROVIDER = "3b33e682-00c3-41ee-9dd2-a548adf56438"
# Requests that are remembered.
MOST_REMEMBERED = 50_000


@dataclass
class Contract:
    """Subscription: `kind` is `legacy`, `seat` (new commerce), `software` or `usage`."""

    id: str
    name: str
    kind: str = "seat"
    status: str = "active"
    quantity: int = 1
    partner_id: str = ""
    created: str = "2024-01-14T16:57:15.0966728Z"
    billing: str = "license"
    support: tuple[str, str, str] | None = None


@dataclass
class Company:
    """Customer; `reseller` is the tenant of the indirect reseller through whom it came."""

    id: str
    name: str
    domain: str
    country: str = "US"
    relationship: str = "reseller"
    reseller: str = ""
    delegated: bool = False
    contracts: list[Contract] = field(default_factory=list)


@dataclass
class Firm:
    """Partner organisation: `signed` tells of the partner agreement, `valid` if it may be partner on record."""

    tenant: str
    mpn: str
    name: str
    location: str = "US"
    state: str = "Active"
    signed: bool = True
    valid: bool = True


@dataclass
class Privileges:
    """GDAP relationship: `groups` are the security groups with their roles; `provider` if it is for a reseller."""

    id: str
    name: str
    customer: str = ""
    customer_name: str = ""
    status: str = "active"
    duration: str = "P730D"
    extend: str = "PT0S"
    created: str = "2024-02-10T11:24:42.3148266Z"
    activated: str | None = "2024-02-10T11:26:44.9941884Z"
    ends: str | None = "2026-02-09T11:24:42.3148266Z"
    roles: tuple[str, ...] = ("729827e3-9c14-49f7-bb1b-9608f156bbb8",)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    provider: str = ""


@dataclass
class LoggedActivity:
    """Record of the activity log; `new_value` is JSON in a text, `details` are its named values."""

    operation: str
    resource: str
    at: str
    id: str = ""
    customer: str = ""
    customer_name: str = ""
    status: str = "succeeded"
    new_value: str | None = None
    details: dict[str, str | None] = field(default_factory=dict)
    application: str = ""
    participants: tuple[str, ...] = ()
    correlation: str = ""


@dataclass
class Mishap:
    """Something that goes wrong at one endpoint, `times` times; kinds are those of `mishaps.KINDS`."""

    endpoint: str
    kind: str
    times: int = 1
    status: int = 500
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    endpoint: str
    headers: dict[str, str]
    body: bytes


@dataclass
class LocalWorld:
    """Everything the server knows; `now` is its clock, `a_minute` its limit, counted over `window` seconds."""

    now: Callable[[], datetime]
    tenant: str = PROVIDER
    companies: dict[str, Company] = field(default_factory=dict)
    firms: dict[str, Firm] = field(default_factory=dict)
    privileges: dict[str, Privileges] = field(default_factory=dict)
    activity: list[LoggedActivity] = field(default_factory=list)
    principals: set[str] = field(default_factory=set)
    registration: dict[str, Any] | None = None
    a_minute: int = 500
    window: float = 60.0
    app_may_all: bool = False
    silence: float = 60.0
    skew: float = 0.0
    mishaps: list[Mishap] = field(default_factory=list)
    tokens: dict[str, tuple[str, str]] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=lambda: {"client": "secret-of-the-tests"})
    asked: deque[Asked] = field(default_factory=lambda: deque(maxlen=MOST_REMEMBERED))
    counts: Counter[str] = field(default_factory=Counter)
    files: dict[str, bytes] = field(default_factory=dict)

    def company(self, company_id: str) -> Company | None:
        """Find a company by its id in any case."""
        return self.companies.get(company_id.lower())

    def contract(self, company_id: str, contract_id: str) -> Contract | None:
        """Find a contract of a company by ids in any case."""
        company = self.company(company_id)
        wanted = contract_id.lower()
        return next((each for each in company.contracts if each.id.lower() == wanted), None) if company else None

    def firm_of(self, mpn: str) -> Firm | None:
        """Find a partner by its PartnerID."""
        return next((firm for firm in self.firms.values() if firm.mpn == mpn), None)

    def add(self, *things: Company | Firm | Privileges) -> None:
        """Take companies, partners and privileges in."""
        for thing in things:
            match thing:
                case Company():
                    self.companies[thing.id.lower()] = thing
                case Firm():
                    self.firms[thing.tenant.lower()] = thing
                case Privileges():
                    self.privileges[thing.id.lower()] = thing
