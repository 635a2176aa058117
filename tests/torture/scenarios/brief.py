"""Brief: people at a steady pace, faults, one silence of the database and one kill; short enough for every day."""

import asyncio
import random

from tests.torture import crowd
from tests.torture.adversary import Adversary, spoil
from tests.torture.checks import judge
from tests.torture.pace import Pace
from tests.torture.postgres import Postgres
from tests.torture.report import Result
from tests.torture.stage import Plan, open_stage

# More faults than elsewhere: there are few deliveries to strike.
FAULTS, TWINS = 0.05, 0.05
# Acts a second, of which a machine of two cores does several times as many: other tests run meanwhile.
PER_SECOND = 20.0


async def run(postgres: Postgres, plan: Plan, seconds: float) -> Result:
    """Let people work for so many seconds, silence the database after a fifth of them and kill after half."""
    result = Result("brief", plan.seed)
    async with open_stage(plan, postgres) as stage:
        spoil(stage.ws, FAULTS)
        stage.carriers.twice = TWINS
        stage.ledger.pace = Pace(PER_SECOND, plan.seed)
        adversary = Adversary(stage, random.Random(plan.seed), {})
        began = stage.ledger.now()
        await asyncio.gather(crowd.at_work(stage, seconds), _spoiled(adversary, seconds))
        took = stage.ledger.now() - began
        struck = len(stage.ws.wire.records("fault"))
        stage.ws.faults.clear()
        left = await crowd.at_rest(stage)
        history = await crowd.ended(stage)
    history.complaints += left
    crowd.measure(result, history, took)
    result.add("silences", sum(trouble.kind == "silence" for trouble in history.troubles))
    result.add("kills", sum(trouble.kind == "died" for trouble in history.troubles))
    result.add("faults", struck)
    result.add("deliveries that came twice", stage.carriers.twins)
    result.violations += judge(history)
    return result


async def _spoiled(adversary: Adversary, seconds: float) -> None:
    await asyncio.sleep(seconds / 5)
    await adversary.silence()
    await asyncio.sleep(seconds * 3 / 10)
    await adversary.kill()
