"""Records of what searches find."""

from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class KnownAs(NamedTuple):
    """Name besides the present one by which something was found; `former` if it was its own once."""

    name: str
    former: bool


class CustomerHit(NamedTuple):
    """Customer with what a choice shows of it; `known_as` where its present name and domain do not tell why."""

    id: str
    company_name: str
    domain: str
    known_as: KnownAs | None = None


class SubscriptionHit(NamedTuple):
    """Subscription with what a choice shows of it."""

    id: str
    customer_id: str
    customer_name: str
    friendly_name: str
    offer_name: str | None
    product_type: str | None
    billing_type: str | None
    status: str
    channel: str


class PartnerHit(NamedTuple):
    """Partner with what a choice shows of it; `known_as` where nothing else tells why."""

    tenant_id: str
    name: str
    mpn_id: str
    kind: str
    location: str | None
    other_mpn_ids: str = ""
    known_as: KnownAs | None = None


@dataclass(frozen=True)
class Found(Generic[T]):
    """Result of a search, best matches first; `more` if others match that `items` leaves out."""

    items: tuple[T, ...]
    more: bool
