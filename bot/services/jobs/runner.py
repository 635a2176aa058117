"""Passes over running jobs of every kind: one chunk of each in turn, whoever began it admitted anew before each."""

import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from sqlmodel import Session

from bot.db import Database
from bot.errors import Conflict, Denied, Unavailable
from bot.services.jobs import claims
from bot.services.jobs.claims import Claim, ClaimedJob
from bot.services.policy import Actor, ActorOf, system_actor
from bot.services.scene import Scene, SceneNow
from bot.services.store import references
from bot.services.store.spans import span

log = logging.getLogger(__name__)

WAIT = timedelta(seconds=30)
Crash = Callable[[str], None]
Admit = Callable[[ClaimedJob], Awaitable[Actor]]


def _no_crash(_point: str) -> None:
    """Do nothing: crash points are the tests'."""


def look_at_nothing(_session: Session, _claim: Claim, _scene: Scene) -> None:
    """Read nothing before a chunk."""


def owner(admit: ActorOf) -> Admit:
    """Return what admits whoever began a job, with the roles of the moment."""
    return lambda job: admit(job.created_by, job.id)


@dataclass(frozen=True)
class JobWork:
    """Jobs of some kinds, as their room does them.

    `admit` returns who acts; Denied ends the job by `stop`. `look` is run in a reader before each chunk, and what it
    returns is handed to `chunk`, which is one transaction: the next rows done, or the job ended when there are none.
    `chunk` returns False when the job is not ours any more, and raises Conflict when another change came between
    reading and writing: then nothing was written, and the same rows are judged anew the next time.
    """

    kinds: frozenset[str]
    admit: Admit
    chunk: Callable[[Session, Actor, Claim, Scene, Any], bool]
    stop: Callable[[Session, Actor, str, Scene], object]
    look: Callable[[Session, Claim, Scene], Any] = look_at_nothing


class JobRunner:
    """Does running jobs; any number of runners and processes may share a database.

    `crash` is called at the points "claimed", "admitted", "written", "ended".
    """

    def __init__(
        self, database: Database, works: Sequence[JobWork], scene: SceneNow, *, crash: Crash = _no_crash
    ) -> None:
        self._database = database
        self._works = {kind: work for work in works for kind in work.kinds}
        self._scene = partial(scene, "")
        self._crash = crash
        self._me = secrets.token_hex(8)

    async def run(self) -> None:
        """Go on until no running job is free."""
        while await self.advance():
            pass

    async def advance(self) -> bool:
        """Do one chunk of one job; False when there was none to do."""
        kinds = list(self._works)
        if not await self._database.read(lambda s: claims.any_running(s, kinds)):
            return False
        claim = await self._database.write(lambda s: claims.claim(s, kinds, self._me, self._scene()))
        if claim is None:
            return False
        self._crash("claimed")
        with references.under(claim.job.id), span("job", kind=claim.job.kind):
            await self._advance(self._works[claim.job.kind], claim)
        return True

    async def _advance(self, work: JobWork, claim: Claim) -> None:
        actor = await self._actor(work, claim)
        if actor is not None:
            self._crash("admitted")
            await self._chunk(work, claim, actor)

    async def _actor(self, work: JobWork, claim: Claim) -> Actor | None:
        try:
            return await work.admit(claim.job)
        except Denied:
            await self._stop(work, claim.job)
        except Unavailable:
            # No answer is not no: nothing is written and nothing is given up.
            await self._database.write(lambda s: claims.rest(s, claim, self._scene(), WAIT))
        return None

    async def _chunk(self, work: JobWork, claim: Claim, actor: Actor) -> None:
        seen = await self._database.read(lambda s: work.look(s, claim, self._scene()))
        try:
            await self._database.write(lambda s: work.chunk(s, actor, claim, self._scene(), seen))
        except Conflict:
            log.info("job %s: someone else changed a contact meanwhile; its chunk is judged anew", claim.job.id)
            await self._database.write(lambda s: claims.rest(s, claim, self._scene(), timedelta()))
        self._crash("written")

    async def _stop(self, work: JobWork, job: ClaimedJob) -> None:
        log.warning("job %s stopped: its owner may not go on any more", job.id)
        await self._database.write(lambda s: work.stop(s, system_actor("bulk", job.id), job.id, self._scene()))
        self._crash("ended")
