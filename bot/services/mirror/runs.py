"""Runs of the mirror: one reading at a time, one look at what was heard beside it, each held under a lease."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import insert, or_, select, update
from sqlmodel import Session

from bot.errors import Unavailable
from bot.models import MirrorRun
from bot.services.store.sql import changed, run, table

LEASE = timedelta(seconds=180)
KEPT = timedelta(days=90)
_R = table(MirrorRun)


class RunKind(StrEnum):
    """Extent of a run: everything for the first time, what changed, everything again in bounds, or what was heard."""

    FIRST = "first"
    UPDATE = "update"
    NIGHT = "night"
    EVENTS = "events"


# Those that read lists, and not only what they were told of.
READING = (RunKind.FIRST, RunKind.UPDATE, RunKind.NIGHT)


class RunState(StrEnum):
    """State of a run; a failed one is followed by another of its kind. One for events is `hearing` while it runs."""

    RUNNING = "running"
    HEARING = "hearing"
    DONE = "done"
    FAILED = "failed"


class LostRun(Unavailable):
    """The lease went to somebody else: nothing more may be written."""

    def __init__(self) -> None:
        super().__init__("partner-center-unavailable", error="another process goes on with it")


@dataclass(frozen=True)
class RunSeen:
    """A run as it stands: `outcomes` says of each part what came of it, in English."""

    id: int
    kind: RunKind
    state: str
    part: str
    done: int
    total: int
    started_at: datetime
    ended_at: datetime | None
    outcomes: dict[str, Any] = field(default_factory=dict)


_COLUMNS = tuple(_R.c[name] for name in ("id", "kind", "state", "part", "done", "total", "started_at", "ended_at"))


def claim(session: Session, kind: RunKind | None, me: str, now: datetime) -> RunSeen | None:
    """Take the running run if nobody holds it, else begin one of this kind; None if somebody works on one.

    Events do not wait for a reading that goes on, nor the other way round: both share the limit of requests.
    """
    state = RunState.HEARING if kind is RunKind.EVENTS else RunState.RUNNING
    free = or_(_R.c.lease_until.is_(None), _R.c.lease_until <= now, _R.c.claimed_by == me)
    mine = {"claimed_by": me, "lease_until": now + LEASE}
    running = _R.c.state == state.value
    taken = update(_R).where(running, free).values(mine).returning(*_COLUMNS, _R.c.outcomes)
    if row := run(session, taken).first():
        return _seen(row)
    if kind is None or run(session, select(_R.c.id).where(running)).first():
        return None
    begun = {"kind": kind.value, "state": state.value, "started_at": now, **mine}
    values = {"part": "", "done": 0, "total": 0, "outcomes": {}, **begun}
    return _seen(run(session, insert(_R).values(values).returning(*_COLUMNS, _R.c.outcomes)).one())


def _seen(row: Any) -> RunSeen:
    return RunSeen(
        row.id,
        RunKind(row.kind),
        row.state,
        row.part,
        row.done,
        row.total,
        row.started_at,
        row.ended_at,
        dict(row.outcomes or {}),
    )


def hold(session: Session, run_id: int, me: str, now: datetime, **progress: Any) -> None:
    """Keep the run for this transaction and note how far it is; LostRun if it is not ours any more."""
    running = _R.c.state.in_((RunState.RUNNING.value, RunState.HEARING.value))
    step = update(_R).where(_R.c.id == run_id, _R.c.claimed_by == me, running)
    if not changed(session, step.values(lease_until=now + LEASE, **progress)):
        raise LostRun


def end(session: Session, run_id: int, me: str, now: datetime, state: RunState) -> None:
    """End the run, and drop those that ended long ago."""
    hold(session, run_id, me, now, state=state.value, ended_at=now, claimed_by=None)
    run(session, _R.delete().where(_R.c.ended_at < now - KEPT))


def leave(session: Session, run_id: int, me: str) -> None:
    """Let another go on with the run at once."""
    run(session, update(_R).where(_R.c.id == run_id, _R.c.claimed_by == me).values(claimed_by=None, lease_until=None))


def latest(session: Session, *kinds: RunKind, state: RunState | None = None) -> RunSeen | None:
    """Return the run of these kinds, and in this state, that began last."""
    found = select(*_COLUMNS, _R.c.outcomes).where(_R.c.kind.in_([kind.value for kind in kinds or tuple(RunKind)]))
    found = found.where(_R.c.state == state.value) if state else found
    row = run(session, found.order_by(_R.c.started_at.desc()).limit(1)).first()
    return None if row is None else _seen(row)
