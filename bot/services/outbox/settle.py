"""Outcomes of claimed rows, written under the claimer's name: sent, given up, or due again later."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Executable, Interval, and_, bindparam, func, update
from sqlmodel import Session

from bot.models import OutboxMessage, OutboxState
from bot.models.base import UtcDateTime
from bot.services.outbox.store import ClaimedMessage, MessagePlace
from bot.services.store.sql import changed, table

_T = table(OutboxMessage)
_C = _T.c


def sent(session: Session, row: ClaimedMessage, me: str, place: MessagePlace | None, note: str | None = None) -> bool:
    """Note a row as done, at `place` or, with None, with nothing left to say; False when it is not ours any more."""
    where = {"slack_channel": place.channel, "slack_ts": place.ts} if place else {}
    return _settle(session, row, me, state=OutboxState.SENT, last_error=note, **where)


def dead(session: Session, row: ClaimedMessage, me: str, error: str) -> bool:
    """Give a row up for the reason `error`; False when it is not ours any more."""
    return _settle(session, row, me, state=OutboxState.DEAD, last_error=error)


def later(
    session: Session,
    row: ClaimedMessage,
    me: str,
    now: datetime,
    delay: float,
    error: str | None,
    *,
    counts: bool,
    shared: bool = False,
) -> bool:
    """Put a row off for `delay` seconds; `counts` as a try, or not.

    A row that may have been posted stays `sending`, so that the next attempt looks into the channel first.
    """
    wait = _Wait(now, shared and row.maybe_sent)
    return changed(session, _later(wait.shared, counts, row.maybe_sent), wait.given(row, me, delay, error)) == 1


def unclear(
    session: Session, row: ClaimedMessage, me: str, now: datetime, delay: float, error: str, *, shared: bool = False
) -> bool:
    """Leave a row that may have been posted to be looked into when the lease ends, `delay` seconds from now."""
    given = _Wait(now, shared).given(row, me, delay, error)
    return changed(session, _later(shared, True, True), given) == 1


_OURS = and_(_C.id == bindparam("row"), _C.claimed_by == bindparam("holder"), _C.state == OutboxState.SENDING)


def _ours(row: ClaimedMessage, me: str) -> dict[str, Any]:
    return {"row": row.id, "holder": me}


@dataclass(frozen=True)
class _Wait:
    """Until a moment of the program's time; or, of a lease that is `shared`, a length of the database's."""

    now: datetime
    shared: bool

    def given(self, row: ClaimedMessage, me: str, seconds: float, error: str | None) -> dict[str, Any]:
        length = timedelta(seconds=seconds)
        return _ours(row, me) | {"then": length if self.shared else self.now + length, "error": error}


@cache
def _later(shared: bool, counts: bool, doubtful: bool) -> Executable:
    """A doubtful row stays `sending` under its lease, any other is due again."""
    moment: ColumnElement[Any] = bindparam("then", type_=UtcDateTime)
    if shared:
        moment = func.now() + bindparam("then", type_=Interval)
    values: dict[str, Any] = {"last_error": bindparam("error"), "lease_until": moment}
    if not doubtful:
        values |= {"state": OutboxState.PENDING, "due_at": moment, "lease_until": None, "first_try": None}
    if not counts:
        values["attempts"] = _C.attempts - 1
    return update(_T).where(_OURS).values(**values)


def _settle(session: Session, row: ClaimedMessage, me: str, **values: Any) -> bool:
    given = {f"new_{name}": value for name, value in values.items()}
    return changed(session, _settled(tuple(values)), _ours(row, me) | given) == 1


@cache
def _settled(names: tuple[str, ...]) -> Executable:
    values = {name: bindparam(f"new_{name}", type_=_C[name].type) for name in names}
    return update(_T).where(_OURS).values(lease_until=None, **values)
