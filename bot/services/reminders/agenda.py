"""Content of a digest, read at the moment it leaves: whatever was dealt with meanwhile is left out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, false, func, or_, select, text
from sqlmodel import Session

from bot.models import (
    Assignment,
    AssignmentState,
    AuditEvent,
    OutboxMessage,
    OutboxState,
    RelationshipRequest,
    RequestState,
)
from bot.services.contacts import submissions
from bot.services.contacts.submissions import NOT_GONE, Submission
from bot.services.departures import listing
from bot.services.departures.listing import DepartureRow
from bot.services.outbox import is_person
from bot.services.relationships import summaries
from bot.services.relationships.summaries import RequestSummary
from bot.services.reminders import endings
from bot.services.reminders.digest import (
    AGAIN,
    DEPARTURES,
    EXPIRED,
    FOR,
    INSTEAD,
    KINDS,
    LATE,
    MADE,
    PRIVILEGES,
    REQUESTS,
    REVIEWS,
)
from bot.services.reminders.endings import EndingPrivileges
from bot.services.separation import ours
from bot.services.store.sql import columns, records, run, table

SHOWN = 10
# Requests are reminded of weekly: of what is older only the last message can have buttons still.
RECENT = timedelta(days=35)
KEPT = timedelta(days=85)  # Then what digests were made of is dropped soon, and they stay as they are.
# Rows written so much earlier than a message left were in the database when it was drawn.
SETTLED = timedelta(minutes=1)
# After one of these a person has dealt with the reminder, wherever they did it.
QUIET = ("request.snoozed", "request.reminders_stopped")
ANSWERS = (*QUIET, "request.resent", "request.handed_over")
# For each kind of entry its keys, with the instant they were last written.
Told = Mapping[str, Mapping[Any, datetime]]


class WrittenRow(NamedTuple):
    """Outbox row of a digest, as far as it tells what was written for it and whether it is out."""

    subject: str
    payload: Mapping[str, Any]
    due_at: datetime
    state: str
    slack_ts: str | None


class StandingRequest(NamedTuple):
    """Request that a digest may tell of still."""

    id: int
    owner: str
    state: str
    reminder_count: int


_O, _R, _A, _E = table(OutboxMessage), table(RelationshipRequest), table(Assignment), table(AuditEvent)
_ROWS = select(*columns(OutboxMessage, WrittenRow._fields)).where(
    # In these very words, or the partial index is not used.
    text("outbox_message.kind = 'reminders.digest'"),
    _O.c.recipient == bindparam("reader"),
    _O.c.due_at.between(bindparam("since"), bindparam("at")),
)
_STANDING = (
    select(*columns(RelationshipRequest, StandingRequest._fields))
    .where(
        _R.c.id.in_(bindparam("ids", expanding=True)),
        ours(_R.c.customer_id),
        # Stopped are the reminders, not the news that nobody answered.
        or_(
            and_(_R.c.state == RequestState.EXPIRED.value, _R.c.resolution == RequestState.EXPIRED.value),
            and_(_R.c.state == RequestState.PENDING.value, _R.c.reminders_stopped == false()),
        ),
    )
    .order_by(_R.c.due_at, _R.c.id)
)
_ANSWERED = (
    select(_E.c.subject_id, func.max(_E.c.at).label("at"))
    .where(
        _E.c.subject_type == "relationship_request",
        _E.c.subject_id.in_(bindparam("ids", expanding=True)),
        _E.c.action.in_(bindparam("actions", expanding=True)),
    )
    .group_by(_E.c.subject_id)
)
_OPEN_BATCHES = (
    select(_A.c.batch_id)
    .where(_A.c.batch_id.in_(bindparam("ids", expanding=True)), _A.c.state == AssignmentState.APPLIED.value)
    .where(NOT_GONE, ours(_A.c.customer_id))
    .group_by(_A.c.batch_id)
    .order_by(func.min(_A.c.id))
)


@dataclass(frozen=True)
class Reminder:
    """A request without an answer; `count` reminders so far, this one included; `late` when the bot was not running."""

    summary: RequestSummary
    count: int
    late: bool


@dataclass(frozen=True)
class Agenda:
    """Entries to show to `reader`, at most `SHOWN` of each kind, and how many there are in all, as of `at`.

    `rings` if they have no message of it yet. An old one has that of a newer day below it, and no entries.
    """

    at: datetime
    reminders: tuple[Reminder, ...] = ()
    expired: tuple[RequestSummary, ...] = ()
    reviews: tuple[Submission, ...] = ()
    privileges: tuple[EndingPrivileges, ...] = ()
    count: int = 0
    rings: bool = False
    is_old: bool = False
    reader: str = ""
    departures: tuple[DepartureRow, ...] = ()


@dataclass(frozen=True)
class Standing:
    """Keys of all entries of a message that nobody dealt with since."""

    waiting: tuple[StandingRequest, ...]
    over: tuple[StandingRequest, ...]
    reviews: tuple[str, ...]
    privileges: tuple[EndingPrivileges, ...]
    departures: tuple[DepartureRow, ...]

    @property
    def count(self) -> int:
        """Number of entries."""
        return sum(map(len, (self.waiting, self.over, self.reviews, self.privileges, self.departures)))


def read(session: Session, subject: str, reader: str, own: Mapping[str, Any], at: datetime) -> Agenda | None:
    """Read the message `subject` of this reader (user or channel id) as it stands; None when there is nothing to say.

    `own` is the payload of the row to be sent and `at` its due time; all rows of the subject make one message, with
    those of earlier ones that never left. There is nothing to say if all was dealt with, if an earlier row of it was
    sent with this one in it already, or if a later message has it; a message that is out is drawn even if emptied.
    """
    since = at - (KEPT if AGAIN in own else RECENT)
    rows = records(session, WrittenRow, _ROWS, {"reader": reader, "since": since, "at": at})
    mine = [row for row in rows if row.subject == subject]
    is_out, is_old = is_posted(mine), any(is_alive(row) for row in rows if day_of(row.subject) > day_of(subject))
    again = AGAIN in own
    if (again and not is_out) or (not again and ((is_old and not is_out) or _drawn_already(mine, own))):
        return None
    if is_old:
        return Agenda(at, is_old=True)
    made = told_at([*mine, *unsent(rows, subject)])
    found = standing(session, reader, made)
    if not (found.count or again):
        return None
    return _agenda(session, found, made, Agenda(at, count=found.count, rings=not is_out, reader=reader))


def standing(session: Session, reader: str, made: Told) -> Standing:
    """Find what of these entries still waits for the reader."""
    requests = _requests(session, reader, made)
    return Standing(
        tuple(row for row in requests if row.state == RequestState.PENDING and row.id in made[REQUESTS]),
        tuple(row for row in requests if row.state == RequestState.EXPIRED and row.id in made[EXPIRED]),
        tuple(run(session, _OPEN_BATCHES, {"ids": list(made[REVIEWS])}).scalars()),
        tuple(endings.read(session, made[PRIVILEGES], made[INSTEAD])),
        _departures(session, made[DEPARTURES]),
    )


def _agenda(session: Session, found: Standing, made: Told, empty: Agenda) -> Agenda:
    late = made[LATE]
    return replace(
        empty,
        reminders=tuple(
            Reminder(summaries.read(session, row.id), row.reminder_count, row.id in late)
            for row in found.waiting[:SHOWN]
        ),
        expired=tuple(summaries.read(session, row.id) for row in found.over[:SHOWN]),
        reviews=tuple(submissions.read(session, batch_id) for batch_id in found.reviews[:SHOWN]),
        privileges=found.privileges[:SHOWN],
        departures=found.departures[:SHOWN],
    )


def day_of(subject: str) -> str:
    """Return the part of a digest's subject that is the same all day: a chosen time makes a message of its own."""
    return ":".join(subject.split(":")[:3])


