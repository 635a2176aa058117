"""What every part of a run works with."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar

from bot.db import Database
from bot.services.mirror import activity, gdap
from bot.services.mirror.absorbing import absorb, in_parts
from bot.services.mirror.ports import Paged, PartnerCenter
from bot.services.mirror.rows import Statement
from bot.services.mirror.runs import RunSeen
from bot.services.scene import SceneNow

T = TypeVar("T")
Write = Callable[..., Awaitable[Any]]
# Between what a part did and what it had to leave out, in the line that it says.
LEFT_OUT = "; "


@dataclass(frozen=True)
class Stage:
    """What a part works with; `write` runs a transaction that belongs to the run, and notes how far it is."""

    port: PartnerCenter
    database: Database
    run: RunSeen
    write: Write
    scene: SceneNow
    now: Callable[[], datetime]

    @property
    def provider_id(self) -> str:
        """Tenant whose Partner Center it is."""
        return self.scene("").provider_id

    async def state(self, said: Statement, **progress: int) -> tuple[int, int]:
        """Absorb a statement, a transaction for each part of it; (inserted, updated)."""
        inserted = updated = 0
        for part in in_parts(said):
            more = await self.write(lambda s, part=part: absorb(s, part, self.provider_id, self.now()), **progress)
            inserted, updated = inserted + more[0], updated + more[1]
        return inserted, updated

    async def activity(self, day: date, **progress: int) -> int:
        """Read one UTC day of Microsoft's log; return how many records are new. Customers that they name are due."""
        new = 0
        async for page in self.port.audit_records(day):
            new += await self.write(partial(activity.keep, seen=page.items), **progress)
        return new

    async def groups(self, relationship_id: str, **progress: int) -> None:
        """Read the security groups of one GDAP relationship."""
        found = await _all_of(self.port.access_assignments(relationship_id))
        keep = partial(gdap.keep_groups, relationship_id=relationship_id, seen=found, now=self.now())
        await self.write(keep, **progress)


def unread_entries(count: int) -> str:
    """Say behind what a part did that so many entries of its list could not be read; nothing for none."""
    return f"{LEFT_OUT}{count} entries could not be read" if count else ""


async def _all_of(pages: AsyncIterator[Paged[T]]) -> list[T]:
    """Read all pages of a short list."""
    return [item async for page in pages for item in page.items]
