"""Subcommand `db upgrade`, and the configured database opened for the other subcommands."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from bot import migrations
from bot.db import Database
from bot.errors import ConfigurationError
from bot.settings import Settings, load


@contextmanager
def opened(settings: Settings | None = None, *, current: bool = True) -> Iterator[Database]:
    """Open the configured database and close it after the block.

    Raise ConfigurationError if it cannot be opened or used, or with `current` if its schema is not this code's.
    """
    database = Database((settings or load()).database_url.get_secret_value())
    try:
        if current and (problem := migrations.problem(database)):
            raise ConfigurationError(f"DATABASE_URL: {problem}")
        yield database
    except DBAPIError as error:
        reason = str(error.orig).splitlines()[0] if error.orig else type(error).__name__
        raise ConfigurationError(f"DATABASE_URL: {reason}") from error
    finally:
        database.close()


def run_upgrade() -> None:
    """Bring the schema up to date and print its revision, and the one before."""
    with opened(current=False) as database:
        before = migrations.current(database)
        migrations.upgrade(database)
        after = migrations.current(database)
    print(f"schema is {after}" + (", as before" if after == before else f", was {before or 'empty'}"))
