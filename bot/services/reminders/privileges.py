"""Delegated admin privileges that run out, told at 30, 7, 1 and 0 days, each once (docs/domain.md#delegated-admin)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, false, select, text
from sqlmodel import Session

from bot.models import Assignment, AssignmentState, AuditEvent, CustomerRelationship, RelationshipState
from bot.services import outbox
from bot.services.people.rhythm import Rhythm
from bot.services.policy import Actor
from bot.services.reminders.digest import INSTEAD, PRIVILEGES, Digests
from bot.services.separation import ours
from bot.services.store import audit
from bot.services.store.sql import by_no_index, run, table

MARKS = (30, 7, 1, 0)
SUBJECT, TOLD = "customer_relationship", "privileges.expiring"
# A weekend of quiet days is the longest that a mark can be told ahead; after a week what ended is no news.
AHEAD, BEHIND = timedelta(days=max(MARKS) + 10), timedelta(days=7)

_L, _A, _E = table(CustomerRelationship), table(Assignment), table(AuditEvent)
_KEY: tuple[Any, ...] = (_L.c.customer_id, _L.c.partner_tenant_id, _L.c.delegated_admin_expires_at)
_ENDING = and_(
    # In these very words, or the partial index is not used.
    text("customer_relationship.delegated_admin = 'gdap'"),
    _L.c.state == RelationshipState.ESTABLISHED.value,
    _L.c.auto_extend == false(),
    _L.c.delegated_admin_expires_at > bindparam("since"),
    _L.c.delegated_admin_expires_at < bindparam("until"),
    ours(_L.c.customer_id),
)
_RESTING = and_(
    _A.c.customer_id == _L.c.customer_id,
    _L.c.partner_tenant_id == by_no_index(_A.c.to_tenant_id),
    _A.c.state.in_([AssignmentState.APPLIED.value, AssignmentState.CLOSED.value]),
)
_FOUND = select(*_KEY, _A.c.requested_by).outerjoin(_A, _RESTING).where(_ENDING).distinct()
_CLAIM = (
    select(*_KEY)
    .where(_ENDING, _L.c.customer_id.in_(bindparam("customers", expanding=True)))
    .with_for_update(skip_locked=True)
)
_ALREADY = select(_E.c.subject_id, _E.c.after).where(
    _E.c.subject_type == SUBJECT, _E.c.action == TOLD, _E.c.subject_id.in_(bindparam("subjects", expanding=True))
)


@dataclass(frozen=True)
class Ending:
    """Privileges of a partner with a customer that end at `ends`; `mark` days before is what has come."""

    customer_id: str
    partner_id: str
    ends: datetime
    mark: int
    owners: frozenset[str] = frozenset()

    @property
    def subject(self) -> str:
        """The relationship as history names it."""
        return f"{self.customer_id}:{self.partner_id}"

    @property
    def key(self) -> tuple[str, str, int]:
        """Key of what is told once: a renewed end is told anew."""
        return self.subject, self.ends.isoformat(), self.mark


def mark_of(ends: datetime, now: datetime, rhythm: Rhythm) -> int | None:
    """Find the most urgent mark before the digest after this one: rather a weekend early than late."""
    until = rhythm.next_slot(now)
    return min((mark for mark in MARKS if ends - timedelta(days=mark) < until), default=None)


def find(session: Session, now: datetime, rhythm: Rhythm) -> list[Ending]:
    """Find everything that has come to a mark, told already or not, with those whose assignments rest on it."""
    owners: dict[tuple[str, str, datetime], set[str]] = defaultdict(set)
    for row in run(session, _FOUND, _window(now)):
        owners[row.customer_id, row.partner_tenant_id, row.delegated_admin_expires_at] |= {row.requested_by} - {None}
    found = []
    for (customer_id, partner_id, ends), people in owners.items():
        mark = mark_of(ends, now, rhythm)
        if mark is not None:
            found.append(Ending(customer_id, partner_id, ends, mark, frozenset(people)))
    return found


def tell(session: Session, actor: Actor, endings: Sequence[Ending], digests: Digests) -> Collection[Ending]:
    """Tell owners and channel of each that still ends then and was not told; return what needs no further look."""
    held = _held(session, digests.scene.now, endings)
    known = _told(session, endings)
    done = []
    for ending in endings:
        if ending.key in known:
            done.append(ending)
        elif (ending.customer_id, ending.partner_id, ending.ends) in held:
            _tell(session, actor, ending, digests)
            done.append(ending)
    return done


def _tell(session: Session, actor: Actor, ending: Ending, digests: Digests) -> None:
    key = [ending.customer_id, ending.partner_id, ending.ends.isoformat()]
    for reader, owner in _readers(ending, digests).items():
        place = digests.place(owner)
        digests.add(place, PRIVILEGES, key)
        if reader != owner:
            digests.add(place, INSTEAD, [*key, owner])
    for channel in outbox.readers(digests.scene):
        digests.add(digests.today(channel), PRIVILEGES, key)
    after = {"ends": ending.ends.isoformat(), "days": ending.mark, "told": sorted(ending.owners)}
    customer = ending.customer_id
    audit.record(session, actor, digests.scene.now, TOLD, (SUBJECT, ending.subject), customer_id=customer, after=after)


def _readers(ending: Ending, digests: Digests) -> dict[str, str]:
    """Find who hears of it, each once, and for whom: for themselves where some of it is their own."""
    readers: dict[str, str] = {}
    for owner in sorted(ending.owners):
        reader = digests.reader_of(owner)
        readers[reader] = reader if reader in ending.owners else readers.get(reader, owner)
    return readers


def _held(session: Session, now: datetime, endings: Iterable[Ending]) -> set[tuple[Any, ...]]:
    customers = sorted({ending.customer_id for ending in endings})
    return {tuple(row) for row in run(session, _CLAIM, _window(now) | {"customers": customers})}


def _told(session: Session, endings: Iterable[Ending]) -> set[tuple[str, str, int]]:
    rows = run(session, _ALREADY, {"subjects": sorted({ending.subject for ending in endings})})
    return {(row.subject_id, row.after["ends"], row.after["days"]) for row in rows}


def _window(now: datetime) -> dict[str, Any]:
    return {"since": now - BEHIND, "until": now + AHEAD}
