"""Messages between replicas on one database, as rows; each replica reads what the others wrote."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, Pool, bindparam, delete, func, insert, select
from sqlmodel import Session

from bot.models import AuditEvent, ReplicaMessage
from bot.services.store.sql import changed, engine_of, run, table

# By pool: an engine with other options is another engine, of the same connections.
_origins: WeakKeyDictionary[Pool, str] = WeakKeyDictionary()
# A transaction may commit a lower id after a higher one was read: so many are read again.
OVERLAP = 200
MOST = 1000

_ROWS = table(ReplicaMessage)
_AFTER = (
    select(_ROWS.c.id, _ROWS.c.origin, _ROWS.c.kind, _ROWS.c.payload)
    .where(_ROWS.c.id > bindparam("newest"))
    .order_by(_ROWS.c.id)
    .limit(MOST)
)
_NEWEST = select(func.coalesce(func.max(_ROWS.c.id), 0), select(func.max(AuditEvent.id)).scalar_subquery())


class Fact(NamedTuple):
    """One fact: `origin` names the process that learned it."""

    id: int
    origin: str
    kind: str
    payload: Mapping[str, Any]


def publish(session: Session, now: datetime, kind: str, payload: Mapping[str, Any]) -> None:
    """Tell the other replicas with the caller's transaction; a SQLite database has one process and needs no row."""
    if engine_of(session) == "postgresql":
        origin = origin_of(session.get_bind())
        run(session, insert(_ROWS), {"at": now, "origin": origin, "kind": kind, "payload": dict(payload)})


def origin_of(engine: Engine | Connection) -> str:
    """The name of whoever writes through this engine, so that nobody acts on what they said themselves."""
    return _origins.setdefault(engine.engine.pool, secrets.token_hex(8))


def newest(session: Session) -> tuple[int, int]:
    """Ids of the newest message and the newest history row; 0 where there is none."""
    found: tuple[Any, ...] = tuple(run(session, _NEWEST).one())
    return int(found[0]), int(found[1] or 0)


def after(session: Session, message_id: int) -> Sequence[Fact]:
    """The messages behind that id, oldest first, and OVERLAP before it once more."""
    rows = run(session, _AFTER, {"newest": message_id - OVERLAP})
    return [Fact(row.id, row.origin, row.kind, row.payload) for row in rows]


def forget(session: Session, before: datetime) -> int:
    """Drop the messages of before then; how many."""
    return changed(session, delete(_ROWS).where(_ROWS.c.at < before))
