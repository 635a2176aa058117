"""Work after the acknowledgement: tracked, bounded, under a deadline; its failures are logged and go no further."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextvars import ContextVar
from typing import Any, TypeVar

from bot.services.running.metrics import Metrics

T = TypeVar("T")
Job = Callable[[], Awaitable[None]]

log = logging.getLogger(__name__)

AT_ONCE = 50
# Opening, filling and drawing a modal with all their tries, and the last resort.
DEADLINE = 45.0


class _Place:
    """Turn of the job that runs here; the time for which it waits to take it again is not counted."""

    def __init__(self, turns: asyncio.Semaphore, deadline: asyncio.Timeout) -> None:
        self._turns = turns
        self._deadline = deadline
        self._is_held = True

    def leave(self) -> bool:
        """Give the turn to others; False where it was given away already."""
        was_held, self._is_held = self._is_held, False
        if was_held:
            self._turns.release()
        return was_held

    async def take(self) -> None:
        """Wait for another turn."""
        loop, end = asyncio.get_running_loop(), self._deadline.when()
        began = loop.time()
        self._deadline.reschedule(None)
        await self._turns.acquire()
        self._is_held = True
        self._deadline.reschedule(None if end is None else end + loop.time() - began)


_place: ContextVar[_Place | None] = ContextVar("place", default=None)


async def aside(wait: Awaitable[T]) -> T:
    """Await what needs no turn, so that meanwhile another job has the one of the job that runs here."""
    place = _place.get()
    if place is None or not place.leave():
        return await wait
    try:
        result = await wait
    except Exception:
        await place.take()
        raise
    await place.take()
    return result


class Background:
    """Tasks that outlive their delivery: jobs, of which at most `at_once` run, and adopted work.

    See docs/slack.md#unbounded-work. The other jobs wait their turn, and each may run for `deadline` seconds; what a
    job waits for `aside` takes no turn. Adopted work takes none either, and has no deadline.
    """

    def __init__(self, metrics: Metrics, at_once: int = AT_ONCE, deadline: float = DEADLINE) -> None:
        self._metrics = metrics
        self._turns = asyncio.Semaphore(at_once)
        self._deadline = deadline
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self, name: str, job: Job) -> None:
        """Run `job` when its turn comes; its failure is logged under `name` and counted."""
        self.adopt(self._run(name, job))

    def adopt(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Run `work` now as a task that `drain` waits for; the loop alone would let it be collected."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        self._metrics.background.inc()
        task.add_done_callback(self._done)
        return task

    async def drain(self, seconds: float) -> int:
        """Wait up to `seconds` for everything under way; return how many tasks had to be cancelled."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        # A finished handler starts the task that shows its result, so one look is not enough.
        while self._tasks and (left := end - loop.time()) > 0:
            await asyncio.wait(self._tasks, timeout=left)
        late = tuple(self._tasks)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        return len(late)

    async def idle(self) -> None:
        """Wait until nothing is under way; for tests."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    @property
    def busy(self) -> int:
        """Number of tasks under way or waiting."""
        return len(self._tasks)

    async def _run(self, name: str, job: Job) -> None:
        try:
            await self._in_turn(job)
        except Exception as error:
            self._metrics.background_errors.inc()
            log.error("after the acknowledgement: %s failed: %s: %s", name, type(error).__name__, error)

    async def _in_turn(self, job: Job) -> None:
        await self._turns.acquire()
        deadline = asyncio.timeout(self._deadline)
        place = _Place(self._turns, deadline)
        _place.set(place)
        try:
            async with deadline:
                await job()
        finally:
            place.leave()

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        self._metrics.background.dec()
