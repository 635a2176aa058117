"""`db backup`: all rows as they were at one moment, while others go on reading and writing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Connection, text

from bot import migrations
from bot.clock import Clock
from bot.db import Database
from bot.errors import ConfigurationError
from bot.services.backup import engines
from bot.services.backup.archive import BackupContents, BackupWriter, replacing
from bot.services.backup.layout import SavedTable, layout
from bot.services.directory.reading import Progress

Tell = Callable[[Progress], None]


def save(
    database: Database, target: Path | BinaryIO, *, clock: Clock, force: bool = False, progress: Tell | None = None
) -> BackupContents:
    """Write every row into a new file or a stream, with memory that does not grow with them; return what it holds.

    An older schema is saved as it is, so that one can do so before `db upgrade`. Raise ConfigurationError when the
    file exists, unless `force`, or cannot be written, and for a database without a schema or with a newer one.
    """
    tell = progress or (lambda _at: None)
    with (
        replacing(target, force=force) if isinstance(target, Path) else _stream(target) as file,
        engines.told_in_one_line(),
        _one_moment(database) as connection,
        BackupWriter(file, clock.now()) as writer,
    ):
        revision = _revision(connection)
        for table in layout(revision):
            told = partial(_tell, tell, table, _count(connection, table))
            writer.add(table, engines.dump(connection, table), told)
        return writer.finish(revision)


@contextmanager
def _stream(target: BinaryIO) -> Iterator[BinaryIO]:
    """Hand on a stream; ConfigurationError if its reader goes away, since then there is no backup."""
    try:
        yield target
        target.flush()
    except OSError as error:
        raise ConfigurationError(f"standard output: {error.strerror or error}") from error


@contextmanager
def _one_moment(database: Database) -> Iterator[Connection]:
    """Give a connection that sees no commit after its first read, and makes nobody wait."""
    with database.reader.connect() as connection:
        if not database.is_sqlite:
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            if not database.is_sqlite:
                connection.execute(text("SET LOCAL client_encoding = 'UTF8'"))
            yield connection


def _revision(connection: Connection) -> str:
    revision = migrations.revision_of(connection)
    if revision is None:
        raise ConfigurationError("DATABASE_URL: the database is empty; there is nothing to back up")
    if problem := migrations.foreign(revision):
        raise ConfigurationError(f"DATABASE_URL: {problem}")
    return revision


def _count(connection: Connection, table: SavedTable) -> int:
    return int(connection.execute(text(f"SELECT count(*) FROM {table.name}")).scalar_one())  # noqa: S608


def _tell(tell: Tell, table: SavedTable, total: int, rows: int) -> None:
    tell(Progress("saving", table.name, rows, total))
