"""Ticks that fail come again, and stopping leaves nothing behind."""

import asyncio
import logging
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlmodel import Session

from bot.clock import ManualClock
from bot.db import Database
from bot.models import OutboxMessage, ProcessedDelivery
from bot.services.roles import RoleCache
from bot.services.running.scheduler import Scheduler, Tick, clean_up, standard_ticks
from bot.services.store.sql import table
from tests.kit.fakes import make_post, people, until
from tests.kit.roles import AGENTS, STANDARD, Source, group, role_map

SOON = timedelta(milliseconds=20)


async def test_a_failing_tick_is_logged_with_a_reference_and_comes_again(caplog: pytest.LogCaptureFixture) -> None:
    runs: list[int] = []

    async def fail() -> None:
        runs.append(len(runs))
        raise ValueError("odd")

    scheduler = Scheduler([Tick("odd", SOON, fail)])
    with caplog.at_level(logging.ERROR):
        scheduler.start()
        await until(lambda: len(runs) >= 3)
        await scheduler.stop()
    assert "tick odd failed and will come again [" in caplog.text


async def test_a_slow_tick_never_runs_twice_at_once() -> None:
    running, most, runs = 0, 0, 0

    async def slow() -> None:
        nonlocal running, most, runs
        running, runs = running + 1, runs + 1
        most = max(most, running)
        await asyncio.sleep(0.05)
        running -= 1

    scheduler = Scheduler([Tick("slow", SOON, slow)])
    scheduler.start()
    await until(lambda: runs >= 3)
    await scheduler.stop()
    assert most == 1


async def test_stopping_ends_ticks_and_loops_and_waits_for_them() -> None:
    ended: list[str] = []

    async def forever(name: str) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(name)

    started = len(asyncio.all_tasks())
    scheduler = Scheduler(
        [
            Tick("stuck", SOON, lambda: forever("tick")),
            Tick("first", timedelta(hours=1), lambda: forever("first"), True),
        ],
        [lambda: forever("loop")],
    )
    scheduler.start()
    await until(lambda: len(asyncio.all_tasks()) >= started + 3)
    await scheduler.stop()
    assert sorted(ended) == ["first", "loop", "tick"]
    assert len(asyncio.all_tasks()) == started
    await scheduler.stop()


async def test_a_tick_can_be_run_by_name() -> None:
    runs: list[str] = []

    async def once() -> None:
        runs.append("x")

    await Scheduler([Tick("x", timedelta(hours=1), once)]).run_now("x")
    assert runs == ["x"]


async def test_the_standard_ticks_deliver_and_read(database: Database, clock: ManualClock) -> None:
    post, source = make_post(database, clock), Source(group(AGENTS, "U1"))
    roles = RoleCache(source, clock, role_map(STANDARD))
    ticks = standard_ticks(post.worker, roles, people(clock), database, clock)
    assert [tick.name for tick in ticks] == ["outbox", "roles", "people", "cleanup"]
    scheduler = Scheduler(ticks, [post.worker.run])
    post.add("waiting since before the start")
    scheduler.start()
    await until(lambda: post.slack.texts())
    await scheduler.run_now("roles")
    await scheduler.run_now("people")
    await scheduler.stop()
    await post.worker.stop()
    assert roles.members() == {"U1"}


async def test_cleaning_drops_old_deliveries_and_empties_old_payloads(database: Database, clock: ManualClock) -> None:
    post = make_post(database, clock)
    post.add("old")
    await post.deliver(2)
    clock.advance(timedelta(days=89))
    post.add("new", "unsent")
    await post.worker.run_once()

    def seen(session: Session, at: datetime, key: str) -> None:
        session.add(ProcessedDelivery(key=key, at=at))

    database.write_now(lambda session: seen(session, clock.now() - timedelta(hours=25), "old"))
    database.write_now(lambda session: seen(session, clock.now() - timedelta(hours=23), "new"))
    clock.advance(timedelta(days=1, seconds=-1))
    assert database.write_now(lambda session: clean_up(session, clock.now() - timedelta(days=1)))[0] == 1
    assert [row["payload"] for row in post.rows()] == [{"text": "old"}, {"text": "new"}, {"text": "unsent"}]
    clock.advance(timedelta(seconds=2))
    assert database.write_now(lambda session: clean_up(session, clock.now())) == (1, 1)
    assert [row["payload"] for row in post.rows()] == [{}, {"text": "new"}, {"text": "unsent"}]
    assert database.write_now(lambda session: clean_up(session, clock.now())) == (0, 0)
    keys = table(OutboxMessage).c.dedupe_key
    assert len(database.read_now(lambda session: session.execute(select(keys)).all())) == 3
