"""The mirror: runs whose parts fail one by one, which one process works on, and which another can go on with."""

import logging
import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from sqlmodel import Session

from bot.clock import Clock
from bot.db import Database
from bot.errors import Unavailable
from bot.services.directory import Progress
from bot.services.mirror import runs
from bot.services.mirror.ports import NotAllowed, PartnerCenter
from bot.services.mirror.runs import LostRun, RunKind, RunSeen, RunState
from bot.services.mirror.stages import parts
from bot.services.mirror.stages.stage import Stage
from bot.services.policy import system_actor
from bot.services.scene import SceneNow
from bot.services.store import audit

log = logging.getLogger(__name__)
T = TypeVar("T")
Tell = Callable[[Progress], None]
MIRRORED = "directory.mirrored"


class Mirror:
    """Works on runs; any number of processes may, and one at a time does.

    `scene` names the tenant whose Partner Center `port` leads to. `tell` hears how far it is.
    """

    def __init__(
        self, database: Database, port: PartnerCenter, clock: Clock, scene: SceneNow, tell: Tell = lambda _at: None
    ) -> None:
        self._database = database
        self._port = port
        self._clock = clock
        self._scene = scene
        self._tell = tell
        self._me = secrets.token_hex(8)

    async def run(self, kind: RunKind | None) -> RunSeen | None:
        """Do a run to its end: the one that is running and that nobody holds, else a new one of this kind.

        None if somebody else works on one, or if the kind is None and there is none to go on with.
        """
        seen = await self._database.write(lambda s: runs.claim(s, kind, self._me, self._clock.now()))
        if seen is None:
            return None
        try:
            return await self._through(seen)
        except LostRun:
            log.warning("another process goes on with the mirror's run %d", seen.id)
            return None
        except BaseException:
            await self._database.write(lambda s: runs.leave(s, seen.id, self._me))
            raise

    async def _through(self, seen: RunSeen) -> RunSeen:
        for name in parts.of(seen.kind):
            if name not in seen.outcomes:
                outcome = await self._part(seen, name)
                seen = replace(seen, outcomes={**seen.outcomes, name: outcome})
                await self._write(seen, lambda _session: None, outcomes=seen.outcomes)
        failed = any(outcome["state"] == "failed" for outcome in seen.outcomes.values())
        state = RunState.FAILED if failed else RunState.DONE
        await self._database.write(lambda s: self._end(s, seen, state))
        return replace(seen, state=state.value, ended_at=self._clock.now())

    async def _part(self, seen: RunSeen, name: str) -> dict[str, str]:
        await self._write(seen, lambda _session: None, part=name, done=0, total=0)

        async def write(work: Callable[[Session], T], **progress: int) -> T:
            if progress:
                self._tell(Progress("reading", name, progress["done"], progress["total"]))
            return await self._write(seen, work, **progress)

        stage = Stage(self._port, self._database, seen, write, self._scene, self._clock.now)
        try:
            return {"state": "done", "said": await parts.PARTS[name](stage)}
        except NotAllowed as refused:
            log.info("the mirror may not read %s: %s", name, refused)
            return {"state": "refused", "said": str(refused)}
        except LostRun:
            raise
        except Unavailable as error:
            log.warning("the mirror could not read %s: %s", name, error)
            return {"state": "failed", "said": str(error)}

    async def _write(self, seen: RunSeen, work: Callable[[Session], T], **progress: object) -> T:
        def held(session: Session) -> T:
            runs.hold(session, seen.id, self._me, self._clock.now(), **progress)
            return work(session)

        return await self._database.write(held)

    def _end(self, session: Session, seen: RunSeen, state: RunState) -> None:
        now = self._clock.now()
        runs.end(session, seen.id, self._me, now, state)
        actor = system_actor("partner-center", audit.new_reference())
        said = {name: outcome["said"] for name, outcome in seen.outcomes.items()}
        after = {"kind": seen.kind.value, "state": state.value, **said}
        audit.record(session, actor, now, MIRRORED, ("directory", "partner-center"), after=after)
