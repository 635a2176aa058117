"""Mixed: commands, clicks and submissions as fast as the machine carries them, with faults but without deaths."""

from dataclasses import replace

from tests.torture import crowd
from tests.torture.adversary import spoil
from tests.torture.checks import judge
from tests.torture.postgres import Postgres
from tests.torture.report import Result
from tests.torture.stage import Plan, open_stage

FAULTS, TWINS = 0.02, 0.03
# As many as Slack lets the messages of a long run go to, one a second each; fewer are at work at one time, as many as
# the machine answers within Slack's three seconds.
PEOPLE, AT_ONCE = 600, 60


async def run(postgres: Postgres, plan: Plan, seconds: float) -> Result:
    """Let everybody act without a pause for so many seconds."""
    result = Result("mixed", plan.seed)
    town = replace(plan.town, people=PEOPLE)
    async with open_stage(replace(plan, town=town, behind_proxy=False), postgres) as stage:
        spoil(stage.ws, FAULTS)
        stage.carriers.twice = TWINS
        began = stage.ledger.now()
        await crowd.at_work(stage, seconds, at_once=AT_ONCE)
        took = stage.ledger.now() - began
        stage.ws.faults.clear()
        await crowd.at_rest(stage)
        history = await crowd.ended(stage)
    result.add("deliveries", stage.carriers.carried)
    crowd.measure(result, history, took)
    result.violations += judge(history)
    return result
