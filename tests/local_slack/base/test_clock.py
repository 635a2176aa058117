"""The workspace clock and what waits on it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.local_slack import ManualClock, WorkspaceClock


@given(st.lists(st.floats(0, 1000), max_size=8), st.floats(0, 1000))
def test_timers_fire_in_order_at_their_own_instant(delays: list[float], target: float) -> None:
    clock = ManualClock()
    fired: list[tuple[float, float]] = []
    for delay in delays:
        clock.call_later(delay, lambda delay=delay: fired.append((delay, clock.monotonic())))  # type: ignore[misc]
    clock.advance(timedelta(seconds=target))
    due = sorted(delay for delay in delays if delay <= timedelta(seconds=target).total_seconds())
    assert [delay for delay, _at in fired] == due
    assert all(at == pytest.approx(delay) for delay, at in fired)
    assert clock.monotonic() == pytest.approx(target, abs=1e-5)


def test_a_timer_started_by_a_timer_fires_in_the_same_advance() -> None:
    clock = ManualClock()
    fired: list[str] = []

    def first() -> None:
        clock.call_later(1, lambda: fired.append("second"))

    clock.call_later(1, first)
    clock.advance(timedelta(seconds=3))
    assert fired == ["second"]


def test_a_cancelled_timer_is_silent() -> None:
    clock = ManualClock()
    clock.call_later(1, lambda: pytest.fail("cancelled")).cancel()
    clock.advance(timedelta(seconds=2))


def test_time_does_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="forward"):
        ManualClock().advance(timedelta(seconds=-1))


def test_a_frozen_clock_stands_still_and_tells_the_same_instant_twice() -> None:
    clock = ManualClock(datetime(2026, 3, 1, 12, tzinfo=UTC))
    clock.advance(timedelta(days=1))
    assert clock.now() == datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert clock.unix() == clock.now().timestamp()
    assert clock.offset == timedelta(days=1)


async def test_the_real_clock_moves_and_can_be_moved() -> None:
    clock = WorkspaceClock()
    asleep = asyncio.ensure_future(clock.sleep(3600))
    soon = asyncio.ensure_future(clock.sleep(0.001))
    await asyncio.wait_for(soon, 5)
    before = clock.monotonic()
    clock.advance(timedelta(hours=1))
    await asyncio.wait_for(asleep, 5)
    assert clock.monotonic() - before >= 3600
    clock.close()
