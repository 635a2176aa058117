"""Changes that people make to a departure: opened, steps ticked and taken back, taken over, closed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, update
from sqlmodel import Session

from bot.errors import Conflict, NotFound
from bot.models import Departure, DepartureState, DepartureStep, StepKind
from bot.services.contacts import lookup
from bot.services.departures import facts, room
from bot.services.departures.facts import BY_WORD, Leaver
from bot.services.departures.noting import BOT, CLOSED, EVERY, OPENED, STEP, TAKEN, note_step, noted, record, tell
from bot.services.departures.room import KEEPING
from bot.services.policy import Actor, require
from bot.services.scene import Scene
from bot.services.store import idempotency
from bot.services.store.sql import changed, insert_into, run, table

_D, _T = table(Departure), table(DepartureStep)
_IS_OPEN = (_D.c.id == bindparam("departure"), _D.c.state == DepartureState.OPEN.value)
_CLOSE = update(_D).where(*_IS_OPEN)
_TAKE = update(_D).where(*_IS_OPEN, _D.c.owner != bindparam("person")).values(owner=bindparam("person"))


def begin(session: Session, actor: Actor, leaver: Leaver, scene: Scene) -> int:
    """Open a departure of whoever leaves, with everything counted; return its id, or that of the one under way.

    Raise Denied, NotFound for whoever is not in the directory, and for the provider itself.
    """
    require(actor, *KEEPING)

    def work() -> idempotency.StoredOutcome:
        _check(session, leaver, scene.provider_id)
        return {"departure": room.find(session, leaver) or _open(session, actor, leaver, scene)}

    return int(idempotency.once(session, scene.delivery_key, scene.now, work)["departure"])


def tick(
    session: Session, actor: Actor, departure_id: int, kind: StepKind, scene: Scene, remark: str | None = None
) -> None:
    """Take a person's word that a step is done; Conflict when somebody said so before, or the departure is closed."""
    _say(session, actor, departure_id, kind, scene, is_done=True, remark=remark)


def untick(session: Session, actor: Actor, departure_id: int, kind: StepKind, scene: Scene) -> None:
    """Take such a word back; Conflict when it was taken back before, or the departure is closed."""
    _say(session, actor, departure_id, kind, scene, is_done=False, remark=None)


def take(session: Session, actor: Actor, departure_id: int, scene: Scene) -> None:
    """Let the actor look after it; harmless when they do already. Conflict when it is closed."""
    require(actor, *KEEPING)
    row = _open_row(session, departure_id)
    if changed(session, _TAKE, {"departure": departure_id, "person": actor.user_id}):
        before, after = {"owner": row.owner}, {"owner": actor.user_id}
        record(session, actor, scene, TAKEN, row, before=before, after=after)
        tell(session, scene, row, actor.user_id)


def close(
    session: Session, actor: Actor, departure_id: int, scene: Scene, seen: str, remark: str | None = None
) -> None:
    """Close it with whatever is left; `seen` is the digest that was confirmed, Conflict when more or less is left now.

    Twice the same delivery: once. Conflict when somebody closed it before.
    """
    require(actor, *KEEPING)

    def work() -> idempotency.StoredOutcome:
        row = _open_row(session, departure_id)
        found = noted(session, row, scene)
        if found.digest != seen:
            raise Conflict("departure-changed")
        over = {"state": DepartureState.CLOSED.value, "closed_by": actor.user_id, "closed_at": scene.now}
        run(session, _CLOSE.values(**over, remark=remark, next_reminder_at=None), {"departure": departure_id})
        left = {step.kind.value: step.left for step in found.undone}
        record(session, actor, scene, CLOSED, row, after={"left": left, "remark": remark})
        tell(session, scene, row)
        return {}

    idempotency.once(session, scene.delivery_key, scene.now, work)


def _check(session: Session, leaver: Leaver, provider_id: str) -> None:
    if leaver.customer_id:
        lookup.customer(session, leaver.customer_id)
    elif leaver.reseller_id == provider_id or not lookup.partner(session, leaver.reseller_id or ""):
        raise NotFound("error-view-outdated")


def _open(session: Session, actor: Actor, leaver: Leaver, scene: Scene) -> int:
    values: dict[str, Any] = {
        "reseller_tenant_id": leaver.reseller_id,
        "customer_id": leaver.customer_id,
        "state": DepartureState.OPEN.value,
        "owner": actor.user_id,
        "reason": actor.reason,
        "opened_by": actor.user_id,
        "opened_at": scene.now,
        "next_reminder_at": scene.now + EVERY,
        "reminder_count": 0,
        "reference": actor.reference,
    }
    into = insert_into(session, Departure).values(**values).on_conflict_do_nothing().returning(_D.c.id)
    made: int | None = run(session, into).scalar_one_or_none()
    if made is None:
        # Somebody was quicker by a moment.
        found = room.find(session, leaver)
        if found is None:
            raise Conflict("departure-changed")
        return found
    counted = facts.remaining(session, leaver, scene.provider_id, scene.now)
    run(session, _T.insert(), [_first(made, kind, counted, scene.now) for kind in leaver.kinds])
    row = room.load(session, made)
    record(session, actor, scene, OPENED, row, after={kind.value: count for kind, count in counted.items()})
    tell(session, scene, row)
    return made


def _first(departure_id: int, kind: StepKind, counted: Mapping[StepKind, int], now: datetime) -> dict[str, Any]:
    left = 1 if kind in BY_WORD else counted[kind]
    done = {"done_at": None, "done_by": None} if left else {"done_at": now, "done_by": BOT}
    return {"departure_id": departure_id, "kind": kind.value, "at_start": left, "remaining": left, **done}


def _open_row(session: Session, departure_id: int) -> Departure:
    row = room.load(session, departure_id, lock=True)
    if row.state != DepartureState.OPEN:
        raise Conflict("departure-closed-already")
    return row


def _say(
    session: Session,
    actor: Actor,
    departure_id: int,
    kind: StepKind,
    scene: Scene,
    *,
    is_done: bool,
    remark: str | None,
) -> None:
    require(actor, *KEEPING)
    if kind not in BY_WORD:
        raise NotFound("error-view-outdated")

    def work() -> idempotency.StoredOutcome:
        row = _open_row(session, departure_id)
        if kind not in room.leaver_of(row).kinds:
            raise NotFound("error-view-outdated")
        done = {"remaining": 0, "done_at": scene.now, "done_by": actor.user_id, "remark": remark}
        undone = {"remaining": 1, "done_at": None, "done_by": None, "remark": None}
        expected: ColumnElement[bool] = _T.c.done_at.is_(None) if is_done else _T.c.done_at.is_not(None)
        values = done if is_done else undone
        if not changed(session, STEP.where(expected).values(**values), {"departure": row.id, "step": kind.value}):
            raise Conflict("departure-step-done-already" if is_done else "departure-step-undone-already")
        note_step(session, actor, scene, row, kind, values)
        tell(session, scene, row)
        return {}

    idempotency.once(session, scene.delivery_key, scene.now, work)
