"""Looks now and then whether support contacts lost their basis unnoticed: privileges that ended, rows set elsewhere."""

from dataclasses import dataclass

from bot.clock import Clock
from bot.db import Database
from bot.services.policy import system_actor
from bot.services.relationships import invalidation
from bot.services.scene import Scene
from bot.services.store.audit import new_reference


@dataclass(frozen=True)
class BasisSweep:
    """For a tick; looking costs a read of every contact ever set, and only what is found is written."""

    database: Database
    clock: Clock
    provider_id: str
    channel: str | None

    async def run(self) -> None:
        """One look, and one transaction for what it found."""
        scene = Scene(self.provider_id, self.clock.now(), channel=self.channel)
        if await self.database.read(lambda s: invalidation.unsettled(s, scene)):
            actor = system_actor("basis", new_reference())
            await self.database.write(lambda s: invalidation.settle(s, actor, scene))
