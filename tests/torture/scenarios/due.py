"""Due: thousands of messages and reminders at once, several replicas, faults, and kills all along the way."""

import asyncio
import random
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select
from sqlmodel import Session, col

from bot.db import Database
from bot.models import Assignment, OutboxMessage, RelationshipRequest
from bot.services.contacts import submissions
from bot.services.outbox.notices import rows
from bot.services.scene import Scene
from bot.services.store.sql import table
from tests.conftest import PROVIDER
from tests.kit.rows import guid
from tests.torture import books, checks, crowd
from tests.torture.adversary import Adversary, spoil
from tests.torture.postgres import Postgres
from tests.torture.report import Result
from tests.torture.stage import Plan, Stage, open_stage
from tests.torture.town import Town

FAULTS = 0.01
KILLS = 20
LOOK = 0.1
# Messages that a busy machine of two cores sends in a second, all replicas together.
PER_SECOND = 60
MOST_NOTICES = 10_000
RULES = ("lost notices", "doubled notices", "wrong reminders", "broken rules", "complaints")


@dataclass(frozen=True)
class _Load:
    notices: int
    reminders: int

    @property
    def town(self) -> Town:
        """Return a town in which everybody gets some ten messages, which may leave one a second."""
        return Town(people=max(20, self.notices // 10), customers=4, requests=0)


async def run(postgres: Postgres, plan: Plan, seconds: float) -> Result:
    """Deliver as many messages as fit into so many seconds, at most 10,000, and a fifth as many reminders."""
    notices = min(MOST_NOTICES, int(seconds * PER_SECOND))
    load = _Load(notices, notices // 5)
    result = Result("due", plan.seed)
    monday = replace(plan, town=load.town, behind_proxy=False, ahead=_until_monday())
    async with open_stage(monday, postgres) as stage:
        spoil(stage.ws, FAULTS)
        began = time.monotonic()
        await asyncio.to_thread(stage.database.write_now, lambda s: _fill(s, load, stage.ws.clock.now()))
        adversary = Adversary(stage, random.Random(plan.seed), {})
        await _killed_all_along(stage, adversary, load)
        stage.ws.faults.clear()
        await crowd.at_rest(stage)
        took = time.monotonic() - began
        history = await crowd.ended(stage)
    result.add("messages due", load.notices)
    result.add("reminders due", load.reminders)
    result.add("kills", adversary.done["kill"])
    result.add("messages in Slack", len(history.posts))
    result.add("all of it took", took, "s")
    found = checks.judge(history)
    result.violations += [violation for violation in found if violation.rule in RULES]
    not_reminded = sum(not row["reminder_count"] for row in history.books.requests)
    result.add("reminders lost", not_reminded, most=0)
    result.add("messages lost", sum(violation.rule == "lost notices" for violation in found), most=0)
    result.add("messages doubled", sum(violation.rule == "doubled notices" for violation in found), most=0)
    return result


def _until_monday() -> float:
    """Return the seconds until the next Monday that begins, half past nine: nobody is reminded at the weekend."""
    now = datetime.now(UTC)
    monday = (now + timedelta(days=7 - now.weekday())).replace(hour=9, minute=30, second=0, microsecond=0)
    return (monday - now).total_seconds()


def _fill(session: Session, load: _Load, now: datetime) -> None:
    people, scene = load.town.everybody, Scene(PROVIDER, now)
    changes, told = [], []
    for number in range(load.notices):
        batch, person = f"T{number:07}", people[number % len(people)]
        changes.append(change(batch, person, number, now))
        told += rows(now, submissions.notices(scene, batch, "applied", person))
    session.connection().execute(insert(table(Assignment)), changes)
    session.connection().execute(insert(table(OutboxMessage)), told)
    requests = (load.town.request(n, now, owner=people[n % len(people)]) for n in range(load.reminders))
    session.add_all(requests)


def change(batch: str, person: str, number: int, now: datetime) -> dict[str, Any]:
    """Make the row of a change that is told of in one message."""
    return {
        "batch_id": batch,
        "customer_id": guid(0, 8),
        "subscription_id": guid(number % 8, 9),
        "from_tenant_id": PROVIDER,
        "to_tenant_id": guid(1 + number % 6, 7),
        "state": "applied",
        "requested_by": person,
        "requested_at": now,
        "applied_at": now,
        "apply_when_established": False,
        "reference": batch,
    }


async def _killed_all_along(stage: Stage, adversary: Adversary, load: _Load) -> None:
    """Kill a process each time that another part of the work is done, a moment later."""
    whole = load.notices + load.reminders
    for number in range(KILLS):
        await _until_left(stage.database, whole * (KILLS - number) / (KILLS + 1))
        await asyncio.sleep(adversary.chosen.uniform(0.0, 0.3))
        await adversary.kill()
        adversary.done["kill"] += 1


async def _until_left(database: Database, most: float) -> None:
    while await asyncio.to_thread(_left, database) > most:  # noqa: ASYNC110 - other processes do it
        await asyncio.sleep(LOOK)


def _left(database: Database) -> int:
    """Count what is still to be done: messages to leave, and reminders to be written."""
    waiting = select(func.count()).where(col(RelationshipRequest.reminder_count) == 0)
    return database.read_now(lambda s: books.unsent(s) + int(s.execute(waiting).scalar_one()))
