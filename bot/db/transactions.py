"""One transaction under way in a thread, as the event loop sees it: since when, until when, on which connection."""

import asyncio
import math
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy.exc import DBAPIError

from bot.clock import SystemClock
from bot.errors import Unavailable

T = TypeVar("T")

MACHINE = SystemClock()  # connections age in real time whatever the program's clock says
# Catalogue keys of the reasons for which a transaction is stopped.
TOO_SLOW, CLOSING = "error-database-slow", "error-database-closing"
_ends_by: ContextVar[float] = ContextVar("ends_by", default=math.inf)
_here = threading.local()


@dataclass(frozen=True)
class Limits:
    """Seconds: for all of a transaction, for one statement, for one lock, and until a silent connection is doubted."""

    transaction: float
    statement: float
    lock: float
    silence: float


# Below the dispatcher's deadline for a handler, so that the database has given its verdict before that one does.
SERVING = Limits(transaction=25.0, statement=20.0, lock=10.0, silence=1.5)
# An import takes as long as it takes.
PATIENT = Limits(math.inf, math.inf, math.inf, math.inf)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """End every transaction of this task by then, whatever its own limit."""
    before = _ends_by.set(min(_ends_by.get(), MACHINE.monotonic() + seconds))
    try:
        yield
    finally:
        _ends_by.reset(before)


class Transaction:
    """Shared by its thread, which holds a connection, and the event loop, which may stop it."""

    __slots__ = (
        "_connection",
        "_connects",
        "_lock",
        "began",
        "doubted_at",
        "ends_by",
        "stopped",
        "submitted",
        "waiter",
    )

    def __init__(self, limits: Limits) -> None:
        self.began = MACHINE.monotonic()
        self.ends_by = min(self.began + limits.transaction, _ends_by.get())
        self.doubted_at = self.began + limits.silence
        self.submitted: Future[Any] | None = None
        self.waiter: asyncio.Future[Any] | None = None
        self.stopped: str | None = None
        self._connection: Any = None
        self._connects = False
        self._lock = threading.Lock()

    @property
    def is_done(self) -> bool:
        """Tell if its thread is through with it."""
        return self.submitted is not None and self.submitted.done()

    def stop(self, why: str) -> bool:
        """Let it begin nothing more; True when it never began at all."""
        with self._lock:
            self.stopped = self.stopped or why
        return self.submitted is not None and self.submitted.cancel()

    def leave(self) -> None:
        """Wait no longer for a thread that is still connecting: stopped, it will begin nothing."""
        with self._lock:
            begins_nothing = self.stopped and self._connects
        if begins_nothing and self.waiter is not None:
            self.waiter.cancel()

    def use(self, act: Callable[[Any], T]) -> T | None:
        """Act on the connection that it holds; None when it holds none."""
        with self._lock:
            return None if self._connection is None else act(self._connection)

    def hold(self, connection: Any) -> None:
        """Take note of the connection; raises Unavailable once stopped."""
        with self._lock:
            if self.stopped:
                raise Unavailable(self.stopped)
            self._connection = connection

    def connect(self) -> None:
        """Take note that a connection is asked for, which nobody can end; raises Unavailable once stopped."""
        with self._lock:
            if self.stopped:
                raise Unavailable(self.stopped)
            self._connects = True

    def wait_on(self, connection: Any) -> None:
        """Take note of a connection that is still being made, so that it can be ended; raises nothing."""
        with self._lock:
            self._connection, self._connects = connection, False

    def release(self) -> None:
        """Hold no connection any more."""
        with self._lock:
            self._connection, self._connects = None, False


def carried(transaction: Transaction, run: Callable[[Any], T], work: Any) -> T:
    """Run in this thread; an error that comes of being stopped is told as Unavailable with the reason."""
    _here.transaction = transaction
    try:
        return run(work)
    except DBAPIError as error:
        if transaction.stopped:
            raise Unavailable(transaction.stopped) from error
        raise
    finally:
        _here.transaction = None
        transaction.release()


def current() -> Transaction | None:
    """Return the transaction of this thread, None outside of the event loop's."""
    found: Transaction | None = getattr(_here, "transaction", None)
    return found


def hold(connection: Any) -> None:
    """Note the connection of this thread's transaction; raises Unavailable once that was stopped."""
    transaction = current()
    if transaction is not None:
        transaction.hold(connection)


def check() -> None:
    """Raise Unavailable if this thread's transaction was stopped."""
    transaction = current()
    if transaction is not None and transaction.stopped:
        raise Unavailable(transaction.stopped)
