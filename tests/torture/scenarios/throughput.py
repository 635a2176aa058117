"""Throughput: what one replica carries and what several do, and how long people wait at the same load on either."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from functools import partial

from bot.db import Database
from tests.benchmarks.fake_slack import APP, GROUP, PERSON, TEAM, FakeSlack, fake_slack
from tests.benchmarks.load import SECRET, Load, Sent, signed, trigger
from tests.torture.postgres import Postgres
from tests.torture.replicas import Replica
from tests.torture.report import Result, percentile
from tests.torture.stage import Plan
from tests.torture.town import Town

CONNECTIONS = 32
# Commands a second of the load that both are measured at: less than one replica carries on a busy machine.
EQUAL = 30.0
WARM_UP = 40
WAIT = 60.0


async def run(postgres: Postgres, plan: Plan, seconds: float) -> Result:
    """Measure one replica, then all, each for half of the time; the load and Slack run on the same machine."""
    result = Result("throughput", plan.seed)
    rates = []
    for count in (1, plan.replicas):
        async with _served(postgres, replace(plan, replicas=count)) as (loads, slack):
            most = await _most(loads, slack, seconds / 4)
            waits = await _waits(loads, slack, seconds / 4)
        rates.append(most)
        name = f"{count} replica{'s' * (count > 1)}"
        result.add(f"{name}: commands answered per second", most, "1/s")
        result.add(f"{name}: modal at {EQUAL:g}/s, p50", percentile(waits, 0.5), "s")
        result.add(f"{name}: modal at {EQUAL:g}/s, p99", percentile(waits, 0.99), "s")
    result.add(f"throughput of {plan.replicas} over 1", rates[1] / rates[0], "times")
    return result


@asynccontextmanager
async def _served(postgres: Postgres, plan: Plan) -> AsyncIterator[tuple[list[Load], FakeSlack]]:
    """Start replicas over HTTP before a Slack that costs next to nothing."""
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(fake_slack(None))
        url = stack.enter_context(postgres.template.fresh())
        database = Database(url)
        database.write_now(plan.town.build)
        database.close()
        folder = stack.enter_context(plan.folder())
        variables = _variables(slack, url)
        replicas = [Replica(number, "http", folder, variables) for number in range(plan.replicas)]
        for replica in replicas:
            stack.callback(replica.kill)
        await asyncio.gather(*(replica.start() for replica in replicas))
        loads = [Load(replica.port, partial(_command, slack, plan.town)) for replica in replicas]
        await asyncio.gather(*(load.closed(2, WARM_UP) for load in loads))
        yield loads, slack
        await asyncio.gather(*(replica.end() for replica in replicas))


def _variables(slack: FakeSlack, url: str) -> dict[str, str]:
    return {
        "SLACK_API_BASE_URL": f"{slack.url}/api/",
        "SLACK_BOT_TOKEN": "xoxb-torture",
        "SLACK_SIGNING_SECRET": SECRET,
        "DATABASE_URL": url,
        "PORT": "0",
        "ROLE_GROUP_HELPDESK_AGENT": GROUP,
    }


def _command(slack: FakeSlack, town: Town) -> tuple[str, bytes]:
    """Ask for a customer's contacts, which reads the database and takes two calls to Slack."""
    key = trigger()
    number = int(key.partition(".")[0]) % town.customers
    fields = {
        "team_id": TEAM,
        "channel_id": "C0BENCH",
        "user_id": PERSON,
        "command": "/support-contact",
        "text": town.customer(number),
        "api_app_id": APP,
        "response_url": f"{slack.url}/response/{key}",
        "trigger_id": key,
    }
    return key, signed(fields)


async def _most(loads: list[Load], slack: FakeSlack, seconds: float) -> float:
    """Return how many commands a second are answered when the next is sent as soon as one is acknowledged."""
    slack.forget()
    loop = asyncio.get_running_loop()
    began, sent = loop.time(), 0
    while loop.time() - began < seconds:
        each = CONNECTIONS // len(loads)
        logs = await asyncio.gather(*(load.closed(each, 5) for load in loads))
        sent += sum(len(log.sent) for log in logs)
        await slack.effects(sent, WAIT)
    return sent / (loop.time() - began)


async def _waits(loads: list[Load], slack: FakeSlack, seconds: float) -> list[float]:
    """Return the seconds from each command to its modal, at EQUAL commands a second in all."""
    slack.forget()
    logs: list[Sent] = await asyncio.gather(*(load.open(EQUAL / len(loads), seconds) for load in loads))
    await slack.effects(sum(len(log.sent) for log in logs), WAIT)
    return [wait for log in logs for wait in log.effects(slack.opened)]
