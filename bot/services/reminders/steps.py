"""Steps of a sweep over due rows: remind, put off, expire; one transaction each (docs/domain.md#default-clock)."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.models import RequestType
from bot.services import outbox
from bot.services.departures import noting
from bot.services.departures.noting import EVERY
from bot.services.invitations import schedule
from bot.services.people.rhythm import Rhythm
from bot.services.policy import Actor
from bot.services.relationships import requests
from bot.services.relationships.transitions import SUBJECT, chronicle
from bot.services.reminders import store
from bot.services.reminders.digest import DEPARTURES, EXPIRED, LATE, REQUESTS, REVIEWS, DigestPlace, Digests
from bot.services.reminders.store import DueRequest
from bot.services.scene import Scene
from bot.services.store import audit

CHUNK = 200
# Each is a dozen statements: a person's submission shall not wait for more than a few of them.
EXPIRIES = 20
LATE_AFTER = timedelta(hours=1)
# Reminders that only the owner gets; then, and in the last week, the team's channel reads along.
QUIETLY = 2
LAST_CALL = timedelta(days=max(schedule.LAST_CALLS))


def requests_due(session: Session, actor: Actor, digests: Digests, besides: Collection[str] = ()) -> int:
    """Remind of, or expire, up to CHUNK pending requests; return how many rows were dealt with.

    Rows of owners in `besides` are left alone, and of those whose rhythm `digests` does not know.
    """
    scene = digests.scene
    claimed = store.claim_requests(session, scene.now, CHUNK, besides)
    rows = [row for row in claimed if digests.knows(row.owner)]
    over = [row for row in rows if _due(row, scene) <= scene.now][:EXPIRIES]
    waiting = [row for row in rows if _due(row, scene) > scene.now]
    for row in over:
        requests.expire(session, actor, row.id, scene)
        digests.add_request(digests.place(row.owner), EXPIRED, row.id, row.owner)
    _put_off(session, scene, [row for row in waiting if row.reminders_stopped])
    _remind(session, actor, digests, [row for row in waiting if not row.reminders_stopped])
    return len(over) + len(waiting)


def reviews_due(session: Session, digests: Digests, besides: Collection[str] = ()) -> int:
    """Nudge the proposers of up to CHUNK applied changes that nobody reviewed; return how many rows were dealt with.

    Rows of owners in `besides` are left alone, and of those whose rhythm `digests` does not know.
    """
    plans: dict[datetime, list[int]] = defaultdict(list)
    seen, count = set(), 0
    for row in store.claim_reviews(session, digests.scene.now, CHUNK, besides):
        if not digests.knows(row.owner):
            continue
        place = digests.place(row.owner)
        if row.batch_id not in seen:
            digests.add(place, REVIEWS, row.batch_id)
            seen.add(row.batch_id)
        plans[digests.rhythm_of(row.owner).next_slot(place.at)].append(row.id)
        count += 1
    for again, ids in plans.items():
        store.nudged(session, again, ids)
    return count


def departures_due(session: Session, actor: Actor, digests: Digests, besides: Collection[str] = ()) -> int:
    """Remind of up to CHUNK departures under way, each once in EVERY; return how many rows were dealt with.

    Rows of owners in `besides` are left alone, and of those whose rhythm `digests` does not know.
    """
    plans: dict[datetime, list[int]] = defaultdict(list)
    for row in store.claim_departures(session, digests.scene.now, CHUNK, besides):
        if not digests.knows(row.owner):
            continue
        place = digests.place(row.owner)
        digests.add(place, DEPARTURES, [row.id, row.owner])
        plans[digests.rhythm_of(row.owner).slot(place.at + EVERY)].append(row.id)
        after = {"count": row.reminder_count + 1, "owner": row.owner}
        subject, customer, now = (noting.SUBJECT, row.id), row.customer_id, digests.scene.now
        audit.record(session, actor, now, "departure.reminded", subject, customer_id=customer, after=after)
    for again, ids in plans.items():
        store.departures_reminded(session, again, ids)
    return sum(map(len, plans.values()))


def _remind(session: Session, actor: Actor, digests: Digests, rows: list[DueRequest]) -> None:
    scene = digests.scene
    # Most share a digest's hour, so that one statement serves many.
    plans: dict[tuple[datetime, datetime | None], list[int]] = defaultdict(list)
    put_off, escalated = [], []
    for row in rows:
        due, rhythm = _due(row, scene), digests.rhythm_of(row.owner)
        place = digests.place(row.owner, chosen=not _is_planned(row, due, scene, rhythm))
        if place.at >= due:
            put_off.append(row)
            continue
        again = schedule.next_reminder(row.sent_at, due, place.at, scene.reminder_days, rhythm)
        plans[place.at, again].append(row.id)
        reads_along = _reads_along(row, place, due, scene)
        _enter(digests, row, place, scene, reads_along=reads_along)
        _note(session, actor, scene, row, escalated=reads_along)
        escalated += [row.id] if reads_along else []
    _put_off(session, scene, put_off)
    # What only the owner was reminded of stays out of the channel: a busy morning would fill it for hours.
    chronicle(session, scene, escalated)
    for (told, again), ids in plans.items():
        store.reminded(session, told, again, ids)


def _is_planned(row: DueRequest, due: datetime, scene: Scene, rhythm: Rhythm) -> bool:
    """Tell if the schedule chose the time, and not a person who snoozed."""
    at = row.next_reminder_at
    return rhythm.slot(at) == at or schedule.is_planned(row.sent_at, due, at, scene.reminder_days)


def _reads_along(row: DueRequest, place: DigestPlace, due: datetime, scene: Scene) -> bool:
    """Tell if the team's channel, if there is one, is reminded too."""
    return scene.channel is not None and (row.reminder_count >= QUIETLY or due - place.at <= LAST_CALL)


def _enter(digests: Digests, row: DueRequest, place: DigestPlace, scene: Scene, *, reads_along: bool) -> None:
    digests.add_request(place, REQUESTS, row.id, row.owner)
    if digests.silence and digests.silence.holds(row.next_reminder_at) and place.at - row.next_reminder_at > LATE_AFTER:
        digests.add(place, LATE, row.id)
    for channel in outbox.readers(scene) if reads_along else ():
        digests.add(digests.today(channel), REQUESTS, row.id)


def _put_off(session: Session, scene: Scene, rows: list[DueRequest]) -> None:
    """Look again at the end: there is nothing to say before."""
    plans = defaultdict(list)
    for row in rows:
        plans[_due(row, scene)].append(row.id)
    for end, ids in plans.items():
        store.postponed(session, end, ids)


def _note(session: Session, actor: Actor, scene: Scene, row: DueRequest, *, escalated: bool) -> None:
    after = {"count": row.reminder_count + 1, "owner": row.owner} | ({"escalated": True} if escalated else {})
    subject, customer = (SUBJECT, row.id), row.customer_id
    audit.record(session, actor, scene.now, "request.reminded", subject, customer_id=customer, after=after)


def _due(row: DueRequest, scene: Scene) -> datetime:
    return row.due_at or schedule.due_at(RequestType(row.type), row.sent_at, scene.due_days)
