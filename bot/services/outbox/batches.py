"""Writes that come while another is under way, made together in the next transaction."""

import asyncio
from collections.abc import Callable, Sequence

from sqlmodel import Session

from bot.db import Database

Write = Callable[[Session], bool]
# On PostgreSQL, where a transaction mostly waits for answers; SQLite has one writer.
AT_ONCE = 4
_Asked = tuple[Write, "asyncio.Future[bool]"]


class Batches:
    """Groups small writes without delaying any: a transaction of its own for each costs twice as much."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._asked: list[_Asked] = []
        self._most = 1 if database.is_sqlite else AT_ONCE
        self._running = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def write(self, work: Write) -> bool:
        """Return what `work` returned once it is committed; raise what it raised, or the commit."""
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._asked.append((work, future))
        if self._running < self._most:
            self._running += 1
            task = asyncio.ensure_future(self._run())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return await future

    async def _run(self) -> None:
        try:
            while self._asked:
                await self._write_all()
        finally:
            # At once, not when the task is seen to be done: what comes in between would wait for ever.
            self._running -= 1

    async def _write_all(self) -> None:
        asked, self._asked = self._asked, []
        if not await self._written(asked) and len(asked) > 1:
            # One that fails must not take the others along.
            for one in asked:
                await self._written([one], last=True)

    async def _written(self, asked: Sequence[_Asked], *, last: bool = False) -> bool:
        try:
            results = await self._database.write(lambda session: [work(session) for work, _ in asked])
        except Exception as error:
            if last or len(asked) == 1:
                _tell(asked[0][1], error)
            return False
        for (_, future), result in zip(asked, results, strict=True):
            _tell(future, result)
        return True


def _tell(future: "asyncio.Future[bool]", outcome: bool | Exception) -> None:
    if future.done():  # whoever asked was cancelled
        return
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
