"""Each delivery from Slack has its effect once: the key is committed with the effect, or not at all."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlmodel import Session, col

from bot.models import ProcessedDelivery
from bot.services.sql import changed, insert_into

Outcome = dict[str, Any]


def once(session: Session, key: str, at: datetime, work: Callable[[], Outcome]) -> Outcome:
    """Run `work` unless `key` was processed before; then return what it returned that time (JSON values).

    A second delivery in another process waits at the unique key until the first commits. When `work` raises,
    the caller's transaction is rolled back, key included, so a mended retry is served.
    """
    mark = insert_into(session, ProcessedDelivery).values(key=key, at=at, outcome={})
    if not changed(session, mark.on_conflict_do_nothing(index_elements=["key"])):
        found = session.execute(select(col(ProcessedDelivery.outcome)).where(col(ProcessedDelivery.key) == key))
        return dict(found.scalar_one())
    outcome = work()
    session.execute(update(ProcessedDelivery).where(col(ProcessedDelivery.key) == key).values(outcome=outcome))
    return outcome


def forget(session: Session, before: datetime) -> int:
    """Drop keys older than any redelivery; returns how many."""
    return changed(session, delete(ProcessedDelivery).where(col(ProcessedDelivery.at) < before))
