"""Subcommands `db upgrade`, `db backup` and `db restore`, and the configured database opened for all others."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import BinaryIO

from sqlalchemy.exc import DBAPIError

from bot import migrations
from bot.cli.progress import bars
from bot.clock import SystemClock
from bot.db import Database, pooler
from bot.errors import ConfigurationError
from bot.migrations.compatibility import FIRST_STATED
from bot.services import backup
from bot.settings import Settings, load

# A file by this name is standard output or input.
STREAM = "-"


@contextmanager
def opened(settings: Settings | None = None, *, current: bool = True) -> Iterator[Database]:
    """Open the configured database and close it after the block.

    Raise ConfigurationError if it cannot be opened or used, or with `current` if its schema is none for this code.
    """
    database = Database((settings or load()).database_url.get_secret_value())
    try:
        # By a connection that writes: a restore makes sure that no other one of ours is open.
        if not database.is_sqlite and (pooled := database.write_now(pooler.problem)):
            raise ConfigurationError(f"DATABASE_URL: {pooled}")
        if current and (problem := migrations.problem(database)):
            raise ConfigurationError(f"DATABASE_URL: {problem}")
        yield database
    except DBAPIError as error:
        reason = str(error.orig).splitlines()[0] if error.orig else type(error).__name__
        raise ConfigurationError(f"DATABASE_URL: {pooler.REASON if pooler.refused(reason) else reason}") from error
    finally:
        database.close()


def run_upgrade() -> None:
    """Bring the schema up to date; print its revision, the one before, and which versions work with it."""
    with opened(current=False) as database:
        before = migrations.current(database)
        migrations.upgrade(database)
        after = migrations.schema_of(database)
    was = "as before" if after.revision == before else f"was {before or 'empty'}"
    print(f"schema is {after.revision}, {was}; versions from schema {after.oldest_code} on work with it")
    if (before or FIRST_STATED) < FIRST_STATED:
        print(f"those from before schema {FIRST_STATED} go on while they run, but do not start on it again")
    if after.is_foreign(migrations.known()):
        print(f"a newer version made it; this one, whose own is {migrations.head()}, works with it and leaves it so")


def run_backup(file: Path, force: bool) -> None:
    """Save everything and say what; also an older schema, as it is."""
    is_stream = str(file) == STREAM
    stream = _standard_output() if is_stream else nullcontext(file)
    with stream as target, opened(current=False) as database, bars() as drawn:
        held = backup.save(database, target, clock=SystemClock(), force=force, progress=drawn.show)
    print(f"saved {_told(held)} to {'standard output' if is_stream else file}", file=sys.stderr if is_stream else None)


@contextmanager
def _standard_output() -> Iterator[BinaryIO]:
    if sys.stdout.isatty():
        raise ConfigurationError("standard output is a terminal; name a file, or send it on with > FILE")
    try:
        yield sys.stdout.buffer
    except BaseException:
        # What is left in its buffer belongs to nobody, and the interpreter's end would try to write it.
        sys.stdout = None
        raise


def run_restore(file: Path, force: bool) -> None:
    """Restore everything and say what."""
    is_stream = str(file) == STREAM
    source = sys.stdin.buffer if is_stream else file
    with opened(current=False) as database, bars() as drawn:
        held = backup.restore(database, source, clock=SystemClock(), force=force, progress=drawn.show)
    where = "standard input" if is_stream else file
    print(f"restored {_told(held)} as of {held.made_at:%Y-%m-%d %H:%M:%S} UTC from {where}")


def _told(held: backup.BackupContents) -> str:
    return f"{held.rows} rows of {len(held.tables)} tables (schema {held.schema_revision})"
