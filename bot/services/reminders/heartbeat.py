"""Signs of life: a late reminder says that the bot was not running only where nothing ran when it was due."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, select, update
from sqlmodel import Session

from bot.models import Heartbeat
from bot.services.store.sql import changed, insert_unless_there, record, run, table

NAME = "reminders"
# A restart takes a moment; whoever was to be reminded in it is not reminded late.
SHORTEST = timedelta(hours=1)

_H = table(Heartbeat)
_READ = select(_H.c.at, _H.c.silent_from, _H.c.silent_until).where(_H.c.name == NAME).with_for_update()
_BEAT = update(_H).where(_H.c.name == NAME).values(at=bindparam("now"))
_SILENT = _BEAT.values(silent_from=bindparam("since"), silent_until=bindparam("now"))
_BEAT_ON = _BEAT.returning(_H.c.silent_from, _H.c.silent_until)


class Silence(NamedTuple):
    """Time in which no process of the bot was running."""

    since: datetime
    until: datetime

    def holds(self, at: datetime) -> bool:
        """Tell if nothing was running at that instant."""
        return self.since < at < self.until


class _Beat(NamedTuple):
    at: datetime
    silent_from: datetime | None
    silent_until: datetime | None


def beat(session: Session, now: datetime, *, is_first: bool) -> Silence | None:
    """Note a pass of the sweep; return the latest silence, None where none is known.

    Only the first pass of a process can end a silence: between two passes of one process it was running, whatever its
    clock or Slack did meanwhile.
    """
    return _first_beat(session, now) if is_first else _silence(run(session, _BEAT_ON, {"now": now}).one_or_none())


def _first_beat(session: Session, now: datetime) -> Silence | None:
    found = record(session, _Beat, _READ)
    if found is None:
        run(session, insert_unless_there(session, Heartbeat, "name"), {"name": NAME, "at": now})
        return None
    if now - found.at > SHORTEST:
        changed(session, _SILENT, {"since": found.at, "now": now})
        return Silence(found.at, now)
    changed(session, _BEAT, {"now": now})
    return _silence((found.silent_from, found.silent_until))


def _silence(known: Sequence[datetime | None] | None) -> Silence | None:
    since, until = known or (None, None)
    return Silence(since, until) if since and until else None
