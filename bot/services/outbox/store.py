"""The outbox rows in the database: claim, settle, count; plain statements, each under the claimer's name.

Time is the caller's (`now`) or, where that is None, the database's own, which several processes on PostgreSQL share.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    Interval,
    Row,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    text,
    update,
)
from sqlmodel import Session

from bot.models import OutboxMessage, OutboxState
from bot.models.base import UtcDateTime
from bot.services.sql import changed, run, table

LEASE = timedelta(seconds=60)
INTERRUPTED = "outcome unknown"

_T = table(OutboxMessage)
_C = _T.c
# In these very words, or the partial index is not used.
_OPEN = text("outbox_message.state IN ('pending', 'sending')")


@dataclass(frozen=True)
class Place:
    """A message in Slack."""

    channel: str
    ts: str


@dataclass(frozen=True)
class Claimed:
    """A row that is ours until the lease ends; `maybe_sent` when an earlier attempt's outcome is unknown.

    `previous` is the message that this one updates in place, if there is one.
    """

    id: int
    dedupe_key: str
    kind: str
    subject: str
    recipient: str
    payload: Mapping[str, Any]
    due_at: datetime
    attempts: int
    first_try: datetime
    maybe_sent: bool
    previous: Place | None = None


@dataclass(frozen=True)
class Backlog:
    """How much waits: open rows, those of them that are due, and rows given up."""

    open: int
    due: int
    dead: int


def claim(session: Session, now: datetime | None, me: str, limit: int, busy: Collection[int] = ()) -> list[Claimed]:
    """Take up to `limit` due rows, oldest first; one statement, safe beside other claimers.

    Left out are the rows `busy` in this process, and rows whose message an earlier one is about to make.
    """
    given = {"me": me, "limit": limit, "busy": list(busy)}
    if now is not None:
        given |= {"now": now, "lease": now + LEASE}
    taken = run(session, _claim(now is None), given).all()
    earlier = _previous(session, [row.id for row in taken])
    rows = [_claimed(row, earlier) for row in taken]
    return sorted(rows, key=lambda row: (row.due_at, row.id))


@cache
def _claim(by_database: bool) -> Executable:
    moment: ColumnElement[Any] = func.now() if by_database else bindparam("now", type_=UtcDateTime)
    lease = func.now() + literal(LEASE, Interval) if by_database else bindparam("lease", type_=UtcDateTime)
    due = (
        select(_C.id)
        .where(_OPEN, _C.due_at <= moment, _C.id.not_in(bindparam("busy", expanding=True)), ~_blocked(moment))
        .where(or_(_C.state == OutboxState.PENDING, _C.lease_until < moment))
        .order_by(_C.due_at, _C.id)
        .limit(bindparam("limit"))
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    return (
        update(_T)
        .where(_C.id.in_(select(due.c.id)))
        .values(
            state=OutboxState.SENDING,
            claimed_by=bindparam("me"),
            lease_until=lease,
            attempts=_C.attempts + 1,
            first_try=func.coalesce(_C.first_try, moment),
            # RETURNING shows new values only; this one remembers the old state.
            last_error=case((_C.state == OutboxState.SENDING, INTERRUPTED), else_=None),
        )
        .returning(*(_C[name] for name in _RETURNED))
    )


_RETURNED = (
    "id",
    "dedupe_key",
    "kind",
    "subject",
    "recipient",
    "payload",
    "due_at",
    "attempts",
    "first_try",
    "last_error",
)


def sent(session: Session, row: Claimed, me: str, place: Place | None, note: str | None = None) -> bool:
    """Done, at `place` or, with None, because there was nothing left to say; False when it is not ours any more."""
    where = {"slack_channel": place.channel, "slack_ts": place.ts} if place else {}
    return _settle(session, row, me, state=OutboxState.SENT, lease_until=None, last_error=note, **where)


def dead(session: Session, row: Claimed, me: str, error: str) -> bool:
    """Given up for the reason `error`."""
    return _settle(session, row, me, state=OutboxState.DEAD, lease_until=None, last_error=error)


def later(
    session: Session, row: Claimed, me: str, now: datetime | None, delay: float, error: str | None, *, counts: bool
) -> bool:
    """Due again after `delay` seconds; `counts` as a try, or not.

    A row that may have been posted stays `sending`, so that the next attempt looks into the channel first.
    """
    then = _in(now, delay)
    tried: dict[str, Any] = {} if counts else {"attempts": _C.attempts - 1}
    if row.maybe_sent:
        return _settle(session, row, me, lease_until=then, last_error=error, **tried)
    return _settle(
        session,
        row,
        me,
        state=OutboxState.PENDING,
        due_at=then,
        lease_until=None,
        first_try=None,
        last_error=error,
        **tried,
    )


def unclear(session: Session, row: Claimed, me: str, now: datetime | None, delay: float, error: str) -> bool:
    """It may have been posted: looked into when the lease ends, `delay` seconds from now."""
    then = _in(now, delay)
    return _settle(session, row, me, lease_until=then, last_error=error)


def backlog(session: Session, now: datetime | None) -> Backlog:
    """Numbers for /metrics."""
    is_open = _C.state.in_([OutboxState.PENDING, OutboxState.SENDING])
    numbers = session.execute(
        select(
            func.count().filter(is_open),
            func.count().filter(is_open, _C.due_at <= instant(now)),
            func.count().filter(_C.state == OutboxState.DEAD),
        ).where(_C.state != OutboxState.SENT)
    ).one()
    return Backlog(*numbers)


def forget_payloads(session: Session, before: datetime) -> int:
    """Empty the payloads of rows sent that were made before then; the rows stay, their keys prevent repeats."""
    old = and_(_C.state == OutboxState.SENT, _C.created_at < before, cast(_C.payload, Text) != "{}")
    return changed(session, update(_T).where(old).values(payload={}))


def instant(now: datetime | None) -> ColumnElement[Any]:
    """The given time, or the database's at the start of the transaction."""
    return func.now() if now is None else literal(now, UtcDateTime)


