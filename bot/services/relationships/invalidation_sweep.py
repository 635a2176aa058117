"""Support contacts that lost their basis unnoticed: privileges that ended, rows that were set elsewhere."""

from dataclasses import dataclass

from bot.db import Database
from bot.services.policy import system_actor
from bot.services.relationships import invalidation
from bot.services.scene import SceneNow
from bot.services.store.audit import new_reference


@dataclass(frozen=True)
class InvalidationSweep:
    """Passes over every contact ever set; only what is found is written."""

    database: Database
    scene: SceneNow

    async def run(self) -> None:
        """Look once, and write what was found in one transaction."""
        scene = self.scene("")
        if await self.database.read(lambda s: invalidation.unsettled(s, scene)):
            actor = system_actor("basis", new_reference())
            await self.database.write(lambda s: invalidation.settle(s, actor, scene))
