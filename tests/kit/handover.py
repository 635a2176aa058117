"""Handovers begun and done in one line."""

from dataclasses import replace
from typing import Any

from bot.clock import ManualClock
from bot.db import Database
from bot.services.handover import jobs, scope
from bot.services.handover.scope import Handover
from bot.services.jobs.runner import JobRunner
from bot.services.policy import Actor
from tests.conftest import PROVIDER
from tests.kit.world import ANN, scene


async def admit(user_id: str, reference: str) -> Actor:
    """Let everybody do what ANN may."""
    return replace(ANN, user_id=user_id, reference=reference)


def handing_over(database: Database, clock: ManualClock, **more: Any) -> JobRunner:
    """Make a runner of handovers, as each process has one."""
    admitting = more.pop("admit", admit)
    return JobRunner(database, [jobs.work(admitting)], lambda key: scene(clock.now(), key), **more)


def begun(database: Database, clock: ManualClock, plan: Handover, actor: Actor = ANN) -> bool:
    """Press the button under a review."""
    total = database.read_now(lambda s: scope.count(s, PROVIDER, plan))
    return database.write_now(lambda s: jobs.start(s, actor, plan, total, scene(clock.now(), plan.id)))
