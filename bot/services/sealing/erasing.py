"""Erasure of a person's data: everywhere a pseudonym in its place, which keeps what happened and forgets who it was."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import bindparam, func, or_, select, text, update
from sqlmodel import Session

from bot.clock import Clock
from bot.db import Database
from bot.errors import ConfigurationError
from bot.models import (
    AssignManyJob,
    Assignment,
    AssignmentState,
    AuditEvent,
    Erasure,
    RelationshipRequest,
    SealedEvent,
)
from bot.services.invitations.rules import OPEN
from bot.services.policy import ERASED, system_actor
from bot.services.sealing import seals, traces
from bot.services.sealing.digests import COLUMNS, digest_of
from bot.services.sealing.traces import PersonalColumns, Pseudonymising
from bot.services.store import audit
from bot.services.store.sql import changed, engine_of, run, table

AT_ONCE = traces.AT_ONCE
DONE = "person.erased"
MOST_NAMES = 20

_E, _D, _X = table(AuditEvent), table(SealedEvent), table(Erasure)
_R, _A, _J = table(RelationshipRequest), table(Assignment), table(AssignManyJob)
PERSONAL = ("actor_id", "actor_name", "subject_id", "before", "after", "reason")
_NAMES = select(_E.c.actor_name).where(_E.c.actor_name.is_not(None)).distinct().limit(MOST_NAMES)
_REWRITE = (
    update(_E)
    .where(_E.c.id == bindparam("row"))
    .values({name: bindparam(f"new_{name}", type_=_E.c[name].type) for name in PERSONAL})
)
_UNSALTED = update(_D).where(_D.c.event_id.in_(bindparam("ids", expanding=True))).values(salt=None)
_SEALED = select(_D).where(_D.c.event_id.in_(bindparam("ids", expanding=True)), _D.c.salt.is_not(None))
_GUARDS = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name = 'audit_event_no_update'")


@dataclass(frozen=True)
class ErasedPerson:
    """Numbers of rows in which a pseudonym stands now, and of those that are gone."""

    events: int
    changed: int
    dropped: int


def erase(database: Database, clock: Clock, user_id: str, *, force: bool = False) -> ErasedPerson:
    """Erase a Slack user id and the person's names, in small transactions; one that was broken off goes on.

    What was said to others in Slack stays there. Raise ConfigurationError while work of the person's is open, unless
    `force`, or where the history is not what was sealed.
    """
    if not force:
        database.read_now(partial(_refuse_open_work, user_id=user_id))
    pseudonym = database.write_now(lambda session: _begin(session, user_id, clock.now()))
    who = Pseudonymising(user_id, pseudonym, database.read_now(lambda session: _names(session, user_id)))
    dropped = sum(_dropped(database, place, user_id) for place in traces.DROPPED)
    moved = sum(_walked(database, partial(traces.replace, place=place, pseudonymising=who)) for place in traces.CHANGED)
    events = _walked(database, partial(_rewrite, who=who, now=clock.now()))
    result = ErasedPerson(events, moved, dropped)
    database.write_now(lambda session: _end(session, who, clock.now(), result))
    return result


def _dropped(database: Database, place: PersonalColumns, user_id: str) -> int:
    total = 0
    while count := database.write_now(partial(traces.drop, place=place, user_id=user_id)):
        total += count
    return total


def _walked(database: Database, work: Callable[..., tuple[int, Any]]) -> int:
    count, after = database.write_now(partial(work, after=None))
    total = count
    while after is not None:
        count, after = database.write_now(partial(work, after=after))
        total += count
    return total


def _refuse_open_work(session: Session, user_id: str) -> None:
    unreviewed = or_(_J.c.ended_at.is_(None), (_J.c.changed > 0) & _J.c.closed_at.is_(None))
    working = [AssignmentState.WAITING_RELATIONSHIP, AssignmentState.READY, AssignmentState.APPLIED]
    counts = {
        "requests": (_R, (_R.c.owner == user_id, _R.c.state.in_(OPEN))),
        "assignments": (_A, (_A.c.requested_by == user_id, _A.c.state.in_(working))),
        "jobs": (_J, (_J.c.created_by == user_id, unreviewed)),
    }
    queries = {name: select(func.count()).select_from(of).where(*wanted) for name, (of, wanted) in counts.items()}
    found = {name: run(session, query).scalar_one() for name, query in queries.items()}
    if any(found.values()):
        said = ", ".join(f"{count} {name}" for name, count in found.items() if count)
        raise ConfigurationError(f"{user_id}: {said} still open; hand over and close them first, or say --force")


def _begin(session: Session, user_id: str, now: datetime) -> str:
    under_way: str | None = run(session, select(_X.c.pseudonym).where(_X.c.user_id == user_id)).scalar()
    if under_way:
        return under_way
    pseudonym = f"{ERASED}{audit.new_reference()}"
    session.add(Erasure(pseudonym=pseudonym, user_id=user_id, began_at=now))
    return pseudonym


def _names(session: Session, user_id: str) -> Sequence[str]:
    """Read the names that the history has of the person, longest first; single letters would be found anywhere."""
    names = run(session, _NAMES.where(_E.c.actor_id == user_id)).scalars()
    return sorted((name for name in names if len(name) > 1), key=len, reverse=True)


def _rewrite(session: Session, who: Pseudonymising, now: datetime, after: int | None) -> tuple[int, int | None]:
    """Put the pseudonym into the next history rows behind an id, and seal these anew; return how many, and the last."""
    seals.lock(session)
    mentions = ("subject_id", "before", "after", "reason")
    found = traces.holding(_E, ("actor_id",), mentions, who.user_id)
    wanted = select(_E).where(found, _E.c.id > (after or 0)).order_by(_E.c.id).limit(AT_ONCE)
    rows = [row._mapping for row in run(session, wanted)]
    rewritten = [values for row in rows if (values := _rewritten(row, who)) != row]
    if rewritten:
        _write(session, rewritten, _sealed_of(session, rows), who, now)
    return len(rewritten), rows[-1]["id"] if rows else None


def _write(
    session: Session, rewritten: Sequence[Mapping[str, Any]], sealed: set[int], who: Pseudonymising, now: datetime
) -> None:
    with _guard_lifted(session):
        run(session, _REWRITE, [{"row": row["id"], **{f"new_{n}": row[n] for n in PERSONAL}} for row in rewritten])
    if anew := [row for row in rewritten if row["id"] in sealed]:
        run(session, _UNSALTED, {"ids": [row["id"] for row in anew]})
        seals.add(session, now, anew, who.pseudonym)


def _sealed_of(session: Session, rows: Sequence[Mapping[Any, Any]]) -> set[int]:
    """Return which of the rows are sealed; a row that is not what was sealed must not be sealed as if it were."""
    sealed = {row.event_id: row for row in run(session, _SEALED, {"ids": [row["id"] for row in rows]})}
    for row in rows:
        seal = sealed.get(row["id"])
        if seal and digest_of(row, seal.salt) != seal.digest:
            raise ConfigurationError(f"event {row['id']}: is not what was sealed; see `python -m bot audit verify`")
    return set(sealed)


def _rewritten(row: Mapping[Any, Any], who: Pseudonymising) -> dict[str, Any]:
    values: dict[str, Any] = {name: row[name] for name in COLUMNS}
    values |= {name: who.value(row[name]) for name in ("actor_id", "subject_id", "before", "after")}
    is_own = row["actor_id"] == who.user_id
    return values | {"reason": who.own(row["reason"]), "actor_name": None if is_own else row["actor_name"]}


@contextmanager
def _guard_lifted(session: Session) -> Iterator[None]:
    """Let the history be changed by this transaction, which the tables' owner alone may do."""
    if engine_of(session) == "postgresql":
        run(session, text("ALTER TABLE audit_event DISABLE TRIGGER audit_event_no_change"))
        yield
        run(session, text("ALTER TABLE audit_event ENABLE TRIGGER audit_event_no_change"))
        return
    guards = run(session, _GUARDS).all()
    for guard in guards:
        run(session, text(f"DROP TRIGGER {guard.name}"))
    yield
    for guard in guards:
        run(session, text(guard.sql))


def _end(session: Session, who: Pseudonymising, now: datetime, erased: ErasedPerson) -> None:
    """Write that it was done, and forget of whom."""
    changed(session, update(_X).where(_X.c.pseudonym == who.pseudonym).values(user_id=None, ended_at=now))
    after = {"events": erased.events, "changed": erased.changed, "dropped": erased.dropped}
    audit.record(
        session, system_actor("erasure", audit.new_reference()), now, DONE, ("person", who.pseudonym), after=after
    )
