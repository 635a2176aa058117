"""Check of the history against its seals: page by page, to the first row that is not what was sealed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, select
from sqlmodel import Session

from bot.errors import BotError
from bot.models import AuditEvent, AuditSeal, SealedEvent
from bot.services.sealing import erasures as of_erasures
from bot.services.sealing.digests import GENESIS, digest_of, hash_of, root_of
from bot.services.sealing.seals import floor
from bot.services.store.sql import run, table

PAGE = 1000

_E, _S, _D = table(AuditEvent), table(AuditSeal), table(SealedEvent)
_CURRENT = and_(_D.c.event_id == _E.c.id, _D.c.salt.is_not(None))
_EVENTS = (
    select(_E, _D.c.salt, _D.c.digest, _D.c.seal_id, _S.c.erasure)
    .outerjoin(_D, _CURRENT)
    .outerjoin(_S, _S.c.id == _D.c.seal_id)
    .where(_E.c.id > bindparam("after"))
    .order_by(_E.c.id)
    .limit(PAGE)
)
_GONE = (
    select(_D.c.event_id)
    .outerjoin(_E, _E.c.id == _D.c.event_id)
    .where(_E.c.id.is_(None), _D.c.event_id > bindparam("after"))
    .order_by(_D.c.event_id)
    .limit(1)
)
_SEALS = select(_S).where(_S.c.id > bindparam("after")).order_by(_S.c.id).limit(PAGE)
_DIGESTS = (
    select(_D.c.event_id, _D.c.digest)
    .where(_D.c.seal_id == bindparam("seal"), _D.c.event_id > bindparam("after"))
    .order_by(_D.c.event_id)
    .limit(PAGE)
)


class HistoryBroken(BotError):
    """The history is not what was sealed; `str()` names the first row or seal, for the engineer."""

    def __init__(self, line: str) -> None:
        super().__init__("error-configuration", line=line)
        self.line = line

    def __str__(self) -> str:
        return self.line


@dataclass(frozen=True)
class WholeHistory:
    """Numbers of a history that is what was sealed: its events, those too new to be sealed, seals, those of erasures.

    `unfinished` erasures were begun and have not ended: nothing in the history tells of them yet.
    `head` is the hash of the newest seal: kept elsewhere, it shows later that nothing before it was rewritten.
    """

    events: int
    loose: int
    seals: int
    erasures: int
    unfinished: int
    head: str


def verify(session: Session, now: datetime, head: str | None = None) -> WholeHistory:
    """Hold every row against its seal and every seal against the one before, with memory that does not grow.

    `head` is one that was noted earlier. Raise HistoryBroken for the first event that was changed, removed or slipped
    in, else for the first seal that does not follow from those before or names an erasure that is not its own, or if
    no seal has that `head`.
    """
    events = loose = 0
    for is_sealed in _events(session, floor(session, now)):
        events, loose = events + 1, loose + (not is_sealed)
    seals = erasures = 0
    found, newest = head is None or head == GENESIS, GENESIS
    for row in _seals(session):
        seals, erasures, newest = seals + 1, erasures + (row.erasure is not None), row.hash
        found = found or newest == head
    if not found:
        raise HistoryBroken(f"no seal has the head {head}: the history was rewritten since that was noted")
    return WholeHistory(events, loose, seals, erasures, of_erasures.unfinished(session), newest)


def _events(session: Session, settled: int) -> Iterator[bool]:
    """Yield, for each row in order, whether it has a seal; rows behind `settled` may be too new for one."""
    gone: int | None = run(session, _GONE, {"after": 0}).scalar()
    after = 0
    while rows := run(session, _EVENTS, {"after": after}).all():
        for row in rows:
            if gone is not None and gone < row.id:
                break
            yield _is_sealed(row, settled)
        after = rows[-1].id
        if gone is not None and gone < after:
            break
    if gone is not None:
        raise HistoryBroken(f"event {gone}: was sealed, and is not there any more")


def _is_sealed(row: Row[Any], settled: int) -> bool:
    if row.salt is None:
        if row.id <= settled:
            raise HistoryBroken(f"event {row.id}: has no seal, although later ones have")
        return False
    if digest_of(row._mapping, row.salt) != row.digest:
        raise HistoryBroken(f"event {row.id}: is not what seal {row.seal_id} was made of")
    if row.erasure is not None and not of_erasures.mentions(row._mapping, row.erasure):
        raise HistoryBroken(f"event {row.id}: was sealed anew by the erasure {row.erasure} and holds nothing of it")
    return True


def _seals(session: Session) -> Iterator[Row[Any]]:
    previous, after = GENESIS, 0
    while rows := run(session, _SEALS, {"after": after}).all():
        for row in rows:
            if row.previous != previous or row.hash != hash_of(row._mapping):
                raise HistoryBroken(f"seal {row.id}: does not follow from the one before")
            if row.root != root_of(_digests(session, row.id)):
                raise HistoryBroken(f"seal {row.id}: its events, up to {row.last_event}, are not those it was made of")
            if row.erasure is not None and (said := of_erasures.fault(session, row.id, row.erasure)):
                raise HistoryBroken(f"seal {row.id}: {said}")
            previous = row.hash
            yield row
        after = rows[-1].id


def _digests(session: Session, seal_id: int) -> Iterator[tuple[int, str]]:
    after = 0
    while rows := run(session, _DIGESTS, {"seal": seal_id, "after": after}).all():
        yield from ((row.event_id, row.digest) for row in rows)
        after = rows[-1].event_id
