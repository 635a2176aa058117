"""Decisions of people about a request that waits: snooze it, stop its reminders, hand it to someone else."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.errors import Conflict, Denied, InvalidInput
from bot.models import RelationshipRequest, RequestState
from bot.services import outbox
from bot.services.invitations.rules import OPEN, PERMISSION
from bot.services.policy import Actor, require
from bot.services.relationships.transitions import key_of, kind_of, load, note, subject_of, write
from bot.services.scene import Scene
from bot.services.store import idempotency

HANDED_OVER = "request.handed_over"
MORNING = time(9)
LONGEST_SNOOZE = timedelta(days=90)


def snooze(session: Session, actor: Actor, request_id: int, until: datetime, scene: Scene) -> RelationshipRequest:
    """Silence reminders until `until` (aware); a due date before that still ends the request.

    Raise Denied, NotFound, Conflict unless pending, InvalidInput (field `until`) for the past or beyond 90 days.
    """

    def work() -> None:
        request = _pending(session, actor, request_id)
        if not scene.now < until <= scene.now + LONGEST_SNOOZE:
            raise InvalidInput("until", "relationships-bad-until", days=LONGEST_SNOOZE.days)
        next_at = min(until, request.due_at) if request.due_at else until
        _change(session, actor, scene, request, "snoozed", next_reminder_at=next_at, reminders_stopped=False)

    return _once(session, scene, request_id, work)


def stop_reminders(session: Session, actor: Actor, request_id: int, scene: Scene) -> RelationshipRequest:
    """Stop all reminders; the sweep finds the request again when it is due to expire."""

    def work() -> None:
        request = _pending(session, actor, request_id)
        if not request.reminders_stopped:
            values = {"reminders_stopped": True, "next_reminder_at": request.due_at}
            _change(session, actor, scene, request, "reminders_stopped", **values)

    return _once(session, scene, request_id, work)


def hand_over(session: Session, actor: Actor, to: Actor, request_id: int, scene: Scene) -> RelationshipRequest:
    """Let `to`, whose roles were read for this call, look after the request from now on.

    Raise Denied, NotFound, Conflict for an ended request, InvalidInput (field `owner`) when `to` may not make
    such requests, Unavailable while nobody can tell. The former owner, the new one and the channel see it in the
    request's one message.
    """

    def work() -> None:
        request = _mine(session, actor, request_id)
        if request.state not in OPEN:
            raise Conflict("request-moved-on", state=request.state)
        _check_owner(to, request)
        before = request.owner
        if before == to.user_id:
            return
        _change(session, actor, scene, request, "handed_over", owner=to.user_id)
        _tell(session, scene, request, (before, to.user_id))

    return _once(session, scene, request_id, work)


def _check_owner(to: Actor, request: RelationshipRequest) -> None:
    try:
        require(to, PERMISSION[kind_of(request)])
    except Denied:
        raise InvalidInput("owner", "relationships-owner-may-not") from None


def next_morning(now: datetime, zone: str) -> datetime:
    """Return tomorrow 9:00 in an IANA zone."""
    there = now.astimezone(ZoneInfo(zone))
    return datetime.combine(there.date() + timedelta(days=1), MORNING, ZoneInfo(zone))


def _once(session: Session, scene: Scene, request_id: int, work: Callable[[], None]) -> RelationshipRequest:
    def done() -> idempotency.StoredOutcome:
        work()
        return {"request_id": request_id}

    idempotency.once(session, scene.delivery_key, scene.now, done)
    return load(session, request_id)


def _mine(session: Session, actor: Actor, request_id: int) -> RelationshipRequest:
    request = load(session, request_id)
    require(actor, PERMISSION[kind_of(request)])
    return request


def _pending(session: Session, actor: Actor, request_id: int) -> RelationshipRequest:
    request = _mine(session, actor, request_id)
    if request.state != RequestState.PENDING:
        raise Conflict("request-moved-on", state=request.state)
    return request


def _change(
    session: Session, actor: Actor, scene: Scene, request: RelationshipRequest, event: str, **values: Any
) -> None:
    before = {name: _plain(getattr(request, name)) for name in values}
    write(session, request, **values)
    after = {name: _plain(value) for name, value in values.items()}
    note(session, actor, scene, request, event, before=before, after=after)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _tell(session: Session, scene: Scene, request: RelationshipRequest, people: tuple[str, str]) -> None:
    event, payload = f"handed_over:{scene.delivery_key}", {"request_id": key_of(request)}
    outbox.tell(session, scene, HANDED_OVER, subject_of(request), event, outbox.readers(scene, *people), payload)
