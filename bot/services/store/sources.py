"""Sources of directory rows: who states a row's values, since when, and what a file says else."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from bot.models import Customer, MirroredCustomer, MirrorRun, OtherStatement, Subscription
from bot.services.store.sql import records, run, table

MOST_SHOWN = 5
# Where everything comes from files nobody has to be told.
_ANY_RUN = select(table(MirrorRun).c.id).limit(1)
_C, _S, _M, _O = table(Customer), table(Subscription), table(MirroredCustomer), table(OtherStatement)


@dataclass(frozen=True)
class Saying:
    """Value of a field that a file states and that does not count."""

    field: str
    value: str | None
    at: datetime


@dataclass(frozen=True)
class Source:
    """Source of a row (`partner-center` or `import`), when it last said so, and what files say else."""

    name: str
    at: datetime | None
    others: tuple[Saying, ...] = ()


def of_customer(session: Session, customer_id: str) -> Source | None:
    """Return the source of a customer; None without Partner Center, or of a row of before."""
    read = select(_C.c.said_by, _C.c.said_at, _M.c.seen_at).outerjoin(_M, _M.c.customer_id == _C.c.id)
    return _source(session, run(session, read.where(_C.c.id == customer_id)).first(), "customer", customer_id)


def of_subscription(session: Session, subscription_id: str) -> Source | None:
    """Return the source of a subscription; None without Partner Center, or of a row of before."""
    read = select(_S.c.said_by, _S.c.said_at, _M.c.read_at).outerjoin(_M, _M.c.customer_id == _S.c.customer_id)
    row = run(session, read.where(_S.c.id == subscription_id)).first()
    return _source(session, row, "subscription", subscription_id)


def _source(session: Session, row: Any, subject: str, subject_id: str) -> Source | None:
    if row is None or row[0] is None or run(session, _ANY_RUN).first() is None:
        return None
    said_by, said_at, read_at = row
    # Microsoft says the same each time that it is read; a file says it once.
    at = read_at or said_at if said_by == "partner-center" else said_at
    of_row = select(_O.c.field, _O.c.value, _O.c.said_at).where(_O.c.subject == subject, _O.c.subject_id == subject_id)
    return Source(said_by, at, tuple(records(session, Saying, of_row.order_by(_O.c.field).limit(MOST_SHOWN))))
