"""Looks after the transactions under way: stops those that take too long, and those whose server has gone silent."""

import asyncio
import math
from collections.abc import Coroutine
from concurrent.futures import wait
from contextlib import suppress
from typing import Any, Protocol

from bot.db.transactions import CLOSING, MACHINE, TOO_SLOW, Limits, Transaction

# Seconds between two looks; for the server to be told; and for a statement to fail once it was.
LOOKS, ASKED, GRACE = 0.25, 0.7, 0.6
# The last two at the end of the program, where there must be time for the words.
LAST_ASKED, LAST_GRACE = 0.3, 0.2


class Breaker(Protocol):
    """Knows how statements of one kind of database are ended from outside of their thread."""

    async def interrupt(self, transaction: Transaction) -> None:
        """Have the statement under way fail."""
        ...

    def cut(self, transaction: Transaction) -> None:
        """Have it fail where that did not help."""
        ...

    async def doubt(self, transaction: Transaction) -> None:
        """Have it fail if nobody is at work any more on the statement that the thread waits for."""
        ...


class Watch:
    """Runs on the event loop's timer while anything is under way, so that a transaction itself pays nothing for it."""

    def __init__(self, breaker: Breaker, limits: Limits) -> None:
        self._breaker = breaker
        self._limits = limits
        self._under_way: set[Transaction] = set()
        self._ends_by = math.inf
        self._timer: asyncio.TimerHandle | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self) -> Transaction:
        """Return a new transaction under this watch."""
        transaction = Transaction(self._limits)
        self._under_way.add(transaction)
        loop = asyncio.get_running_loop()
        if self._timer is None or self._loop is not loop:
            self._loop, self._timer = loop, loop.call_later(LOOKS, self._look)
        return transaction

    def end(self, transaction: Transaction) -> None:
        """Watch it no longer."""
        self._under_way.discard(transaction)

    def finish_within(self, seconds: float) -> None:
        """Stop whatever is or comes under way by then."""
        self._ends_by = MACHINE.monotonic() + seconds

    def stop(self, transaction: Transaction, why: str) -> None:
        """Begin to stop it: its thread ends within a second or so."""
        if transaction.stopped is None and not transaction.stop(why):
            self._start(self._stopped(transaction))

    async def idle(self, seconds: float) -> bool:
        """Wait until nothing is under way, at most so long; tell if that came true."""
        running = [one.submitted for one in self._under_way if one.submitted and not one.is_done]
        if not running:
            return True
        return not (await asyncio.to_thread(wait, running, seconds)).not_done

    async def close(self) -> None:
        """Look after nothing any more; what is still under way is cut, or its thread would keep the process."""
        if self._timer is not None:
            self._timer.cancel()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for transaction in self._under_way:
            transaction.stop(CLOSING)
            self._breaker.cut(transaction)

    def _look(self) -> None:
        now = MACHINE.monotonic()
        for transaction in list(self._under_way):
            if transaction.is_done:
                self.end(transaction)
            elif now >= self._ends_by:
                self.stop(transaction, CLOSING)
            elif now >= transaction.ends_by:
                self.stop(transaction, TOO_SLOW)
            elif now >= transaction.doubted_at:
                transaction.doubted_at = now + (now - transaction.began)
                self._start(self._breaker.doubt(transaction))
        self._timer = asyncio.get_running_loop().call_later(LOOKS, self._look) if self._under_way else None

    async def _stopped(self, transaction: Transaction) -> None:
        asked, grace = (LAST_ASKED, LAST_GRACE) if transaction.stopped == CLOSING else (ASKED, GRACE)
        transaction.leave()
        with suppress(TimeoutError):
            async with asyncio.timeout(asked):
                await self._breaker.interrupt(transaction)
        while not transaction.is_done:
            await asyncio.sleep(grace)
            transaction.leave()
            self._breaker.cut(transaction)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
