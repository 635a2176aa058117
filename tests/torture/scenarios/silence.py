"""Silence: all connections to the database go silent at once, and every replica must soon answer again."""

import asyncio
from dataclasses import replace

from tests.torture import crowd
from tests.torture.carriers import only_to
from tests.torture.checks import judge
from tests.torture.postgres import Postgres
from tests.torture.replicas import Replica
from tests.torture.report import Result, percentile
from tests.torture.stage import Plan, Stage, open_stage

ANSWERING = 5.0
LONGEST = 60.0
# Seconds between two silences, as long as connections are left alone by a mended program.
BETWEEN = 3.0


async def run(postgres: Postgres, plan: Plan, seconds: float) -> Result:
    """Silence the database again and again for so many seconds, and ask every replica for something of it."""
    result = Result("silence", plan.seed)
    took: list[float] = []
    async with open_stage(replace(plan, patience=LONGEST), postgres) as stage:
        assert stage.proxy is not None
        await _asked(stage)
        while stage.ledger.now() < seconds:
            with stage.trouble("silence", lasting=ANSWERING):
                stage.proxy.silence()
            took += await _asked(stage)
            await asyncio.sleep(BETWEEN)
        history = await crowd.ended(stage)
    result.add("silences", len(took) / plan.replicas)
    result.add("answering again, p50", percentile(took, 0.5), "s")
    result.add("answering again, longest", max(took, default=0.0), "s", most=ANSWERING)
    result.violations += judge(history)
    return result


async def _asked(stage: Stage) -> list[float]:
    """Return the seconds until each replica gave somebody what stands in the database."""
    people = stage.town.assigners[: len(stage.replicas)]
    return await asyncio.gather(*map(lambda replica, person: _served(stage, replica, person), stage.replicas, people))


async def _served(stage: Stage, replica: Replica, person: str) -> float:
    began, hands = stage.ledger.now(), stage.hands(person)
    with only_to(replica):
        while stage.ledger.now() - began < LONGEST:
            act = await hands.command("/support-contact", stage.town.customer(0))
            await hands.leave()
            if act.served:
                break
    return stage.ledger.now() - began
