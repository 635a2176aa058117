"""The sweep: finds what is due, asks whose hour it is, writes in small transactions (docs/limits.md#one-writer)."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime

from sqlmodel import Session

from bot.clock import Clock
from bot.db import Database
from bot.errors import Unavailable
from bot.services import outbox
from bot.services.people.profiles import PersonOf
from bot.services.people.rhythm import Rhythm
from bot.services.policy import system_actor
from bot.services.reminders import digest, privileges, steps, store
from bot.services.reminders.digest import Digests
from bot.services.reminders.privileges import Ending
from bot.services.reminders.steps import BATCH, Sweep
from bot.services.scene import Scene
from bot.services.store.audit import new_reference

AT_ONCE = 4
MOST_REMEMBERED = 50_000
Step = Callable[[Session, Sweep, Digests], int]


class Sweeper:
    """One pass at a time is enough, several do no harm: rows are claimed by lock, plan and notice commit together.

    `settings` makes the scene of an instant; `zone` (IANA) is the channel's, and stands in for people Slack does not
    know any more. Whoever Slack cannot tell us of now is left for the next pass: better late than at night.
    """

    def __init__(
        self, database: Database, clock: Clock, fetch: PersonOf, settings: Callable[[datetime], Scene], zone: str
    ) -> None:
        self._database = database
        self._clock = clock
        self._fetch = fetch
        self._scene = settings
        self._zone = zone
        # Saves asking the history about the same privileges each minute; forgotten at a restart, which is harmless.
        self._told: set[tuple[str, str, int]] = set()

    async def run(self) -> int:
        """Deal with everything that is due; how many rows that were."""
        scene = self._scene(self._clock.now())
        unknown: set[str] = set()
        sweep = Sweep(system_actor("reminders", new_reference()), scene, unknown)
        zones: dict[str, str] = {}
        done = 0
        while count := await self._pass(sweep, zones, unknown):
            done += count
        return done + await self._privileges(sweep, zones)

    async def _pass(self, sweep: Sweep, zones: dict[str, str], unknown: set[str]) -> int:
        """One batch; 0 when nothing is left, or another process holds what is."""
        due = await self._database.read(lambda s: store.owners(s, sweep.scene.now, BATCH, unknown))
        unread = await self._learn(due - zones.keys(), zones)
        unknown |= unread
        known = {owner: zones[owner] for owner in due - unread}
        if not known:
            # Behind those whom Slack could not tell of there may be others.
            return await self._pass(sweep, zones, unknown) if unread else 0
        return await self._database.write(lambda s: self._rows(s, sweep, known))

    def _rows(self, session: Session, sweep: Sweep, zones: dict[str, str]) -> int:
        digests = digest.open_for(session, sweep.scene, self._with_channel(zones, sweep.scene))
        # Reviews first: what is written last of a kind does not matter, people see one message.
        count = steps.reviews_due(session, sweep, digests) + steps.requests_due(session, sweep, digests)
        digests.write(session)
        return count

    async def _privileges(self, sweep: Sweep, zones: dict[str, str]) -> int:
        scene, rhythm = sweep.scene, Rhythm(self._zone)
        if not rhythm.is_open(scene.now):
            return 0
        found = await self._database.read(lambda s: privileges.find(s, scene.now, rhythm))
        untold = [ending for ending in found if ending.key not in self._told]
        unknown = await self._learn({owner for ending in untold for owner in ending.owners} - zones.keys(), zones)
        untold = [ending for ending in untold if not ending.owners & unknown]
        for start in range(0, len(untold), BATCH):
            await self._tell(sweep, untold[start : start + BATCH], zones)
        return len(untold)

    async def _tell(self, sweep: Sweep, untold: list[Ending], zones: dict[str, str]) -> None:
        scene = sweep.scene
        owners = {owner: zones[owner] for ending in untold for owner in ending.owners}

        def work(session: Session) -> list[Ending]:
            digests = digest.open_for(session, scene, self._with_channel(owners, scene))
            done = privileges.tell(session, sweep.actor, untold, digests)
            digests.write(session)
            return list(done)

        done = await self._database.write(work)
        if len(self._told) > MOST_REMEMBERED:
            self._told.clear()
        self._told |= {ending.key for ending in done}

    def _with_channel(self, zones: dict[str, str], scene: Scene) -> dict[str, str]:
        return zones | dict.fromkeys(outbox.readers(scene), self._zone)

    async def _learn(self, people: Iterable[str], zones: dict[str, str]) -> set[str]:
        """Put their zones into `zones`; whom Slack could not tell of is answered."""
        gate = asyncio.Semaphore(AT_ONCE)
        unknown = set()

        async def learn(user_id: str) -> None:
            async with gate:
                try:
                    person = await self._fetch(user_id)
                except Unavailable:
                    unknown.add(user_id)
                else:
                    zones[user_id] = person.zone if person else self._zone

        await asyncio.gather(*map(learn, people))
        return unknown
