"""The hour of the weekly report, and the week that it is of; pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class WeeklyHour:
    """Local time of one weekday (0 is Monday) in an IANA zone."""

    weekday: int
    at: time
    zone: str

    @classmethod
    def parse(cls, written: str, zone: str) -> Self:
        """Read a weekday and time like `mon 09:00`, as the settings have checked it; ValueError for anything else."""
        day, _, hour = written.lower().partition(" ")
        return cls(WEEKDAYS.index(day), datetime.strptime(hour, "%H:%M").time(), zone)  # noqa: DTZ007 - a local time

    def last(self, now: datetime) -> datetime:
        """Return the latest instant (UTC) of this hour that is not after `now`.

        An hour that a clock change skips is as much later as the clock jumps; of a repeated one the first counts.
        """
        today = now.astimezone(ZoneInfo(self.zone)).date()
        day = today - timedelta(days=(today.weekday() - self.weekday) % 7)
        found = self._instant(day)
        return found if found <= now else self._instant(day - timedelta(days=7))

    def week(self, due_at: datetime) -> str:
        """Name the ISO week of that instant here, like 2026-W10."""
        year, week, _ = due_at.astimezone(ZoneInfo(self.zone)).isocalendar()
        return f"{year}-W{week:02}"

    def _instant(self, day: date) -> datetime:
        return datetime.combine(day, self.at, ZoneInfo(self.zone)).astimezone(UTC)
