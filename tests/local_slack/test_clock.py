"""The workspace clock and what waits on it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.local_slack import ManualClock, NotSettled, WorkspaceClock
from bot.local_slack.api.rate_limits import RateLimits
from bot.local_slack.base.activity import Activity
from bot.local_slack.base.errors import ApiError
from bot.local_slack.core.grants import Grants


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


async def test_settling_tells_what_is_still_in_flight() -> None:
    activity = Activity()
    with activity.busy("views.open"), pytest.raises(NotSettled, match=r"views\.open"):
        await activity.settle(None, 0.02, 0.005)
    await activity.settle(None, 1, 0.005)
    with pytest.raises(NotSettled, match="nothing"):
        await activity.settle(lambda: False, 0.02, 0.005)


@given(st.lists(st.tuples(st.sampled_from(["wait", "use"]), st.floats(0, 2)), max_size=12))
def test_a_trigger_opens_at_most_once_and_only_in_time(steps: list[tuple[str, float]]) -> None:
    clock = ManualClock()
    grants = Grants(clock)
    trigger = grants.trigger("U1")
    age, used = 0.0, False
    for step, seconds in steps:
        if step == "wait":
            clock.advance(timedelta(seconds=seconds))
            age += timedelta(seconds=seconds).total_seconds()
            continue
        expected = "exchanged_trigger_id" if used else "expired_trigger_id" if age > 3 + 1e-9 else ""
        try:
            grants.exchange(trigger)
            outcome, used = "", True
        except ApiError as error:
            outcome = error.code
        if abs(age - 3) > 1e-6:
            assert outcome == expected


@given(st.lists(st.floats(0, 30), min_size=1, max_size=60))
def test_no_window_of_a_minute_holds_more_than_the_tier(gaps: list[float]) -> None:
    clock = ManualClock()
    limits = RateLimits(clock)
    passed: list[float] = []
    for gap in gaps:
        clock.advance(timedelta(seconds=gap))
        wait = limits.wait_for("usergroups.list", 2)
        if not wait:
            passed.append(clock.monotonic())
        else:
            assert 1 <= wait <= 60
    for start in passed:
        assert sum(1 for at in passed if start <= at < start + 59.999) <= 20
