"""Ticks that fail come again, and stopping leaves nothing behind."""

import asyncio
import logging
from datetime import timedelta

import pytest

from bot.services.running.scheduler import Scheduler, Tick
from tests.kit.fakes import until

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


async def test_stopping_ends_ticks_and_loops_and_waits_for_them(caplog: pytest.LogCaptureFixture) -> None:
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
    assert [record.message for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_a_tick_can_be_run_by_name() -> None:
    runs: list[str] = []

    async def once() -> None:
        runs.append("x")

    await Scheduler([Tick("x", timedelta(hours=1), once)]).run_now("x")
    assert runs == ["x"]
