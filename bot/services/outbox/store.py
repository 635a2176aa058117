"""The outbox rows in the database: claim and count; plain statements, each under the claimer's name.

What is due goes by the time of the program that wrote it and looks for it; leases by that, too, or where `shared` by
the database's own, which several processes on PostgreSQL have in common.
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
    Subquery,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    text,
    tuple_,
    update,
)
from sqlmodel import Session

from bot.models import OutboxLane, OutboxMessage, OutboxState
from bot.models.base import UtcDateTime
from bot.services.store.sql import records, run, table

LEASE = timedelta(seconds=60)
INTERRUPTED = "outcome unknown"

_T = table(OutboxMessage)
_C = _T.c
# In these very words, or the partial index is not used.
_OPEN: Any = text("outbox_message.state IN ('pending', 'sending')")


@dataclass(frozen=True)
class MessagePlace:
    """Channel and ts by which Slack finds a message."""

    channel: str
    ts: str


@dataclass(frozen=True)
class ClaimedMessage:
    """A row that is ours until the lease ends; `maybe_sent` when an earlier attempt's outcome is unknown.

    `previous` is the message that this one updates in place, `parent` the one it replies to, if there is one.
    `reference` is that of what caused it.
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
    thread: str | None
    maybe_sent: bool
    previous: MessagePlace | None = None
    parent: MessagePlace | None = None
    reference: str | None = None

    @property
    def is_orphan(self) -> bool:
        """True for a reply to nothing: that message was never made, or is not to be made any more."""
        return self.thread is not None and self.parent is None


@dataclass(frozen=True)
class Backlog:
    """Numbers of rows: open ones, those of them that are due, and those given up; since when the oldest is due."""

    open: int
    due: int
    dead: int
    oldest: datetime | None = None


def waiting(shared: bool) -> Subquery:
    """Select the recipients with something due that nobody holds, each `since` the first of it."""
    claimable = _claimable(bindparam("now", type_=UtcDateTime), shared)
    since = func.min(_C.due_at).label("since")
    return select(_C.recipient, since).where(*claimable).group_by(_C.recipient).subquery("waiting")


def claim(
    session: Session,
    now: datetime,
    me: str,
    recipients: Collection[str],
    busy: Collection[int] = (),
    *,
    shared: bool = False,
) -> list[ClaimedMessage]:
    """Take of each of these recipients, whose lane is ours, the due row that is next; oldest first.

    Left out are the rows `busy` in this process, rows whose message an earlier one is about to make, and replies
    that are not next in their thread or whose message is still to come.
    """
    if not recipients:
        return []
    given = {"me": me, "keys": list(recipients), "busy": list(busy), "now": now}
    taken = run(session, _claim(shared), given | ({} if shared else {"lease": now + LEASE})).all()
    places = _places(session, taken)
    rows = [_claimed(row, places.get(_place_key(row))) for row in taken]
    return sorted(rows, key=lambda row: (row.due_at, row.id))


def any_due(session: Session, now: datetime, busy: Collection[int] = (), *, shared: bool = False) -> bool:
    """Tell if any row is due that nobody holds; that its lane is free is not said."""
    return run(session, _any_due(shared), {"now": now, "busy": list(busy)}).first() is not None


@cache
def _any_due(shared: bool) -> Executable:
    return select(_C.id).where(*_claimable(bindparam("now", type_=UtcDateTime), shared)).limit(1)


def _claimable(moment: ColumnElement[Any], shared: bool) -> tuple[ColumnElement[bool], ...]:
    """Conditions of a row that is due and that nobody holds, or not any more."""
    expired = _C.lease_until < (func.now() if shared else moment)
    is_ours = _C.id.not_in(bindparam("busy", expanding=True))
    return _OPEN, _C.due_at <= moment, is_ours, or_(_C.state == OutboxState.PENDING, expired)


@cache
def _claim(shared: bool) -> Executable:
    moment = bindparam("now", type_=UtcDateTime)
    lease = func.now() + literal(LEASE, Interval) if shared else bindparam("lease", type_=UtcDateTime)
    lane = table(OutboxLane)
    first = (
        select(_C.id)
        .where(_C.recipient == lane.c.key, *_claimable(moment, shared), ~_blocked(moment))
        .order_by(_C.due_at, _C.id)
        .limit(1)
        .correlate(lane)
        .scalar_subquery()
    )
    due = select(first.label("id")).where(lane.c.key.in_(bindparam("keys", expanding=True))).cte("due")
    return (
        update(_T)
        # Said again for a row that changed while it was waited for.
        .where(_C.id.in_(select(due.c.id)), *_claimable(moment, shared))
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
    "thread",
    "last_error",
    "reference",
)


