"""Customers, resellers or subscriptions that a text typed into one field may mean, or nearly means."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from bot.models import Customer
from bot.services.search import index, near, references
from bot.services.search.folding import fold
from bot.services.search.hits import CustomerHit, Found, PartnerHit, SubscriptionHit
from bot.services.search.typed import exactly
from bot.services.separation import ours
from bot.services.store import labels

MOST_MATCHES = 10


@dataclass(frozen=True)
class Matches:
    """Customers and resellers, or subscriptions and whose agreement it is, that a text names; `more` if others do.

    `directory_empty` tells "nobody imported anything yet" from "nothing matches"; with `near`, it names none of them,
    but nearly.
    """

    customers: tuple[CustomerHit, ...] = ()
    resellers: tuple[PartnerHit, ...] = ()
    subscriptions: tuple[SubscriptionHit, ...] = ()
    more: bool = False
    directory_empty: bool = False
    near: bool = False

    @property
    def only(self) -> CustomerHit | PartnerHit | SubscriptionHit | None:
        """The one thing meant, if it is one."""
        found: tuple[CustomerHit | PartnerHit | SubscriptionHit, ...]
        found = (*self.customers, *self.resellers, *self.subscriptions)
        return found[0] if len(found) == 1 and not self.more and not self.near else None


def matches(session: Session, text: str) -> Matches:
    """Find customers and resellers that `text` may mean, only those of that very name if any; else subscriptions.

    With these come the resellers whose agreement has the text as its reference.

    "Contoso" means the one Contoso even if there is a Contoso Ibérica; a name that a customer and a reseller have
    means both.
    """
    customers = index.customers(session, text, limit=MOST_MATCHES)
    resellers = index.partners(session, text, limit=MOST_MATCHES)
    named, exact = (exactly(text, customers), exactly(text, resellers)), None
    if len(named[0]) + len(named[1]) == 1 or all(named):
        exact = Matches(*named)
    if exact or customers.items or resellers.items:
        return exact or Matches(customers.items, resellers.items, more=customers.more or resellers.more)
    agreed = references.resellers(session, text, MOST_MATCHES)
    subscriptions = subscription_hits(session, text, MOST_MATCHES)
    if agreed.items or subscriptions.items:
        more = agreed.more or subscriptions.more
        return Matches(resellers=agreed.items, subscriptions=subscriptions.items, more=more)
    nearly = near.find(session, text)
    if nearly.customers or nearly.resellers:
        return Matches(nearly.customers, nearly.resellers, near=True)
    return Matches(directory_empty=directory_empty(session))


def subscription_hits(session: Session, text: str, limit: int) -> Found[SubscriptionHit]:
    """Find subscriptions of all customers; those that look alike in names come with labels instead."""
    found = _by_all(session, text, limit)
    called = [(fold(hit.customer_name), fold(hit.friendly_name)) for hit in found.items]
    alike = [hit for hit, names in zip(found.items, called, strict=True) if called.count(names) > 1]
    if not alike:
        return found
    named = labels.read(session, customers={hit.customer_id for hit in alike}, subscriptions=[hit.id for hit in alike])
    told = {
        hit.id: hit._replace(customer_name=named.customer(hit.customer_id), friendly_name=named.subscription(hit.id))
        for hit in alike
    }
    return Found(tuple(told.get(hit.id, hit) for hit in found.items), found.more)


def _by_all(session: Session, text: str, limit: int) -> Found[SubscriptionHit]:
    """Put those whose assignment names this ticket before those whose names match."""
    named, found = references.subscriptions(session, text, limit), index.subscriptions(session, text, limit=limit)
    if not named.items:
        return found
    both = tuple(dict.fromkeys((*named.items, *found.items)))
    return Found(both[:limit], named.more or found.more or len(both) > limit)


def directory_empty(session: Session) -> bool:
    """Tell if nobody has imported a customer yet."""
    return session.exec(select(col(Customer.id)).where(ours(col(Customer.id))).limit(1)).first() is None
