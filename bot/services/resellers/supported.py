"""Subscriptions that one reseller supports: for whom, since when, and until when its privileges there last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, func, select
from sqlmodel import Session

from bot.models import CustomerRelationship, DelegatedAdmin, RelationshipState, Subscription, SupportContact
from bot.services.contacts import lookup
from bot.services.contacts.lookup import PartnerSummary
from bot.services.search.folding import FoldedQuery
from bot.services.separation import ours
from bot.services.store import labels
from bot.services.store.paging import Page, cut
from bot.services.store.sql import records, table

PER_PAGE = 20
# Contacts that are read at once, in order of their key; of a reseller with more they are listed part by part.
MOST_AT_ONCE = 500


@dataclass(frozen=True)
class SupportedRow:
    """One subscription that the reseller supports; names are labels.

    `until` is the end of GDAP with this customer, None where none is known; with `auto_extend` it goes on by itself.
    `related` is False where reseller and customer have no established relationship.
    """

    subscription_id: str
    subscription: str
    customer_id: str
    customer: str
    status: str
    origin: str
    since: datetime
    set_by: str | None
    until: datetime | None
    auto_extend: bool
    related: bool


@dataclass(frozen=True)
class SupportedPage:
    """Rows by customer, of the `part` that follows the key `after`; `following` is the key of the next part, if any.

    `total` counts the contacts of the part, and `rows` those of them that fit the filter.
    """

    reseller: PartnerSummary
    rows: Page[SupportedRow]
    total: int
    after: str = ""
    following: str = ""


class _Key(NamedTuple):
    search_key: str
    subscription_id: str


class _Told(NamedTuple):
    subscription_id: str
    customer_id: str
    status: str
    origin: str
    since: datetime
    set_by: str | None
    delegated_admin: str | None
    expires_at: datetime | None
    auto_extend: bool | None
    state: str | None


_S, _C, _L = table(Subscription), table(SupportContact), table(CustomerRelationship)
_PART = (
    select(_S.c.search_key, _S.c.id)
    .join_from(_C, _S, _S.c.id == _C.c.subscription_id)
    .where(
        _C.c.support_tenant_id == bindparam("reseller"),
        _C.c.subscription_id > bindparam("after"),
        ours(_S.c.customer_id),
    )
    .order_by(_C.c.subscription_id)
    .limit(MOST_AT_ONCE + 1)
)
_ROWS = (
    select(
        *(_S.c.id, _S.c.customer_id, _S.c.status, _C.c.origin, _C.c.since, _C.c.set_by),
        *(_L.c.delegated_admin, _L.c.delegated_admin_expires_at, func.coalesce(_L.c.auto_extend, False), _L.c.state),
    )
    .join_from(_S, _C, _C.c.subscription_id == _S.c.id)
    .outerjoin(_L, and_(_L.c.customer_id == _S.c.customer_id, _L.c.partner_tenant_id == _C.c.support_tenant_id))
    .where(
        _S.c.id.in_(bindparam("ids", expanding=True)),
        _C.c.support_tenant_id == bindparam("reseller"),
        ours(_S.c.customer_id),
    )
)


def page(
    session: Session, reseller_id: str, query: str = "", after: str = "", offset: int = 0, *, size: int = PER_PAGE
) -> SupportedPage:
    """Read what fits every word of `query` in the names of customer and subscription, by customer.

    At most MOST_AT_ONCE contacts that follow the key `after` are looked at; an offset past the end shows the last
    page of them. Raises NotFound when the reseller left the directory.
    """
    reseller = lookup.partner(session, reseller_id)
    found = records(session, _Key, _PART, {"reseller": reseller_id, "after": after})
    part = found[:MOST_AT_ONCE]
    asked = FoldedQuery.read(query)
    fitting = [key.subscription_id for key in sorted(part) if asked.matches(key.search_key)]
    shown = cut(fitting, offset, size)
    rows = Page(_told(session, reseller_id, shown.items), shown.offset, shown.total)
    return SupportedPage(reseller, rows, len(part), after, part[-1].subscription_id if len(found) > len(part) else "")


def _told(session: Session, reseller_id: str, ids: Sequence[str]) -> tuple[SupportedRow, ...]:
    told = records(session, _Told, _ROWS, {"reseller": reseller_id, "ids": list(ids)})
    named = labels.read(session, customers={row.customer_id for row in told}, subscriptions=ids)
    found: Mapping[str, Any] = {row.subscription_id: _row(row, named) for row in told}
    return tuple(found[key] for key in ids if key in found)


def _row(row: _Told, named: labels.Labels) -> SupportedRow:
    related = row.state == RelationshipState.ESTABLISHED
    return SupportedRow(
        subscription_id=row.subscription_id,
        subscription=named.subscription(row.subscription_id),
        customer_id=row.customer_id,
        customer=named.customer(row.customer_id),
        status=row.status,
        origin=row.origin,
        since=row.since,
        set_by=row.set_by,
        until=row.expires_at if related and row.delegated_admin == DelegatedAdmin.GDAP else None,
        auto_extend=bool(row.auto_extend),
        related=related,
    )
