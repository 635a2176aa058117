"""Pages of a customer's subscriptions with their support contacts, and what a typed text may mean."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from typing import Any, NamedTuple

from sqlalchemy import Boolean, and_, bindparam, case, func, or_, select
from sqlmodel import Session, col

from bot.models import (
    Assignment,
    AssignmentState,
    ContactOrigin,
    Partner,
    Subscription,
    SupportAgreement,
    SupportContact,
)
from bot.services import commerce, search
from bot.services.agreements.records import is_agreed
from bot.services.agreements.terms import day_of
from bot.services.contacts import lookup
from bot.services.contacts.eligibility import subscription_fails
from bot.services.contacts.lookup import CustomerSummary, Line, PartnerSummary
from bot.services.on_record import health
from bot.services.on_record.health import RecordState
from bot.services.search.folding import FoldedQuery, fold
from bot.services.separation import ours
from bot.services.store import labels, sources
from bot.services.store.paging import Page, cut, page_start
from bot.services.store.sources import Source
from bot.services.store.sql import among, records, table

PER_PAGE = 25


class Supporter(IntEnum):
    """Kind of support that a subscription has, in the order of the list."""

    RESELLER = 0
    OURSELVES = 1
    NOBODY = 2


class Papers(NamedTuple):
    """What the assignment behind a contact names: support agreement, ticket, and the message that asked for it."""

    agreement_ref: str | None = None
    ticket_ref: str | None = None
    message_url: str | None = None
    agreement_last: date | None = None


@dataclass(frozen=True)
class SupportEntry:
    """One subscription: its line, the contact's data, and the partner on record kept apart from it (invariant 10).

    `on_record` is the name behind `line.partner_on_record`, None when no partner of the directory has that id.
    `record` is the health of that PartnerID. `attention` is APPLIED while a review is due, INVALIDATED when the basis
    was lost, else None.
    """

    line: Line
    supporter: Supporter
    contact: PartnerSummary
    on_record: str | None
    attention: AssignmentState | None
    record: RecordState = health.UNKNOWN
    papers: Papers = Papers()


@dataclass(frozen=True)
class Tally:
    """Number of subscriptions that one partner supports, or that can have no contact (NOBODY)."""

    supporter: Supporter
    contact_id: str
    contact_name: str
    count: int


@dataclass(frozen=True)
class SupportPage:
    """The subscriptions of a customer that fit the filter, PER_PAGE at a time, of `total` it has.

    They stand by contact: each reseller's, the provider's own, then those that can have none. `tallies` counts all
    that fit, the busiest resellers first. `source` is that of the customer, or of the one subscription looked for.
    `refused` counts the customer's whose partner on record is missing or not valid.
    """

    customer: CustomerSummary
    entries: Page[SupportEntry]
    total: int
    tallies: tuple[Tally, ...] = ()
    source: Source | None = None
    refused: int = 0


def page(
    session: Session,
    provider_id: str,
    customer_id: str,
    query: str = "",
    offset: int = 0,
    *,
    refused: bool = False,
    size: int = PER_PAGE,
) -> SupportPage:
    """Read subscriptions by contact and name, those with every word of `query` in their names or their contact's.

    With `refused` only those whose partner on record is missing or not valid. An offset past the end shows the last
    page. Raises NotFound when the customer left the directory.
    """
    customer = lookup.customer(session, customer_id)
    bad = health.bad(session, provider_id)
    those = {"customer": customer_id, "provider": provider_id, "bad": bad, "whole": not refused}
    ids, tallies = _listed(session, those, query, offset, size)
    entries = _entries(session, provider_id, customer_id, ids.items)
    shown, source = Page(entries, ids.offset, ids.total), sources.of_customer(session, customer_id)
    many = health.count(session, customer_id, bad)
    return SupportPage(customer, shown, _total(session, customer_id), tallies, source, many)


def lines(session: Session, provider_id: str, customer_id: str, query: str) -> Page[Line]:
    """Read the lines of the first page of `page`, without what only a page shows."""
    those = {"customer": customer_id, "provider": provider_id, "bad": [], "whole": True}
    ids, _ = _listed(session, those, query, 0)
    return Page(lookup.lines(session, provider_id, customer_id, ids.items), 0, ids.total)


def single(session: Session, provider_id: str, subscription_id: str) -> SupportPage:
    """Read a page of one subscription; NotFound when it left the directory."""
    customer = lookup.customer(session, lookup.customer_of(session, subscription_id))
    total = _total(session, customer.id)
    shown = Page(_entries(session, provider_id, customer.id, [subscription_id]), 0, 1)
    return SupportPage(customer, shown, total, source=sources.of_subscription(session, subscription_id))


class _Listed(NamedTuple):
    """Subscription as the list is ordered and counted; all keys of one customer begin with its name."""

    supporter: int
    contact_key: str
    contact_id: str
    search_key: str
    id: str


_S, _C, _P = table(Subscription), table(SupportContact), table(Partner)
_CONTACT = func.coalesce(_C.c.support_tenant_id, bindparam("provider"))
_UNSET = func.coalesce(_C.c.origin, ContactOrigin.DEFAULT.value) == ContactOrigin.DEFAULT.value
_SUPPORTER = case(
    (and_(subscription_fails(), _UNSET), Supporter.NOBODY.value),
    (bindparam("provider") == _CONTACT, Supporter.OURSELVES.value),
    else_=Supporter.RESELLER.value,
)
_ALL = (
    select(
        _SUPPORTER.label("supporter"),
        func.coalesce(_P.c.search_key, _CONTACT).label("contact_key"),
        _CONTACT.label("contact_id"),
        _S.c.search_key,
        _S.c.id,
    )
    .outerjoin(_C, _C.c.subscription_id == _S.c.id)
    .outerjoin(_P, _P.c.tenant_id == _CONTACT)
    .where(_S.c.customer_id == bindparam("customer"), ours(_S.c.customer_id))
    .where(or_(bindparam("whole", type_=Boolean()), health.is_bad()))
    .subquery()
)
_IN_ORDER = select(_ALL).order_by(*_ALL.c).limit(bindparam("most"))
_TALLIED = (_ALL.c.supporter, _ALL.c.contact_id)
_TALLIES = select(*_TALLIED, func.count()).group_by(*_TALLIED)


_SET_BY, _AGREEMENT = table(Assignment), table(SupportAgreement)
_PAPERS = (
    select(
        *(_C.c.subscription_id, _SET_BY.c.agreement_ref, _SET_BY.c.ticket_ref, _SET_BY.c.message_url),
        _AGREEMENT.c.last_day,
    )
    .join_from(_C, _SET_BY, _SET_BY.c.id == _C.c.assignment_id)
    .outerjoin(_AGREEMENT, is_agreed(_SET_BY, _AGREEMENT))
    .where(among(_C.c.subscription_id, "ids"), ours(_SET_BY.c.customer_id))
)


def _listed(
    session: Session, those: Mapping[str, Any], query: str, offset: int, size: int = PER_PAGE
) -> tuple[Page[str], tuple[Tally, ...]]:
    """Return the page of ids of what matches, and the tallies of all that does."""
    wanted = {**those, "refused": commerce.are_refused(session)}
    if not fold(query):
        tallies = _busiest(session, records(session, _counted, _TALLIES, wanted))
        total = sum(tally.count for tally in tallies)
        start = page_start(offset, total, size)
        rows = records(session, _Listed, _IN_ORDER.offset(bindparam("start")), {**wanted, "most": size, "start": start})
        return Page(tuple(row.id for row in rows), start, total), tallies
    matching = _matching(session, wanted, query)
    counts = Counter((row.supporter, row.contact_id) for row in matching)
    return cut([row.id for row in matching], offset, size), _busiest(
        session, [_counted(*key, n) for key, n in counts.items()]
    )


def _counted(supporter: int, contact_id: str, count: int) -> Tally:
    return Tally(Supporter(supporter), contact_id, contact_id, count)


def _busiest(session: Session, tallies: Sequence[Tally]) -> tuple[Tally, ...]:
    """Name the contacts of tallies, and put them in the order in which they are said."""
    named = labels.read(session, partners=[tally.contact_id for tally in tallies])
    said = (replace(tally, contact_name=named.partner(tally.contact_id)) for tally in tallies)
    return tuple(sorted(said, key=lambda tally: (tally.supporter, -tally.count, tally.contact_name)))


def _matching(session: Session, wanted: Mapping[str, Any], query: str) -> list[_Listed]:
    """Compare here as in every search, not in SQL: of its key only the subscription's own part counts."""
    asked = FoldedQuery.read(query)
    rows = records(session, _Listed, _IN_ORDER, {**wanted, "most": search.MOST_OF_ONE_CUSTOMER})
    return [row for row in rows if asked.matches(_own_part(row.search_key) + _named(row)) or asked.starts_id(row.id)]


