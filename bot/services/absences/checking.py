"""The check of stand-ins: who lost the role stands in for nobody any more; absences that are over are dropped."""

import logging
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlmodel import Session

from bot.db import Database
from bot.errors import Denied, Unavailable
from bot.models import Absence
from bot.services import outbox
from bot.services.absences import noting
from bot.services.absences.standing import AwayUntil
from bot.services.policy import ActorOf, system_actor
from bot.services.scene import Scene, SceneNow
from bot.services.store.audit import new_reference
from bot.services.store.sql import changed, columns, records, run, table

log = logging.getLogger(__name__)
# Well within the time that a check counts for.
EVERY = timedelta(minutes=15)
AT_ONCE = 200
REFUSED = "absence.refused"

_A = table(Absence)
_DUE = (
    select(*columns(Absence, ("user_id", "stand_in", "from_at", "until_at")))
    .where(_A.c.until_at > bindparam("now"), _A.c.from_at <= bindparam("soon"), _A.c.user_id > bindparam("after"))
    .order_by(_A.c.user_id)
    .limit(AT_ONCE)
)
_SEEN = (
    update(_A)
    .where(_A.c.user_id == bindparam("person"), _A.c.stand_in == bindparam("by"))
    .values(checked_at=bindparam("now"))
)
_OVER = delete(_A).where(_A.c.user_id.in_(select(_A.c.user_id).where(_A.c.until_at <= bindparam("now")).limit(AT_ONCE)))


class AbsenceSweep:
    """Passes over absences; `admit` is asked for each stand-in, with the roles of that moment."""

    def __init__(self, database: Database, admit: ActorOf, scene: SceneNow) -> None:
        self._database = database
        self._admit = admit
        self._scene = partial(scene, "")

    async def run(self) -> None:
        """See that stand-ins may act still, and drop what is over; harmless to repeat."""
        await self._database.write(lambda s: drop_over(s, self._scene().now))
        after = ""
        while few := await self._database.read(partial(due, now=self._scene().now, after=after)):
            for absence in few:
                await self._check(absence)
            after = few[-1].user_id

    async def _check(self, absence: AwayUntil) -> None:
        try:
            await self._admit(absence.stand_in, new_reference())
        except Unavailable as error:
            # Unseen for an hour, it counts for nothing: what waits stays with its owner.
            log.warning("whether %s may stand in is not known now: %s", absence.stand_in, error)
        except Denied:
            await self._database.write(lambda s: refuse(s, absence, self._scene()))
        else:
            await self._database.write(lambda s: seen(s, absence, self._scene().now))


def due(session: Session, now: datetime, after: str = "") -> list[AwayUntil]:
    """Find the next absences, by person, that are on or about to begin."""
    return records(session, AwayUntil, _DUE, {"now": now, "soon": now + 2 * EVERY, "after": after})


def seen(session: Session, absence: AwayUntil, now: datetime) -> None:
    """Note that the stand-in was seen to have a role that may act."""
    run(session, _SEEN, {"person": absence.user_id, "by": absence.stand_in, "now": now})


def refuse(session: Session, absence: AwayUntil, scene: Scene) -> None:
    """End an absence whose stand-in may not act any more; whoever is away is told, and the team's channel."""
    noting.end(session, system_actor("absences", new_reference()), absence, scene)
    subject, payload = f"absence:{absence.user_id}:refused:{scene.now.isoformat()}", payload_of(absence)
    outbox.tell(session, scene, REFUSED, subject, "", outbox.readers(scene, absence.user_id), payload)


def payload_of(absence: AwayUntil) -> dict[str, Any]:
    """Return the ids that the notice needs; the row is gone by then."""
    return {"person": absence.user_id, "stand_in": absence.stand_in, "until": absence.until_at.isoformat()}


def drop_over(session: Session, now: datetime) -> int:
    """Drop absences that are over, AT_ONCE at most; return how many. They ended by themselves, at their time."""
    return changed(session, _OVER, {"now": now})
