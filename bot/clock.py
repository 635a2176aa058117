"""Clocks from which the bot takes its time: aware UTC now, and a monotonic reading for ages and deadlines."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Source of time, injected wherever the program asks for it."""

    def now(self) -> datetime:
        """Return the current instant, aware, UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never go backwards; only their differences mean anything."""
        ...


class SystemClock:
    """Clock of the machine; `monotonic` counts from an arbitrary start."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


class ManualClock:
    """Clock that stands still until told to move; for tests."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)
        self._elapsed = 0.0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        """Return the seconds that it was moved forward in all."""
        return self._elapsed

    def advance(self, by: timedelta) -> None:
        """Move forward; a negative step stands for a wall clock set back and leaves `monotonic` alone."""
        self._now += by
        self._elapsed += max(by.total_seconds(), 0.0)
