"""Watch over other machines' clocks: how far ours is ahead of Slack's, which signs, and of the database's."""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from sqlalchemy import text
from sqlmodel import Session

from bot.clock import Clock
from bot.db import Database

log = logging.getLogger(__name__)

SLACK, DATABASE = "Slack", "the database"
# Seconds: Slack tells whole ones, and an answer takes its time.
TOLD = 10.0


class Clocks:
    """Remembers the last comparison with each of the others; `machine` is our own."""

    def __init__(self, machine: Clock) -> None:
        self._machine = machine
        self._ahead: dict[str, float] = {}

    def compare(self, whose: str, theirs: datetime) -> None:
        """Take note of another clock's time at this moment, and log when it is another one than ours."""
        ahead = (self._machine.now() - theirs).total_seconds()
        was_off = abs(self._ahead.get(whose, 0.0)) > TOLD
        self._ahead[whose] = ahead
        if abs(ahead) > TOLD and not was_off:
            log.warning("this machine's clock is %s", _said(whose, ahead))

    def compare_header(self, date: str) -> None:
        """Compare with the Date header of an answer of Slack's; one that cannot be read says nothing."""
        try:
            theirs = parsedate_to_datetime(date)
        except ValueError:
            return
        self.compare(SLACK, theirs.astimezone(UTC) if theirs.tzinfo else theirs.replace(tzinfo=UTC))

    async def compare_database(self, database: Database) -> None:
        """Compare with the database's clock; a file has none of its own."""
        if not database.is_sqlite:
            self.compare(DATABASE, await database.read(_database_time))

    def ahead(self) -> Mapping[str, float]:
        """Return by how many seconds our clock was ahead of each of the others at the last comparison."""
        return dict(self._ahead)

    def off(self, than: float = TOLD) -> Mapping[str, str]:
        """Tell by owner of clocks that differ by more than so many seconds."""
        return {
            whose: f"this machine's clock is {_said(whose, ahead)}"
            for whose, ahead in self._ahead.items()
            if abs(ahead) > than
        }

    def __str__(self) -> str:
        return "; ".join(_said(whose, ahead) for whose, ahead in self._ahead.items()) or "compared with nobody's"


def _said(whose: str, ahead: float) -> str:
    return f"{abs(ahead):.0f} s {'ahead of' if ahead >= 0 else 'behind'} {whose}{'’s' if whose == SLACK else ''}"


def _database_time(session: Session) -> datetime:
    found: datetime = session.connection().execute(text("SELECT clock_timestamp()")).scalar_one()
    return found
