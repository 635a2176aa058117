"""Lanes: a message a second to each recipient, one at a time, whichever process sends it; never within a Retry-After.

A lane is a row. Its time goes by the program's clock, or where `shared` by the database's, which several processes have
in common. Methods that Slack limits for the whole workspace have lanes of their own, which only hold.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    Interval,
    and_,
    bindparam,
    case,
    delete,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlmodel import Session

from bot.clock import Clock
from bot.db import Database
from bot.models import OutboxLane
from bot.models.base import UtcDateTime
from bot.services.outbox import store
from bot.services.outbox.store import LEASE, ClaimedMessage
from bot.services.store.sql import changed, engine_of, insert_for, run, table

SPACING = 1.0
# Seconds: a lane that is free so soon is taken already, and its row waits in the process, to leave on time.
AHEAD = 0.35

_T = table(OutboxLane)
_C = _T.c


@dataclass(frozen=True)
class LaneTime:
    """Claimer's moment: `ahead` are the seconds before a lane is free at which it may be taken."""

    now: datetime
    shared: bool
    ahead: float = 0.0


def open_new(session: Session, time: LaneTime, busy: Collection[int] = ()) -> None:
    """Make lanes for recipients who have none; a statement of its own, so that nobody waits for another's claim."""
    run(session, _open_new(engine_of(session), time.shared), {"now": time.now, "busy": list(busy)})


def claim(
    session: Session, time: LaneTime, me: str, limit: int, busy: Collection[int] = ()
) -> list[tuple[ClaimedMessage, float]]:
    """Take up to `limit` lanes with due rows, and of each the row that is next; with the seconds it has to wait.

    The rows `busy` in this process are left out. Whoever holds a lane holds all rows of its recipient.
    """
    given = {"me": me, "limit": limit, "busy": list(busy), "now": time.now, "horizon": _then(time, time.ahead)}
    taken = run(session, _take(time.shared), given | ({} if time.shared else {"lease": time.now + LEASE})).all()
    waits = {row.key: (row.free_at - row.moment).total_seconds() for row in taken}
    rows = store.claim(session, time.now, me, list(waits), busy, shared=time.shared)
    idle = waits.keys() - {row.recipient for row in rows}
    if idle:
        run(session, _GIVE_BACK, {"me": me, "keys": sorted(idle)})
    return [(row, max(waits[row.recipient], 0.0)) for row in rows]


def free(session: Session, key: str, me: str, time: LaneTime, seconds: float | None) -> None:
    """Give a lane back, to be taken in `seconds` from now; as soon as before where nothing was sent (None)."""
    if seconds is None:
        run(session, _GIVE_BACK, {"me": me, "keys": [key]})
    else:
        run(session, _free(time.shared), {"me": me, "lane": key, "then": _then(time, seconds)})


def free_all(session: Session, me: str, time: LaneTime) -> int:
    """Give back whatever this claimer still holds, as if it had sent to each just now; return how many."""
    return changed(session, _free(time.shared, all_of=True), {"me": me, "then": _then(time, SPACING)})


def hold(session: Session, key: str, time: LaneTime, seconds: float) -> None:
    """Keep everything out of a lane for `seconds`, whoever holds it."""
    run(session, _hold(engine_of(session), time.shared), {"lane": key, "then": _then(time, seconds)})


def left(session: Session, key: str, time: LaneTime) -> float:
    """Return the seconds until a lane is free, 0.0 if it is."""
    found = run(session, _left(time.shared), {"lane": key} | ({} if time.shared else {"now": time.now})).one_or_none()
    return 0.0 if found is None else max((found.free_at - found.moment).total_seconds(), 0.0)


def forget(session: Session, before: datetime) -> int:
    """Drop the lanes that nobody needed since then; return how many."""
    unheld = or_(_C.lease_until.is_(None), _C.lease_until < before)
    return changed(session, delete(_T).where(_C.free_at < before, unheld))


@dataclass(frozen=True)
class Methods:
    """Waits of the methods that Slack limits for the whole workspace, known to all processes at once."""

    database: Database
    clock: Clock
    shared: bool

    async def left(self, method: str) -> float:
        """Return the seconds for which a method must not be called, 0.0 if it may."""
        return await self.database.read(lambda session: left(session, method, self._time()))

    async def hold(self, method: str, seconds: float) -> None:
        """Have nobody call a method for `seconds`."""
        await self.database.write(lambda session: hold(session, method, self._time(), seconds))

    def _time(self) -> LaneTime:
        return LaneTime(self.clock.now(), self.shared)


def _then(time: LaneTime, seconds: float) -> Any:
    return timedelta(seconds=seconds) if time.shared else time.now + timedelta(seconds=seconds)


def _later(shared: bool, name: str) -> ColumnElement[Any]:
    """Make the moment of a parameter: so much later than the database's now, or as the program says."""
    if shared:
        return func.clock_timestamp() + bindparam(name, type_=Interval)
    return bindparam(name, type_=UtcDateTime)


def _moment(shared: bool) -> ColumnElement[Any]:
    return func.clock_timestamp(type_=UtcDateTime) if shared else bindparam("now", type_=UtcDateTime)


# Lanes made at once; more are made by the next claim.
_NEW = 1000


@cache
def _open_new(engine: str, shared: bool) -> Executable:
    waiting = store.waiting(shared)
    lacking = select(waiting.c.recipient, _moment(shared)).select_from(
        waiting.outerjoin(_T, _C.key == waiting.c.recipient)
    )
    lanes = lacking.where(_C.key.is_(None)).order_by(waiting.c.recipient).limit(_NEW)
    return insert_for(engine, OutboxLane).from_select(["key", "free_at"], lanes).on_conflict_do_nothing()


@cache
def _take(shared: bool) -> Executable:
    moment, waiting = _moment(shared), store.waiting(shared)
    lease = moment + literal(LEASE, Interval) if shared else bindparam("lease", type_=UtcDateTime)
    free = (
        select(_C.key)
        .join(waiting, waiting.c.recipient == _C.key)
        .where(_C.free_at <= _later(shared, "horizon"), or_(_C.lease_until.is_(None), _C.lease_until < moment))
        .order_by(waiting.c.since, _C.key)
        .limit(bindparam("limit"))
        .with_for_update(of=_T, skip_locked=True)
        .cte("free")
    )
    return (
        update(_T)
        .where(_C.key.in_(select(free.c.key)))
        .values(claimed_by=bindparam("me"), lease_until=lease)
        .returning(_C.key, _C.free_at, moment.label("moment"))
    )


_GIVE_BACK = (
    update(_T)
    .where(_C.key.in_(bindparam("keys", expanding=True)), _C.claimed_by == bindparam("me"))
    .values(claimed_by=None, lease_until=None)
)


@cache
def _free(shared: bool, *, all_of: bool = False) -> Executable:
    ours = _C.claimed_by == bindparam("me")
    which = ours if all_of else and_(_C.key == bindparam("lane"), ours)
    return update(_T).where(which).values(claimed_by=None, lease_until=None, free_at=_later(shared, "then"))


@cache
def _hold(engine: str, shared: bool) -> Executable:
    insert = insert_for(engine, OutboxLane).values(key=bindparam("lane"), free_at=_later(shared, "then"))
    new = insert.excluded.free_at
    return insert.on_conflict_do_update(
        index_elements=["key"], set_={"free_at": case((_C.free_at > new, _C.free_at), else_=new)}
    )


@cache
def _left(shared: bool) -> Executable:
    return select(_C.free_at, _moment(shared).label("moment")).where(_C.key == bindparam("lane"))
