"""Somebody else's commit at a chosen moment of a transaction; on PostgreSQL, where writers do not queue."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any

from sqlalchemy import event
from sqlmodel import Session

from bot.db import Database
from bot.errors import BotError

# How the read of bot.services.contacts.LINES begins.
READS_LINES = "SELECT subscription.id, subscription.friendly_name"


@contextmanager
def interrupted(database: Database, before: str, rival: Callable[[], object]) -> Iterator[None]:
    """Let `rival` happen once, right before the first statement that begins with `before`."""
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


@contextmanager
def statements(database: Database, *, reading: bool = False) -> Iterator[list[str]]:
    """Note every statement that goes through the database's writer within the block, or through its reader."""
    said: list[str] = []
    engine = database.reader if reading else database.writer

    def listen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(statement)

    event.listen(engine, "before_cursor_execute", listen)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", listen)


PEOPLE = 6


def together(books: Database, *works: Callable[[Session], Any]) -> list[Any]:
    """Run all at once and return results and expected errors, in order."""
    gate = Barrier(len(works))

    def run(work: Callable[[Session], Any]) -> Any:
        gate.wait(10)
        try:
            return books.write_now(work)
        except BotError as error:
            return error

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))
