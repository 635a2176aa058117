"""What moves waiting assignments on when nobody clicks: evaluate them all, apply those that asked for it."""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.clock import Clock
from bot.db import Database
from bot.errors import BotError, Denied
from bot.services.contacts import waiting
from bot.services.people.profiles import Person
from bot.services.policy import Action, Actor, system_actor
from bot.services.scene import Scene
from bot.services.store.audit import new_reference

log = logging.getLogger(__name__)

Check = Callable[[Person, Action], Actor]
Fetch = Callable[[str], Awaitable[Person | None]]


class WaitingSweep:
    """One pass over waiting assignments; `check` is the role cache's, asked for the proposer at this moment."""

    def __init__(
        self, database: Database, clock: Clock, provider_id: str, channel: str | None, fetch: Fetch, check: Check
    ) -> None:
        self._database = database
        self._clock = clock
        self._provider_id = provider_id
        self._channel = channel
        self._fetch = fetch
        self._check = check

    async def run(self) -> None:
        """Make ready what can go on, then apply what was to apply by itself; harmless to repeat."""
        if await self._database.read(waiting.anybody):
            actor = system_actor("waiting", new_reference())
            await self._database.write(lambda s: waiting.evaluate(s, actor, self._scene(actor.reference)))
        for batch_id, proposer in await self._database.read(waiting.automatic):
            await self._apply(batch_id, proposer)

    async def _apply(self, batch_id: str, proposer: str) -> None:
        try:
            person = await self._fetch(proposer)
            if person is None or person.is_deleted:
                raise Denied("denied-guest")
            actor = self._check(person, Action.ASSIGN)
            scene = self._scene(f"by-itself:{batch_id}")
            await self._database.write(lambda s: waiting.apply_ready(s, actor, batch_id, scene))
        except BotError as error:
            # Whoever lost the role, or whose reseller fell back, decides by hand: the notice then shows Review.
            log.warning("batch %s of %s is not applied by itself: %s", batch_id, proposer, error.key)
            await self._database.write(lambda s: waiting.by_hand(s, batch_id, self._scene(f"by-hand:{batch_id}")))

    def _scene(self, key: str) -> Scene:
        now: datetime = self._clock.now()
        return Scene(self._provider_id, now, key, self._channel)
