"""Time of the workspace: real time plus an offset, or frozen, with timers that follow either."""

from __future__ import annotations

import asyncio
import heapq
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta


@dataclass(order=True, slots=True)
class Timer:
    """A call due at a monotonic second; `cancel()` drops it."""

    due: float
    order: int
    callback: Callable[[], None] = field(compare=False)
    cancelled: bool = field(default=False, compare=False)

    def cancel(self) -> None:
        """Forget the call; harmless after it has run."""
        self.cancelled = True


class WorkspaceClock:
    """Real time moved on by what `advance` was told; every deadline of the workspace goes by it."""

    def __init__(self) -> None:
        self._offset = 0.0
        self._timers: list[Timer] = []
        self._order = 0
        self._wake: asyncio.TimerHandle | None = None
        self._listeners: list[Callable[[], None]] = []

    def now(self) -> datetime:
        """Aware UTC time of day."""
        return datetime.fromtimestamp(self._wall() + self._offset, UTC)

    def unix(self) -> float:
        """Seconds since the epoch, the same instant as `now`."""
        return self._wall() + self._offset

    def monotonic(self) -> float:
        """Seconds that only grow; differences are durations of workspace time."""
        return self._ticks() + self._offset

    @property
    def offset(self) -> timedelta:
        """Distance that this clock has been moved beyond its base."""
        return timedelta(seconds=self._offset)

    @staticmethod
    def transport_unix() -> int:
        """Real seconds since the epoch, which a stock bot compares a request's signature time with."""
        return int(time.time())

    @staticmethod
    def stopwatch() -> float:
        """Real seconds, for measuring how long a bot took; never for deadlines."""
        return time.perf_counter()

    def advance(self, delta: timedelta) -> None:
        """Move time forward, running timers in order, each at its own instant.

        Raises ValueError for a negative delta: Slack's time does not run backwards.
        """
        if delta < timedelta(0):
            raise ValueError("The workspace clock only moves forward; give a delta of zero or more.")
        target = self.monotonic() + delta.total_seconds()
        while self._timers and self._timers[0].due <= target:
            timer = heapq.heappop(self._timers)
            self._offset += max(0.0, timer.due - self.monotonic())
            self._run(timer)
        self._offset += max(0.0, target - self.monotonic())
        self._arm()
        for listener in tuple(self._listeners):
            listener()

    def on_advance(self, listener: Callable[[], None]) -> None:
        """Call `listener` after every `advance`."""
        self._listeners.append(listener)

    def call_later(self, seconds: float, callback: Callable[[], None]) -> Timer:
        """Run `callback` after so many workspace seconds."""
        self._order += 1
        timer = Timer(self.monotonic() + seconds, self._order, callback)
        heapq.heappush(self._timers, timer)
        if self._timers[0] is timer:
            self._arm()
        return timer

    async def sleep(self, seconds: float) -> None:
        """Wait so many workspace seconds; zero or less only yields."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        timer = self.call_later(seconds, lambda: _finish(done))
        try:
            await done
        finally:
            timer.cancel()

    def close(self) -> None:
        """Drop every timer; nothing fires afterwards."""
        self._timers.clear()
        if self._wake is not None:
            self._wake.cancel()
            self._wake = None

    def _wall(self) -> float:
        return time.time()

    def _ticks(self) -> float:
        return time.monotonic()

    def _arm(self) -> None:
        if self._wake is not None:
            self._wake.cancel()
            self._wake = None
        if self._timers:
            delay = max(0.0, self._timers[0].due - self.monotonic())
            self._wake = asyncio.get_running_loop().call_later(delay, self._ring)

    def _ring(self) -> None:
        self._wake = None
        now = self.monotonic()
        while self._timers and (self._timers[0].cancelled or self._timers[0].due <= now):
            self._run(heapq.heappop(self._timers))
        self._arm()

    @staticmethod
    def _run(timer: Timer) -> None:
        if not timer.cancelled:
            timer.callback()


def _finish(done: asyncio.Future[None]) -> None:
    if not done.done():
        done.set_result(None)


class ManualClock(WorkspaceClock):
    """A frozen clock for tests: time passes only through `advance`."""

    def __init__(self, start: datetime = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)) -> None:
        super().__init__()
        self._start = start.timestamp()

    def _wall(self) -> float:
        return self._start

    def _ticks(self) -> float:
        return 0.0

    def _arm(self) -> None:
        """A frozen clock never wakes by itself."""
