"""Search of customers, subscriptions and partners by what people type or write."""

from bot.services.search.hits import CustomerHit, Found, PartnerHit, SubscriptionHit
from bot.services.search.index import (
    LIMIT,
    MOST_OF_ONE_CUSTOMER,
    customers,
    partners,
    subscriptions,
    subscriptions_of,
)

__all__ = [
    "LIMIT",
    "MOST_OF_ONE_CUSTOMER",
    "CustomerHit",
    "Found",
    "PartnerHit",
    "SubscriptionHit",
    "customers",
    "partners",
    "subscriptions",
    "subscriptions_of",
]
