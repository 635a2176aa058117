"""Rhythm in which a person hears of things that wait: one hour of their own working days; pure.

See docs/slack.md#manners.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DIGEST_HOUR = 9
# Counted from the digest's hour, and never past midnight.
WORKING = timedelta(hours=9)
DAY = timedelta(days=1)
WEEKDAYS = frozenset(range(1, 6))


@dataclass(frozen=True)
class Rhythm:
    """IANA zone, local hour of the digest (0 to 23), and ISO weekdays (1 is Monday) without one, besides weekends.

    Someone who called every weekday quiet is reminded on all of them: *stop* is there for silence for ever.
    """

    zone: str = "UTC"
    hour: int = DIGEST_HOUR
    quiet: frozenset[int] = frozenset()

    def day(self, at: datetime) -> date:
        """Return the person's calendar day at that instant."""
        return at.astimezone(ZoneInfo(self.zone)).date()

    def at(self, day: date, hour: int) -> datetime:
        """Return the instant (UTC) of that hour of that day.

        An hour that a clock change skips is as much later as the clock jumps; of a repeated one the first counts.
        """
        return datetime.combine(day, time(hour), ZoneInfo(self.zone)).astimezone(UTC)

    def is_open(self, at: datetime) -> bool:
        """Tell if the person may be reminded at that instant."""
        day = self.day(at)
        start = self.at(day, self.hour)
        return self._works(day) and start <= at < min(start + WORKING, self.at(day + DAY, 0))

    def slot(self, at: datetime) -> datetime:
        """Return the digest's instant on that calendar day, or on the next working day after it."""
        return self.at(self._working_day(self.day(at), DAY), self.hour)

    def slot_before(self, at: datetime) -> datetime:
        """Return the digest's instant on that calendar day, or on the last working day before it."""
        return self.at(self._working_day(self.day(at), -DAY), self.hour)

    def next_slot(self, after: datetime) -> datetime:
        """Return the first instant of a digest later than `after`."""
        found = self.slot(after)
        return found if found > after else self.slot(self.at(self.day(found) + DAY, 0))

    def working(self, at: datetime) -> datetime:
        """Return `at` itself during working hours, else the instant of the next digest."""
        return at if self.is_open(at) else self.next_slot(at)

    def _works(self, day: date) -> bool:
        return day.isoweekday() in ((WEEKDAYS - self.quiet) or WEEKDAYS)

    def _working_day(self, day: date, step: timedelta) -> date:
        while not self._works(day):
            day += step
        return day
