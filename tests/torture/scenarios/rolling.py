"""Rolling: a version comes and goes again, replica by replica, while everybody works; nobody notices."""

import asyncio
import math
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text
from sqlmodel import Session

from bot.services.outbox.notices import enqueue, notices
from tests.kit.program import ROOT
from tests.kit.versions import BY_TOMORROW, GREETING, REMARK, tomorrow
from tests.torture import crowd
from tests.torture.checks import judge
from tests.torture.pace import Pace
from tests.torture.postgres import Postgres
from tests.torture.report import Result
from tests.torture.rollout import Rollout, failed
from tests.torture.stage import Plan, open_stage

PEOPLE, PER_SECOND = 40, 20.0
GREETINGS = 3


async def run(postgres: Postgres, plan: Plan, seconds: float) -> Result:
    """Go forward and back for so many seconds, once at least, while many are at work."""
    return await rolled(postgres, replace(plan, town=replace(plan.town, people=PEOPLE)), seconds, PER_SECOND)


async def rolled(postgres: Postgres, plan: Plan, seconds: float, per_second: float) -> Result:
    """Do so while the plan's town does so many acts a second."""
    result = Result("rolling", plan.seed)
    chosen = replace(plan, replicas=max(plan.replicas, 2), behind_proxy=False, upgraded=True)
    with tempfile.TemporaryDirectory(prefix="support-contact-tomorrow-") as folder:
        newer = await asyncio.to_thread(tomorrow, Path(folder))
        async with open_stage(chosen, postgres) as stage:
            rollout = Rollout(stage, {"today": ROOT, "tomorrow": newer})
            stage.ledger.pace = Pace(per_second, plan.seed)
            took = await _rolled(rollout, seconds)
            await crowd.at_rest(stage)
            for replica in stage.replicas:
                await rollout.look(replica)
            history = await crowd.ended(stage)
            result.violations += rollout.logged()
            written = await asyncio.to_thread(stage.database.read_now, _written)
    result.violations += [*judge(history), *failed(history.acts), *rollout.wrong]
    crowd.measure(result, history, took)
    _measure(result, rollout, written)
    return result


async def _rolled(rollout: Rollout, seconds: float) -> float:
    """Have everybody work until all is done; return the seconds that it took."""
    began, rolling = time.monotonic(), asyncio.ensure_future(_forward_and_back(rollout, seconds))
    try:
        await crowd.at_work(rollout.stage, math.inf, over=rolling.done)
    finally:
        await rolling
    return time.monotonic() - began


async def _forward_and_back(rollout: Rollout, seconds: float) -> None:
    """Upgrade the schema while today's version serves, replace all replicas, and go back; end with both versions."""
    stage, ends_by = rollout.stage, time.monotonic() + seconds
    *others, last = stage.replicas
    await rollout.upgrade("tomorrow")
    await asyncio.to_thread(stage.database.write_now, _greet(stage.town.assigners[:GREETINGS]))
    await rollout.replace(last, "today")
    while True:
        for replica in stage.replicas:
            await rollout.replace(replica, "tomorrow")
        await rollout.upgrade("today")
        for replica in others:
            await rollout.replace(replica, "today")
        if time.monotonic() > ends_by:
            return
        await rollout.replace(last, "today")


def _greet(people: list[str]) -> Callable[[Session], None]:
    """Write what only tomorrow's version has words for."""
    told = notices(GREETING, "greeting", "", people, {})
    return lambda session: enqueue(session, datetime.now(UTC), *told)


def _written(session: Session) -> dict[str, int]:
    """Count the messages by the version that wrote them."""
    query = text(f"SELECT coalesce({REMARK}, 'today'), count(*) FROM outbox_message GROUP BY 1")
    return {version: count for version, count in session.connection().execute(query)}


def _measure(result: Result, rollout: Rollout, written: dict[str, int]) -> None:
    result.add("replicas", len(rollout.stage.replicas))
    result.add("replicas replaced", len(rollout.starts))
    result.add("upgrades of the schema", len(rollout.upgrades))
    result.add("slowest upgrade of the schema", max(rollout.upgrades), "s")
    result.add("slowest start", max(rollout.starts), "s")
    result.add("messages written by today's version", written.get("today", 0))
    result.add("messages written by tomorrow's version", written.get(BY_TOMORROW, 0))
