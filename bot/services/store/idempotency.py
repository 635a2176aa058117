"""Each delivery from Slack has its effect once: the key is committed with the effect, or not at all."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlmodel import Session

from bot.models import ProcessedDelivery
from bot.models.base import UtcDateTime
from bot.services.store.sql import changed, insert_into, insert_unless_there, run, table

StoredOutcome = dict[str, Any]

_ROWS = table(ProcessedDelivery)
_FIND = select(_ROWS.c.outcome).where(_ROWS.c.key == bindparam("seen"))
AT_ONCE = 500
_KEEP = update(_ROWS).where(_ROWS.c.key == bindparam("seen")).values(outcome=bindparam("outcome"))
_OLD = select(_ROWS.c.key).where(_ROWS.c.at < bindparam("before", type_=UtcDateTime)).order_by(_ROWS.c.at)
_FORGET = delete(_ROWS).where(_ROWS.c.key.in_(_OLD.limit(AT_ONCE)))


@dataclass(frozen=True)
class Mark:
    """The key of a delivery and what it came to, to be kept with its effect."""

    key: str
    outcome: StoredOutcome


def find(session: Session, key: str) -> StoredOutcome | None:
    """Find what this delivery came to when it was processed before; None for the first time."""
    return run(session, _FIND, {"seen": key}).scalar_one_or_none()


def earlier(session: Session, key: str, at: datetime, outcome: StoredOutcome) -> StoredOutcome | None:
    """Return what this delivery came to before; None the first time, with `outcome` kept for the next.

    A second delivery in another process waits at the unique key until the first commits. When the caller then
    fails, its transaction is rolled back, key included, so that a mended retry is served.
    """
    mark = insert_unless_there(session, ProcessedDelivery, "key")
    if changed(session, mark, {"key": key, "at": at, "outcome": outcome}):
        return None
    return dict(run(session, _FIND, {"seen": key}).scalar_one())


def new_token() -> str:
    """Make a name for one try to be the first with a delivery."""
    return secrets.token_hex(8)


def claim(session: Session, key: str, at: datetime, token: str) -> bool:
    """Tell if nobody else had this delivery before; one statement, which may be made again with the same token."""
    values: dict[str, Any] = {"key": f"first:{key}", "at": at, "outcome": {"by": token}}
    insert = insert_into(session, ProcessedDelivery).values(**values)
    # Changes nothing, but has the row that was there before returned.
    kept = insert.on_conflict_do_update(index_elements=["key"], set_={"key": insert.excluded.key})
    found: StoredOutcome = run(session, kept.returning(_ROWS.c.outcome)).scalar_one()
    return bool(found["by"] == token)


def once(session: Session, key: str, at: datetime, work: Callable[[], StoredOutcome]) -> StoredOutcome:
    """Run `work` unless `key` was processed before; then return what it returned that time (JSON values)."""
    found = earlier(session, key, at, {})
    if found is not None:
        return found
    outcome = work()
    run(session, _KEEP, {"seen": key, "outcome": outcome})
    return outcome


def forget(session: Session, before: datetime) -> int:
    """Drop keys older than any redelivery, AT_ONCE at most; return how many."""
    return changed(session, _FORGET, {"before": before})
