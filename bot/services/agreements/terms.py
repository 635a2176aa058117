"""Terms of a support agreement: its days, and when somebody has to hear of its end; pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

# The hour of the agreement's zone at which people are told.
HOUR = time(9)
MOST_REMIND_DAYS = 365
# Years that a day may be away, so that no instant is out of range.
MOST_YEARS = 50


class AgreementStanding(StrEnum):
    """Where an agreement stands on a day, as catalogue keys spell it."""

    VALID = "valid"
    AHEAD = "ahead"
    OVER = "over"


def day_of(written: str | None) -> date | None:
    """Read a day as rows hold it."""
    return None if written is None else date.fromisoformat(written)


@dataclass(frozen=True)
class Terms:
    """Days from `first` to `last`, both included, in `zone` (IANA); None for no end. `remind` days before it."""

    first: date
    last: date | None
    remind: int
    zone: str

    def standing(self, now: datetime) -> AgreementStanding:
        """Tell where it stands at an instant."""
        today = now.astimezone(ZoneInfo(self.zone)).date()
        if self.last is not None and today > self.last:
            return AgreementStanding.OVER
        return AgreementStanding.AHEAD if today < self.first else AgreementStanding.VALID

    @classmethod
    def of(cls, first: str, last: str | None, remind: int, zone: str) -> Self:
        """Make the terms of days as rows hold them."""
        return cls(date.fromisoformat(first), day_of(last), remind, zone)

    @property
    def end(self) -> datetime | None:
        """Instant at which its end is told: the morning after the last day."""
        return None if self.last is None else self._morning(self.last + timedelta(days=1))

    def next_due(self, now: datetime) -> datetime | None:
        """Return when somebody has to be told next, after `now`; None when that was or there is no end.

        A reminder whose day has passed already, of one that ends soon, is told at once.
        """
        if self.last is None or self.end is None or self.standing(now) is AgreementStanding.OVER:
            return None
        reminder = self._morning(self.last - timedelta(days=self.remind))
        return max(reminder, now) if self.remind else self.end

    def _morning(self, day: date) -> datetime:
        return datetime.combine(day, HOUR, ZoneInfo(self.zone))
