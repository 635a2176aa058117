"""Microsoft's activity log, kept for 90 days: it tells which customers changed without reading them all."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import delete, insert, select
from sqlmodel import Session

from bot.models import ActivityRecord
from bot.services.mirror import queue
from bot.services.mirror.ports import AuditSeen
from bot.services.store.sql import changed, run, table

KEPT = timedelta(days=90)
# Records that one statement drops, some milliseconds of SQLite's one writer.
AT_ONCE = 500
# Microsoft answers for 90 days back; one less, since its day and ours may differ.
OLDEST = timedelta(days=89)
# Resources whose change means that the customer's subscriptions may be others.
TOUCHING = frozenset({"customer", "subscription", "order", "partner_customer_relationship"})
_A = table(ActivityRecord)


def days(since: datetime | None, now: datetime) -> list[date]:
    """Return the UTC days to be read, oldest first: from the one of the last reading on, today alone without one."""
    first = max(since or now, now - OLDEST).date()
    return [first + timedelta(days=number) for number in range((now.date() - first).days + 1)]


def keep(session: Session, seen: Sequence[AuditSeen]) -> int:
    """Keep records that are new and make their customers due; return how many are new."""
    rows = {key(each): each for each in seen if each.at is not None}
    known = set(run(session, select(_A.c.key).where(_A.c.key.in_(list(rows)))).scalars())
    fresh = {each: record for each, record in rows.items() if each not in known}
    if not fresh:
        return 0
    values = [
        {
            "key": each,
            "at": record.at,
            "operation": record.operation,
            "resource": record.resource,
            "status": record.status,
            "customer_id": record.customer_id or None,
            "details": dict(record.details),
        }
        for each, record in fresh.items()
    ]
    run(session, insert(_A), values)
    queue.touch(session, sorted({each.customer_id for each in fresh.values() if each.resource in TOUCHING}))
    return len(fresh)


def key(seen: AuditSeen) -> str:
    """Return the id of a record, or a hash of what it says where it has none."""
    said = (seen.at, seen.operation, seen.resource, seen.customer_id, seen.details)
    return seen.id or hashlib.sha256(repr(said).encode()).hexdigest()


def forget(session: Session, now: datetime) -> bool:
    """Drop records that are older than Microsoft's own, AT_ONCE at most; True where there may be more."""
    old = select(_A.c.key).where(_A.c.at < now - KEPT).order_by(_A.c.at).limit(AT_ONCE)
    return changed(session, delete(_A).where(_A.c.key.in_(old))) == AT_ONCE
