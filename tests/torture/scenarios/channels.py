"""Channels: messages for many channels, due at once, leave at Slack's own pace, from one replica and from several."""

import asyncio
import random
import time
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise

from sqlalchemy import insert
from sqlmodel import Session

from bot.local_slack import Record
from bot.models import Assignment, OutboxMessage
from bot.services.contacts import submissions
from bot.services.outbox.lanes import SPACING
from bot.services.outbox.notices import rows
from bot.services.scene import Scene
from bot.services.store.sql import table
from tests.conftest import PROVIDER
from tests.torture import crowd
from tests.torture.hooks import SHIPPED_LEASE
from tests.torture.postgres import Postgres
from tests.torture.report import Result
from tests.torture.scenarios.due import change
from tests.torture.stage import Plan, Stage, open_stage
from tests.torture.town import Town

MOST_EACH = 100
# The part of all posts that is limited, and its Retry-After in seconds.
LIMITED, WAIT = 0.02, 2.0
# Slack's minimum times this is what is promised.
MOST = 1.1


@dataclass
class _Meter:
    """Posts by channel, as Slack saw them come, and what it made channels wait."""

    came: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    held: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    waits: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    too_soon: int = 0
    last: float = 0.0
    _calls: dict[str, str] = field(default_factory=dict)

    def hear(self, record: Record) -> None:
        """Take note of a post and of its answer."""
        if record.name != "chat.postMessage" or record.kind not in ("call", "answer"):
            return
        now = time.monotonic()
        if record.kind == "call":
            channel = self._calls[record.ref] = str(record.data["channel"])
            self.too_soon += now < self.held[channel]
            self.came[channel].append(now)
            return
        channel, self.last = self._calls.pop(record.ref), now
        if record.data.get("error") == "ratelimited":
            self.held[channel] = now + WAIT
            self.waits[channel] += WAIT - SPACING

    @property
    def gaps(self) -> list[float]:
        """Seconds between two posts to one channel."""
        return [after - before for times in self.came.values() for before, after in pairwise(times)]

    @property
    def least(self) -> float:
        """Seconds that Slack's pace makes it take: a second between two posts to a channel, and the waits."""
        return max(SPACING * (len(times) - 1) + self.waits[channel] for channel, times in self.came.items())

    @property
    def took(self) -> float:
        """Seconds from the first post to the last answer."""
        return self.last - min(times[0] for times in self.came.values())


async def run(postgres: Postgres, plan: Plan, seconds: float) -> Result:
    """Let as many messages be due for each channel as may leave in half of the time, for one replica, then for all."""
    result = Result("channels", plan.seed)
    each = max(2, min(MOST_EACH, int(seconds / 2)))
    town = Town(people=10, customers=4, requests=0, rooms=plan.rooms)
    for count in (1, plan.replicas):
        real = replace(plan, town=town, replicas=count, lease=SHIPPED_LEASE, behind_proxy=False)
        await _measured(postgres, real, each, result)
    return result


async def _measured(postgres: Postgres, plan: Plan, each: int, result: Result) -> None:
    meter = _Meter()
    async with open_stage(plan, postgres) as stage:
        stage.ws.wire.subscribe(meter.hear)
        stage.ws.faults.add("rate_limited", "chat.postMessage", times=None, seconds=WAIT, share=LIMITED)
        await asyncio.to_thread(stage.database.write_now, lambda s: _fill(s, stage, each, stage.ws.clock.now()))
        left = await crowd.at_rest(stage)
        history = await crowd.ended(stage)
    name = f"{plan.replicas} replica{'s' * (plan.replicas > 1)}"
    result.add(f"{name}: messages to {plan.rooms} channels", len(history.posts))
    result.add(f"{name}: left", len(left) + each * plan.rooms - len(history.posts), most=0)
    result.add(f"{name}: Slack's minimum", meter.least, "s")
    result.add(f"{name}: took", meter.took, "s")
    result.add(f"{name}: took, in Slack's minimums", meter.took / meter.least, "times", most=MOST)
    result.add(f"{name}: gaps under a second", sum(gap < SPACING for gap in meter.gaps), most=0)
    result.add(f"{name}: least gap", min(meter.gaps), "s")
    result.add(f"{name}: told to wait", sum(wait > 0 for wait in meter.waits.values()), "channels")
    result.add(f"{name}: posts within a Retry-After", meter.too_soon, most=0)


def _fill(session: Session, stage: Stage, each: int, now: datetime) -> None:
    people, scene = stage.town.everybody, Scene(PROVIDER, now)
    recipients = stage.town.channels * each
    random.Random(stage.plan.seed).shuffle(recipients)
    changes, told = [], []
    for number, recipient in enumerate(recipients):
        batch, person = f"T{number:07}", people[number % len(people)]
        changes.append(change(batch, person, number, now))
        notices = submissions.notices(scene, batch, "applied", person)
        told += [{**row, "recipient": recipient} for row in rows(now, notices)]
    session.connection().execute(insert(table(Assignment)), changes)
    session.connection().execute(insert(table(OutboxMessage)), told)
