"""Nudges: a job that nobody reviewed is recalled once a working day, at the owner's hour, until it is closed."""

from datetime import timedelta
from functools import partial

from sqlalchemy import bindparam, delete, select, update
from sqlmodel import Session

from bot.db import Database
from bot.models import AssignManyJob, AssignManyRow, AssignManyState
from bot.services import outbox
from bot.services.absences import standing
from bot.services.assign_many.jobs import lapse, subject_of
from bot.services.people.settings import rhythms
from bot.services.scene import Scene, SceneNow
from bot.services.store.sql import run, table

KIND = "bulk.nudge"
AT_ONCE = 100
UNCONFIRMED_KEPT = timedelta(days=1)

_J, _ROWS = table(AssignManyJob), table(AssignManyRow)
_DUE = (
    select(_J.c.id, _J.c.created_by, _J.c.zone)
    .where(_J.c.next_nudge_at <= bindparam("now"), _J.c.closed_at.is_(None))
    .order_by(_J.c.next_nudge_at)
    .limit(AT_ONCE)
    .with_for_update(skip_locked=True)
)
_NEXT = update(_J).where(_J.c.id == bindparam("job")).values(next_nudge_at=bindparam("next"))


class NudgeSweep:
    """Passes over jobs that wait for a person: reviews are recalled, what nobody confirmed is ended or dropped."""

    def __init__(self, database: Database, scene: SceneNow) -> None:
        self._database = database
        self._scene = partial(scene, "")

    async def run(self) -> None:
        """Recall unreviewed jobs, drop dry runs that nobody confirmed and end those that no second person did."""
        while await self._database.write(lambda s: forget_unconfirmed(s, self._scene())):
            pass
        await self._database.write(lambda s: lapse(s, self._scene()))
        while await self._database.read(lambda s: any_due(s, self._scene())):
            await self._database.write(lambda s: tell(s, self._scene()))


def any_due(session: Session, scene: Scene) -> bool:
    """Tell if `tell` could find anything, without taking a lock."""
    found = select(_J.c.id).where(_J.c.next_nudge_at <= scene.now, _J.c.closed_at.is_(None)).limit(1)
    return run(session, found).first() is not None


def tell(session: Session, scene: Scene) -> int:
    """Remind the owners, or their stand-ins, of what is due in their working hours, plan the rest for them.

    Return how many jobs. The owner's zone stands in for that of a stand-in who chose nothing.
    """
    rows = run(session, _DUE, {"now": scene.now}).all()
    away = standing.stand_ins(session, {row.created_by for row in rows}, scene.now)
    readers = {row.id: away.get(row.created_by, row.created_by) for row in rows}
    known = rhythms(session, {readers[row.id]: row.zone for row in rows}) if rows else {}
    for row in rows:
        rhythm = known[readers[row.id]]
        if rhythm.is_open(scene.now):
            subject = f"{subject_of(row.id)}:{rhythm.day(scene.now)}"
            outbox.tell(session, scene, KIND, subject, "", [readers[row.id]], {"job": row.id})
        run(session, _NEXT, {"job": row.id, "next": rhythm.next_slot(scene.now)})
    return len(rows)


def forget_unconfirmed(session: Session, scene: Scene) -> int:
    """Drop a dry run that nobody confirmed within a day, of which some have ten thousand rows; return how many."""
    old = select(_J.c.id).where(
        _J.c.started_at.is_(None), _J.c.state == AssignManyState.CHECKED, _J.c.created_at < scene.now - UNCONFIRMED_KEPT
    )
    # Locked, so that one confirmed at this moment either keeps its rows or is told that it is gone.
    ids = list(run(session, old.limit(1).with_for_update(skip_locked=True)).scalars())
    if ids:
        run(session, delete(_ROWS).where(_ROWS.c.job_id.in_(ids)))
        run(session, delete(_J).where(_J.c.id.in_(ids)))
    return len(ids)
