"""A claim stays cheap however much waits: it walks the index of what is due, not the table."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import event, insert, text
from sqlalchemy.engine import Connection
from sqlmodel import Session

from bot.clock import ManualClock
from bot.db import Database
from bot.models import OutboxMessage, OutboxState
from bot.services.outbox import lanes
from bot.services.outbox.lanes import LaneTime
from bot.services.outbox.store import ClaimedMessage
from bot.services.store.sql import table

WAITING = 20_000


def row(number: int, clock: ManualClock) -> dict[str, Any]:
    return {
        "dedupe_key": f"k{number}",
        "kind": "plain",
        "subject": f"s{number}",
        "recipient": f"U{number // 4 % 500}",
        # Every other one that waits replies to the one before it.
        "thread": f"s{number - 2}" if number % 4 == 2 else None,
        "payload": {},
        "created_at": clock.now(),
        "due_at": clock.now() + timedelta(seconds=number - 1000),
        "state": OutboxState.SENT if number % 2 else OutboxState.PENDING,
        "attempts": 0,
    }


def fill(session: Session, clock: ManualClock) -> None:
    session.execute(insert(table(OutboxMessage)), [row(number, clock) for number in range(WAITING)])


def claimed(session: Session, clock: ManualClock) -> list[tuple[ClaimedMessage, float]]:
    at = LaneTime(clock.now(), False)
    lanes.open_new(session, at)
    return lanes.claim(session, at, "me", 20)


@contextmanager
def explained(database: Database) -> Iterator[list[str]]:
    """Collect the plan of each claim in the block, of lanes and of rows, as its database explains it."""
    plans: list[str] = []
    prefix = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "

    def explain(
        connection: Connection, cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool
    ) -> None:
        is_claim = (
            "INSERT INTO outbox_lane" in statement
            or "UPDATE outbox_message" in statement
            or "UPDATE outbox_lane" in statement
            or "SELECT outbox_message.subject" in statement
        )
        if is_claim and not statement.startswith("EXPLAIN"):
            cursor.execute(prefix + statement, parameters)
            plans.extend(str(line) for line in cursor.fetchall())

    event.listen(database.writer, "before_cursor_execute", explain)
    try:
        yield plans
    finally:
        event.remove(database.writer, "before_cursor_execute", explain)


def test_a_claim_uses_the_indexes_and_takes_the_oldest(database: Database, clock: ManualClock) -> None:
    database.write_now(lambda session: fill(session, clock))
    database.write_now(lambda session: session.execute(text("ANALYZE")))
    with explained(database) as plans:
        rows = database.write_now(lambda session: claimed(session, clock))
    assert [row.subject for row, _ in rows] == [f"s{number}" for number in range(0, 80, 4)]
    plan = "\n".join(plans)
    assert "ix_outbox_message_recipient" in plan
    assert "ix_outbox_message_subject" in plan
    assert "ix_outbox_message_thread" in plan
    assert "'SCAN outbox_message'" not in plan
    assert "Seq Scan on outbox_message" not in plan