_DUE = _C.due_at <= bindparam("now", type_=UtcDateTime)
# A subquery for each, or what was sent is read, too: of a year, a million rows.
_BACKLOG = select(
    select(func.count()).select_from(_T).where(_OPEN).scalar_subquery(),
    select(func.count()).select_from(_T).where(_OPEN, _DUE).scalar_subquery(),
    select(func.count()).select_from(_T).where(text("outbox_message.state = 'dead'")).scalar_subquery(),
    select(func.min(_C.due_at)).where(_OPEN, _DUE).scalar_subquery(),
)


def backlog(session: Session, now: datetime) -> Backlog:
    """Count what waits, for /metrics."""
    (found,) = records(session, Backlog, _BACKLOG, {"now": now})
    return found


_OTHER, _POSTED = _T.alias("other"), _T.alias("posted")
_O = _OTHER.c


def _blocked(moment: ColumnElement[Any]) -> ColumnElement[bool]:
    """Tell if another row comes first; made of parts that hold for messages only and for replies only."""
    return or_(
        and_(_C.thread.is_(None), _behind_update(moment)),
        and_(_C.thread.is_not(None), or_(_behind_reply(moment), _behind_parent())),
    )


def _behind_update(moment: ColumnElement[Any]) -> ColumnElement[bool]:
    """Tell if an earlier row of the same message is due, or two would be posted where one is to be updated."""
    pending = and_(_BOTH_PENDING, _O.due_at <= moment, _EARLIER)
    return _another(_O.subject == _C.subject, _O.thread.is_(None), or_(_UNDER_WAY, pending))


def _behind_reply(moment: ColumnElement[Any]) -> ColumnElement[bool]:
    """Tell if an earlier reply of the same thread is due; one that was put off keeps its place."""
    next_up = or_(_O.last_error.is_not(None), and_(_O.due_at <= moment, _EARLIER))
    return _another(_O.thread == _C.thread, or_(_UNDER_WAY, and_(_BOTH_PENDING, _C.last_error.is_(None), next_up)))


def _behind_parent() -> ColumnElement[bool]:
    """Tell of a reply if its message is still to be posted, or about to be updated and perhaps posted anew."""
    p = _POSTED.c
    there = and_(p.subject == _C.thread, p.recipient == _C.recipient, p.thread.is_(None), *_in_slack(p))
    posted = select(literal(1)).where(there).correlate(_T).exists()
    is_open = _O.state.in_([OutboxState.PENDING, OutboxState.SENDING])
    coming = or_(_O.state == OutboxState.SENDING, _O.due_at <= _C.due_at, ~posted)
    return _another(_O.subject == _C.thread, _O.thread.is_(None), is_open, coming)


def _another(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    same = and_(_O.recipient == _C.recipient, _O.id != _C.id)
    return select(literal(1)).where(same, *conditions).correlate(_T).exists()


def _in_slack(columns: Any) -> tuple[ColumnElement[bool], ...]:
    return columns.state == OutboxState.SENT, columns.slack_ts.is_not(None)


_EARLIER = or_(_O.due_at < _C.due_at, and_(_O.due_at == _C.due_at, _O.id < _C.id))
_BOTH_PENDING = and_(_O.state == OutboxState.PENDING, _C.state == OutboxState.PENDING)
# Of two whose workers died, one goes first, or both would wait for each other for ever.
_UNDER_WAY = and_(_O.state == OutboxState.SENDING, or_(_C.state == OutboxState.PENDING, _O.id < _C.id))
# By the pairs themselves: joined to the rows, PostgreSQL reads the whole table as long as it knows little of it. By
# the subjects too: SQLite looks up no pair in an index.
_PLACES = (
    select(_C.subject, _C.recipient, _C.slack_channel, _C.slack_ts)
    .where(
        _C.subject.in_(bindparam("subjects", expanding=True)),
        tuple_(_C.subject, _C.recipient).in_(bindparam("pairs", expanding=True)),
    )
    .where(_C.thread.is_(None), *_in_slack(_C))
    .order_by(_C.slack_ts)
)


def _places(session: Session, taken: Collection[Row[Any]]) -> dict[tuple[str, str], MessagePlace]:
    """Find, by subject and recipient, the messages that these rows update or reply to."""
    if not taken:
        return {}
    pairs = [_place_key(row) for row in taken]
    rows = run(session, _PLACES, {"subjects": [subject for subject, _ in pairs], "pairs": pairs})
    return {(row.subject, row.recipient): MessagePlace(row.slack_channel, row.slack_ts) for row in rows}


def _place_key(row: Row[Any]) -> tuple[str, str]:
    return row.thread or row.subject, row.recipient


def _claimed(row: Row[Any], place: MessagePlace | None) -> ClaimedMessage:
    named: dict[str, Any] = dict(row._mapping)
    interrupted = named.pop("last_error") == INTERRUPTED
    previous, parent = (None, place) if row.thread else (place, None)
    return ClaimedMessage(**named, maybe_sent=interrupted, previous=previous, parent=parent)
