"""Soak: a steady stream of deliveries, a few of them spoiled; nobody is left without an answer, memory stays flat."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from tests.torture import crowd
from tests.torture.adversary import spoil
from tests.torture.checks import judge
from tests.torture.pace import Pace
from tests.torture.postgres import Postgres
from tests.torture.report import Result, percentile
from tests.torture.stage import Plan, Stage, open_stage

PER_SECOND, FAULTS = 25.0, 0.01
PEOPLE = 120
SAMPLE_SECONDS = 1.0
# Caches fill at first: growth is held between the third quarter and the last.
MOST_GROWTH = 0.05
# Below that the caches of 2,048 answers for each replica are not full yet, and growth says nothing.
LONG_ENOUGH = 10_000


async def run(postgres: Postgres, plan: Plan, seconds: float) -> Result:
    """Send PER_SECOND deliveries a second for so many seconds."""
    result = Result("soak", plan.seed)
    people = replace(plan.town, people=PEOPLE, customers=40)
    async with open_stage(replace(plan, town=people, behind_proxy=False), postgres) as stage:
        spoil(stage.ws, FAULTS)
        stage.ledger.pace = Pace(PER_SECOND)
        samples: list[float] = []
        sampling = asyncio.ensure_future(_sample(stage, samples))
        began = stage.ledger.now()
        await crowd.at_work(stage, seconds)
        took = stage.ledger.now() - began
        sampling.cancel()
        stage.ws.faults.clear()
        await crowd.at_rest(stage)
        history = await crowd.ended(stage)
    result.add("deliveries", stage.carriers.carried)
    result.add("deliveries per second", stage.carriers.carried / took, "1/s")
    crowd.measure(result, history, took)
    _measure_memory(result, samples, stage.carriers.carried)
    result.violations += judge(history)
    return result


async def _sample(stage: Stage, samples: list[float]) -> None:
    while True:
        samples.append(sum(replica.megabytes() for replica in stage.replicas) / len(stage.replicas))
        await asyncio.sleep(SAMPLE_SECONDS)


def _measure_memory(result: Result, samples: Sequence[float], deliveries: int) -> None:
    quarters = [samples[len(samples) * n // 4 : len(samples) * (n + 1) // 4] for n in range(4)]
    first, _, third, last = (percentile(quarter, 0.5) for quarter in quarters)
    result.add("memory of a replica, first quarter", first, "MB")
    result.add("memory of a replica, third quarter", third, "MB")
    result.add("memory of a replica, last quarter", last, "MB")
    bound = MOST_GROWTH if deliveries >= LONG_ENOUGH else None
    result.add("growth from third to last quarter", last / third - 1 if third else 0.0, most=bound)
