"""Passes over running jobs: one chunk of each in turn, the owner's role read anew before every chunk."""

import logging
import secrets
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from bot.db import Database
from bot.errors import Conflict, Denied, Unavailable
from bot.models import AssignManyState
from bot.services.assign_many import chunks, jobs
from bot.services.assign_many.chunks import ClaimedJob
from bot.services.policy import Actor, ActorOf, system_actor
from bot.services.scene import SceneNow

log = logging.getLogger(__name__)

WAIT = timedelta(seconds=30)
Crash = Callable[[str], None]


def _no_crash(_point: str) -> None:
    """Do nothing: crash points are the tests'."""


class AssignManyRunner:
    """Does confirmed jobs; any number of runners and processes may share a database.

    `admit` is asked for the owner before every chunk. `crash` is called at the points "claimed", "admitted",
    "written", "ended".
    """

    def __init__(self, database: Database, admit: ActorOf, scene: SceneNow, *, crash: Crash = _no_crash) -> None:
        self._database = database
        self._admit = admit
        self._scene = partial(scene, "")
        self._crash = crash
        self._me = secrets.token_hex(8)

    async def run(self) -> None:
        """Go on until no running job is free."""
        while await self.advance():
            pass

    async def advance(self) -> bool:
        """Do one chunk of one job; False when there was none to do."""
        if not await self._database.read(chunks.any_running):
            return False
        job = await self._database.write(lambda s: chunks.claim(s, self._me, self._scene()))
        if job is None:
            return False
        self._crash("claimed")
        actor = await self._owner(job)
        if actor is not None:
            self._crash("admitted")
            await self._chunk(job, actor)
        return True

    async def _owner(self, job: ClaimedJob) -> Actor | None:
        try:
            return await self._admit(job.created_by, job.id)
        except Denied:
            await self._stop(job)
        except Unavailable:
            # No answer is not no: nothing is written and nothing is given up.
            await self._rest(job)
        return None

    async def _chunk(self, job: ClaimedJob, actor: Actor) -> None:
        try:
            await self._database.write(lambda s: chunks.advance(s, actor, job, self._me, self._scene()))
        except Conflict:
            log.info("/assign-many job %s: someone else changed a contact meanwhile; its chunk is judged anew", job.id)
            await self._database.write(lambda s: chunks.rest(s, job, self._me, self._scene(), timedelta()))
        self._crash("written")

    async def _rest(self, job: ClaimedJob) -> None:
        await self._database.write(lambda s: chunks.rest(s, job, self._me, self._scene(), WAIT))

    async def _stop(self, job: ClaimedJob) -> None:
        actor = system_actor("bulk", job.id)
        log.warning("/assign-many job %s stopped: its owner may not assign any more", job.id)
        await self._database.write(lambda s: jobs.end(s, actor, job.id, AssignManyState.STOPPED, self._scene()))
        self._crash("ended")
