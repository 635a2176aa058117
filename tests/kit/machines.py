"""Services as a model: what the state machines of tests of whole subjects have in common."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test
from sqlmodel import Session

from bot.clock import ManualClock
from bot.db import Database
from bot.errors import BotError
from bot.services.scene import Scene
from tests.conftest import MONDAY
from tests.kit.examples import examples
from tests.kit.world import scene


class ServiceMachine(RuleBasedStateMachine):
    """Steps in the books of `database`, each a delivery of its own; `whose` names what this run is about."""

    database: Database

    def __init__(self) -> None:
        super().__init__()
        self.clock, self.number, self.whose = ManualClock(MONDAY), 0, str(uuid4())

    def at(self) -> Scene:
        """Return the scene of a delivery that was not before."""
        self.number += 1
        return scene(self.clock.now(), f"{self.whose}:{self.number}")

    def done(self, step: Callable[[Session, Scene], Any]) -> Any:
        """Take a step; return what it returns."""
        at = self.at()
        return self.database.write_now(lambda s: step(s, at))

    def tried(self, step: Callable[[Session, Scene], Any]) -> BotError | None:
        """Take a step; return what refused it."""
        try:
            self.done(step)
        except BotError as error:
            return error
        return None


def run(machine: type[ServiceMachine], books: Database) -> None:
    """Try sequences of 12 steps on the same books: each run brings whom it is about."""
    limits = settings(
        max_examples=examples(8),
        stateful_step_count=12,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    run_state_machine_as_test(type("Here", (machine,), {"database": books}), settings=limits)
