"""What an event asks to be read: ids in its addresses, or the activity of its day where it names nobody."""

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import date, datetime

from bot.services.hearing.ports import EventSeen

_GUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_CUSTOMER = re.compile(rf"/customers/({_GUID})(?![0-9a-f])", re.IGNORECASE)
_GDAP = re.compile(r"/granularAdminRelationships/([0-9a-z-]{1,100})", re.IGNORECASE)
# Ids of the activity log begin with those of the partner and of the customer.
_AUDIT = re.compile(rf"/auditrecords/{_GUID}_({_GUID})_", re.IGNORECASE)
_PRIVILEGES = ("granular-admin-",)
# Events that tell nothing about those whom this program looks after; all others are looked into, known or not.
IDLE = ("test-created", "usagerecords-", "referral-", "related-referral-", "azure-fraud-", "invoice-")


@dataclass(frozen=True)
class Wanted:
    """Customers and GDAP relationships by id (lower case), and UTC days of the activity log."""

    customers: Set[str] = frozenset()
    privileges: Set[str] = frozenset()
    days: Set[date] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.customers or self.privileges or self.days)


def wanted(event: EventSeen, received_at: datetime) -> Wanted:
    """Return what is to be read for an event; nothing for those that concern nobody here."""
    name = event.name.lower()
    if name.startswith(IDLE):
        return Wanted()
    customers = _found(_CUSTOMER, event.resource_uri) | _found(_AUDIT, event.audit_uri)
    privileges = _found(_GDAP, event.resource_uri) if name.startswith(_PRIVILEGES) else frozenset()
    if customers or privileges:
        return Wanted(customers, privileges)
    return Wanted(days=frozenset({(event.at or received_at).date()}))


def together(many: Iterable[Wanted]) -> Wanted:
    """Join what several events ask for."""
    every = tuple(many)
    return Wanted(
        frozenset().union(*(each.customers for each in every)),
        frozenset().union(*(each.privileges for each in every)),
        frozenset().union(*(each.days for each in every)),
    )


def _found(pattern: re.Pattern[str], text: str) -> frozenset[str]:
    return frozenset(each.lower() for each in pattern.findall(text))
