"""The sweep: finds what is due, asks whose hour it is, writes in small transactions (docs/limits.md#one-writer)."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from bot.db import Database
from bot.errors import Unavailable
from bot.services import outbox
from bot.services.absences import standing
from bot.services.people.profiles import PersonOf
from bot.services.people.rhythm import Rhythm
from bot.services.policy import Actor, system_actor
from bot.services.reminders import digest, heartbeat, privileges, refresh, steps, store
from bot.services.reminders.heartbeat import Silence
from bot.services.reminders.privileges import Ending
from bot.services.reminders.refresh import Redraw, Sight
from bot.services.reminders.steps import CHUNK
from bot.services.scene import Scene, SceneNow
from bot.services.store.audit import new_reference

AT_ONCE = 4
MOST_REMEMBERED = 50_000


@dataclass
class _Pass:
    """One pass: `zones` (IANA) of the people learnt so far, and those of whom Slack cannot tell now."""

    scene: Scene
    actor: Actor = field(default_factory=lambda: system_actor("reminders", new_reference()))
    zones: dict[str, str] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    silence: Silence | None = None


class ReminderSweep:
    """Passes over what waits for people; several at once do no harm, for rows are claimed by lock.

    `zone` (IANA) is the channel's, and stands in for people Slack does not know any more. Whoever Slack cannot tell
    us of now is left for the next pass: better late than at night.
    """

    def __init__(self, database: Database, fetch: PersonOf, scene: SceneNow, zone: str) -> None:
        self._database = database
        self._fetch = fetch
        self._scene = scene
        self._zone = zone
        self._is_first = True
        self._seen: Sight | None = None
        # Saves asking the history about the same privileges each minute; forgotten at a restart, which is harmless.
        self._told: set[tuple[str, str, int]] = set()

    async def run(self) -> int:
        """Deal with everything that is due; return how many rows that were."""
        current = _Pass(self._scene(""))
        current.silence = await self._database.write(
            lambda s: heartbeat.beat(s, current.scene.now, is_first=self._is_first)
        )
        self._is_first = False
        now, done = current.scene.now, 0
        due: set[str] | None
        due, sight = await self._database.read(lambda s: (store.owners(s, now, CHUNK, ()), refresh.sight(s, now)))
        while count := await self._chunk(current, due):
            done, due = done + count, None
        done += await self._privileges(current)
        await self._refresh(now, None if done else sight)
        return done

    async def _refresh(self, now: datetime, sight: Sight | None) -> None:
        """Have digests drawn again that say what is no longer so, if anything happened since the last look.

        `sight` is what is seen now, None where this pass may have changed it.
        """
        sight = sight or await self._database.read(lambda s: refresh.sight(s, now))
        if sight == self._seen:
            return
        found = await self._database.read(lambda s: refresh.find(s, now))
        for start in range(0, len(found), CHUNK):
            await self._redraw(now, found[start : start + CHUNK])
        self._seen = sight

    async def _redraw(self, now: datetime, few: list[Redraw]) -> None:
        await self._database.write(lambda s: refresh.enqueue(s, now, few))

    async def _chunk(self, current: _Pass, due: set[str] | None = None) -> int:
        """Deal with some rows, of `due` owners if known; 0 when nothing is left, or another process holds what is."""
        if due is None:
            due = await self._database.read(lambda s: store.owners(s, current.scene.now, CHUNK, current.unknown))
        if not due:
            return 0
        away = await self._database.read(lambda s: standing.stand_ins(s, due, current.scene.now))
        readers = {owner: away.get(owner, owner) for owner in due}
        unread = await self._learn(set(readers.values()) - current.zones.keys(), current)
        unheard = {owner for owner, reader in readers.items() if reader in unread}
        current.unknown |= unheard
        known = {reader: current.zones[reader] for owner, reader in readers.items() if owner not in unheard}
        if not known:
            # Behind those whom Slack could not tell of there may be others.
            return await self._chunk(current) if unread else 0
        return await self._database.write(lambda s: self._rows(s, current, known, away))

    def _rows(self, session: Session, current: _Pass, zones: dict[str, str], away: Mapping[str, str]) -> int:
        readers = self._with_channel(zones, current.scene)
        digests = digest.open_for(session, current.scene, readers, current.silence, away)
        # Reviews first: what is written last of a kind does not matter, people see one message.
        count = steps.reviews_due(session, digests, current.unknown)
        count += steps.requests_due(session, current.actor, digests, current.unknown)
        count += steps.departures_due(session, current.actor, digests, current.unknown)
        digests.write(session)
        return count

    async def _privileges(self, current: _Pass) -> int:
        now, rhythm = current.scene.now, Rhythm(self._zone)
        if not rhythm.is_open(now):
            return 0
        found = await self._database.read(lambda s: privileges.find(s, now, rhythm))
        untold = [ending for ending in found if ending.key not in self._told]
        if not untold:
            return 0
        owners = {owner for ending in untold for owner in ending.owners}
        away = await self._database.read(lambda s: standing.stand_ins(s, owners, now))
        unread = await self._learn({away.get(one, one) for one in owners} - current.zones.keys(), current)
        untold = [ending for ending in untold if not {away.get(one, one) for one in ending.owners} & unread]
        for start in range(0, len(untold), CHUNK):
            await self._tell(current, untold[start : start + CHUNK], away)
        return len(untold)

    async def _tell(self, current: _Pass, untold: list[Ending], away: Mapping[str, str]) -> None:
        readers = {away.get(owner, owner) for ending in untold for owner in ending.owners}
        zones = {reader: current.zones[reader] for reader in readers}

        def work(session: Session) -> list[Ending]:
            digests = digest.open_for(session, current.scene, self._with_channel(zones, current.scene), stand_ins=away)
            done = privileges.tell(session, current.actor, untold, digests)
            digests.write(session)
            return list(done)

        done = await self._database.write(work)
        if len(self._told) > MOST_REMEMBERED:
            self._told.clear()
        self._told |= {ending.key for ending in done}

    def _with_channel(self, zones: dict[str, str], scene: Scene) -> dict[str, str]:
        return zones | dict.fromkeys(outbox.readers(scene), self._zone)

    async def _learn(self, people: Iterable[str], current: _Pass) -> set[str]:
        """Learn the zones of these people; return those of whom Slack could not tell."""
        gate = asyncio.Semaphore(AT_ONCE)
        unread = set()

        async def learn(user_id: str) -> None:
            async with gate:
                try:
                    person = await self._fetch(user_id)
                except Unavailable:
                    unread.add(user_id)
                else:
                    current.zones[user_id] = person.zone if person else self._zone

        await asyncio.gather(*map(learn, people))
        current.unknown |= unread
        return unread
