"""Keeps the replicas of one database of one mind: what one learns from Slack, every other knows within a second."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from bot.clock import Clock
from bot.db import Database
from bot.db.troubles import trouble
from bot.errors import Unavailable
from bot.services.store import replica_messages
from bot.services.store.replica_messages import OVERLAP, Fact

log = logging.getLogger(__name__)

KEPT = timedelta(hours=1)
# Facts that wait for a database that is away; the periodic readings from Slack are what is left of older ones.
MOST_UNTOLD = 10_000
Learn = Callable[[Mapping[str, Any]], Awaitable[None]]


class Replicas:
    """Tells the other replicas and learns from them; `committed` is called when anybody wrote history.

    Messages of the kinds `lasting` are news even from before the start: nothing else tells of what they say.
    On SQLite there is one process: nothing is written and nothing read.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        learn: Mapping[str, Learn],
        committed: Callable[[], None],
        lasting: Collection[str] = (),
    ) -> None:
        self._database = database
        self._clock = clock
        self._me = replica_messages.origin_of(database.writer)
        self._learn = learn
        self._committed = committed
        self._lasting = lasting
        self._reading = asyncio.Lock()
        self._newest: int | None = None
        self._event = 0
        self._seen: set[int] = set()
        self._untold: deque[tuple[str, Mapping[str, Any]]] = deque(maxlen=MOST_UNTOLD)
        self._telling = asyncio.Lock()
        self._swept = clock.monotonic()

    async def tell(self, kind: str, payload: Mapping[str, Any]) -> None:
        """Publish one fact; while the database is away it is kept, and published by `run` once that is back.

        A fact whose commit lost its answer is told twice, which does no harm.
        """
        if not self._database.is_sqlite:
            self._untold.append((kind, payload))
            await self._publish()

    async def run(self) -> None:
        """Learn what the others told since the last run; for a timer of a second, and for whom that is too long."""
        if not self._database.is_sqlite:
            async with self._reading:
                await self._run()

    async def _publish(self) -> None:
        async with self._telling:
            while self._untold and await self._published(*self._untold[0]):
                self._untold.popleft()

    async def _published(self, kind: str, payload: Mapping[str, Any]) -> bool:
        """Publish one fact; False if it has to wait for the database."""
        try:
            await self._database.write(lambda s: replica_messages.publish(s, self._clock.now(), kind, payload))
        except (SQLAlchemyError, Unavailable) as error:
            if isinstance(error, Unavailable) or trouble(error):
                log.warning("the other replicas do not know of a %s yet: %s", kind, type(error).__name__)
                return False
            # What cannot be written now never can, and the others wait behind it.
            log.exception("the other replicas cannot be told of a %s", kind)
        return True

    async def _run(self) -> None:
        await self._publish()
        if self._newest is None:
            await self._begin()
            return
        message, event = await self._database.read(replica_messages.newest)
        if event != self._event:
            self._event = event
            self._committed()
        if message != self._newest:
            await self._read(self._newest or 0)
        await self._forget()

    async def _begin(self) -> None:
        """Take over little of before the start: groups and people are read after it."""
        message, self._event, found = await self._database.read(_at_first)
        self._newest = message
        self._seen = {known.id for known in found}
        for known in found:
            if known.kind in self._lasting:
                await self._take(known)

    async def _read(self, newest: int) -> None:
        found = await self._database.read(lambda s: replica_messages.after(s, newest))
        for message in found:
            if message.origin != self._me and message.id not in self._seen:
                await self._take(message)
        self._newest = max([newest, *(message.id for message in found)])
        self._seen = {message.id for message in found if message.id > self._newest - OVERLAP}

    async def _take(self, message: Fact) -> None:
        learn = self._learn.get(message.kind)
        if learn is None:  # a newer version talks of more than this one knows
            return
        try:
            await learn(message.payload)
        except Exception:
            # The others' messages must not wait for one that cannot be read.
            log.exception("cannot take over a %s of another replica", message.kind)

    async def _forget(self) -> None:
        if self._clock.monotonic() - self._swept < KEPT.total_seconds():
            return
        self._swept = self._clock.monotonic()
        await self._database.write(lambda s: replica_messages.forget(s, self._clock.now() - KEPT))


def _at_first(session: Session) -> tuple[int, int, Sequence[Fact]]:
    message, event = replica_messages.newest(session)
    return message, event, replica_messages.after(session, message)
