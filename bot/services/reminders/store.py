"""Rows that a sweep works on: what is due, claimed by its lock until the sweep's transaction ends.

A claim is a SELECT that locks: PostgreSQL skips what another sweep holds, SQLite has one writer. Plan and notice are
written in the same transaction, so that a crash leaves either both or a row that is still due.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, select, text, update
from sqlmodel import Session

from bot.models import Assignment, Departure, OutboxMessage, RelationshipRequest
from bot.services.separation import ours
from bot.services.store.sql import columns, records, run, table


class DueRequest(NamedTuple):
    """Pending request that is due: to be reminded of, put off, or expired."""

    id: int
    type: str
    owner: str
    customer_id: str | None
    sent_at: datetime
    due_at: datetime | None
    next_reminder_at: datetime
    reminder_count: int
    reminders_stopped: bool


class DueReview(NamedTuple):
    """Applied change whose review is due to be nudged for."""

    id: int
    batch_id: str
    owner: str


class DueDeparture(NamedTuple):
    """Departure under way whose owner is due to be reminded of it."""

    id: int
    owner: str
    customer_id: str | None
    reminder_count: int


_D = table(Departure)
_R, _A, _O = table(RelationshipRequest), table(Assignment), table(OutboxMessage)
# In these very words, or the partial indexes are not used.
_PENDING = text("relationship_request.state = 'pending'")
_APPLIED = text("assignment.state = 'applied'")
_UNDER_WAY = text("departure.state = 'open'")


def _requests(*columns: Any) -> Select[Any]:
    due = (_PENDING, _R.c.next_reminder_at <= bindparam("now"), ours(_R.c.customer_id))
    others = _R.c.owner.not_in(bindparam("besides", expanding=True))
    return select(*columns).where(*due, others).order_by(_R.c.next_reminder_at).limit(bindparam("most"))


def _reviews(*columns: Any) -> Select[Any]:
    due = (_APPLIED, _A.c.next_nudge_at <= bindparam("now"), ours(_A.c.customer_id))
    others = _A.c.requested_by.not_in(bindparam("besides", expanding=True))
    return select(*columns).where(*due, others).order_by(_A.c.next_nudge_at).limit(bindparam("most"))


def _departures(*columns: Any) -> Select[Any]:
    due = (_UNDER_WAY, _D.c.next_reminder_at <= bindparam("now"), ours(_D.c.customer_id))
    others = _D.c.owner.not_in(bindparam("besides", expanding=True))
    return select(*columns).where(*due, others).order_by(_D.c.next_reminder_at).limit(bindparam("most"))


_CLAIM_DEPARTURES = _departures(*columns(Departure, DueDeparture._fields)).with_for_update(skip_locked=True)
_CLAIM_REQUESTS = _requests(*columns(RelationshipRequest, DueRequest._fields)).with_for_update(skip_locked=True)
_CLAIM_REVIEWS = _reviews(_A.c.id, _A.c.batch_id, _A.c.requested_by.label("owner")).with_for_update(skip_locked=True)
_OWNERS = (_requests(_R.c.owner), _reviews(_A.c.requested_by), _departures(_D.c.owner))
_ROWS: Any = bindparam("rows", expanding=True)
_REMINDED = (
    update(_R)
    .where(_R.c.id.in_(_ROWS))
    .values(
        next_reminder_at=bindparam("next"), last_reminded_at=bindparam("told"), reminder_count=_R.c.reminder_count + 1
    )
)
_POSTPONED = update(_R).where(_R.c.id.in_(_ROWS)).values(next_reminder_at=bindparam("next"))
_NUDGED = update(_A).where(_A.c.id.in_(_ROWS)).values(next_nudge_at=bindparam("next"))
_OF_DEPARTURES = (
    update(_D)
    .where(_D.c.id.in_(_ROWS))
    .values(next_reminder_at=bindparam("next"), reminder_count=_D.c.reminder_count + 1)
)
_OUT = (
    select(_O.c.subject, func.min(_O.c.due_at).label("since"))
    .where(_O.c.subject.in_(bindparam("subjects", expanding=True)))
    .group_by(_O.c.subject)
)


def owners(session: Session, now: datetime, most: int, besides: Collection[str]) -> set[str]:
    """Find the Slack user ids behind the next `most` due rows of each kind, but for those in `besides`."""
    given = {"now": now, "most": most, "besides": list(besides)}
    return {owner for statement in _OWNERS for owner in run(session, statement, given).scalars()}


def claim_requests(session: Session, now: datetime, most: int, besides: Collection[str] = ()) -> list[DueRequest]:
    """Lock up to `most` pending requests that are due, longest due first, until this transaction ends."""
    return records(session, DueRequest, _CLAIM_REQUESTS, {"now": now, "most": most, "besides": list(besides)})


def claim_reviews(session: Session, now: datetime, most: int, besides: Collection[str] = ()) -> list[DueReview]:
    """Lock up to `most` applied assignments whose nudge is due until this transaction ends."""
    return records(session, DueReview, _CLAIM_REVIEWS, {"now": now, "most": most, "besides": list(besides)})


def claim_departures(session: Session, now: datetime, most: int, besides: Collection[str] = ()) -> list[DueDeparture]:
    """Lock up to `most` departures under way whose owner is due to be reminded until this transaction ends."""
    return records(session, DueDeparture, _CLAIM_DEPARTURES, {"now": now, "most": most, "besides": list(besides)})


def departures_reminded(session: Session, again: datetime, rows: Sequence[int]) -> None:
    """Count a reminder for each of the claimed departures; the next one is `again`."""
    run(session, _OF_DEPARTURES, {"rows": rows, "next": again})


def reminded(session: Session, told: datetime, again: datetime | None, rows: Sequence[int]) -> None:
    """Count a reminder, told then, for each of the claimed requests; the next look is `again`."""
    run(session, _REMINDED, {"rows": rows, "told": told, "next": again})


def postponed(session: Session, again: datetime, rows: Sequence[int]) -> None:
    """Look at the claimed requests again then, without a reminder."""
    run(session, _POSTPONED, {"rows": rows, "next": again})


def nudged(session: Session, again: datetime, rows: Sequence[int]) -> None:
    """Plan the next nudge of the claimed assignments."""
    run(session, _NUDGED, {"rows": rows, "next": again})


def digests(session: Session, subjects: Collection[str]) -> dict[str, datetime]:
    """Find since when each of these messages is out, or on its way; absent while nothing was written for it."""
    return {row.subject: row.since for row in run(session, _OUT, {"subjects": list(subjects)})}
