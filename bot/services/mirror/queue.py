"""Customers of the mirror: which were seen, whose subscriptions are due, and what came of reading them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from bot.models import Customer, MirroredCustomer
from bot.services.policy import system_actor
from bot.services.store import audit
from bot.services.store.sql import changed, engine_of, run, table

GONE = "customer.gone"
_M, _C = table(MirroredCustomer), table(Customer)


def seen(session: Session, customer_ids: Sequence[str], now: datetime) -> None:
    """Note that customers stood in a list; those that are new are due."""
    known = set(run(session, select(_C.c.id).where(_C.c.id.in_(customer_ids))).scalars())
    rows = [{"customer_id": each, "seen_at": now} for each in customer_ids if each in known]
    if not rows:
        return
    insert = postgresql.insert if engine_of(session) == "postgresql" else sqlite.insert
    added = insert(_M)
    sets = {"seen_at": added.excluded.seen_at}
    run(session, added.on_conflict_do_update(index_elements=["customer_id"], set_=sets), rows)


def missing(session: Session, since: datetime) -> int:
    """Make those due that a whole list did not hold: reading them tells if they are gone. Return how many."""
    unseen = update(_M).where(_M.c.seen_at < since, _M.c.failure.is_(None))
    return changed(session, unseen.values(read_at=None))


def touch(session: Session, customer_ids: Sequence[str]) -> None:
    """Make customers due: something about them changed."""
    run(session, update(_M).where(_M.c.customer_id.in_(customer_ids)).values(read_at=None, failure=None))


def due(session: Session, before: datetime | None, after: str, most: int) -> list[str]:
    """Return customers whose subscriptions are to be read, by id, those `after` one; also those read `before`."""
    which = _M.c.read_at.is_(None) if before is None else or_(_M.c.read_at.is_(None), _M.c.read_at < before)
    found = select(_M.c.customer_id).where(which, _M.c.customer_id > bindparam("after"))
    return list(run(session, found.order_by(_M.c.customer_id).limit(most), {"after": after}).scalars())


def oldest(session: Session, most: int) -> datetime | None:
    """Return when the customer was read that is number `most` of those read longest ago; None if there are fewer."""
    found = select(_M.c.read_at).where(_M.c.read_at.is_not(None)).order_by(_M.c.read_at).offset(most).limit(1)
    return run(session, found).scalar()


def waiting(session: Session, before: datetime | None) -> int:
    """Count the customers that are due."""
    which = _M.c.read_at.is_(None) if before is None else or_(_M.c.read_at.is_(None), _M.c.read_at < before)
    return int(run(session, select(func.count()).select_from(_M).where(which)).scalar_one())


def was_read(session: Session, customer_ids: Sequence[str], now: datetime) -> None:
    """Note whose subscriptions were read."""
    run(session, update(_M).where(_M.c.customer_id.in_(customer_ids)).values(read_at=now, failure=None))


def is_refused(session: Session, customer_id: str, code: str, now: datetime, since: datetime) -> None:
    """Note that Microsoft does not know the customer as ours, with its code.

    One that stood in the list of this run (`since`) stays; any other is none of ours any more, once in the history.
    """
    run(session, update(_M).where(_M.c.customer_id == customer_id).values(read_at=now, failure=code))
    if run(session, select(_M.c.seen_at).where(_M.c.customer_id == customer_id, _M.c.seen_at >= since)).first():
        return
    ours = update(_C).where(_C.c.id == customer_id, _C.c.relationship_to_partner != "none")
    if changed(session, ours.values(relationship_to_partner="none")):
        actor = system_actor("partner-center", audit.new_reference())
        audit.record(
            session, actor, now, GONE, ("customer", customer_id), customer_id=customer_id, after={"code": code}
        )