def is_posted(rows: Iterable[WrittenRow]) -> bool:
    """Tell if the message of these rows is in Slack."""
    return any(row.slack_ts for row in rows)


def is_alive(row: WrittenRow) -> bool:
    """Tell if a row is a message in Slack or will be one."""
    return bool(row.slack_ts) or row.state in (OutboxState.PENDING, OutboxState.SENDING)


def unsent(rows: Iterable[WrittenRow], subject: str) -> list[WrittenRow]:
    """Find the rows of messages before `subject` that were due and never left: this one says it in their place."""
    earlier: dict[str, list[WrittenRow]] = defaultdict(list)
    for row in rows:
        if row.subject < subject:
            earlier[row.subject].append(row)
    return [row for mine in earlier.values() if not is_posted(mine) for row in mine]


def _drawn_already(rows: Iterable[WrittenRow], own: Mapping[str, Any]) -> bool:
    made = datetime.fromisoformat(own[MADE])
    return any(row.state == OutboxState.SENT and row.slack_ts and row.due_at >= made + SETTLED for row in rows)


def told_at(rows: Iterable[WrittenRow]) -> Told:
    """Find, for each kind, its keys with the instant they were last written for this message."""
    made: dict[str, dict[Any, datetime]] = {kind: {} for kind in KINDS}
    for row in rows:
        for kind, keys in made.items():
            at = datetime.fromisoformat(row.payload[MADE])
            for key in row.payload.get(kind, ()):
                known = tuple(key) if isinstance(key, list) else key
                keys[known] = max(at, keys.get(known, at))
    return made


def _requests(session: Session, reader: str, made: Told) -> list[StandingRequest]:
    """Find requests of this reader, or of anybody for a channel, that nobody dealt with since."""
    ids = [*made[REQUESTS], *made[EXPIRED]]
    found = records(session, StandingRequest, _STANDING, {"ids": ids}) if ids else []
    heard = (row for row in found if row.owner == reader or row.id in made[FOR] or not is_person(reader))
    done = answered(session, made, ANSWERS)
    return [row for row in heard if row.id not in done]


def answered(session: Session, made: Told, actions: Sequence[str]) -> set[int]:
    """Find the requests to which somebody gave one of these answers after the reader was last told of them."""
    told = made[REQUESTS]
    if not told:
        return set()
    given = {"ids": [str(key) for key in told], "actions": list(actions)}
    return {int(row.subject_id) for row in run(session, _ANSWERED, given) if row.at >= told[int(row.subject_id)]}


def _departures(session: Session, keys: Mapping[tuple[int, str], datetime]) -> tuple[DepartureRow, ...]:
    """Read those under way that nobody else took over since."""
    found = listing.these(session, {departure_id for departure_id, _owner in keys})
    return tuple(row for row in found if row.is_open and (row.id, row.owner) in keys)
