"""Stand-ins of this moment: one step and no further, and none whose roles nobody could see lately."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, select
from sqlmodel import Session

from bot.models import Absence
from bot.services import outbox
from bot.services.policy import Actor, is_system
from bot.services.scene import Scene
from bot.services.store.sql import columns, records, run, table

# Where nobody could see the stand-in's roles for so long, what waits stays with its owner.
FRESH = timedelta(hours=1)
# People for whom somebody stands in, as far as Home tells of them.
MOST_STOOD_FOR = 3

_A = table(Absence)
_NOW = and_(
    _A.c.from_at <= bindparam("now"), _A.c.until_at > bindparam("now"), _A.c.checked_at > bindparam("seen_since")
)
_STAND_INS = select(_A.c.user_id, _A.c.stand_in).where(_A.c.user_id.in_(bindparam("people", expanding=True)), _NOW)


@dataclass(frozen=True)
class AwayUntil:
    """Absence as it is told: who is away, who stands in, from when until when."""

    user_id: str
    stand_in: str
    from_at: datetime
    until_at: datetime


_FIELDS = columns(Absence, ("user_id", "stand_in", "from_at", "until_at"))
_STOOD_FOR = (
    select(*_FIELDS)
    .where(_A.c.stand_in == bindparam("person"), _NOW)
    .order_by(_A.c.until_at, _A.c.user_id)
    .limit(MOST_STOOD_FOR)
)
_OF = select(*_FIELDS).where(_A.c.user_id == bindparam("person"), _A.c.until_at > bindparam("now"))


def stand_ins(session: Session, people: Collection[str], now: datetime) -> Mapping[str, str]:
    """Find who stands in for each of these people now; absent for those who are here, or whose stand-in is in doubt."""
    if not people:
        return {}
    return {row.user_id: row.stand_in for row in run(session, _STAND_INS, {"people": list(people), **_at(now)})}


def reader_of(session: Session, owner: str, now: datetime) -> str:
    """Return who hears of what waits for `owner`: their stand-in while they are away, else they themselves."""
    return stand_ins(session, [owner], now).get(owner, owner)


def hearing(session: Session, scene: Scene, owner: str) -> tuple[str, ...]:
    """Return who hears of what is the owner's: they, who stands in for them now, and the team's channel."""
    return outbox.readers(scene, owner, reader_of(session, owner, scene.now))


def stood_for(session: Session, person: str, now: datetime) -> list[AwayUntil]:
    """Find for whom this person stands in now, MOST_STOOD_FOR at most, the first to come back first."""
    return records(session, AwayUntil, _STOOD_FOR, {"person": person, **_at(now)})


def of(session: Session, person: str, now: datetime) -> AwayUntil | None:
    """Read the person's own absence, present or to come; None for none."""
    found = records(session, AwayUntil, _OF, {"person": person, "now": now})
    return found[0] if found else None


def acting(session: Session, actor: Actor, owner: str, now: datetime) -> Actor:
    """Return the actor as the history has it: on behalf of the owner, where they stand in for them now."""
    if actor.user_id == owner or is_system(actor.user_id):
        return actor
    return replace(actor, on_behalf_of=owner) if reader_of(session, owner, now) == actor.user_id else actor


def _at(now: datetime) -> dict[str, datetime]:
    return {"now": now, "seen_since": now - FRESH}
