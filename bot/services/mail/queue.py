"""The queue of e-mails: each is claimed under a lease, sent, put off with growing patience, or given up."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import and_, bindparam, delete, func, or_, select, text, update
from sqlmodel import Session

from bot.models import MailMessage, OutboxState
from bot.services.store import references
from bot.services.store.sql import changed, columns, insert_unless_there, record, records, run, table

# Longer than a conversation with a server takes.
LEASE = timedelta(minutes=3)
PATIENCE = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120))
# Then nobody waits for it any more, and a person has to look.
GIVEN_UP = timedelta(hours=24)
KEPT = timedelta(days=90)
AT_ONCE = 500

_M = table(MailMessage)


@dataclass(frozen=True)
class Mail:
    """E-mail as approved; `key` tells it from others about the same, `by` is the Slack user who has it sent."""

    key: str
    about: str
    recipient: str
    title: str
    body: str
    by: str


class MailRow(NamedTuple):
    """Claimed e-mail."""

    id: int
    about: str
    recipient: str
    title: str
    body: str
    by: str
    created_at: datetime
    attempts: int
    reference: str | None
    doubted_at: datetime | None = None


class MailBacklog(NamedTuple):
    """Number of e-mails that wait or are being sent, and since when the oldest of them is there."""

    waiting: int
    oldest: datetime | None


class MailStatus(NamedTuple):
    """State of the latest e-mail about something, the server's last words, and since when its fate is in doubt."""

    state: str
    recipient: str
    attempts: int
    answer: str | None
    doubted_at: datetime | None = None


_FIELDS = columns(MailMessage, MailRow._fields)
# In these very words, or the partial index is not used.
_OPEN = text("mail_message.state IN ('pending', 'sending')")
_BACKLOG = select(func.count(), func.min(_M.c.created_at)).where(_OPEN)
_DUE = (
    select(*_FIELDS)
    .where(_OPEN, _M.c.due_at <= bindparam("now"))
    .where(or_(_M.c.state == OutboxState.PENDING.value, _M.c.lease_until <= bindparam("now")))
    .order_by(_M.c.due_at, _M.c.id)
    .limit(1)
)
_NEXT = _DUE.with_for_update(skip_locked=True)
_CLAIM = (
    update(_M)
    .where(_M.c.id == bindparam("row"))
    .values(state=OutboxState.SENDING.value, lease_until=bindparam("until"), attempts=_M.c.attempts + 1)
)
_MINE = and_(
    _M.c.id == bindparam("row"), _M.c.state == OutboxState.SENDING.value, _M.c.attempts == bindparam("attempt")
)
_END = (
    update(_M)
    .where(_MINE)
    .values(state=bindparam("to"), sent_at=bindparam("at"), answer=bindparam("said"), lease_until=None)
)
_LATER = (
    update(_M)
    .where(_MINE)
    .values(state=OutboxState.PENDING.value, due_at=bindparam("again"), answer=bindparam("said"), lease_until=None)
)
_STATUS = (
    select(*columns(MailMessage, MailStatus._fields))
    .where(_M.c.about == bindparam("about"))
    .order_by(_M.c.id.desc())
    .limit(1)
)
_OLD = select(_M.c.id).where(_M.c.created_at < bindparam("before")).limit(AT_ONCE)
_FORGET = delete(_M).where(_M.c.id.in_(_OLD))


def enqueue(session: Session, at: datetime, mail: Mail) -> None:
    """Add an e-mail to the caller's transaction; one with the same key is there already and stays."""
    row = {
        **{name: value for name, value in vars(mail).items() if name != "key"},
        "dedupe_key": mail.key,
        "state": OutboxState.PENDING,
        "created_at": at,
        "due_at": at,
        "attempts": 0,
        "reference": references.current(),
    }
    run(session, insert_unless_there(session, MailMessage, "dedupe_key"), [row])


def any_due(session: Session, now: datetime) -> bool:
    """Tell if any e-mail is due that nobody holds; reads only."""
    return record(session, MailRow, _DUE, {"now": now}) is not None


def claim(session: Session, now: datetime) -> MailRow | None:
    """Take the e-mail that is due longest, under a lease; None for none. After a crash it is taken again."""
    row = record(session, MailRow, _NEXT, {"now": now})
    if row is None:
        return None
    run(session, _CLAIM, {"row": row.id, "until": now + LEASE})
    return row._replace(attempts=row.attempts + 1)


def sent(session: Session, row: MailRow, now: datetime) -> bool:
    """Note that the server took it; False where the lease was another's by then."""
    return _ended(session, row, OutboxState.SENT, now, None)


def dead(session: Session, row: MailRow, answer: str) -> bool:
    """Note that it will never go; False where the lease was another's by then."""
    return _ended(session, row, OutboxState.DEAD, None, answer)


def later(session: Session, row: MailRow, now: datetime, answer: str) -> bool:
    """Try it again with growing patience; False once it is given up, which is left to the caller."""
    again = now + PATIENCE[min(row.attempts, len(PATIENCE)) - 1]
    if again - row.created_at > GIVEN_UP:
        return False
    run(session, _LATER, {"row": row.id, "attempt": row.attempts, "again": again, "said": answer})
    return True


def backlog(session: Session) -> MailBacklog:
    """Count what waits, for /metrics; whether there is a server to take it or not."""
    (found,) = records(session, MailBacklog, _BACKLOG)
    return found


def status(session: Session, about: str) -> MailStatus | None:
    """Read the state of the latest e-mail about something; None where none was written."""
    return record(session, MailStatus, _STATUS, {"about": about})


def forget(session: Session, now: datetime) -> int:
    """Drop what is older than KEPT, AT_ONCE at most; return how many."""
    return changed(session, _FORGET, {"before": now - KEPT})


def _ended(session: Session, row: MailRow, to: OutboxState, at: datetime | None, answer: str | None) -> bool:
    given = {"row": row.id, "attempt": row.attempts, "to": to.value, "at": at, "said": answer}
    return changed(session, _END, given) > 0
