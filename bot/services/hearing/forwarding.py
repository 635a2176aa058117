"""Deliveries handed on to another tool as they came: kept with the event, and sent until the tool has them."""

import base64
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, func, select, update
from sqlmodel import Session

from bot.clock import Clock
from bot.db import Database
from bot.models import ForwardedEvent
from bot.services.hearing.ports import Forward, Undelivered
from bot.services.store.sql import changed, insert_into, run, table

log = logging.getLogger(__name__)
# A claim ends when its holder must have died: each delivery has its own deadline, far below.
LEASE = timedelta(minutes=2)
# Before the next try after the first, second … failed one; the last stands for all later ones.
PAUSES = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
KEPT = timedelta(days=2)
AT_ONCE = 8
DROPPED_AT_ONCE = 500
# Of the connection between Microsoft and us, and nothing of what was signed.
HOPS = frozenset(
    [
        "connection",
        "content-encoding",
        "content-length",
        "expect",
        "host",
        "keep-alive",
        "proxy-authorization",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    ]
)
_F = table(ForwardedEvent)
_DUE = select(_F.c.digest).where(_F.c.due_at <= bindparam("now")).order_by(_F.c.due_at).limit(AT_ONCE)
_CLAIM = (
    update(_F)
    .where(_F.c.digest.in_(_DUE), _F.c.due_at <= bindparam("now"))
    .values(due_at=bindparam("until"), attempts=_F.c.attempts + 1)
    .returning(_F.c.digest, _F.c.headers, _F.c.body, _F.c.attempts)
)


class Forwarded(NamedTuple):
    """Delivery that is being handed on."""

    digest: str
    headers: Mapping[str, str]
    body: bytes
    attempts: int


def keep(session: Session, digest: str, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
    """Keep a delivery to be handed on, with all its headers but those of the connection."""
    row = {
        "digest": digest,
        "headers": {name: value for name, value in headers.items() if name.lower() not in HOPS},
        "body": base64.b64encode(body).decode(),
        "received_at": now,
        "due_at": now,
        "attempts": 0,
    }
    run(session, insert_into(session, ForwardedEvent).values(row).on_conflict_do_nothing())


def claim(session: Session, now: datetime) -> list[Forwarded]:
    """Take some deliveries that are due; nobody else has them until the lease ends."""
    rows = run(session, _CLAIM, {"now": now, "until": now + LEASE})
    return [Forwarded(row.digest, row.headers, base64.b64decode(row.body), row.attempts) for row in rows]


def delivered(session: Session, digest: str) -> None:
    """Drop a delivery that the other tool has."""
    run(session, _F.delete().where(_F.c.digest == digest))


def put_off(session: Session, one: Forwarded, now: datetime) -> None:
    """Try again later, the later the more often it failed."""
    pause = PAUSES[min(one.attempts, len(PAUSES)) - 1]
    run(session, update(_F).where(_F.c.digest == one.digest).values(due_at=now + pause))


def forget(session: Session, now: datetime) -> int:
    """Drop deliveries that nobody took for two days, DROPPED_AT_ONCE at most; return how many."""
    old = select(_F.c.digest).where(_F.c.received_at < now - KEPT).limit(DROPPED_AT_ONCE)
    lost = changed(session, _F.delete().where(_F.c.digest.in_(old)))
    if lost:
        log.error("%d events of Partner Center were not handed on: nobody took them for two days", lost)
    return lost


def waiting(session: Session) -> int:
    """Count the deliveries that the other tool does not have yet."""
    return int(run(session, select(func.count()).select_from(_F)).scalar_one())


@dataclass(frozen=True)
class ForwardSweep:
    """Hands on what is due; several at once hand on each delivery once, and again after a crash in between."""

    database: Database
    clock: Clock
    forward: Forward

    async def run(self) -> None:
        """Hand on until nothing is due, or the other tool does not take any."""
        if not await self.database.read(lambda s: run(s, _DUE, {"now": self.clock.now()}).first()):
            return
        await self.database.write(lambda s: forget(s, self.clock.now()))
        while found := await self.database.write(lambda s: claim(s, self.clock.now())):
            # Else one pass would go on for days with a tool that hangs, and what is too old would never be dropped.
            if not any([await self._hand_on(one) for one in found]):
                return

    async def _hand_on(self, one: Forwarded) -> bool:
        """Tell if the other tool took it."""
        try:
            await self.forward.send(one.headers, one.body)
        except Undelivered as why:
            log.warning("an event was not handed on, try %d: %s", one.attempts, why)
            await self.database.write(lambda s: put_off(s, one, self.clock.now()))
            return False
        await self.database.write(lambda s: delivered(s, one.digest))
        return True
