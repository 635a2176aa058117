"""History rows to be sealed, and ways to change them behind the program's back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, text

from bot.clock import ManualClock
from bot.db import Database
from bot.services.sealing.seals import Sealing
from bot.services.sealing.verifying import WholeHistory, verify
from bot.services.store import audit
from tests.conftest import MONDAY
from tests.kit.world import ANN, CONTOSO

HOURS = timedelta(hours=2)


def record(database: Database, count: int, actor: str = "UANN", **more: Any) -> None:
    """Add rows by that person."""

    def work(session: Any) -> None:
        for number in range(count):
            who = replace(ANN, user_id=actor, name=f"Name of {actor}", reason=more.get("reason"))
            subject = more.get("subject", ("subscription", str(number)))
            audit.record(
                *(session, who, MONDAY, "contact.assigned", subject), customer_id=CONTOSO, after=more.get("after")
            )

    database.write_now(work)


async def sealed(database: Database, count: int = 3, at: timedelta = timedelta()) -> None:
    """Add rows and seal them."""
    record(database, count)
    await Sealing(database, ManualClock(MONDAY + at)).run()


def check(database: Database, head: str | None = None, at: timedelta = HOURS) -> WholeHistory:
    """Verify, two hours later."""
    return database.read_now(lambda session: verify(session, MONDAY + at, head))


@contextmanager
def behind(database: Database) -> Iterator[Connection]:
    """Change rows as somebody can who owns the database, guards or not."""
    with database.writer.begin() as connection:
        if database.is_sqlite:
            for name in (
                connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
            ):
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        yield connection


def tamper(database: Database, statement: str) -> None:
    """Run one statement behind the program's back."""
    with behind(database) as connection:
        connection.execute(text(statement))
