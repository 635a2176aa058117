"""Content of a digest, read at the moment it leaves: whatever was dealt with meanwhile is left out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import bindparam, false, func, select
from sqlmodel import Session

from bot.models import (
    Assignment,
    AssignmentState,
    AuditEvent,
    Customer,
    CustomerRelationship,
    DelegatedAdmin,
    OutboxMessage,
    OutboxState,
    Partner,
    RelationshipRequest,
    RelationshipState,
    RequestState,
)
from bot.services.contacts import submissions
from bot.services.contacts.submissions import Submission
from bot.services.outbox import is_person
from bot.services.relationships import summaries
from bot.services.relationships.summaries import RequestSummary
from bot.services.reminders.digest import EXPIRED, LATE, MADE, PRIVILEGES, REQUESTS, REVIEWS
from bot.services.store.labels import customer_label, partner_label
from bot.services.store.sql import columns, records, run, table

SHOWN = 10
# Rows written so much earlier than a message left were in the database when it was drawn.
SETTLED = timedelta(minutes=1)
# After one of these a person has dealt with the reminder, wherever they did it.
ANSWERS = ("request.snoozed", "request.reminders_stopped", "request.resent", "request.handed_over")


class WrittenRow(NamedTuple):
    """Outbox row of a digest, as far as it tells what was written for it and whether it is out."""

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
_L, _C, _P = table(CustomerRelationship), table(Customer), table(Partner)
_ROWS = select(*columns(OutboxMessage, WrittenRow._fields)).where(
    _O.c.subject == bindparam("subject"), _O.c.recipient == bindparam("reader"), _O.c.due_at <= bindparam("at")
)
_STANDING = (
    select(*columns(RelationshipRequest, StandingRequest._fields))
    .where(
        _R.c.id.in_(bindparam("ids", expanding=True)),
        _R.c.state.in_([RequestState.PENDING.value, RequestState.EXPIRED.value]),
        _R.c.reminders_stopped == false(),
    )
    .order_by(_R.c.due_at, _R.c.id)
)
_ANSWERED = (
    select(_E.c.subject_id, func.max(_E.c.at).label("at"))
    .where(
        _E.c.subject_type == "relationship_request",
        _E.c.subject_id.in_(bindparam("ids", expanding=True)),
        _E.c.action.in_(ANSWERS),
    )
    .group_by(_E.c.subject_id)
)
_OPEN_BATCHES = (
    select(_A.c.batch_id)
    .where(_A.c.batch_id.in_(bindparam("ids", expanding=True)), _A.c.state == AssignmentState.APPLIED.value)
    .group_by(_A.c.batch_id)
    .order_by(func.min(_A.c.id))
)
_ENDING = (
    select(customer_label(_C).label("customer"), partner_label(_P).label("partner"), _L.c.delegated_admin_expires_at)
    .join(_C, _C.c.id == _L.c.customer_id)
    .join(_P, _P.c.tenant_id == _L.c.partner_tenant_id)
    .where(
        _L.c.customer_id == bindparam("customer"),
        _L.c.partner_tenant_id == bindparam("partner"),
        _L.c.state == RelationshipState.ESTABLISHED.value,
        _L.c.delegated_admin == DelegatedAdmin.GDAP.value,
        _L.c.auto_extend == false(),
    )
)
_RESTING = (
    select(func.count())
    .select_from(_A)
    .where(
        _A.c.customer_id == bindparam("customer"),
        _A.c.to_tenant_id == bindparam("partner"),
        _A.c.state.in_([AssignmentState.APPLIED.value, AssignmentState.CLOSED.value]),
    )
)


@dataclass(frozen=True)
class Reminder:
    """A request without an answer; `count` reminders so far, this one included; `late` when the bot was not running."""

    summary: RequestSummary
    count: int
    late: bool


@dataclass(frozen=True)
class EndingPrivileges:
    """GDAP of a partner with a customer, both as labels, and the number of support contacts that rest on it."""

    customer_id: str
    partner_id: str
    customer: str
    partner: str
    ends: datetime
    resting: int


@dataclass(frozen=True)
class Agenda:
    """Entries to show, at most `SHOWN` of each kind, and how many there are in all; `at` is when it was due."""

    at: datetime
    reminders: tuple[Reminder, ...] = ()
    expired: tuple[RequestSummary, ...] = ()
    reviews: tuple[Submission, ...] = ()
    privileges: tuple[EndingPrivileges, ...] = ()
    count: int = 0


def read(session: Session, subject: str, reader: str, own: Mapping[str, Any], at: datetime) -> Agenda | None:
    """Read the message `subject` of this reader (user or channel id) as it stands; None when nothing of it is left.

    `own` is the payload of the row to be sent and `at` its due time; all rows of the subject make one message.
    None too when an earlier row of it was sent with this one in it already.
    """
    rows = records(session, WrittenRow, _ROWS, {"subject": subject, "reader": reader, "at": at})
    if _drawn_already(rows, own):
        return None
    made = _told_at(rows)
    standing = _standing(session, reader, made)
    waiting = [row for row in standing if row.state == RequestState.PENDING and row.id in made[REQUESTS]]
    over = [row for row in standing if row.state == RequestState.EXPIRED and row.id in made[EXPIRED]]
    reviews = list(run(session, _OPEN_BATCHES, {"ids": list(made[REVIEWS])}).scalars())
    privileges = list(_privileges(session, made[PRIVILEGES]))
    agenda = Agenda(
        at,
        tuple(
            Reminder(summaries.read(session, row.id), row.reminder_count, row.id in made[LATE])
            for row in waiting[:SHOWN]
        ),
        tuple(summaries.read(session, row.id) for row in over[:SHOWN]),
        tuple(submissions.read(session, batch_id) for batch_id in reviews[:SHOWN]),
        tuple(privileges[:SHOWN]),
        len(waiting) + len(over) + len(reviews) + len(privileges),
    )
    return agenda if agenda.count else None


def _drawn_already(rows: Iterable[WrittenRow], own: Mapping[str, Any]) -> bool:
    made = datetime.fromisoformat(own[MADE])
    return any(row.state == OutboxState.SENT and row.slack_ts and row.due_at >= made + SETTLED for row in rows)


def _told_at(rows: Iterable[WrittenRow]) -> dict[str, dict[Any, datetime]]:
    """Find, for each kind, its keys with the instant they were last written for this message."""
    made: dict[str, dict[Any, datetime]] = {kind: {} for kind in (REQUESTS, EXPIRED, REVIEWS, PRIVILEGES, LATE)}
    for row in rows:
        for kind, keys in made.items():
            at = datetime.fromisoformat(row.payload[MADE])
            for key in row.payload.get(kind, ()):
                known = tuple(key) if isinstance(key, list) else key
                keys[known] = max(at, keys.get(known, at))
    return made


def _standing(session: Session, reader: str, made: Mapping[str, Mapping[Any, datetime]]) -> list[StandingRequest]:
    """Find requests of this reader, or of anybody for a channel, that nobody dealt with since."""
    ids = [*made[REQUESTS], *made[EXPIRED]]
    if not ids:
        return []
    answered = {int(row.subject_id): row.at for row in run(session, _ANSWERED, {"ids": [str(key) for key in ids]})}
    return [
        row
        for row in records(session, StandingRequest, _STANDING, {"ids": ids})
        if (row.owner == reader or not is_person(reader)) and not _answered(row.id, made, answered)
    ]


def _answered(key: int, made: Mapping[str, Mapping[Any, datetime]], answered: Mapping[int, datetime]) -> bool:
    told = made[REQUESTS].get(key)
    return told is not None and key in answered and answered[key] >= told


def _privileges(session: Session, keys: Iterable[tuple[str, str, str]]) -> Iterable[EndingPrivileges]:
    for customer_id, partner_id, ends in sorted(keys, key=lambda key: key[2]):
        given = {"customer": customer_id, "partner": partner_id}
        row = run(session, _ENDING, given).one_or_none()
        # Extended or renewed meanwhile: nothing ends then.
        if row is not None and row.delegated_admin_expires_at == datetime.fromisoformat(ends):
            resting: int = run(session, _RESTING, given).scalar_one()
            yield EndingPrivileges(
                customer_id, partner_id, row.customer, row.partner, row.delegated_admin_expires_at, resting
            )
