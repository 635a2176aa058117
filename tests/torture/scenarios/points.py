"""Points: a replica dies by SIGKILL at each commit of the program, right before it and right after."""

import asyncio
import random
from dataclasses import replace
from pathlib import Path

from tests.torture import crowd, hooks
from tests.torture.adversary import started
from tests.torture.checks import judge
from tests.torture.postgres import Postgres
from tests.torture.report import Result
from tests.torture.stage import Plan, Stage, open_stage
from tests.torture.town import Town

# Seconds of everybody's errands in which the points are found, and for somebody to come to one of them again.
FIND, REACH = 8.0, 6.0
PEOPLE = 6
# What is done at the start of a process and hours later.
AT_START = "running.scheduler"


async def run(postgres: Postgres, plan: Plan, seconds: float) -> Result:
    """Find the points, then die at as many of them as fit into so many seconds, in an order drawn by the seed."""
    result = Result("points", plan.seed)
    hooked = replace(plan, hooked=True, town=Town(people=PEOPLE, requests=12), behind_proxy=False)
    async with open_stage(hooked, postgres) as stage:
        folder = stage.folder / "points"
        # Often enough for somebody to come to what follows it.
        stage.ws.faults.add("rate_limited", "chat.postMessage", times=None, share=0.1)
        await crowd.at_work(stage, min(FIND, seconds / 3))
        points = hooks.seen(folder)
        random.Random(plan.seed).shuffle(points)
        died = [point for point in points if stage.ledger.now() < seconds and await _dies(stage, folder, point)]
        stage.ws.faults.clear()
        await crowd.at_rest(stage)
        history = await crowd.ended(stage)
    result.add("commit points found", len(points))
    result.add("died at", len(died))
    result.add("acts", len(history.acts))
    result.violations += judge(history)
    return result


async def _dies(stage: Stage, folder: Path, point: str) -> bool:
    """Let the next process that comes to the point die there, and start it again; False if none came."""
    hooks.arm(folder, point)
    if point.startswith(AT_START):
        await stage.replicas[0].end()
    else:
        await crowd.at_work(stage, REACH, over=lambda: not all(replica.pid for replica in stage.replicas))
    victims = [replica for replica in stage.replicas if not replica.pid]
    await asyncio.gather(*map(started, victims))
    return not hooks.disarm(folder)
