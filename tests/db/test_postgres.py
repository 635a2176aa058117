"""PostgreSQL behind a network that fails: silent, refused, and made anew."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import insert, text
from sqlmodel import Session

import bot.db.postgres
from bot.db import Database, Limits
from bot.errors import OutcomeUnknown, Unavailable
from bot.models import ProcessedDelivery
from tests.conftest import MONDAY
from tests.kit import proxy as proxies
from tests.kit.proxy import Proxy
from tests.test_db import delivery, keys

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
QUICK = Limits(transaction=5.0, statement=4.0, lock=3.0, silence=0.3)


@pytest.fixture
async def proxy(database_url: str) -> AsyncIterator[tuple[Proxy, str]]:
    async with proxies.before(database_url) as opened:
        yield opened


@pytest.fixture
async def through(proxy: tuple[Proxy, str]) -> AsyncIterator[Database]:
    # With engines of its own: what goes silent must not be kept for the next test.
    opened = Database(proxy[1], limits=QUICK)
    yield opened
    await opened.aclose()


def one(session: Session) -> int:
    return int(session.execute(text("SELECT 1")).scalar_one())


async def used(database: Database) -> None:
    """All connections are there, and were used a moment ago."""
    slow = [database.read(lambda s: s.execute(text("SELECT pg_sleep(0.05)"))) for _ in range(4)]
    slow += [database.write(lambda s: s.execute(text("SELECT pg_sleep(0.05)"))) for _ in range(8)]
    await asyncio.gather(*slow)


async def test_silent_connections_are_found_out_and_made_anew(proxy: tuple[Proxy, str], through: Database) -> None:
    await used(through)
    proxy[0].silence()
    began = time.monotonic()
    assert await asyncio.gather(*(through.read(one) for _ in range(4))) == [1] * 4
    assert time.monotonic() - began < 4.0
    made = proxy[0].made
    await through.write(lambda session: session.add(delivery("after")))
    assert proxy[0].made == made + 1, "the writer's pool is known to be as silent"
    assert await through.read(lambda _session: keys(through)) == ["after"]


@pytest.mark.parametrize("words", [b"pg_catalog.version()", b"standard_conforming_strings"])
async def test_a_connection_that_goes_silent_while_it_is_made_is_found_out(
    proxy: tuple[Proxy, str], through: Database, words: bytes
) -> None:
    proxy[0].lose_answer_to(words)
    began = time.monotonic()
    assert await through.read(one) == 1
    assert (proxy[0].made > 1, time.monotonic() - began < 4.0) == (True, True)


async def test_an_idle_connection_must_prove_itself_in_time(
    proxy: tuple[Proxy, str], through: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.db.postgres, "TRUSTED", 0.0)
    monkeypatch.setattr(bot.db.postgres, "PROOF", 0.2)
    await used(through)
    made = proxy[0].made
    assert await through.read(one) == 1
    assert proxy[0].made == made
    proxy[0].silence()
    began = time.monotonic()
    assert await through.read(one) == 1
    assert time.monotonic() - began < 2.0


async def test_whoever_waits_for_a_lock_is_not_taken_for_lost(
    proxy: tuple[Proxy, str], through: Database, database: Database
) -> None:
    with database.writer.begin() as connection:
        connection.execute(text("LOCK TABLE processed_delivery IN ACCESS EXCLUSIVE MODE"))
        waiting = asyncio.ensure_future(through.write(lambda session: session.add(delivery("patient"))))
        await asyncio.sleep(1.0)
        assert not waiting.done()
    await waiting
    assert await through.read(lambda _session: keys(through)) == ["patient"]


async def test_locks_of_a_silent_connection_are_let_go(proxy: tuple[Proxy, str], through: Database) -> None:
    cut: list[int] = []

    def work(session: Session) -> None:
        session.add(delivery("once"))
        session.flush()
        cut.append(1)
        if len(cut) == 1:
            loop.call_soon_threadsafe(proxy[0].silence)
            time.sleep(0.1)
        session.execute(text("SELECT 1"))

    loop = asyncio.get_running_loop()
    began = time.monotonic()
    await through.write(work)
    assert (len(cut), time.monotonic() - began < 4.0) == (2, True)
    assert await through.read(lambda _session: keys(through)) == ["once"]


async def test_a_commit_without_an_answer_is_neither_yes_nor_no(proxy: tuple[Proxy, str], through: Database) -> None:
    def work(session: Session) -> None:
        session.execute(insert(ProcessedDelivery), {"key": "perhaps", "at": MONDAY, "outcome": {}})
        loop.call_soon_threadsafe(proxy[0].silence)
        time.sleep(0.1)

    loop = asyncio.get_running_loop()
    with pytest.raises(OutcomeUnknown):
        await through.write(work)


async def test_a_server_that_comes_back_is_found_again(proxy: tuple[Proxy, str], through: Database) -> None:
    await used(through)
    await proxy[0].stop()
    with pytest.raises(Exception, match="refused|closed"):
        await through.read(one)
    await proxy[0].start()
    assert await through.read(one) == 1


async def test_closing_does_not_wait_for_a_server_that_says_nothing(proxy: tuple[Proxy, str]) -> None:
    opened = Database(proxy[1], limits=QUICK)
    await used(opened)
    proxy[0].silence()
    proxy[0].refuse()
    waiting = asyncio.ensure_future(opened.write(one))
    await asyncio.sleep(0.05)
    began = time.monotonic()
    await opened.aclose(0.2)
    with pytest.raises(Unavailable):
        await waiting
    assert time.monotonic() - began < 3.0
    with pytest.raises(Unavailable):
        await opened.read(one)


async def test_nobody_waits_for_a_connection_that_is_being_made_when_the_end_has_come(proxy: tuple[Proxy, str]) -> None:
    """The driver cannot be told to stop connecting; its thread finds out afterwards, and begins nothing."""
    opened = Database(f"{proxy[1]}?connect_timeout=2", limits=QUICK)
    proxy[0].swallow()
    waiting = asyncio.ensure_future(opened.read(one))
    await asyncio.sleep(0.2)
    began = time.monotonic()
    opened.finish_within(0.0)
    with pytest.raises(Unavailable, match="closing"):
        await waiting
    assert time.monotonic() - began < 1.0
    await opened.aclose(3.0)
