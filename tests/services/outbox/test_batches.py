"""Writes that come together are committed together, and one that fails takes no other along."""

import asyncio
from collections.abc import Callable

from sqlalchemy import event, func, insert, select
from sqlmodel import Session

from bot.db import Database
from bot.models import OutboxLane
from bot.services.outbox.batches import AT_ONCE, Batches
from bot.services.store.sql import changed, table
from tests.conftest import MONDAY


def lane(key: str) -> Callable[[Session], bool]:
    def write(session: Session) -> bool:
        return changed(session, insert(table(OutboxLane)).values(key=key, free_at=MONDAY)) == 1

    return write


def broken(_session: Session) -> bool:
    raise ValueError("no")


def count(database: Database) -> int:
    return database.read_now(lambda s: int(s.execute(select(func.count()).select_from(OutboxLane)).scalar_one()))


async def test_fifty_at_once_are_a_handful_of_transactions(database: Database) -> None:
    commits: list[object] = []
    event.listen(database.writer, "commit", commits.append)
    batches = Batches(database)
    assert await asyncio.gather(*(batches.write(lane(f"C{n}")) for n in range(50))) == [True] * 50
    assert count(database) == 50
    assert len(commits) <= AT_ONCE + 1


async def test_one_that_fails_takes_no_other_along(database: Database) -> None:
    batches = Batches(database)
    asked = [batches.write(work) for work in (lane("A"), lane("B"), broken, lane("C"), lane("D"), broken, lane("E"))]
    outcomes = await asyncio.gather(*asked, return_exceptions=True)
    assert [outcome if isinstance(outcome, bool) else type(outcome) for outcome in outcomes] == [
        True,
        True,
        ValueError,
        True,
        True,
        ValueError,
        True,
    ]
    assert count(database) == 5


async def test_whoever_stops_waiting_stops_nobody(database: Database) -> None:
    batches = Batches(database)
    asked = [asyncio.ensure_future(batches.write(lane(key))) for key in "ABCDEFG"]
    await asyncio.sleep(0)
    asked[-1].cancel()
    assert await asyncio.gather(*asked[:-1]) == [True] * 6


async def test_none_is_forgotten_in_the_moment_in_which_a_batch_ends(database: Database) -> None:
    batches = Batches(database)

    async def one_after_the_other() -> None:
        for _ in range(200):
            assert await batches.write(lambda _session: True)

    async with asyncio.timeout(30):
        await asyncio.gather(*(one_after_the_other() for _ in range(6)))
