"""Memory of a health check between the probes."""

import asyncio
from datetime import timedelta

import pytest

from bot.clock import ManualClock
from bot.transport.health import Seldom


async def test_a_probe_that_gave_up_waiting_leaves_no_good_news(clock: ManualClock) -> None:
    asked = 0

    async def hangs() -> None:
        nonlocal asked
        asked += 1
        await asyncio.Event().wait()

    check = Seldom(hangs, clock, good=30.0, bad=5.0)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await check()
    assert (await check(), asked) == ("no answer in time", 1)


async def test_what_was_found_holds_longer_when_it_is_good(clock: ManualClock) -> None:
    answers = iter((None, "no token", None))

    async def tells() -> str | None:
        return next(answers)

    check = Seldom(tells, clock, good=30.0, bad=5.0)
    found = []
    for _ in range(8):
        found.append(await check())
        clock.advance(timedelta(seconds=5))
    assert found == [None] * 6 + ["no token", None]
