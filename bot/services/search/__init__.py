"""Search of customers, subscriptions and partners by what people type or write."""

from bot.services.search.index import (
    CustomerHit,
    Found,
    PartnerHit,
    SubscriptionHit,
    customers,
    partners,
    subscriptions,
    subscriptions_of,
)

__all__ = [
    "CustomerHit",
    "Found",
    "PartnerHit",
    "SubscriptionHit",
    "customers",
    "partners",
    "subscriptions",
    "subscriptions_of",
]
