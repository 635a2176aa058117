"""The clock that wakes the sweeps: a handful of static ticks, never one job per row (docs/limits.md#scheduler)."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.services.store import references
from bot.services.store.audit import new_reference

log = logging.getLogger(__name__)

logging.getLogger("apscheduler").setLevel(logging.WARNING)  # it tells of every single run


@dataclass(frozen=True)
class Tick:
    """Something to do every so often; `at_once` also at the start. It decides by itself whether anything is due."""

    name: str
    every: timedelta
    run: Callable[[], Awaitable[object]]
    at_once: bool = False


class Scheduler:
    """Runs ticks, each one run at a time, late rather than never, and long-running loops beside them.

    An exception of a tick is logged with a reference; the tick comes again. An ended loop is started again.
    """

    def __init__(self, ticks: Sequence[Tick], loops: Sequence[Callable[[], Coroutine[Any, Any, None]]] = ()) -> None:
        self._ticks = ticks
        self._loops = loops
        self._tasks: set[asyncio.Task[Any]] = set()
        self._scheduler = AsyncIOScheduler(timezone=UTC)

    def start(self) -> None:
        """Begin; needs a running event loop."""
        for tick in self._ticks:
            self._scheduler.add_job(
                self._scheduled,
                "interval",
                seconds=tick.every.total_seconds(),
                args=(tick,),
                id=tick.name,
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
            )
        self._scheduler.start()
        for loop in self._loops:
            self._keep(asyncio.create_task(self._forever(loop)))
        for tick in self._ticks:
            if tick.at_once:
                self._keep(asyncio.create_task(self._run(tick)))

    async def stop(self) -> None:
        """Stop ticking; running ticks and the loops are cancelled and awaited."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        running = list(self._tasks)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def run_now(self, name: str) -> None:
        """Run one tick by name, in the caller's task; for tests and the demo's time panel."""
        await self._run(next(tick for tick in self._ticks if tick.name == name))

    async def _scheduled(self, tick: Tick) -> None:
        if task := asyncio.current_task():
            self._keep(task)  # APScheduler cancels its jobs at the end, but waits for none
        with suppress(asyncio.CancelledError):  # of the end, which APScheduler would log as a failure
            await self._run(tick)

    async def _run(self, tick: Tick) -> None:
        reference = new_reference()
        with references.under(reference):
            try:
                await tick.run()
            except Exception:
                log.exception("tick %s failed and will come again [%s]", tick.name, reference)

    async def _forever(self, loop: Callable[[], Coroutine[Any, Any, None]]) -> None:
        while True:
            try:
                await loop()
                return
            except Exception:
                log.exception("a background loop failed and is started again [%s]", new_reference())
                await asyncio.sleep(1.0)

    def _keep(self, task: asyncio.Task[Any]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
