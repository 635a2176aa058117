"""No minute has more requests than allowed, however many processes ask."""

import asyncio
from datetime import timedelta

import pytest

from bot.clock import ManualClock
from bot.db import Database
from bot.partner_center.limiter import BATCH, Limiter
from bot.partner_center.wire.failures import PartnerCenterBusy


class Replica:
    """A limiter that notes the moments, in seconds, of its turns instead of waiting for them."""

    def __init__(self, database: Database, clock: ManualClock, a_minute: int = 500) -> None:
        self.turns: list[float] = []
        self._clock = clock
        self.limiter = Limiter(database, "partner-center:t", clock, a_minute, self._slept)
        self._wait = 0.0

    async def _slept(self, seconds: float) -> None:
        self._wait = seconds

    async def turn(self) -> None:
        self._wait = 0.0
        await self.limiter.turn(10_000)
        self.turns.append(self._clock.now().timestamp() + self._wait)


def most_in_a_minute(turns: list[float]) -> int:
    turns = sorted(turns)
    return max(sum(first <= turn < first + 60 for turn in turns) for first in turns)


async def test_replicas_share_one_budget(database: Database, clock: ManualClock) -> None:
    replicas = [Replica(database, clock) for _ in range(3)]
    for number in range(900):
        await replicas[number % 3].turn()
        if number % 50 == 0:
            clock.advance(timedelta(seconds=1))
    turns = sorted(turn for replica in replicas for turn in replica.turns)
    assert most_in_a_minute(turns) <= 500
    assert turns[-1] - turns[0] <= 1.1 * 900 / 500 * 60


async def test_turns_saved_up_are_no_burst(database: Database, clock: ManualClock) -> None:
    replica = Replica(database, clock)
    await replica.turn()
    clock.advance(timedelta(hours=1))
    for _ in range(1_000):
        await replica.turn()
    late = [turn for turn in replica.turns if turn >= clock.now().timestamp()]
    assert most_in_a_minute(late) <= 500


async def test_a_turn_too_far_away_is_refused_at_once(database: Database, clock: ManualClock) -> None:
    limiter = Limiter(database, "partner-center:t", clock, 60 + BATCH)
    await limiter.hold(100)
    with pytest.raises(PartnerCenterBusy) as refused:
        await limiter.turn(30)
    assert 99 <= refused.value.retry_after <= 101


async def test_what_one_is_told_to_wait_holds_all(database: Database, clock: ManualClock) -> None:
    told, other = Replica(database, clock), Replica(database, clock)
    await told.limiter.hold(57)
    await asyncio.gather(told.turn(), other.turn())
    assert min(told.turns + other.turns) >= clock.now().timestamp() + 57


async def test_tenants_do_not_share(database: Database, clock: ManualClock) -> None:
    await Limiter(database, "partner-center:a", clock).hold(1_000)
    await Limiter(database, "partner-center:b", clock).turn(1)
