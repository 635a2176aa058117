"""10,000 due messages to 500 channels delivered through a Slack that takes 25 ms for each call."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.clock import SystemClock
from bot.commands.base import Message
from bot.db import Database
from bot.models import OutboxMessage
from bot.services import outbox
from bot.services.outbox.ports import Rendering
from bot.services.outbox.worker import OutboxWorker
from bot.services.people.profiles import Person
from bot.text import Mrkdwn, reader
from tests.benchmarks.ratio import tell

pytestmark = pytest.mark.benchmark

DUE, CHANNELS, SLACK_SECONDS = 10_000, 500, 0.025
# Slack takes a message a second in a channel: twenty to each of 500 take no less than this.
FLOOR = DUE / CHANNELS - 1
MOST_SECONDS = 30.0


class SlowSlack:
    """Slack's side of the outbox: every post takes 25 ms and succeeds."""

    def __init__(self) -> None:
        self.posted: list[str] = []
        self.done = asyncio.Event()

    async def post(
        self,
        channel: str,
        text: str,
        blocks: Sequence[dict[str, Any]] = (),
        thread_ts: str | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> str:
        await asyncio.sleep(SLACK_SECONDS)
        self.posted.append(text)
        if len(self.posted) >= DUE:
            self.done.set()
        return f"{len(self.posted)}.000000"

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"{name} is not needed for a first message to a channel")


class Nobody:
    """People are not asked for: all recipients are channels."""

    def get(self, user_id: str) -> Person | None:
        return None

    async def fetch(self, user_id: str, deadline: float = 1.0) -> Person | None:
        return None


async def render(rendering: Rendering) -> Message | None:
    return Message(Mrkdwn(str(rendering.payload["n"])))


async def test_ten_thousand_due_messages_leave_at_slacks_own_pace(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    clock, slack = SystemClock(), SlowSlack()
    before = clock.now() - timedelta(minutes=1)
    notices = [outbox.Notice(f"k{n}", "bench", f"s{n}", f"C{n % CHANNELS}", {"n": n}) for n in range(DUE)]
    database.write_now(lambda s: outbox.enqueue(s, before, *notices))
    worker = OutboxWorker(database, slack, render, clock, Nobody(), reader("en-US", "UTC"))
    began = time.perf_counter()
    running = asyncio.create_task(worker.loop())
    ticks = asyncio.create_task(_ticking(worker))
    async with asyncio.timeout(4 * MOST_SECONDS):
        await slack.done.wait()
    took = time.perf_counter() - began
    for task in (running, ticks):
        task.cancel()
    await asyncio.gather(running, ticks, return_exceptions=True)
    await worker.stop()
    engine = "SQLite" if database.is_sqlite else "PostgreSQL"
    tell(capsys, f"{DUE} due on {engine}: {took:.1f} s, {DUE / took:.0f}/s; Slack's own minimum {FLOOR:.0f} s")
    assert sorted(map(int, slack.posted)) == list(range(DUE))
    assert _open(database) == 0
    assert took <= MOST_SECONDS


async def _ticking(worker: OutboxWorker) -> None:
    while True:
        worker.wake()
        await asyncio.sleep(1.0)


def _open(database: Database) -> int:
    count = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.state != "sent")  # type: ignore[arg-type]
    return int(database.read_now(lambda s: s.execute(count).scalar_one()))
