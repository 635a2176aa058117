"""Seals over the history: a tick seals what was committed since, so that no write waits for another's hash."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import bindparam, func, insert, select, text
from sqlmodel import Session

from bot.clock import Clock
from bot.db import Database
from bot.models import AuditEvent, AuditSeal, SealedEvent
from bot.models.base import UtcDateTime
from bot.services.sealing.digests import GENESIS, digest_of, hash_of, make_salt, root_of
from bot.services.store.sql import engine_of, run, table

log = logging.getLogger(__name__)

LOOKED_AT = 100
AT_ONCE = 500
# A transaction may commit a lower id after a higher one was sealed; none of ours lasts as long.
LATECOMERS = timedelta(hours=1)

_E, _S, _D = table(AuditEvent), table(AuditSeal), table(SealedEvent)
_NEWEST = select(_S.c.hash).order_by(_S.c.id.desc()).limit(1)
# Of the newest ones that are old enough: a later one reaches further, unless it seals a latecomer or anew.
_LATEST = select(_S.c.last_event).where(_S.c.at < bindparam("before", type_=UtcDateTime))
_FLOOR = select(func.max(_LATEST.order_by(_S.c.id.desc()).limit(LOOKED_AT).subquery().c.last_event))
_LOOSE = select(_E.c.id).outerjoin(_D, _D.c.event_id == _E.c.id).where(_D.c.event_id.is_(None))
_FOUND = _LOOSE.where(_E.c.id > bindparam("after")).order_by(_E.c.id).limit(AT_ONCE)
_THESE = _LOOSE.where(_E.c.id.in_(bindparam("ids", expanding=True))).order_by(_E.c.id).with_only_columns(*_E.c)
_TRY = text("SELECT pg_try_advisory_xact_lock(hashtext('support-contact audit seals'))")
_WAIT = text("SELECT pg_advisory_xact_lock(hashtext('support-contact audit seals'))")


@dataclass(frozen=True)
class Sealing:
    """Passes over the history that is not sealed yet; of several processes one at a time does it."""

    database: Database
    clock: Clock

    async def run(self) -> None:
        """Seal everything that is committed, in small transactions."""
        after = await self.database.read(lambda session: floor(session, self.clock.now()))
        while ids := await self.database.read(partial(loose, after=after)):
            if not await self.database.write(partial(seal, now=self.clock.now(), ids=ids)):
                return
            after = ids[-1]


def floor(session: Session, now: datetime) -> int:
    """Read the id up to which every row is sealed, or was never committed."""
    return run(session, _FLOOR, {"before": now - LATECOMERS}).scalar() or 0


def loose(session: Session, after: int) -> Sequence[int]:
    """Read the ids of the next rows behind `after` that have no seal."""
    return run(session, _FOUND, {"after": after}).scalars().all()


def seal(session: Session, now: datetime, ids: Sequence[int]) -> bool:
    """Seal these rows, but for those sealed meanwhile; False while another process seals."""
    if engine_of(session) == "postgresql" and not run(session, _TRY).scalar():
        return False
    rows = [row._mapping for row in run(session, _THESE, {"ids": list(ids)})]
    if rows:
        log.info("sealed the history up to event %d: %s", rows[-1]["id"], add(session, now, rows))
    return True


def lock(session: Session) -> None:
    """Wait until nobody else seals, and keep it so until the transaction ends."""
    if engine_of(session) == "postgresql":
        run(session, _WAIT)


def add(session: Session, now: datetime, rows: Sequence[Mapping[Any, Any]], erasure: str | None = None) -> str:
    """Add one seal over whole history rows, given in the order of their ids; return its hash. The caller has `lock`."""
    sealed = [(row["id"], digest_of(row, salt), salt) for row in rows for salt in (make_salt(),)]
    values = {
        "at": now,
        "events": len(rows),
        "last_event": rows[-1]["id"],
        "root": root_of((event_id, digest) for event_id, digest, _ in sealed),
        "erasure": erasure,
        "previous": run(session, _NEWEST).scalar() or GENESIS,
    }
    values["hash"] = hash_of(values)
    seal_id = run(session, insert(_S).values(values).returning(_S.c.id)).scalar_one()
    names = ("event_id", "digest", "salt", "seal_id")
    run(session, insert(_D), [dict(zip(names, (*one, seal_id), strict=True)) for one in sealed])
    return str(values["hash"])
