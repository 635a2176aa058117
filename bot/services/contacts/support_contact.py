"""Pages of a customer's subscriptions with their support contacts, and what a typed text may mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from bot.models import Assignment, AssignmentState, Customer, Partner, Subscription, SupportContact
from bot.services import search
from bot.services.contacts import lookup
from bot.services.contacts.lookup import CustomerSummary, Line, PartnerSummary
from bot.services.search import CustomerHit, SubscriptionHit
from bot.services.search.folding import FoldedQuery, fold
from bot.services.search.typed import the_one
from bot.services.store.paging import Page, cut, page_start

PER_PAGE = 10
MOST_MATCHES = 10


@dataclass(frozen=True)
class SupportEntry:
    """One subscription: its line, the contact's data, and the partner on record kept apart from it (invariant 10).

    `on_record` is the name behind `line.partner_on_record`, None when no partner of the directory has that id.
    `attention` is APPLIED while a review is due, INVALIDATED when the basis was lost, else None.
    """

    line: Line
    contact: PartnerSummary
    on_record: str | None
    attention: AssignmentState | None


@dataclass(frozen=True)
class SupportPage:
    """The subscriptions of a customer that fit the filter, PER_PAGE at a time, of `total` it has."""

    customer: CustomerSummary
    entries: Page[SupportEntry]
    total: int


@dataclass(frozen=True)
class Matches:
    """Customers, or else subscriptions, that a typed text names; `more` when others match too.

    `directory_empty` tells "nobody imported anything yet" from "nothing matches".
    """

    customers: tuple[CustomerHit, ...] = ()
    subscriptions: tuple[SubscriptionHit, ...] = ()
    more: bool = False
    directory_empty: bool = False

    @property
    def only(self) -> CustomerHit | SubscriptionHit | None:
        """The one thing meant, if it is one."""
        found: tuple[CustomerHit | SubscriptionHit, ...] = (*self.customers, *self.subscriptions)
        return found[0] if len(found) == 1 and not self.more else None


def page(session: Session, provider_id: str, customer_id: str, query: str = "", offset: int = 0) -> SupportPage:
    """Read subscriptions in order of name, those with every word of `query` in their names or their contact's.

    An offset past the end shows the last page. Raises NotFound when the customer left the directory.
    """
    customer = lookup.customer(session, customer_id)
    total = _total(session, customer_id)
    if fold(query):
        found = cut(_matching(session, provider_id, customer_id, query), offset, PER_PAGE)
        entries = _entries(session, provider_id, customer_id, found.items)
        return SupportPage(customer, Page(entries, found.offset, found.total), total)
    offset = page_start(offset, total, PER_PAGE)
    wanted = select(col(Subscription.id)).where(col(Subscription.customer_id) == customer_id)
    ids = session.execute(wanted.order_by(*_ORDER).limit(PER_PAGE).offset(offset)).scalars().all()
    return SupportPage(customer, Page(_entries(session, provider_id, customer_id, ids), offset, total), total)


def single(session: Session, provider_id: str, subscription_id: str) -> SupportPage:
    """Read a page of one subscription; NotFound when it left the directory."""
    customer = lookup.customer(session, lookup.customer_of(session, subscription_id))
    total = _total(session, customer.id)
    return SupportPage(customer, Page(_entries(session, provider_id, customer.id, [subscription_id]), 0, 1), total)


def matches(session: Session, text: str) -> Matches:
    """Find customers that `text` may mean, just one if one has that very name, domain or id; else subscriptions."""
    customers = search.customers(session, text, limit=MOST_MATCHES)
    if customers.items:
        one = the_one(text, customers)
        return Matches((one,)) if one else Matches(tuple(customers.items), more=customers.more)
    subscriptions = search.subscriptions(session, text, limit=MOST_MATCHES)
    if subscriptions.items:
        return Matches(subscriptions=tuple(subscriptions.items), more=subscriptions.more)
    return Matches(directory_empty=directory_empty(session))


def directory_empty(session: Session) -> bool:
    """Tell if nobody has imported a customer yet."""
    return session.execute(select(col(Customer.id)).limit(1)).first() is None


# All keys of one customer begin with its name, so this is the order of friendly names, blind to case and accents.
_ORDER = (col(Subscription.search_key), col(Subscription.id))


def _matching(session: Session, provider_id: str, customer_id: str, query: str) -> list[str]:
    """Compare here as in every search, not in SQL: of its key only the subscription's own part counts."""
    contact = func.coalesce(col(SupportContact.support_tenant_id), provider_id)
    rows = session.execute(
        select(col(Subscription.id), col(Subscription.search_key), col(Partner.search_key))
        .outerjoin(SupportContact, col(SupportContact.subscription_id) == col(Subscription.id))
        .outerjoin(Partner, col(Partner.tenant_id) == contact)
        .where(col(Subscription.customer_id) == customer_id)
        .order_by(*_ORDER)
    )
    asked = FoldedQuery.read(query)
    return [
        key for key, own, partner in rows if asked.matches(_own_part(own) + (partner or "")) or asked.starts_id(key)
    ]


def _own_part(key: str) -> str:
    return key[max(key.find("\n", 1), 0) :]


def _total(session: Session, customer_id: str) -> int:
    counted = select(func.count()).select_from(Subscription).where(col(Subscription.customer_id) == customer_id)
    return int(session.execute(counted).scalar_one())


def _entries(session: Session, provider_id: str, customer_id: str, ids: Sequence[str]) -> tuple[SupportEntry, ...]:
    lines = lookup.lines(session, provider_id, customer_id, ids)
    known = lookup.partners(session, {line.contact_id for line in lines})
    on_record = lookup.names_by_mpn(session, {line.partner_on_record for line in lines if line.partner_on_record})
    attention = _attention(session, ids)
    return tuple(
        SupportEntry(
            line,
            known.get(line.contact_id) or PartnerSummary(line.contact_id, line.contact_name, ""),
            on_record.get(line.partner_on_record or ""),
            attention.get(line.subscription_id),
        )
        for line in lines
    )


def _attention(session: Session, ids: Sequence[str]) -> Mapping[str, AssignmentState]:
    columns = (col(Assignment.subscription_id), col(Assignment.state))
    states = (AssignmentState.APPLIED, AssignmentState.INVALIDATED)
    rows = session.execute(select(*columns).where(columns[0].in_(ids), columns[1].in_(states)))
    return {row.subscription_id: AssignmentState(row.state) for row in rows}
