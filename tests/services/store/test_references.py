"""A reference goes wherever the work goes: into tasks, into the database's threads, and into the rows of messages."""

import asyncio

from sqlalchemy import select

from bot.clock import ManualClock
from bot.db import Database
from bot.models import OutboxMessage
from bot.services import outbox
from bot.services.store import references
from bot.services.store.sql import table
from tests.conftest import MONDAY


async def test_tasks_and_threads_follow_and_others_do_not(database: Database, clock: ManualClock) -> None:
    async def later() -> str | None:
        await asyncio.sleep(0)
        return references.current()

    with references.under("ONE"):
        task = asyncio.create_task(later())
        read = await database.read(lambda _: references.current())
        with references.under(None):
            references.take("TWO")
            written = await database.write(lambda _: references.current())
        again = references.current()
    assert (await task, read, written, again, references.current()) == ("ONE", "ONE", "TWO", "ONE", None)
    assert await database.read(lambda _: references.current()) is None


async def test_a_message_keeps_the_reference_of_what_caused_it(database: Database) -> None:
    notice = outbox.Notice("a", "any", "s", "UANN", {})
    with references.under("REF"):
        await database.write(lambda s: outbox.enqueue(s, MONDAY, notice))
    kept = select(table(OutboxMessage).c.reference)
    assert database.read_now(lambda s: s.execute(kept).scalar_one()) == "REF"
