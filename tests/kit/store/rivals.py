"""Somebody else's commit at a chosen moment of a transaction; on PostgreSQL, where writers do not queue."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from bot.db import Database

# How the read of bot.services.contacts.LINES begins.
READS_LINES = "SELECT subscription.id, subscription.friendly_name"


@contextmanager
def interrupted(database: Database, before: str, rival: Callable[[], object]) -> Iterator[None]:
    """`rival` happens once, right before the first statement that begins with `before`."""
    waiting = [rival]

    def listen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if waiting and statement.startswith(before):
            waiting.pop()()

    event.listen(database.writer, "before_cursor_execute", listen)
    try:
        yield
    finally:
        event.remove(database.writer, "before_cursor_execute", listen)
    assert not waiting, "no such statement"
