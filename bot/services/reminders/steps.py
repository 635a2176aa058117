"""What a sweep does to the rows that are due: remind, put off, expire; one transaction each (domain.md 5.3, 5.4)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlmodel import Session

from bot.models import RequestType
from bot.services import audit
from bot.services.policy import Actor
from bot.services.relationships import requests, schedule
from bot.services.relationships.book import SUBJECT, Scene
from bot.services.reminders import store
from bot.services.reminders.digest import EXPIRED, LATE, REQUESTS, REVIEWS, Digests

BATCH = 200
# Each is a dozen statements: a person's submission shall not wait for more than a few of them.
EXPIRIES = 20
LATE_AFTER = timedelta(hours=1)
# Reminders that only the owner gets; then, and in the last week, the team's channel reads along.
QUIETLY = 2
LAST_CALL = timedelta(days=max(schedule.LAST_CALLS))


@dataclass(frozen=True)
class Sweep:
    """One pass: who acts (the program), where and when, and whose rows to leave alone."""

    actor: Actor
    scene: Scene
    besides: Collection[str] = ()


def requests_due(session: Session, sweep: Sweep, digests: Digests) -> int:
    """Remind of, or expire, a batch of pending requests; how many rows were dealt with."""
    now = sweep.scene.now
    rows = [row for row in store.claim_requests(session, now, BATCH, sweep.besides) if row.owner in digests.rhythms]
    over = [row for row in rows if _due(row, sweep.scene) <= now][:EXPIRIES]
    waiting = [row for row in rows if _due(row, sweep.scene) > now]
    for row in over:
        requests.expire(session, sweep.actor, row.id, sweep.scene)
        digests.add(digests.place(row.owner), EXPIRED, row.id)
    store.postponed(session, [_at_the_end(row, sweep.scene) for row in waiting if row.reminders_stopped])
    _remind(session, sweep, digests, [row for row in waiting if not row.reminders_stopped])
    return len(over) + len(waiting)


def reviews_due(session: Session, sweep: Sweep, digests: Digests) -> int:
    """Nudge the proposers of a batch of applied changes that nobody reviewed; how many rows were dealt with."""
    plans: list[dict[str, Any]] = []
    seen = set()
    for row in store.claim_reviews(session, sweep.scene.now, BATCH, sweep.besides):
        if row.owner not in digests.rhythms:
            continue
        place = digests.place(row.owner)
        if row.batch_id not in seen:
            digests.add(place, REVIEWS, row.batch_id)
            seen.add(row.batch_id)
        plans.append({"row": row.id, "next": digests.rhythms[row.owner].next_slot(place.at)})
    store.nudged(session, plans)
    return len(plans)


def _remind(session: Session, sweep: Sweep, digests: Digests, rows: list[Any]) -> None:
    scene = sweep.scene
    plans, put_off = [], []
    for row in rows:
        due, rhythm = _due(row, scene), digests.rhythms[row.owner]
        planned = rhythm.slot(row.next_reminder_at) == row.next_reminder_at
        planned = planned or schedule.is_planned(row.sent_at, due, row.next_reminder_at, scene.reminder_days)
        place = digests.place(row.owner, chosen=not planned)
        if place.at >= due:
            put_off.append(_at_the_end(row, scene))
            continue
        digests.add(place, REQUESTS, row.id)
        if scene.now - row.next_reminder_at > LATE_AFTER:
            digests.add(place, LATE, row.id)
        if scene.channel and (row.reminder_count >= QUIETLY or due - place.at <= LAST_CALL):
            digests.add(digests.today(scene.channel), REQUESTS, row.id)
        following = schedule.next_reminder(row.sent_at, due, place.at, scene.reminder_days, rhythm)
        plans.append({"row": row.id, "told": place.at, "next": following})
        _note(session, sweep, row)
    store.postponed(session, put_off)
    store.reminded(session, plans)


def _note(session: Session, sweep: Sweep, row: Any) -> None:
    after = {"count": row.reminder_count + 1, "owner": row.owner}
    subject = (SUBJECT, row.id)
    audit.record(
        session,
        sweep.actor,
        sweep.scene.now,
        "request.reminded",
        subject,
        customer_id=row.customer_id,
        after=after,
    )


def _due(row: Any, scene: Scene) -> Any:
    return row.due_at or schedule.due_at(RequestType(row.type), row.sent_at, scene.due_days)


def _at_the_end(row: Any, scene: Scene) -> dict[str, Any]:
    return {"row": row.id, "next": _due(row, scene)}
