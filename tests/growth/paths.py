"""Paths through the services: each a call that a person, a tick or an event makes."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlmodel import Session

from bot.services.scene import Scene
from tests.conftest import PROVIDER
from tests.growth.ground import Ground

Call = Callable[[Ground], object]


class Shape(Enum):
    """Law that the cost of a path has to keep."""

    # Somebody waits, or it runs every few seconds: what grows must not be read as a whole.
    FLAT = "flat"
    # It does something to each of its rows, which grow with the ground.
    LINEAR = "linear"


@dataclass(frozen=True)
class ServicePath:
    """One path; `grows` says what it might read too much of, `call` is made once for each measurement."""

    name: str
    grows: str
    call: Call
    shape: Shape = Shape.FLAT
    # What commits cannot be done twice on the same ground.
    once: bool = False


class Undone(Exception):
    """Ends a measured transaction without a trace."""


def read(work: Callable[[Session, Ground], object]) -> Call:
    """Make a call that reads."""
    return lambda ground: ground.database.read_now(lambda s: work(s, ground))


def write(work: Callable[[Session, Ground], object]) -> Call:
    """Make a call that writes, and takes it back."""

    def undone(session: Session, ground: Ground) -> None:
        work(session, ground)
        session.flush()
        raise Undone

    def call(ground: Ground) -> None:
        with suppress(Undone):
            ground.database.write_now(lambda s: undone(s, ground))

    return call


def tick(work: Callable[[Ground], Awaitable[Any]]) -> Call:
    """Make a call that runs a tick to its end."""

    async def run(ground: Ground) -> None:
        await work(ground)

    return lambda ground: asyncio.run(run(ground))


def scene(ground: Ground, key: str = "growth", channel: str | None = "C0DESK") -> Scene:
    """Set the scene of a change on this ground."""
    return Scene(PROVIDER, ground.now, key, channel)
