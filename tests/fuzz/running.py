"""A desk whose event loop turns in a thread of its own, so that a property can use it from a plain function."""

import asyncio
import logging
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

from bot.db import Database
from tests.kit import desk as desks
from tests.kit.desk import Desk
from tests.kit.world import THREE, build

T = TypeVar("T")
SECONDS = 20


class _Complaints(logging.Handler):
    """Keeps tracebacks, and errors that are not Slack's: it refuses windows for triggers that never were."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        said = record.getMessage()
        if record.exc_info and record.exc_info[1] is not None:
            self.found.append(f"{said}: {record.exc_info[1]!r}")
        elif record.levelno >= logging.ERROR and ": Slack" not in said:
            self.found.append(said)


@dataclass
class FuzzedDesk:
    """The desk, and what its log complained of since it was last asked for."""

    desk: Desk
    loop: asyncio.AbstractEventLoop
    log: _Complaints = field(default_factory=_Complaints)

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine over there."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(SECONDS)

    def settle(self) -> None:
        """Wait until everything that a delivery began has ended, and let time pass that Slack asks between messages."""
        self.do(self._settle())

    async def _settle(self) -> None:
        await self.desk.bot.dispatcher.background.idle()
        self.desk.ws.advance(timedelta(minutes=1))

    def complaints(self) -> list[str]:
        """Return them, and begin anew."""
        found, self.log.found = self.log.found, []
        return found


@contextmanager
def fuzzed_desk(database: Database, database_url: str) -> Iterator[FuzzedDesk]:
    """Open a desk over HTTP with a small directory; a payload that is lost costs nobody's trust in Slack."""
    database.write_now(lambda session: build(session, *THREE))
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    opening = desks.opened(database, database_url, "http")
    try:
        fuzzed = FuzzedDesk(asyncio.run_coroutine_threadsafe(opening.__aenter__(), loop).result(SECONDS), loop)
        logging.getLogger("bot").addHandler(fuzzed.log)
        try:
            yield fuzzed
        finally:
            logging.getLogger("bot").removeHandler(fuzzed.log)
            fuzzed.do(opening.__aexit__(None, None, None))
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(SECONDS)
        loop.close()
