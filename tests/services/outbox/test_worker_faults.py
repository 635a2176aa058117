"""Random faults, crashes and rivals: every notice arrives, none arrives twice, replies under what they reply to."""

import asyncio
from collections import Counter, defaultdict, deque
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from bot.clock import ManualClock
from bot.db import Database
from bot.models import OutboxLane, OutboxMessage
from bot.services.outbox import Notice
from bot.services.outbox.worker import GATHERED
from bot.services.slack.errors import SlackError
from bot.services.store.sql import table
from tests.kit.examples import examples
from tests.kit.fakes import POINTS, START, Crash, FakeSlack, Fault, Post, busy, make_post, refused, unclear, until

CHANNELS = ["C1", "C2", "U3"]

faults = st.sampled_from(
    [None, Fault(busy(7)), Fault(unclear()), Fault(unclear(), after=True), Fault(refused("odd_refusal"))]
)
adds = st.tuples(st.just("add"), st.sampled_from(CHANNELS), st.integers(0, 3))
ticks = st.tuples(st.just("tick"), st.sampled_from([0.2, 1.0, 5.0, 61.0]))
replies = st.tuples(st.just("reply"), st.sampled_from(CHANNELS), st.integers(1, 3))
scripts = st.lists(st.one_of(adds, adds, replies, ticks), min_size=3, max_size=20)
histories = st.sampled_from([None, None, busy(3), unclear()])
fuses = st.tuples(st.sampled_from(POINTS), st.integers(1, 3))


class Machine:
    """Workers that die and are replaced, one database, one Slack."""

    def __init__(self, database: Database, fuses: list[tuple[str, int]]) -> None:
        self.database = database
        self.clock = ManualClock(START)
        self.slack = FakeSlack(self.clock)
        self.fuses = deque(fuses)
        self.keys: list[tuple[str, str, str]] = []
        self.replies: list[tuple[str, str, str, bool]] = []
        self.post = self.born()

    def born(self) -> Post:
        return make_post(self.database, self.clock, self.slack, crash=self.maybe_die)

    def maybe_die(self, point: str) -> None:
        if not self.fuses or self.fuses[0][0] != point:
            return
        _, left = self.fuses.popleft()
        if left == 1:
            raise Crash
        self.fuses.appendleft((point, left - 1))

    def add(self, channel: str, subject: int) -> None:
        # Subject 0 stands for notices that nothing updates.
        name = f"row {len(self.keys)}"
        about = f"s:{subject}" if subject else name
        self.keys.append((name, about, channel))
        self.post.enqueue(Notice(name, "plain", about, channel, {"text": name}))

    def reply(self, channel: str, subject: int) -> None:
        name, thread = f"reply {len(self.replies)}", f"s:{subject}"
        known = any((about, to) == (thread, channel) for _, about, to in self.keys)
        self.replies.append((name, thread, channel, known))
        self.post.enqueue(Notice(name, "plain", name, channel, {"text": name}, thread))

    async def tick(self, seconds: float) -> None:
        try:
            while await self.post.worker.run():
                pass
        except Crash:
            await self.post.worker.stop(grace=0)
            self.post = self.born()
        self.clock.advance(timedelta(seconds=seconds))

    async def play(self, step: tuple[object, ...]) -> None:
        match step:
            case ("add", str(channel), int(subject)):
                self.add(channel, subject)
            case ("reply", str(channel), int(subject)):
                self.reply(channel, subject)
            case ("tick", float(seconds)):
                await self.tick(seconds)

    async def come_to_rest(self) -> None:
        # Ten attempts of one row and more make its next wait an hour (`courier.backoff`).
        for seconds in [31] * 120 + [3_600] * 25:
            await self.tick(seconds)
            if all(row["state"] == "sent" for row in self.post.rows()):
                return

    def check(self) -> None:
        rows = self.post.rows()
        assert [row["state"] for row in rows] == ["sent"] * (len(self.keys) + len(self.replies))
        assert {name for name in self.slack.seen if name.startswith("row")} == {name for name, _, _ in self.keys}
        marks = Counter(message.metadata["event_payload"]["k"] for message in self.slack.messages)
        assert set(marks.values()) <= {1}
        top = [message for message in self.slack.messages if message.thread_ts is None]
        assert len(top) == len({(about, channel) for _, about, channel in self.keys})
        self.check_replies({row["dedupe_key"]: row for row in rows})

    def check_replies(self, rows: Mapping[str, Mapping[str, Any]]) -> None:
        """Check that replies to a message written before them are told, in order.

        The others are told only if their message came before they left.
        """
        told: dict[str | None, list[str]] = defaultdict(list)
        for message in self.slack.messages:
            if message.thread_ts:
                told[message.thread_ts].append(message.text)
        for name, thread, channel, known in self.replies:
            row = rows[name]
            assert (row["slack_ts"] is None) == (row["last_error"] == "obsolete")
            assert row["slack_ts"] or not known
            tops = {r["slack_ts"] for r in rows.values() if (r["subject"], r["recipient"]) == (thread, channel)}
            assert row["slack_ts"] is None or [ts for ts in tops if name in told[ts]]
        for names in told.values():
            assert names == sorted(names, key=lambda name: int(name.split()[1]))


