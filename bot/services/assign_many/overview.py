"""The dry run as a person decides on it: from whom to whom in totals, what to be wary of, and both lists in pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlmodel import Session

from bot.models import AssignManyRow, AssignManyRowState, Partner, Subscription
from bot.services.assign_many import summaries
from bot.services.assign_many.summaries import ATTENTION, JobSummary, RowSummary
from bot.services.commerce import kept_here
from bot.services.separation import ours
from bot.services.store.paging import Page
from bot.services.store.sql import run, table

MOST_MOVES = 10

_R, _S = table(AssignManyRow), table(Subscription)
_FROM, _TO = table(Partner).alias("former"), table(Partner).alias("target")
_READY = (_R.c.job_id == bindparam("job"), _R.c.state == AssignManyRowState.READY.value, ours(_R.c.customer_id))
_MOVES = (
    select(
        _FROM.c.name.label("former"),
        _FROM.c.mpn_id.label("former_mpn_id"),
        _TO.c.name.label("target"),
        _TO.c.mpn_id.label("target_mpn_id"),
        func.count().label("subscriptions"),
        func.count(_R.c.customer_id.distinct()).label("customers"),
    )
    .select_from(_R)
    .outerjoin(_FROM, _FROM.c.tenant_id == _R.c.from_tenant_id)
    .outerjoin(_TO, _TO.c.tenant_id == _R.c.target_id)
    .where(*_READY)
    .group_by(_R.c.from_tenant_id, _R.c.target_id, _FROM.c.name, _FROM.c.mpn_id, _TO.c.name, _TO.c.mpn_id)
    .order_by(func.count().desc(), _TO.c.name, _FROM.c.name)
)
_SHAPE = (_S.c.status, _S.c.product_type, _S.c.billing_type, _S.c.channel)
_KINDS = (
    select(*_SHAPE, func.count().label("rows"))
    .select_from(_R)
    .join(_S, _S.c.id == _R.c.subscription_id)
    .where(*_READY)
    .group_by(*_SHAPE)
)


@dataclass(frozen=True)
class Move:
    """So many subscriptions of so many customers from one support contact to another, both with their PartnerID."""

    former: str | None
    former_mpn_id: str | None
    target: str | None
    target_mpn_id: str | None
    subscriptions: int
    customers: int


@dataclass(frozen=True)
class Overview:
    """A dry run: the largest `moves` and how many more there are, `warnings` as rows by status, or by KeptHere."""

    job: JobSummary
    moves: Sequence[Move]
    more_moves: int
    warnings: Mapping[str, int]
    ready: Page[RowSummary]
    attention: Page[RowSummary]


def overview(session: Session, job_id: str, ready: int = 0, attention: int = 0) -> Overview:
    """The job with one page each of the rows that will change and of those that need attention, from these rows on."""
    moves = [Move(**row._mapping) for row in run(session, _MOVES, {"job": job_id})]
    return Overview(
        job=summaries.job(session, job_id),
        moves=moves[:MOST_MOVES],
        more_moves=max(0, len(moves) - MOST_MOVES),
        warnings=_warnings(run(session, _KINDS, {"job": job_id}).all()),
        ready=summaries.page(session, job_id, ready, (AssignManyRowState.READY,)),
        attention=summaries.page(session, job_id, attention, ATTENTION),
    )


def _warnings(rows: Sequence[Any]) -> Mapping[str, int]:
    """Rows that may be done, but of subscriptions that are not active, or of which Microsoft has no contact."""
    found: dict[str, int] = {}
    for row in rows:
        for kind in (row.status if row.status != "active" else None, kept_here(row)):
            if kind:
                found[kind] = found.get(kind, 0) + row.rows
    return dict(sorted(found.items()))
