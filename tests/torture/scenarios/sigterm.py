"""SIGTERM: queries are stuck, two hundred commands are under way, and the program must end within five seconds."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

from sqlalchemy import text

from bot.local_slack import NotSettled
from tests.torture import crowd
from tests.torture.checks import LEFT_ALONE, judge
from tests.torture.crowd import LEAVE
from tests.torture.postgres import Postgres
from tests.torture.replicas import Transport
from tests.torture.report import Result
from tests.torture.stage import TRANSPORTS, Plan, Stage, open_stage
from tests.torture.town import Town

COMMANDS = 200
# The program is told to end once so many are acknowledged, and the others are still on their way to it.
ACKNOWLEDGED, HEAD_START = 150, 10.0


async def run(postgres: Postgres, plan: Plan, _seconds: float) -> Result:
    """End one replica of each transport while it is at its busiest."""
    result = Result("sigterm", plan.seed)
    for transport in TRANSPORTS:
        await _ended(postgres, plan, transport, result)
    return result


async def _ended(postgres: Postgres, plan: Plan, transport: Transport, result: Result) -> None:
    town = Town(people=COMMANDS, customers=4)
    alone = replace(plan, town=town, replicas=1, transports=(transport,), patience=LEAVE + 2.0, behind_proxy=False)
    async with open_stage(alone, postgres) as stage:
        (replica,) = stage.replicas
        people = [stage.hands(person) for person in town.everybody]
        with _stuck(stage):
            commands = [asyncio.ensure_future(one.command("/support-contact", town.customer(0))) for one in people]
            await _under_way(stage)
            with stage.trouble("ended", lasting=LEAVE):
                code, seconds = await replica.end()
        acts = await asyncio.gather(*commands)
        history = await crowd.ended(stage)
    acknowledged = [act for act in acts if not act.error]
    result.add(f"{transport}: exit", seconds, "s", most=LEAVE)
    result.add(f"{transport}: exit code", code, most=0)
    result.add(f"{transport}: commands acknowledged", len(acknowledged))
    result.add(f"{transport}: of these without an answer", sum(a.answer in LEFT_ALONE for a in acknowledged), most=0)
    result.violations += judge(history)


async def _under_way(stage: Stage) -> None:
    with suppress(NotSettled):
        acks = stage.ws.wire.acks
        await stage.ws.settle(lambda: sum(ack.ok for ack in acks("slash_commands")) >= ACKNOWLEDGED, timeout=HEAD_START)


@contextmanager
def _stuck(stage: Stage) -> Iterator[None]:
    """Let nobody read a customer during the block."""
    with stage.database.writer.begin() as connection:
        connection.execute(text("LOCK TABLE customer IN ACCESS EXCLUSIVE MODE"))
        yield