@settings(max_examples=examples(30), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    script=scripts,
    trouble=st.lists(faults, max_size=12),
    unreadable=st.lists(histories, max_size=4),
    fuses=st.lists(fuses, max_size=5),
)
async def test_no_sequence_of_faults_loses_or_doubles_a_notice(
    database: Database,
    script: list[tuple[object, ...]],
    trouble: list[Fault | None],
    unreadable: list[SlackError | None],
    fuses: list[tuple[str, int]],
) -> None:
    for model in (OutboxMessage, OutboxLane):
        database.write_now(lambda session, model=model: session.execute(delete(table(model))))  # type: ignore[misc]
    machine = Machine(database, fuses)
    machine.slack.faults.extend(trouble)
    machine.slack.history_faults.extend(unreadable)
    for step in script:
        await machine.play(step)
    await machine.come_to_rest()
    machine.check()


async def test_rival_workers_share_the_work(database: Database, clock: ManualClock) -> None:
    slack = FakeSlack(clock)
    rivals = [make_post(database, clock, slack) for _ in range(4)]
    for number in range(200):
        rivals[0].add(f"n{number}", to=f"C{number}")
    for _ in range(20):
        await asyncio.gather(*(rival.worker.run() for rival in rivals))
    assert Counter(message.text for message in slack.messages) == Counter(f"n{number}" for number in range(200))
    assert {row["state"] for row in rivals[0].rows()} == {"sent"}
    assert all(rival.worker.outcomes["sent"] for rival in rivals)


async def test_a_commit_delivers_at_once_and_a_tick_the_rest(database: Database, clock: ManualClock) -> None:
    post = make_post(database, clock)
    loop = asyncio.create_task(post.worker.loop())
    await asyncio.sleep(0)
    post.add("now")
    await until(lambda: post.slack.texts() == ["now"])
    post.add("in a second")
    await asyncio.sleep(2 * GATHERED)
    assert post.slack.texts() == ["now"]
    clock.advance(timedelta(seconds=1))

    def both() -> bool:
        post.worker.wake()
        return post.slack.texts() == ["now", "in a second"]

    await until(both)
    loop.cancel()
    await asyncio.gather(loop, return_exceptions=True)
    await post.worker.stop()
    post.add("nobody listens any more")


async def test_a_broken_database_does_not_end_the_loop(database: Database, clock: ManualClock) -> None:
    post = make_post(database, clock)
    write, broken = database.write, True

    async def failing(work: object) -> object:
        if broken:
            raise OSError("disk")
        return await write(work)  # type: ignore[arg-type]

    database.write = failing  # type: ignore[method-assign,assignment]
    loop = asyncio.create_task(post.worker.loop())
    post.add("x")
    post.worker.wake()
    await asyncio.sleep(0.01)
    broken = False
    post.worker.wake()
    await until(lambda: post.slack.texts() == ["x"])
    loop.cancel()
    await asyncio.gather(loop, return_exceptions=True)
    await post.worker.stop()


async def test_stopping_waits_for_what_is_on_its_way(database: Database, clock: ManualClock) -> None:
    post = make_post(database, clock)
    gate = asyncio.Event()

    async def slow() -> None:
        await gate.wait()

    post.slack.before_post = slow
    post.add("x")
    sending = asyncio.create_task(post.worker.run())
    await until(lambda: post.rows()[0]["state"] == "sending")
    stopping = asyncio.create_task(post.worker.stop())
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(sending, stopping)
    assert post.rows()[0]["state"] == "sent"
