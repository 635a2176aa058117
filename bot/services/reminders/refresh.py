"""Digests that are out, drawn again: without what was dealt with since, and without buttons once a newer one is out."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, func, select, text
from sqlmodel import Session

from bot.models import AuditEvent, OutboxMessage
from bot.services import outbox
from bot.services.reminders import agenda
from bot.services.reminders.agenda import KEPT, QUIET, RECENT, WrittenRow, answered, day_of, told_at
from bot.services.reminders.digest import AGAIN, DEPARTURES, EXPIRED, KIND, MADE, PRIVILEGES, REQUESTS, REVIEWS
from bot.services.store.sql import columns, records, run, table

OLD = "old"
# In these very words, or the partial index is not used.
_DIGESTS = text("outbox_message.kind = 'reminders.digest'")

_O, _E = table(OutboxMessage), table(AuditEvent)
_RECENT = (
    select(_O.c.recipient, *columns(OutboxMessage, WrittenRow._fields))
    .where(_DIGESTS, _O.c.due_at.between(bindparam("since"), bindparam("now")))
    .order_by(_O.c.id)
)
# Of each reader the last message before those, whose buttons would stay otherwise.
_LAST = (
    select(_O.c.recipient, func.max(_O.c.subject).label("subject"))
    .where(_DIGESTS, _O.c.due_at >= bindparam("oldest"), _O.c.due_at < bindparam("since"))
    .group_by(_O.c.recipient)
    .subquery()
)
_OF_LAST = (
    select(_O.c.recipient, *columns(OutboxMessage, WrittenRow._fields))
    .join(_LAST, and_(_O.c.subject == _LAST.c.subject, _O.c.recipient == _LAST.c.recipient))
    .order_by(_O.c.id)
)
_NEWEST_DIGEST = select(func.max(_O.c.due_at)).where(_DIGESTS, _O.c.due_at <= bindparam("now"))
_SIGHT = select(select(func.max(_E.c.id)).scalar_subquery(), _NEWEST_DIGEST.scalar_subquery())


class Sight(NamedTuple):
    """Newest history and newest digest: as long as both are the same, no digest needs to be drawn again."""

    event: int | None
    digest: datetime | None


@dataclass(frozen=True)
class Redraw:
    """Message to be drawn again; `why` tells this time from others."""

    reader: str
    subject: str
    why: str


def sight(session: Session, now: datetime) -> Sight:
    """Read the newest of both."""
    return records(session, Sight, _SIGHT, {"now": now})[0]


def find(session: Session, now: datetime) -> list[Redraw]:
    """Find the digests that say what is no longer so, and were not drawn again for that.

    Those of the last days are looked through, and of each reader the last one before.
    """
    read: dict[str, list[WrittenRow]] = defaultdict(list)
    last: dict[str, str] = {}
    for row in run(session, _OF_LAST, {"oldest": now - KEPT, "since": now - RECENT}):
        last[row.recipient] = row.subject
        read[row.recipient].append(_written(row))
    for row in run(session, _RECENT, {"since": now - RECENT, "now": now}):
        if row.subject != last.get(row.recipient):
            read[row.recipient].append(_written(row))
    return [redraw for reader, rows in read.items() for redraw in _of(session, reader, rows)]


def _written(row: Any) -> WrittenRow:
    return WrittenRow(row.subject, row.payload, row.due_at, row.state, row.slack_ts)


def enqueue(session: Session, now: datetime, found: Iterable[Redraw]) -> None:
    """Have them drawn again, each once."""
    for one in found:
        payload: Mapping[str, Any] = {MADE: now.isoformat(), AGAIN: one.why}
        notices = outbox.notices(KIND, one.subject, AGAIN, [one.reader], payload, again=one.why, private=True)
        outbox.enqueue(session, now, *notices)


def _of(session: Session, reader: str, rows: list[WrittenRow]) -> Iterable[Redraw]:
    newest = max((day_of(row.subject) for row in rows if agenda.is_alive(row)), default="")
    for subject in sorted({row.subject for row in rows}):
        mine = [row for row in rows if row.subject == subject]
        if not agenda.is_posted(mine):
            continue
        why = OLD if day_of(subject) < newest else _dealt_with(session, reader, [*mine, *agenda.unsent(rows, subject)])
        if why and all(row.payload.get(AGAIN) != why for row in mine):
            yield Redraw(reader, subject, why)


def _dealt_with(session: Session, reader: str, rows: list[WrittenRow]) -> str:
    """Name what is left of a message of which something was dealt with; empty while all of it stands.

    A message says itself what was snoozed or stopped in it: that alone is no reason to draw it again.
    """
    made = told_at(rows)
    left = agenda.standing(session, reader, made)
    keys: dict[str, set[Any]] = {
        REQUESTS: {row.id for row in left.waiting} | answered(session, made, QUIET),
        EXPIRED: {row.id for row in left.over},
        REVIEWS: set(left.reviews),
        PRIVILEGES: {one.key for one in left.privileges},
        DEPARTURES: {(one.id, one.owner) for one in left.departures},
    }
    if all(set(made[kind]) == still for kind, still in keys.items()):
        return ""
    said = repr([(kind, sorted(still)) for kind, still in keys.items()])
    return hashlib.blake2b(said.encode(), digest_size=8).hexdigest()
