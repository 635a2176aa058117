"""Departures as a list, those under way first, and how many those are."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, case, func, select
from sqlmodel import Session

from bot.models import Departure, DepartureState, DepartureStep
from bot.services.separation import ours
from bot.services.store import labels
from bot.services.store.paging import Page, page_start
from bot.services.store.sql import columns, records, run, table

PER_PAGE, MOST_COUNTED = 10, 1_000


class _Listed(NamedTuple):
    id: int
    reseller_tenant_id: str | None
    customer_id: str | None
    state: str
    owner: str
    opened_at: datetime
    closed_by: str | None
    closed_at: datetime | None


@dataclass(frozen=True)
class DepartureRow:
    """One departure as a list tells of it: `done` of `steps` steps, as they were noted last; `name` is a label."""

    id: int
    name: str
    is_reseller: bool
    is_open: bool
    owner: str
    opened_at: datetime
    closed_by: str | None
    closed_at: datetime | None
    done: int
    steps: int


_D, _T = table(Departure), table(DepartureStep)
_ALL = select(_D.c.id).where(ours(_D.c.customer_id))
_OPEN = _D.c.state == DepartureState.OPEN.value
_FIELDS = columns(Departure, _Listed._fields)


def _rows(*condition: Any, newest: bool) -> Select[Any]:
    order = _D.c.id.desc() if newest else _D.c.id.asc()
    page = select(*_FIELDS).where(*condition, ours(_D.c.customer_id)).order_by(order)
    return page.limit(bindparam("most")).offset(bindparam("skip"))


def _counted(*condition: Any) -> Select[Any]:
    return select(func.count()).select_from(_ALL.where(*condition).limit(MOST_COUNTED).subquery())


_CLOSED = _D.c.state == DepartureState.CLOSED.value
_PARTS = ((_counted(_OPEN), _rows(_OPEN, newest=False)), (_counted(_CLOSED), _rows(_CLOSED, newest=True)))
_THESE = select(*_FIELDS).where(_D.c.id.in_(bindparam("ids", expanding=True)), ours(_D.c.customer_id)).order_by(_D.c.id)
_DONE = (
    select(_T.c.departure_id, func.sum(case((_T.c.remaining == 0, 1), else_=0)).label("done"), func.count().label("n"))
    .where(_T.c.departure_id.in_(bindparam("ids", expanding=True)))
    .group_by(_T.c.departure_id)
)


def under_way(session: Session) -> int:
    """Count the departures under way, MOST_COUNTED at most."""
    return int(run(session, _PARTS[0][0]).scalar_one())


def one(session: Session, departure_id: int) -> DepartureRow | None:
    """Read one as the list tells of it; None for one that is not known."""
    return next(iter(these(session, [departure_id])), None)


def these(session: Session, ids: Collection[int]) -> tuple[DepartureRow, ...]:
    """Read these as the list tells of them, by id; without those that are not known."""
    return _told(session, records(session, _Listed, _THESE, {"ids": list(ids)})) if ids else ()


def page(session: Session, offset: int = 0, *, size: int = PER_PAGE) -> Page[DepartureRow]:
    """Read those under way, oldest first, then the closed ones, newest first; past the end the last page."""
    totals = [int(run(session, count).scalar_one()) for count, _ in _PARTS]
    start = page_start(offset, sum(totals), size)
    found: list[_Listed] = []
    skip = start
    for (_, rows), total in zip(_PARTS, totals, strict=True):
        if len(found) < size and skip < total:
            found += records(session, _Listed, rows, {"most": size - len(found), "skip": skip})
        skip = max(skip - total, 0)
    more = max(totals) >= MOST_COUNTED
    return Page(_told(session, found), start, sum(totals), more=more)


def _told(session: Session, rows: list[_Listed]) -> tuple[DepartureRow, ...]:
    customers = {row.customer_id for row in rows if row.customer_id}
    partners = {row.reseller_tenant_id for row in rows if row.reseller_tenant_id}
    named = labels.read(session, customers=customers, partners=partners)
    counts = {row.departure_id: row for row in run(session, _DONE, {"ids": [row.id for row in rows]})} if rows else {}
    return tuple(
        DepartureRow(
            id=row.id,
            name=named.customer(row.customer_id) if row.customer_id else named.partner(row.reseller_tenant_id or ""),
            is_reseller=row.reseller_tenant_id is not None,
            is_open=row.state == DepartureState.OPEN,
            owner=row.owner,
            opened_at=row.opened_at,
            closed_by=row.closed_by,
            closed_at=row.closed_at,
            done=int(counts[row.id].done) if row.id in counts else 0,
            steps=counts[row.id].n if row.id in counts else 0,
        )
        for row in rows
    )
