"""How long somebody else's write waits meanwhile: a thread that commits one row every 20 ms."""

import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import insert
from sqlmodel import Session

from bot.db import Database
from bot.models import ProcessedDelivery
from bot.services.store.sql import table

EVERY = 0.02


@dataclass
class Waits:
    """Milliseconds that each write of the second writer took, from asking to committed."""

    took: list[float] = field(default_factory=list)

    @property
    def longest(self) -> float:
        """The longest of them."""
        return max(self.took)


@contextmanager
def second_writer(database: Database) -> Iterator[Waits]:
    """Write beside the block, through the same database as whatever the block does."""
    waits, over = Waits(), threading.Event()

    def write() -> None:
        while not over.wait(EVERY):
            began = time.perf_counter()
            database.write_now(_row)
            waits.took.append((time.perf_counter() - began) * 1000)

    thread = threading.Thread(target=write, name="second writer")
    thread.start()
    try:
        # One undisturbed, so that what is made at the first write is made.
        while not waits.took:
            time.sleep(EVERY)
        yield waits
    finally:
        over.set()
        thread.join()


def _row(session: Session) -> None:
    row = {"key": f"bench:{uuid.uuid4()}", "at": datetime.now(UTC), "outcome": {}}
    session.connection().execute(insert(table(ProcessedDelivery)), row)
