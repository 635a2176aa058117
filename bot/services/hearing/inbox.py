"""The inbox of events: each body once, those that wait, and what came of the others."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, select, update
from sqlmodel import Session

from bot.models import PartnerCenterEvent
from bot.services.hearing.ports import EventSeen
from bot.services.store.sql import changed, insert_into, records, run, table

# Longer than events of the window that is taken can come again, so that a repeated one is known.
KEPT = timedelta(days=30)
AT_ONCE = 100
LONGEST = 2_000
_E = table(PartnerCenterEvent)


class KeptEvent(NamedTuple):
    """Event that nobody looked into yet."""

    digest: str
    event: EventSeen
    received_at: datetime


_NAMES = ("digest", "name", "resource", "resource_uri", "audit_uri", "at", "received_at")
_COLUMNS = tuple(_E.c[name] for name in _NAMES)
_WAITING = select(*_COLUMNS).where(_E.c.handled_at.is_(None)).order_by(_E.c.received_at, _E.c.digest)
_SOME = _WAITING.limit(bindparam("most"))


def keep(session: Session, digest: str, event: EventSeen, now: datetime) -> bool:
    """Keep an event until it is looked into; False if this very body came before."""
    row = {
        "digest": digest,
        "name": event.name[:LONGEST],
        "resource": event.resource[:LONGEST],
        "resource_uri": event.resource_uri[:LONGEST],
        "audit_uri": event.audit_uri[:LONGEST],
        "at": event.at,
        "received_at": now,
    }
    return changed(session, insert_into(session, PartnerCenterEvent).values(row).on_conflict_do_nothing()) == 1


def waiting(session: Session, most: int = AT_ONCE) -> list[KeptEvent]:
    """Read the events that wait longest."""
    return records(session, _waiting, _SOME, {"most": most})


def _waiting(digest: str, name: str, resource: str, resource_uri: str, audit_uri: str, *times: datetime) -> KeptEvent:
    at, received_at = times
    return KeptEvent(digest, EventSeen(name, resource, resource_uri, audit_uri, at), received_at)


def handled(session: Session, digests: Sequence[str], outcome: str, now: datetime) -> int:
    """Note that events were looked into; return how many nobody had yet."""
    open_ones = update(_E).where(_E.c.digest.in_(digests), _E.c.handled_at.is_(None))
    return changed(session, open_ones.values(handled_at=now, outcome=outcome[:LONGEST]))


def forget(session: Session, now: datetime) -> int:
    """Drop some events that came long ago; return how many."""
    old = select(_E.c.digest).where(_E.c.received_at < now - KEPT).limit(AT_ONCE)
    return changed(session, _E.delete().where(_E.c.digest.in_(old)))


def newest(session: Session) -> datetime | None:
    """Return when the last event came."""
    return run(session, select(_E.c.received_at).order_by(_E.c.received_at.desc()).limit(1)).scalar()