def _named(row: _Listed) -> str:
    """Return the key of who supports it; nobody does where there can be no contact."""
    return "" if row.supporter == Supporter.NOBODY else row.contact_key


def _own_part(key: str) -> str:
    return key[max(key.find("\n", 1), 0) :]


def _total(session: Session, customer_id: str) -> int:
    counted = select(func.count()).select_from(Subscription).where(col(Subscription.customer_id) == customer_id)
    return int(session.execute(counted).scalar_one())


def _entries(session: Session, provider_id: str, customer_id: str, ids: Sequence[str]) -> tuple[SupportEntry, ...]:
    found = lookup.lines(session, provider_id, customer_id, ids)
    known = lookup.partners(session, {line.contact_id for line in found})
    on_record = lookup.names_by_mpn(session, {line.partner_on_record for line in found if line.partner_on_record})
    attention, record = _attention(session, ids), health.reading(session, provider_id, found)
    papers = dict(records(session, _papers, _PAPERS, {"ids": list(ids)}))
    return tuple(
        SupportEntry(
            line,
            _supporter(line, provider_id),
            known.get(line.contact_id) or PartnerSummary(line.contact_id, line.contact_name, ""),
            on_record.get(line.partner_on_record or ""),
            attention.get(line.subscription_id),
            record(line),
            papers.get(line.subscription_id, Papers()),
        )
        for line in found
    )


def _papers(
    key: str, agreement: str | None, ticket: str | None, url: str | None, last: str | None
) -> tuple[str, Papers]:
    return key, Papers(agreement, ticket, url, day_of(last))


def _supporter(line: Line, provider_id: str) -> Supporter:
    if line.without_contact:
        return Supporter.NOBODY
    return Supporter.OURSELVES if line.contact_id == provider_id else Supporter.RESELLER


def _attention(session: Session, ids: Sequence[str]) -> Mapping[str, AssignmentState]:
    columns = (col(Assignment.subscription_id), col(Assignment.state))
    states = (AssignmentState.APPLIED, AssignmentState.INVALIDATED)
    rows = session.execute(select(*columns).where(columns[0].in_(ids), columns[1].in_(states)))
    return {row.subscription_id: AssignmentState(row.state) for row in rows}
