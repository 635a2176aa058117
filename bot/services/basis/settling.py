"""Contacts settled: flagged where their basis was lost, closed where it is back; many by a background job."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import func
from sqlmodel import Session

from bot.db import Database
from bot.models import (
    AssignManyJob,
    AssignManyState,
    ContactJobKind,
)
from bot.services import outbox
from bot.services.basis import flagging
from bot.services.basis.invalidation import (
    ALL,
    IS_LOST,
    LOST,
    REMOVED,
    Extent,
    Settled,
    contacts,
    given,
    removal_subject,
    subject_of,
)
from bot.services.basis.looking import FoundContacts
from bot.services.jobs import claims
from bot.services.jobs.claims import Claim, ClaimedJob
from bot.services.jobs.runner import JobWork
from bot.services.policy import Actor, system_actor
from bot.services.scene import Scene, SceneNow
from bot.services.store import audit
from bot.services.store.sql import insert_unless_there, run, table

KINDS = frozenset({ContactJobKind.BASIS})
ENDED = "basis.settled"

_J = table(AssignManyJob)


@dataclass(frozen=True)
class Unsettled:
    """Contacts to be settled next, and the number of all at the first look at what rests on one relationship."""

    found: FoundContacts
    total: int | None


@dataclass(frozen=True)
class SettlingProgress:
    """How far a job is: contacts flagged, of how many; `total` 0 while nobody has counted them."""

    lost: int
    total: int
    over: bool


def progress(session: Session, reference: str) -> SettlingProgress | None:
    """Read how far the job of a reference is that settles contacts; None where they were few."""
    job = session.get(AssignManyJob, reference, populate_existing=True)
    if job is None or job.kind not in KINDS:
        return None
    return SettlingProgress(job.changed, max(job.ready, job.changed) if job.ready else 0, job.ended_at is not None)


def settle(session: Session, actor: Actor, scene: Scene, extent: Extent = ALL) -> Settled:
    """Flag what lost its basis and close what has it again, as the books say now; repeating it changes nothing.

    A contact that was only ever observed gets an assignment to carry the flag. Owners and the channel are told
    of what was lost, once; `actor.reference` names the loss. What exceeds a look is left to a job of that reference.
    """
    return begin(session, actor, scene, extent, flagging.find(session, scene, extent))


def begin(session: Session, actor: Actor, scene: Scene, extent: Extent, found: FoundContacts) -> Settled:
    """Settle what `find` found, and start a job if there may be more."""
    moved = flagging.write(session, actor, scene, extent, found.ids)
    if found.reached is not None:
        job = AssignManyJob(
            id=actor.reference,
            kind=ContactJobKind.BASIS,
            state=AssignManyState.RUNNING,
            customer_id=extent.customer_id,
            reseller_id=extent.partner_id,
            created_by=actor.user_id,
            actor_name=actor.name,
            reason=actor.reason,
            created_at=scene.now,
            started_at=scene.now,
            touched_at=scene.now,
            reached=found.reached,
            owners=list(moved.owners),
            changed=moved.lost,
        )
        # An acceptance may settle two requests for the same: the first one's job does for both.
        run(session, insert_unless_there(session, AssignManyJob, "id"), job.model_dump())
    elif moved.lost:
        _tell(session, actor, scene, moved.owners)
    return Settled(moved.lost, moved.back, found.reached is not None)


def work() -> JobWork:
    """Return how jobs go on that settle contacts: whatever becomes of whoever caused it, it is a consequence."""
    return JobWork(KINDS, _owner, chunk, _never, look)


async def _owner(job: ClaimedJob) -> Actor:
    return Actor(job.created_by, job.actor_name or "", frozenset(), {}, job.id, job.reason)


def _never(_session: Session, _actor: Actor, job_id: str, _scene: Scene) -> None:
    raise AssertionError(f"nobody can be denied the consequence {job_id}")


def look(session: Session, claim: Claim, scene: Scene) -> Unsettled:
    """Find what is next, in a reader: how far that is nobody knows before."""
    job = _job(session, claim)
    extent = Extent(job.customer_id, job.reseller_id)
    is_told = extent != ALL and not job.ready
    lost = contacts(extent).where(IS_LOST).with_only_columns(func.count())
    left = int(run(session, lost, given(scene, extent)).scalar_one()) if is_told else None
    return Unsettled(flagging.find(session, scene, extent, job.reached), left)


def chunk(session: Session, actor: Actor, claim: Claim, scene: Scene, seen: Unsettled) -> bool:
    """Settle what was found, or end the job when that is the last; False when it is not ours any more."""
    if not claims.hold(session, claim, scene):
        return False
    job = _job(session, claim)
    moved = flagging.write(session, actor, scene, Extent(job.customer_id, job.reseller_id), seen.found.ids)
    lost, owners = job.changed + moved.lost, list(dict.fromkeys((*job.owners, *moved.owners)))
    values: dict[str, Any] = {"changed": lost, "owners": owners}
    if seen.total is not None:
        values["ready"] = job.changed + seen.total
    reached = seen.found.reached
    if reached is not None:
        claims.release(session, claim, reached=reached, **values)
    else:
        _end(session, actor, scene, values)
    _redraw_removal(session, scene, actor.reference, last=reached is None)
    return True


def _job(session: Session, claim: Claim) -> AssignManyJob:
    return session.get_one(AssignManyJob, claim.job.id, populate_existing=True)


def _end(session: Session, actor: Actor, scene: Scene, values: dict[str, Any]) -> None:
    ending = claims.ending(AssignManyState.DONE, _J.c.id == actor.reference)
    run(session, ending.values(ended_at=scene.now, ended_by=actor.user_id, closed_at=scene.now, **values))
    audit.record(session, actor, scene.now, ENDED, ("bulk_job", actor.reference), after={"lost": values["changed"]})
    if values["changed"]:
        _tell(session, actor, scene, values["owners"])


def _redraw_removal(session: Session, scene: Scene, reference: str, *, last: bool) -> None:
    """Have the message about the removal say how far it is, once a second at most, and at the end."""
    subject, key = removal_subject(reference), "end" if last else f"at-{int(scene.now.timestamp())}"
    readers = outbox.told(session, subject)
    outbox.tell(session, scene, REMOVED, subject, "", readers, {"reference": reference}, again=key)


def _tell(session: Session, actor: Actor, scene: Scene, owners: Collection[str]) -> None:
    """Tell each owner, and the channel, in one message of all that was lost together."""
    readers = outbox.readers(scene, *filter(outbox.is_person, owners))
    outbox.tell(session, scene, LOST, subject_of(actor.reference), "", readers, {"reference": actor.reference})


@dataclass(frozen=True)
class InvalidationSweep:
    """Passes over every contact ever set, for what nobody noticed; only what is found is written."""

    database: Database
    scene: SceneNow

    async def run(self) -> None:
        """Look through all in readers, piece by piece, and leave what lies behind the first that is found to a job."""
        scene, found = self.scene(""), FoundContacts((), "")
        while not found.ids and found.reached is not None:
            found = await self.database.read(partial(_unnoticed, scene=scene, after=found.reached))
        if found.ids:
            actor = system_actor("basis", audit.new_reference())
            await self.database.write(lambda s: begin(s, actor, scene, ALL, found))


def _unnoticed(session: Session, scene: Scene, after: str) -> FoundContacts:
    """Find what to settle, unless a job is at it already, under its own reference."""
    busy = claims.any_running(session, KINDS)
    return FoundContacts((), None) if busy else flagging.find(session, scene, ALL, after)
