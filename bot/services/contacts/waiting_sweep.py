"""Waiting assignments moved on when nobody clicks: all are evaluated, those that asked for it applied."""

import logging
from functools import partial

from bot.db import Database
from bot.errors import Conflict, Denied, InvalidInput, NotFound, Unavailable
from bot.services.contacts import waiting
from bot.services.policy import ActorOf, system_actor
from bot.services.scene import SceneNow
from bot.services.store.audit import new_reference

log = logging.getLogger(__name__)


class WaitingSweep:
    """Passes over waiting assignments; `admit` is asked for the proposer at the moment of applying."""

    def __init__(self, database: Database, admit: ActorOf, scene: SceneNow) -> None:
        self._database = database
        self._admit = admit
        self._scene = scene

    async def run(self) -> None:
        """Make ready what can go on, then apply what was to apply by itself; harmless to repeat.

        Whatever nobody can tell now, Slack or the roles being away, is asked again at the next pass.
        """
        await self._release()
        unanswered: set[str] = set()
        for batch_id, proposer in await self._database.read(waiting.automatic):
            if proposer not in unanswered and not await self._apply(batch_id, proposer):
                unanswered.add(proposer)

    async def _release(self) -> None:
        """Evaluate in a reader, so that a pass that finds nothing writes nothing; then write in small transactions."""
        found = await self._database.read(lambda s: waiting.able(s, self._scene("")))
        for start in range(0, len(found), waiting.AT_ONCE):
            actor, some = system_actor("waiting", new_reference()), found[start : start + waiting.AT_ONCE]
            await self._database.write(partial(waiting.release, actor=actor, scene=self._scene(""), ids=some))

    async def _apply(self, batch_id: str, proposer: str) -> bool:
        """Apply a submission, or leave it to its proposer; False when nobody can tell now who that is or may do."""
        try:
            actor = await self._admit(proposer, new_reference())
            scene = self._scene(f"by-itself:{batch_id}")
            await self._database.write(lambda s: waiting.apply_ready(s, actor, batch_id, scene))
        except Unavailable as error:
            log.warning("submission %s of %s is applied later: %s", batch_id, proposer, error)
            return False
        except Conflict:
            log.info("submission %s moved on meanwhile; the next pass sees how it stands", batch_id)
        except (Denied, InvalidInput, NotFound) as error:
            # Whoever lost the role, or whose reseller fell back, decides by hand: the notice then shows Review.
            log.warning("submission %s of %s is not applied by itself: %s", batch_id, proposer, error.key)
            await self._database.write(lambda s: waiting.by_hand(s, batch_id, self._scene(f"by-hand:{batch_id}")))
        return True
