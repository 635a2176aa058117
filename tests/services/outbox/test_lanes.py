"""Lanes: a message a second to each recipient, whichever process sends it, and nothing within a Retry-After."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise
from typing import Any, cast

import pytest
from sqlalchemy import select

from bot.clock import ManualClock, SystemClock
from bot.db import Database
from bot.models import OutboxLane
from bot.services.outbox import lanes
from bot.services.outbox.lanes import SPACING, LaneTime
from bot.services.slack.errors import SlackBusy
from bot.services.store.sql import table
from tests.kit.fakes import CHANNEL, OTHER, Crash, FakeSlack, Fault, Post, busy, dies_at, make_post, until
from tests.kit.store.engines import open_database


def gaps(slack: FakeSlack, channel: str = CHANNEL) -> list[float]:
    times = [at for to, at in slack.calls if to == channel]
    return [later - earlier for earlier, later in pairwise(times)]


async def test_several_workers_keep_to_one_message_a_second(database: Database, clock: ManualClock) -> None:
    slack = FakeSlack(clock)
    rivals = [make_post(database, clock, slack) for _ in range(4)]
    rivals[0].add(*(f"m{number}" for number in range(12)))
    for _ in range(60):
        await asyncio.gather(*(rival.worker.run() for rival in rivals))
        clock.advance(timedelta(seconds=0.25))
    assert slack.texts() == [f"m{number}" for number in range(12)]
    assert min(gaps(slack)) >= SPACING


async def test_a_second_counts_from_the_answer(database: Database, clock: ManualClock) -> None:
    """Slack may take a message at any moment between the call and its answer."""
    post = make_post(database, clock)

    async def slow() -> None:
        post.slack.before_post = None
        clock.advance(timedelta(seconds=3))

    post.slack.before_post = slow
    post.add("a", "b")
    await post.worker.run()
    assert await post.worker.run() == 0
    clock.advance(timedelta(seconds=0.9))
    assert await post.worker.run() == 0
    clock.advance(timedelta(seconds=0.1))
    assert await post.worker.run() == 1


async def test_a_retry_after_holds_for_every_worker(database: Database, clock: ManualClock) -> None:
    slack = FakeSlack(clock)
    one, other = make_post(database, clock, slack), make_post(database, clock, slack)
    slack.faults.append(Fault(busy(30)))
    one.add("a", "b")
    one.add("c", to=OTHER)
    await one.worker.run()
    for _ in range(29):
        clock.advance(timedelta(seconds=1))
        await other.worker.run()
    assert (slack.texts(), slack.texts(OTHER)) == ([], ["c"])
    await other.deliver(5)
    assert sorted(slack.texts()) == ["a", "b"]


async def test_a_limited_method_is_called_by_nobody(database: Database, clock: ManualClock) -> None:
    slack = FakeSlack(clock)
    one, other = make_post(database, clock, slack), make_post(database, clock, slack)
    slack.open_faults.append(busy(30))
    one.add("a", to="U1")
    await one.worker.run()
    one.add("b", to="U2")
    for _ in range(29):
        await other.worker.run()
        clock.advance(timedelta(seconds=1))
    assert slack.opened == []
    await other.deliver(62)
    assert sorted(slack.opened) == ["U1", "U2"]


async def test_the_longer_wait_counts(database: Database, clock: ManualClock) -> None:
    at = LaneTime(clock.now(), False)
    for seconds in (30.0, 5.0):
        database.write_now(lambda session, seconds=seconds: lanes.hold(session, "chat.update", at, seconds))  # type: ignore[misc]
    assert database.read_now(lambda session: lanes.left(session, "chat.update", at)) == 30.0
    assert database.read_now(lambda session: lanes.left(session, "chat.delete", at)) == 0.0


async def test_the_lane_of_a_dead_worker_is_free_after_its_lease(database: Database, clock: ManualClock) -> None:
    slack = FakeSlack(clock)
    dying = make_post(database, clock, slack, crash=dies_at("claimed"))
    dying.add("a", "b")
    with pytest.raises(Crash):
        await dying.worker.run()
    successor = make_post(database, clock, slack)
    await successor.deliver(60)
    assert slack.texts() == []
    await successor.deliver(5)
    assert sorted(slack.texts()) == ["a", "b"]


async def test_an_orderly_end_gives_its_lanes_back(database: Database, clock: ManualClock) -> None:
    slack = FakeSlack(clock)
    ending, next_one = make_post(database, clock, slack), make_post(database, clock, slack)
    posting = asyncio.Event()

    async def stuck() -> None:
        posting.set()
        await asyncio.Event().wait()

    slack.before_post = stuck
    ending.add("a", "b")
    sending = asyncio.create_task(ending.worker.run())
    # The row says so a moment before anything is sent: whoever stopped then would have nothing to stop.
    await posting.wait()
    await ending.worker.stop(grace=0.01)
    await asyncio.gather(sending, return_exceptions=True)
    slack.before_post = None
    assert await next_one.worker.run() == 0
    clock.advance(timedelta(seconds=1))
    await next_one.worker.run()
    assert slack.texts() == ["b"]


async def test_a_lane_whose_only_row_is_not_next_is_given_back(database: Database, clock: ManualClock) -> None:
    post = make_post(database, clock)
    post.slack.faults.append(Fault(busy(20)))
    post.add("parent", subject="r:1")
    post.add("reply", thread="r:1")
    await post.worker.run()
    assert await post.worker.run() == 0
    holders = database.read_now(lambda session: session.execute(select(table(OutboxLane).c.claimed_by)).scalars().all())
    assert list(holders) == [None]


def test_lanes_that_nobody_needs_are_forgotten(database: Database, clock: ManualClock) -> None:
    at = LaneTime(clock.now(), False)
    database.write_now(lambda session: lanes.hold(session, CHANNEL, at, 30.0))
    assert database.write_now(lambda session: lanes.forget(session, clock.now())) == 0
    assert database.write_now(lambda session: lanes.forget(session, clock.now() + timedelta(seconds=31))) == 1


class TimedSlack:
    """Slack of real time: answers after a while, and now and then asks a channel to wait."""

    def __init__(self) -> None:
        self.posted: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
        self.held: dict[str, float] = {}
        self.within_wait = 0
        self.calls = 0

    async def post(
        self,
        channel: str,
        text: str,
        blocks: Sequence[dict[str, Any]] = (),
        thread_ts: str | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> str:
        came = time.monotonic()
        self.within_wait += came < self.held.get(channel, 0.0)
        self.calls += 1
        number = self.calls
        await asyncio.sleep(0.025)
        if number % 10 == 0:
            self.held[channel] = time.monotonic() + 1.5
            raise SlackBusy(1.5)
        self.posted[channel].append((came, time.monotonic()))
        return f"{number}.0"


async def ticking(posts: list[Post]) -> None:
    """Wake all every second, as the program's timer does."""
    while True:
        for post in posts:
            post.worker.wake()
        await asyncio.sleep(1.0)


@contextmanager
def replicas(url: str, slack: TimedSlack, count: int) -> Iterator[list[Post]]:
    databases = [open_database(url) for _ in range(count)]
    clock: Any = SystemClock()
    try:
        yield [make_post(each, clock, cast(FakeSlack, slack)) for each in databases]
    finally:
        for each in databases:
            each.close()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_replicas_in_real_time_lose_no_second_and_gain_none(database_url: str) -> None:
    slack = TimedSlack()
    with replicas(database_url, slack, 4) as posts:
        for channel in range(10):
            posts[0].add(*(f"m{number}" for number in range(4)), to=f"C{channel}")
        loops = [asyncio.create_task(post.worker.loop()) for post in posts]
        loops.append(asyncio.create_task(ticking(posts)))
        await until(lambda: sum(map(len, slack.posted.values())) == 40, 30.0)
        for post in posts:
            await post.worker.stop()
        for loop in loops:
            loop.cancel()
        await asyncio.gather(*loops, return_exceptions=True)
    between = [after[0] - before[1] for sent in slack.posted.values() for before, after in pairwise(sent)]
    assert len(between) == 30
    assert min(between) >= SPACING
    assert slack.within_wait == 0
