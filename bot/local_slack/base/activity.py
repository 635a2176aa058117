"""Work in flight, and waiting for something to happen."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

POLL_SECONDS = 0.01


class NotSettled(AssertionError):
    """The workspace did not come to rest, or a predicate stayed false, within the real-time limit."""


class Activity:
    """Counts work in flight by name and signals every change to waiting coroutines."""

    def __init__(self) -> None:
        self._busy: Counter[str] = Counter()
        self._waiters: list[asyncio.Future[None]] = []

    @property
    def in_flight(self) -> dict[str, int]:
        """Running work: name to count."""
        return dict(self._busy)

    @contextmanager
    def busy(self, name: str) -> Iterator[None]:
        """Hold the workspace unsettled while the body runs."""
        self._busy[name] += 1
        try:
            yield
        finally:
            self._busy[name] -= 1
            if not self._busy[name]:
                del self._busy[name]
            self.touch()

    def touch(self) -> None:
        """Wake every waiter: something changed."""
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def changed(self) -> None:
        """Return at the next change."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.append(waiter)
        await waiter

    async def settle(self, predicate: Callable[[], object] | None, timeout: float, quiet: float) -> None:  # noqa: ASYNC109
        """Return when `predicate()` is true, or without one when nothing ran for `quiet` real seconds.

        Raises NotSettled after `timeout` real seconds, naming what was still in flight.
        """
        try:
            async with asyncio.timeout(timeout):
                await (self._until(predicate) if predicate else self._until_quiet(quiet))
        except TimeoutError:
            raise NotSettled(
                f"Not settled within {timeout} s; still in flight: {self.in_flight or 'nothing'}. "
                "On a frozen clock, advance it to reach a deadline."
            ) from None

    async def _until(self, predicate: Callable[[], object]) -> None:
        # A predicate may look at things the workspace does not hear of, such as what a bot has kept.
        while not predicate():
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL_SECONDS):
                    await self.changed()

    async def _until_quiet(self, quiet: float) -> None:
        while True:
            while self._busy:
                await self.changed()
            try:
                async with asyncio.timeout(quiet):
                    await self.changed()
            except TimeoutError:
                if not self._busy:
                    return