def _in(now: datetime | None, seconds: float) -> ColumnElement[Any]:
    length = timedelta(seconds=seconds)
    return func.now() + literal(length, Interval) if now is None else literal(now + length, UtcDateTime)


def _settle(session: Session, row: Claimed, me: str, **values: Any) -> bool:
    ours = and_(_C.id == row.id, _C.claimed_by == me, _C.state == OutboxState.SENDING)
    return changed(session, update(_T).where(ours).values(**values)) == 1


def _blocked(moment: ColumnElement[Any]) -> ColumnElement[bool]:
    """An earlier due row of the same message comes first, or two would be posted where one is to be updated."""
    o = _OTHER.c
    earlier = or_(o.due_at < _C.due_at, and_(o.due_at == _C.due_at, o.id < _C.id))
    pending = and_(o.state == OutboxState.PENDING, o.due_at <= moment, earlier)
    same = and_(o.subject == _C.subject, o.recipient == _C.recipient, o.id != _C.id)
    return select(literal(1)).where(same, or_(o.state == OutboxState.SENDING, pending)).correlate(_T).exists()


_OTHER = _T.alias("other")
_PREVIOUS = (
    select(_C.id, _OTHER.c.slack_channel, _OTHER.c.slack_ts)
    .join(_OTHER, and_(_OTHER.c.subject == _C.subject, _OTHER.c.recipient == _C.recipient))
    .where(_C.id.in_(bindparam("ids", expanding=True)))
    .where(_OTHER.c.state == OutboxState.SENT, _OTHER.c.slack_ts.is_not(None))
    .order_by(_OTHER.c.slack_ts)
)


def _previous(session: Session, ids: Collection[int]) -> dict[int, Place]:
    if not ids:
        return {}
    rows = run(session, _PREVIOUS, {"ids": list(ids)})
    return {row.id: Place(row.slack_channel, row.slack_ts) for row in rows}


def _claimed(row: Row[Any], earlier: Mapping[int, Place]) -> Claimed:
    values: list[Any] = [*row[:-1], row.last_error == INTERRUPTED, earlier.get(row.id)]
    return Claimed(*values)
