"""Running jobs taken in turn: one claimer at a time, under a lease, so that another goes on after a crash."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Update, bindparam, or_, select, update
from sqlmodel import Session

from bot.models import ASSIGN_MANY_TRANSITIONS, AssignManyJob, AssignManyState
from bot.services.scene import Scene
from bot.services.store import states
from bot.services.store.sql import changed, record, run, table

LEASE = timedelta(seconds=60)

_J = table(AssignManyJob)
_RUNNING = _J.c.state == AssignManyState.RUNNING.value
_ANY = select(_J.c.id).where(_RUNNING, _J.c.kind.in_(bindparam("kinds", expanding=True))).limit(1)


@dataclass(frozen=True)
class ClaimedJob:
    """A running job that is ours until its lease ends."""

    id: str
    kind: str
    created_by: str
    actor_name: str | None
    reason: str | None
    agreement_ref: str | None


@dataclass(frozen=True)
class Claim:
    """A claimed job and the name under which it was claimed."""

    job: ClaimedJob
    me: str

    @property
    def ours(self) -> Update:
        """The UPDATE of the job, which touches nothing once it is over or was lost to another claimer."""
        return update(_J).where(_J.c.id == self.job.id, _J.c.claimed_by == self.me, _RUNNING)


def any_running(session: Session, kinds: Collection[str]) -> bool:
    """Tell if a claim could find anything, without taking a lock."""
    return run(session, _ANY, {"kinds": list(kinds)}).first() is not None


def claim(session: Session, kinds: Collection[str], me: str, scene: Scene) -> Claim | None:
    """Take the running job of these kinds that was served longest ago, unless someone else holds it."""
    free = or_(_J.c.lease_until.is_(None), _J.c.lease_until <= scene.now)
    due = (
        select(_J.c.id)
        .where(_RUNNING, _J.c.kind.in_(kinds), free)
        .order_by(_J.c.touched_at, _J.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    taken = update(_J).where(_J.c.id == due, _RUNNING).values(claimed_by=me, lease_until=scene.now + LEASE)
    columns = (_J.c.id, _J.c.kind, _J.c.created_by, _J.c.actor_name, _J.c.reason, _J.c.agreement_ref)
    job = record(session, ClaimedJob, taken.returning(*columns))
    return Claim(job, me) if job else None


def rest(session: Session, claim: Claim, scene: Scene, wait: timedelta) -> bool:
    """Leave a claimed job alone for a while: nobody can say at the moment whether its owner may go on."""
    return changed(session, claim.ours.values(lease_until=scene.now + wait, touched_at=scene.now)) == 1


def hold(session: Session, claim: Claim, scene: Scene) -> bool:
    """Take the job's row for this transaction; False when it is not ours any more, or was cancelled.

    First of all in a chunk, so that a cancellation waits for it or is seen by it, and a lost claim writes nothing.
    """
    return changed(session, claim.ours.values(touched_at=scene.now, lease_until=scene.now + LEASE)) == 1


def release(session: Session, claim: Claim, **values: Any) -> None:
    """Leave the job to whoever claims it next, with `values` as how far it is."""
    run(session, claim.ours.values(claimed_by=None, lease_until=None, **values))


def ending(how: AssignManyState, *which: ColumnElement[bool]) -> Update:
    """Return the UPDATE that ends running jobs, claims included; `which` of them is the caller's to say."""
    step = states.moving(AssignManyJob, ASSIGN_MANY_TRANSITIONS, [AssignManyState.RUNNING], how)
    return step.where(*which).values(claimed_by=None, lease_until=None)
