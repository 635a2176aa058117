"""The sweep over departures under way: notes what the facts have ended or begun anew, though nobody looks."""

from dataclasses import dataclass
from functools import partial

from sqlalchemy import bindparam, select
from sqlmodel import Session

from bot.db import Database
from bot.models import Departure, DepartureState
from bot.services.departures import noting, room
from bot.services.scene import Scene, SceneNow
from bot.services.separation import ours
from bot.services.store.sql import run, table

AT_ONCE = 50
_D = table(Departure)
_NEXT = (
    select(_D.c.id)
    .where(_D.c.state == DepartureState.OPEN.value, _D.c.id > bindparam("after"), ours(_D.c.customer_id))
    .order_by(_D.c.id)
    .limit(AT_ONCE)
)


def under_way(session: Session, after: int = 0) -> list[int]:
    """Find the next departures under way behind an id, AT_ONCE at most."""
    return list(run(session, _NEXT, {"after": after}).scalars())


def is_noted(session: Session, departure_id: int, scene: Scene) -> bool:
    """Tell if the rows of a departure say what the facts say."""
    return room.read(session, departure_id, scene.provider_id, scene.now).is_noted


@dataclass(frozen=True)
class DepartureSweep:
    """Passes over all that are under way; several at once note each change once."""

    database: Database
    scene: SceneNow

    async def run(self) -> int:
        """Look at each in a reader, and note what changed; return of how many."""
        scene, count, after = self.scene(""), 0, 0
        while few := await self.database.read(partial(under_way, after=after)):
            for departure_id in few:
                if not await self.database.read(partial(is_noted, departure_id=departure_id, scene=scene)):
                    count += await self.database.write(partial(noting.note, departure_id=departure_id, scene=scene))
            after = few[-1]
        return count
