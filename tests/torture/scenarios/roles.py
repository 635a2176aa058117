"""Roles: somebody's role is taken away, or the account deactivated, and each replica must refuse them within 2 s."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.local_slack import Person
from tests.torture import crowd
from tests.torture.carriers import only_to
from tests.torture.checks import LEARNED, judge
from tests.torture.postgres import Postgres
from tests.torture.replicas import Replica
from tests.torture.report import Result, percentile
from tests.torture.sight import WAITING_TEXTS
from tests.torture.stage import Plan, Stage, open_stage
from tests.torture.town import HELPDESK

LOOK, LONGEST = 0.05, 20.0
# People who work on meanwhile, and the seconds that each rests between errands: what four tell one another without
# a pause in half a minute leaves for five minutes, since Slack takes one message a second to each person.
OTHERS, BREATH = 4, 1.0


@dataclass
class _Times:
    """Seconds until a replica knew, by what there was to know."""

    refused: list[float] = field(default_factory=list)
    locked_out: list[float] = field(default_factory=list)
    served: list[float] = field(default_factory=list)


async def run(postgres: Postgres, plan: Plan, seconds: float) -> Result:
    """Take roles away and give them back for so many seconds, while others work."""
    result, times = Result("roles", plan.seed), _Times()
    chosen = random.Random(plan.seed)
    async with open_stage(plan, postgres) as stage:
        victims, others = stage.town.assigners[:-OTHERS], stage.town.assigners[-OTHERS:]
        working = asyncio.ensure_future(crowd.at_work(stage, seconds, others, breath=BREATH))
        while stage.ledger.now() < seconds:
            await _round(stage, chosen.choice(victims), times)
        await working
        await crowd.at_rest(stage)
        history = await crowd.ended(stage)
    result.add("times a role or account was taken away", len(times.refused) / plan.replicas)
    for name, values in (("role removed, refused", times.refused), ("deactivated, refused", times.locked_out)):
        result.add(f"{name} on a replica, p50", percentile(values, 0.5), "s")
        result.add(f"{name} on every replica, longest", max(values, default=0.0), "s", most=LEARNED)
    result.add("role given, served on every replica, longest", max(times.served, default=0.0), "s", most=LEARNED)
    result.violations += judge(history)
    return result


async def _round(stage: Stage, user_id: str, times: _Times) -> None:
    person, admin = stage.ws.person(user_id), stage.ws.admin
    times.refused += await _until_all(
        stage, person, refused=True, do=lambda: admin.remove_from_group(HELPDESK, user_id)
    )
    times.served += await _until_all(stage, person, refused=False, do=lambda: admin.add_to_group(HELPDESK, user_id))
    times.locked_out += await _until_all(stage, person, refused=True, do=lambda: admin.deactivate(user_id))
    admin.change_user(user_id, deleted=False)
    admin.add_to_group(HELPDESK, user_id)
    await asyncio.sleep(LEARNED)


async def _until_all(stage: Stage, person: Person, *, refused: bool, do: Callable[[], None]) -> list[float]:
    began = stage.ledger.now()
    do()
    asked = (_until(stage, replica, person, refused=refused) for replica in stage.replicas)
    return [at - began for at in await asyncio.gather(*asked)]


async def _until(stage: Stage, replica: Replica, person: Person, *, refused: bool) -> float:
    """Ask one replica again and again; return when it began to answer as it should."""
    ends_by = stage.ledger.now() + LONGEST
    with only_to(replica):
        while stage.ledger.now() < ends_by:
            # A refusal travels in the acknowledgement; whoever is served gets a modal after it.
            outcome = await person.command("/support-contact")
            if outcome.ok and _is_refusal(outcome.ack) is refused:
                break
            await asyncio.sleep(LOOK)
    return stage.ledger.now()


def _is_refusal(acknowledgement: object) -> bool:
    return isinstance(acknowledgement, dict) and acknowledgement.get("text") not in WAITING_TEXTS
