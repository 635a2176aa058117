"""Proof that the database takes what is written: a read alone succeeds on a full disk, and on a file that is gone."""

import asyncio
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from bot import migrations
from bot.clock import Clock
from bot.db import Database
from bot.db.troubles import Trouble, trouble
from bot.migrations.compatibility import stated
from bot.models import ProcessedDelivery
from bot.services.store.sql import insert_into, run

# Whoever cannot write for so many seconds waits for somebody else who does, an import for example.
WAIT = 1.5
KEY = "readiness"
# As much as a small change writes, so that room for nothing but this does not count.
_CONTENT = {"proof": "x" * 8192}
SAID = {
    Trouble.FULL: "the disk is full",
    Trouble.UNWRITABLE: "it cannot be written",
    Trouble.AWAY: "it cannot be reached",
}


async def probe(database: Database, clock: Clock) -> str | None:
    """Write a row and tell in a few words why that cannot be done, None if it can or somebody else is writing."""
    try:
        async with asyncio.timeout(WAIT):
            await database.write(lambda session: _write(session, clock.now()))
    except TimeoutError:
        await database.read(_read)
    except OperationalError as error:
        return SAID.get(trouble(error) or Trouble.BUSY)
    return None


def excluded(session: Session) -> str | None:
    """Tell in a few words if a newer version's schema works with this code no more, which may happen while it runs."""
    schema = stated(session.connection())
    return f"schema {schema.revision} needs a newer version" if schema.unbearable(migrations.known()) else None


def _write(session: Session, now: datetime) -> None:
    values: dict[str, Any] = {"key": KEY, "at": now, "outcome": _CONTENT}
    into = insert_into(session, ProcessedDelivery)
    run(session, into.values(**values).on_conflict_do_update(index_elements=["key"], set_=values))


def _read(session: Session) -> None:
    session.connection().execute(text("SELECT 1"))
