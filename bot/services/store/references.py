"""The reference under which something is being done: its log lines, history and messages carry the same one.

It follows the task, and from there the threads of the database and the tasks begun meanwhile.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# Loggers below it tell of every delivery and every message; `serve` lets them where logs are read by machines.
TRAIL = "bot.trail"
_current: ContextVar[str | None] = ContextVar("reference", default=None)


def current() -> str | None:
    """Return the reference of what is being done here, None if nothing has one."""
    return _current.get()


def take(reference: str | None) -> None:
    """Go on under this reference until the end of the task, or of the block of `under` around it."""
    _current.set(reference)


@contextmanager
def under(reference: str | None) -> Iterator[None]:
    """Do the block under this reference; None is for one that is not known yet, and that `take` tells."""
    before = _current.set(reference)
    try:
        yield
    finally:
        _current.reset(before)
