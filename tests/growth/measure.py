"""What a path costs: time, statements, steps of SQLite's machine, and how long others could not write."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import CodeType, FrameType
from typing import Any, TypeVar

from sqlalchemy import Engine, event
from sqlmodel import Session

from bot.db import Database
from tests.kit.store.engines import make_engine

T = TypeVar("T")
SERVICES = "/bot/services/"
# Instructions of SQLite's machine between two counts.
GRAIN = 20


@dataclass
class Cost:
    """Milliseconds in all and of the longest writing transaction; statements, and steps in thousands on SQLite.

    `said` are the statements with their parameters.
    """

    ms: float = 0.0
    held: float = 0.0
    statements: int = 0
    steps: float = 0.0
    said: list[tuple[str, Any]] = field(default_factory=list)


@dataclass
class Gauge:
    """Counters of one database; `called` are the service functions that ran while it watched for them."""

    cost: Cost = field(default_factory=Cost)
    called: set[CodeType] = field(default_factory=set)
    watching: bool = False

    def step(self) -> int:
        """Count a piece of SQLite's work; 0 lets it go on."""
        self.cost.steps += GRAIN / 1000
        return 0

    def see(self, frame: FrameType, what: str, _argument: Any) -> None:
        """Note a call of a service function, as a profiler."""
        if what == "call" and SERVICES in frame.f_code.co_filename:
            self.called.add(frame.f_code)

    @contextmanager
    def seeing(self) -> Iterator[None]:
        """Note the calls of this thread within the block, if it watches."""
        before = sys.getprofile()
        if self.watching:
            sys.setprofile(self.see)
        try:
            yield
        finally:
            sys.setprofile(before)


class GaugedDatabase(Database):
    """A database that counts what is done with it."""

    def __init__(self, url: str) -> None:
        self.gauge = Gauge()
        super().__init__(url, make_engine)
        for engine in (self.reader, self.writer):
            _count(engine, self.gauge)

    def read_now(self, work: Callable[[Session], T]) -> T:
        """Read, as ever."""
        with self.gauge.seeing():
            return super().read_now(work)

    def write_now(self, work: Callable[[Session], T]) -> T:
        """Write, and note how long it took: on SQLite nobody else writes meanwhile."""
        return self._held(super().write_now, work)

    def write_one_now(self, work: Callable[[Session], T]) -> T:
        """Do the same."""
        return self._held(super().write_one_now, work)

    def _held(self, write: Callable[[Callable[[Session], T]], T], work: Callable[[Session], T]) -> T:
        began = time.perf_counter()
        try:
            with self.gauge.seeing():
                return write(work)
        finally:
            took = (time.perf_counter() - began) * 1000
            self.gauge.cost.held = max(self.gauge.cost.held, took)

    def measured(self, work: Callable[[], object]) -> Cost:
        """Return what the work costs."""
        self.gauge.cost = Cost()
        began = time.perf_counter()
        with self.gauge.seeing():
            work()
        self.gauge.cost.ms = (time.perf_counter() - began) * 1000
        return self.gauge.cost


def _count(engine: Engine, gauge: Gauge) -> None:
    @event.listens_for(engine, "before_cursor_execute")
    def said(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        gauge.cost.statements += 1
        gauge.cost.said.append((statement, parameters))

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        if hasattr(connection, "set_progress_handler"):
            connection.set_progress_handler(gauge.step, GRAIN)
