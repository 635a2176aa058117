"""Board of partners on record that Microsoft refuses: one line for each, and the subscriptions of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select, text
from sqlmodel import Session

from bot.models import Customer, Subscription
from bot.services.contacts import lookup
from bot.services.on_record import health
from bot.services.on_record.health import RecordState
from bot.services.separation import ours
from bot.services.store.labels import customer_label, subscription_label
from bot.services.store.sql import engine_of, listed, run, table
from bot.services.watch import keyset
from bot.services.watch.keyset import LOOKED_AT, PER_PAGE, READINGS, BoardPage, Cursor, Looked

# Counting stops here; that there are more is said.
MOST_COUNTED = 1_000

_S, _C = table(Subscription), table(Customer)
_COUNTED = (
    # In the very words of the partial index.
    text("subscription.status = 'active'"),
    _S.c.channel == "csp",
    ours(_S.c.customer_id),
)
_OF_ONE = (_S.c.partner_id == bindparam("number"), *_COUNTED)
_COUNT = select(func.count()).select_from(select(_S.c.id).where(*_OF_ONE).limit(MOST_COUNTED + 1).subquery())
_LISTED = (
    select(
        _S.c.id,
        _S.c.customer_id,
        _S.c.commitment_end_date,
        subscription_label(_S).label("name"),
        customer_label(_C).label("customer"),
    )
    .join(_C, _C.c.id == _S.c.customer_id)
    .where(*_OF_ONE, _S.c.id > bindparam("after"))
    .order_by(_S.c.id)
    .limit(LOOKED_AT)
)


@dataclass(frozen=True)
class RefusedPartner:
    """PartnerID that Microsoft refuses, "" for none, with the partner's label if it is known.

    `count` of its subscriptions are active, at most MOST_COUNTED + 1.
    """

    number: str
    name: str | None
    state: RecordState
    count: int


@dataclass(frozen=True)
class RefusedSubscription:
    """Subscription whose changes Microsoft refuses; names are labels."""

    id: str
    name: str
    customer_id: str
    customer: str
    renews_at: datetime | None


def partners(
    session: Session, provider_id: str, cursor: Cursor, *, size: int = PER_PAGE, readings: int = READINGS
) -> BoardPage[RefusedPartner]:
    """Read the partners that have subscriptions, by PartnerID; subscriptions without any first."""
    given = {"bad": health.bad(session, provider_id), "size": size}
    found = keyset.page(session, [_numbers], given, cursor, size=size, readings=readings)
    numbers = [number for number, _count in found.rows]
    states, names = health.of_ids(session, numbers), lookup.names_by_mpn(session, [one for one in numbers if one])
    rows = (
        RefusedPartner(number, names.get(number), states.get(number, health.MISSING), count)
        for number, count in found.rows
    )
    return BoardPage(tuple(rows), found.following)


def _numbers(session: Session, given: Mapping[str, Any], after: str) -> Looked[tuple[str, int]]:
    """Count the subscriptions of the next PartnerIDs; keys are told from the empty place by a mark."""
    numbers: Sequence[str] = [number for number in given["bad"] if not after or f"#{number}" > after][:LOOKED_AT]
    counted = run(session, _counts(engine_of(session)), {"numbers": numbers, "first": given["size"] + 1})
    rows = [(f"#{row.value}", (row.value, row.active)) for row in counted]
    return Looked(rows, f"#{numbers[-1]}" if len(numbers) == LOOKED_AT else "")


@cache
def _counts(engine: str) -> Select[Any]:
    """Count what the first of the given PartnerIDs have that have any, in order: digits sort alike in any collation."""
    given = listed(engine, "numbers")
    some = select(1).select_from(_S).where(_S.c.partner_id == given.c.value, *_COUNTED).correlate(given)
    first = select(given.c.value).where(some.exists()).order_by(given.c.value).limit(bindparam("first")).subquery()
    of_one = select(_S.c.id).where(_S.c.partner_id == first.c.value, *_COUNTED).limit(MOST_COUNTED + 1)
    count = select(func.count()).select_from(of_one.correlate(first).subquery()).correlate(first)
    return select(first.c.value, count.scalar_subquery().label("active")).order_by(first.c.value)


def partner(session: Session, number: str) -> RefusedPartner:
    """Read one partner."""
    state = health.of_ids(session, [number]).get(number, health.MISSING)
    name = lookup.names_by_mpn(session, [number]).get(number) if number else None
    return RefusedPartner(number, name, state, int(run(session, _COUNT, {"number": number}).scalar_one()))


def subscriptions(session: Session, number: str, cursor: Cursor, **how: int) -> BoardPage[RefusedSubscription]:
    """Read the active subscriptions that have this PartnerID on record, by id."""
    return keyset.page(session, [_subscriptions], {"number": number}, cursor, **how)


def _subscriptions(session: Session, given: Mapping[str, Any], after: str) -> Looked[RefusedSubscription]:
    rows = run(session, _LISTED, {**given, "after": after}).all()
    found = [
        (row.id, RefusedSubscription(row.id, row.name, row.customer_id, row.customer, row.commitment_end_date))
        for row in rows
    ]
    return Looked(found, rows[-1].id if len(rows) == LOOKED_AT else "")
