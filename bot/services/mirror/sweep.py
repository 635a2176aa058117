"""The mirror's clock: what kind of run is due, if any."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.clock import Clock
from bot.db import Database
from bot.services.hearing import inbox
from bot.services.mirror import runs
from bot.services.mirror.mirror import Mirror
from bot.services.mirror.runs import RunKind, RunSeen, RunState

UPDATES, NIGHTS = timedelta(hours=1), timedelta(hours=24)
# After a run of which a part failed.
RETRY = timedelta(minutes=10)


@dataclass(frozen=True)
class MirrorSweep:
    """Begins runs that are due, and goes on with those that nobody works on."""

    database: Database
    clock: Clock
    mirror: Mirror

    async def run(self) -> None:
        """Look once, and do what is due to its end."""
        kind = await self.database.read(lambda s: due(s, self.clock.now()))
        running = await self.database.read(lambda s: runs.latest(s, state=RunState.RUNNING))
        if kind or running:
            await self.mirror.run(kind)


@dataclass(frozen=True)
class EventSweep:
    """Looks up what was heard, a moment after it was, also while a reading goes on."""

    database: Database
    clock: Clock
    mirror: Mirror

    async def run(self) -> None:
        """Look once, and look up what waits, or go on with a run whose process died."""
        if await self.database.read(lambda s: has_heard(s, self.clock.now())):
            await self.mirror.run(RunKind.EVENTS)


def has_heard(session: Session, now: datetime) -> bool:
    """Tell if events wait, and the last try was not just in vain; not before the directory was read whole.

    So does a run that has not ended: its process may have died.
    """
    newest = runs.latest(session, RunKind.EVENTS)
    if newest and newest.state == RunState.HEARING:
        return True
    if not inbox.waiting(session, 1):
        return False
    whole = runs.latest(session, RunKind.FIRST, RunKind.NIGHT, state=RunState.DONE)
    return whole is not None and not _in_vain(newest, now)


def due(session: Session, now: datetime) -> RunKind | None:
    """Return the kind of run that is due; the first until it was done, then a night a day and an update an hour."""
    if _in_vain(runs.latest(session, *runs.READING), now):
        return None
    whole = runs.latest(session, RunKind.FIRST, RunKind.NIGHT, state=RunState.DONE)
    if whole is None:
        return RunKind.FIRST
    if whole.started_at <= now - NIGHTS:
        return RunKind.NIGHT
    any_done = runs.latest(session, *runs.READING, state=RunState.DONE)
    return RunKind.UPDATE if any_done and any_done.started_at <= now - UPDATES else None


def _in_vain(newest: RunSeen | None, now: datetime) -> bool:
    """Tell if the newest run failed a moment ago: trying again at once would fail, too."""
    return newest is not None and newest.state == RunState.FAILED and (newest.ended_at or now) > now - RETRY
