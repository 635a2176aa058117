"""The only source of time: aware UTC now, and a monotonic reading for ages and deadlines."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What the program asks of time."""

    def now(self) -> datetime:
        """Current instant, aware, UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go backwards; only differences mean anything."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Current instant, aware, UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds since an arbitrary start."""
        return time.monotonic()


class ManualClock:
    """A clock that stands still until told to move; for tests and the demo's time panel."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)
        self._elapsed = 0.0

    def now(self) -> datetime:
        """The instant it was last set to."""
        return self._now

    def monotonic(self) -> float:
        """Seconds it was moved forward in all."""
        return self._elapsed

    def advance(self, by: timedelta) -> None:
        """Move forward; a negative step is a wall clock jump and leaves `monotonic` alone."""
        self._now += by
        self._elapsed += max(by.total_seconds(), 0.0)
