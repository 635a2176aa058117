"""Relationships themselves, of customers with partners: kind, since when, privileges and their end, as of when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, bindparam, or_, select
from sqlmodel import Session

from bot.models import CustomerRelationship, DelegatedAdmin, RelationshipState
from bot.services import search
from bot.services.separation import ours
from bot.services.store import labels
from bot.services.store.sql import among, records, table

PER_PAGE = 15
# Whom words may name, and relationships of theirs that are looked at.
CUSTOMERS, PARTNERS, MOST_AT_ONCE = 50, 10, 500


class LinkKey(NamedTuple):
    """Key of a relationship, behind which a page begins."""

    customer_id: str = ""
    partner_id: str = ""


_START = LinkKey()


@dataclass(frozen=True)
class LinkRow:
    """One relationship; names are labels, `direct` if it is with the provider that runs the bot.

    `said_by` and `said_at` tell who states it and since when, None of old rows.
    """

    key: LinkKey
    customer: str
    partner: str
    direct: bool
    state: RelationshipState
    since: datetime | None
    removed_at: datetime | None
    privileges: DelegatedAdmin
    until: datetime | None
    auto_extend: bool
    said_by: str | None
    said_at: datetime | None


@dataclass(frozen=True)
class LinkPage:
    """Relationships in the order of their keys; `following` is the key that the next page begins behind, if any.

    `more` if words name more than is looked at.
    """

    rows: tuple[LinkRow, ...]
    following: LinkKey | None = None
    more: bool = False


class _Told(NamedTuple):
    customer_id: str
    partner_tenant_id: str
    state: str
    established_at: datetime | None
    removed_at: datetime | None
    delegated_admin: str
    delegated_admin_expires_at: datetime | None
    auto_extend: bool
    said_by: str | None
    said_at: datetime | None


_L = table(CustomerRelationship)
_ALL = select(*(_L.c[name] for name in _Told._fields)).where(ours(_L.c.customer_id)).limit(bindparam("most"))
_BEHIND = or_(
    _L.c.customer_id > bindparam("customer"),
    and_(_L.c.customer_id == bindparam("customer"), _L.c.partner_tenant_id > bindparam("partner")),
)
# The first condition is what an index is entered by.
_PAGE = _ALL.where(_L.c.customer_id >= bindparam("customer"), _BEHIND).order_by(
    _L.c.customer_id, _L.c.partner_tenant_id
)
_OF_CUSTOMERS = _ALL.where(among(_L.c.customer_id, "ids"))
_OF_PARTNERS = _ALL.where(among(_L.c.partner_tenant_id, "ids"))


def page(
    session: Session, provider_id: str, query: str = "", after: LinkKey = _START, size: int = PER_PAGE
) -> LinkPage:
    """Read the relationships behind the key `after`, those of the customers and partners that `query` names if any.

    Of what words name MOST_AT_ONCE are looked at.
    """
    more = False
    if query.strip():
        named, more = _named(session, query)
        rows = sorted(row for row in named if row[:2] > after)[: size + 1]
    else:
        behind = {"customer": after.customer_id, "partner": after.partner_id, "most": size + 1}
        rows = records(session, _Told, _PAGE, behind)
    shown = rows[:size]
    following = LinkKey(*shown[-1][:2]) if len(rows) > size else None
    return LinkPage(_told(session, provider_id, shown), following, more)


def _named(session: Session, query: str) -> tuple[set[_Told], bool]:
    customers = search.customers(session, query, limit=CUSTOMERS)
    partners = search.partners(session, query, limit=PARTNERS, kind=None)
    ids = [hit.id for hit in customers.items], [hit.tenant_id for hit in partners.items]
    found: set[_Told] = set()
    for statement, keys in zip((_OF_CUSTOMERS, _OF_PARTNERS), ids, strict=True):
        if keys:
            found |= set(records(session, _Told, statement, {"ids": keys, "most": MOST_AT_ONCE}))
    return found, customers.more or partners.more or len(found) >= MOST_AT_ONCE


def _told(session: Session, provider_id: str, rows: Sequence[_Told]) -> tuple[LinkRow, ...]:
    named = labels.read(
        session,
        customers={row.customer_id for row in rows},
        partners={row.partner_tenant_id for row in rows},
    )
    return tuple(_row(row, named, provider_id) for row in rows)


def _row(row: _Told, named: labels.Labels, provider_id: str) -> LinkRow:
    return LinkRow(
        key=LinkKey(row.customer_id, row.partner_tenant_id),
        customer=named.customer(row.customer_id),
        partner=named.partner(row.partner_tenant_id),
        direct=row.partner_tenant_id == provider_id,
        state=RelationshipState(row.state),
        since=row.established_at,
        removed_at=row.removed_at,
        privileges=DelegatedAdmin(row.delegated_admin),
        until=row.delegated_admin_expires_at,
        auto_extend=row.auto_extend,
        said_by=row.said_by,
        said_at=row.said_at,
    )
