"""Absences as people note them in App Home, and their end."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, delete, select
from sqlmodel import Session

from bot.errors import InvalidInput
from bot.models import Absence
from bot.services import outbox
from bot.services.absences import standing
from bot.services.absences.standing import AwayUntil
from bot.services.policy import ACTING, Actor, may, require_any
from bot.services.scene import Scene
from bot.services.store import audit
from bot.services.store.sql import changed, insert_into, run, table

LONGEST = timedelta(days=366)
NAMED = "absence.named"
SUBJECT = "absence"
_A = table(Absence)
_DROP = delete(_A).where(_A.c.user_id == bindparam("person"))
_LOCK = select(_A.c.user_id).where(_A.c.user_id == bindparam("person")).with_for_update()


@dataclass(frozen=True)
class AbsenceWish:
    """Wish of a person to be away from `first` to `last`, both included, days of their `zone` (IANA)."""

    stand_in: str
    first: date
    last: date
    zone: str

    @property
    def from_at(self) -> datetime:
        """The beginning of the first day."""
        return datetime.combine(self.first, time(), ZoneInfo(self.zone))

    @property
    def until_at(self) -> datetime:
        """The end of the last day."""
        return datetime.combine(self.last + timedelta(days=1), time(), ZoneInfo(self.zone))


def note(session: Session, actor: Actor, wish: AbsenceWish | None, to: Actor | None, scene: Scene) -> AwayUntil | None:
    """Note the actor's own absence, or with None its end; unchanged ones leave no history. Return how it stands.

    `to` is the stand-in with the roles of this moment. Raise Denied for people without any role, InvalidInput (fields
    `stand_in`, `first`, `last`) for who may not act, is away themselves then, and for days that make no sense.
    """
    require_any(actor)
    run(session, _LOCK, {"person": actor.user_id})
    before = standing.of(session, actor.user_id, scene.now)
    if wish is None:
        if before is not None:
            end(session, actor, before, scene)
        return None
    _check(session, actor, wish, to, scene.now)
    wanted = AwayUntil(actor.user_id, wish.stand_in, wish.from_at, wish.until_at)
    if before != wanted:
        _write(session, actor, before, wanted, scene)
    return wanted


def end(session: Session, actor: Actor, before: AwayUntil, scene: Scene) -> None:
    """End an absence; harmless when it was ended before."""
    if changed(session, _DROP, {"person": before.user_id}):
        subject = (SUBJECT, before.user_id)
        audit.record(session, actor, scene.now, "absence.ended", subject, before=_told(before))


def _check(session: Session, actor: Actor, wish: AbsenceWish, to: Actor | None, now: datetime) -> None:
    if wish.stand_in == actor.user_id:
        raise InvalidInput("stand_in", "absence-oneself")
    if to is None or to.user_id != wish.stand_in or not any(may(to, action) for action in ACTING):
        raise InvalidInput("stand_in", "absence-may-not")
    if wish.last < wish.first or wish.until_at <= now:
        raise InvalidInput("last", "absence-bad-last")
    if wish.until_at > now + LONGEST:
        raise InvalidInput("last", "absence-too-long", days=LONGEST.days)
    away = standing.of(session, wish.stand_in, now)
    if away is not None and away.from_at < wish.until_at and away.until_at > wish.from_at:
        raise InvalidInput("stand_in", "absence-away-too", until=f"{away.until_at:%Y-%m-%d}")


def _write(session: Session, actor: Actor, before: AwayUntil | None, wanted: AwayUntil, scene: Scene) -> None:
    values = {**vars(wanted), "noted_at": scene.now, "checked_at": scene.now}
    into = insert_into(session, Absence).values(values)
    session.execute(into.on_conflict_do_update(index_elements=["user_id"], set_=values))
    audit.record(
        session,
        actor,
        scene.now,
        "absence.noted",
        (SUBJECT, actor.user_id),
        before=_told(before) if before else None,
        after=_told(wanted),
    )
    subject, payload = f"absence:{actor.user_id}:{scene.now.isoformat()}", {"person": actor.user_id}
    outbox.tell(session, scene, NAMED, subject, "", [wanted.stand_in], payload)


def _told(absence: AwayUntil) -> dict[str, str]:
    at = {"from": absence.from_at.isoformat(), "until": absence.until_at.isoformat()}
    return {"stand_in": absence.stand_in, **at}
