"""Everything at once: mixed acts with faults, kills, pauses, restarts, silence, clocks that jump, roles taken away."""

import random
from collections.abc import Mapping
from dataclasses import replace

from tests.torture import crowd
from tests.torture.adversary import Adversary, spoil
from tests.torture.checks import judge
from tests.torture.postgres import Postgres
from tests.torture.report import Result
from tests.torture.stage import Plan, open_stage

FAULTS, TWINS = 0.02, 0.03
# Seconds between two deeds of a kind, as parts of the whole run but never less than LEAST.
LEAST = 2.0
MENU: Mapping[str, float] = {
    "kill": 0.08,
    "pause": 0.3,
    "restart_database": 0.25,
    "silence": 0.25,
    "cut_sockets": 0.15,
    "set_clocks": 0.1,
    "remove_role": 0.15,
}


async def run(postgres: Postgres, plan: Plan, seconds: float) -> Result:
    """Let it all happen for so many seconds."""
    result = Result("chaos", plan.seed)
    async with open_stage(replace(plan, hooked=True), postgres) as stage:
        spoil(stage.ws, FAULTS)
        stage.carriers.twice = TWINS
        deeds = {name: max(MENU[name] * seconds, LEAST) for name in plan.deeds or MENU}
        adversary = Adversary(stage, random.Random(plan.seed), deeds)
        began = stage.ledger.now()
        async with adversary.at_work():
            await crowd.at_work(stage, seconds)
        took = stage.ledger.now() - began
        stage.ws.faults.clear()
        left = await crowd.at_rest(stage)
        history = await crowd.ended(stage)
    crowd.measure(result, history, took)
    for name, count in sorted(adversary.done.items()):
        result.add(name.replace("_", " "), count)
    result.add("deliveries that came twice", stage.carriers.twins)
    history.complaints += left
    result.violations += judge(history)
    return result
