"""Decisions of people about a request that waits: snooze it, stop its reminders, hand it to someone else."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.errors import Conflict, Denied, InvalidInput
from bot.models import RelationshipRequest, RequestState
from bot.services import outbox
from bot.services.invitations import schedule
from bot.services.invitations.permission import require_all
from bot.services.invitations.rules import OPEN
from bot.services.people.settings import rhythms
from bot.services.policy import Actor
from bot.services.relationships.transitions import SUBJECT, key_of, load, note, subject_of, write
from bot.services.scene import Scene
from bot.services.store import audit, idempotency

HANDED_OVER, GIVEN, SNOOZED = "request.handed_over", "request.given", "request.snoozed"
# Events after which the next reminder is another one.
_PLANNING = frozenset({SNOOZED, "request.pending", "request.resent", "request.reminded"})
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
    request's one message; the new one is told besides, and reminded at their own hour.
    """

    def work() -> None:
        request = _mine(session, actor, request_id)
        if request.state not in OPEN:
            raise Conflict("request-moved-on", state=request.state)
        _check_owner(session, to, request)
        before = request.owner
        if before == to.user_id:
            return
        values = {"owner": to.user_id, **_replanned(session, to, request, scene)}
        _change(session, actor, scene, request, "handed_over", **values)
        _tell(session, scene, request, (before, to.user_id))
        if to.user_id != actor.user_id:
            _ring(session, scene, request, actor.user_id, to.user_id)

    return _once(session, scene, request_id, work)


def _check_owner(session: Session, to: Actor, request: RelationshipRequest) -> None:
    try:
        require_all(session, to, request)
    except Denied:
        raise InvalidInput("owner", "relationships-owner-may-not") from None


def _replanned(session: Session, to: Actor, request: RelationshipRequest, scene: Scene) -> dict[str, datetime | None]:
    """Return the next reminder at the new owner's hour; a chosen time is kept, within working hours."""
    at, due, sent = request.next_reminder_at, request.due_at, request.sent_at
    if to.zone is None or at is None or due is None or sent is None or request.reminders_stopped:
        return {}
    rhythm = rhythms(session, {to.user_id: to.zone})[to.user_id]
    if _is_snoozed(session, key_of(request)):
        return {"next_reminder_at": min(rhythm.working(at), due)}
    return {"next_reminder_at": schedule.next_reminder(sent, due, scene.now, scene.reminder_days, rhythm)}


def _is_snoozed(session: Session, request_id: int) -> bool:
    """Tell whether the last word about its next reminder was a person's."""
    last = next((event for event in audit.trail(session, (SUBJECT, request_id)) if event.action in _PLANNING), None)
    return last is not None and last.action == SNOOZED


def _ring(session: Session, scene: Scene, request: RelationshipRequest, by: str, to: str) -> None:
    """Tell the new owner: the request's message may be there already, and redrawing it in place rings nowhere."""
    subject, payload = f"{subject_of(request)}:given:{scene.delivery_key}", {"request_id": key_of(request), "by": by}
    outbox.tell(session, scene, GIVEN, subject, "", [to], payload)


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
    require_all(session, actor, request)
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
