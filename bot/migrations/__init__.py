"""Schema migrations: forward only, one head; applied by `upgrade`, compared by `problem`."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from bot.db import Database, one_at_a_time
from bot.errors import ConfigurationError

VERSIONS = Path(__file__).parent / "versions"


def _known() -> set[str]:
    return {path.stem.partition("_")[0] for path in VERSIONS.glob("[0-9]*.py")}


def _is_foreign(revision: str | None) -> bool:
    return revision not in {None, *_known()}


def head() -> str:
    """Return the revision that the code needs: the number that the last file starts with (a test asks Alembic too)."""
    return max(_known())


def current(database: Database) -> str | None:
    """Return the revision that the database is at; None if it was never set up."""
    with database.writer.connect() as connection:
        return revision_of(connection)


def revision_of(connection: Connection) -> str | None:
    """Return the same for a connection's database, as its transaction sees it."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def upgrade(database: Database) -> None:
    """Bring the schema up to date; harmless if it already is, or if several programs do so at once.

    Raise ConfigurationError for a schema that this version does not know.
    """
    revision = current(database)
    if _is_foreign(revision):
        raise ConfigurationError(_newer(revision))
    with database.writer.begin() as connection:
        one_at_a_time(connection, "migrations")
        upgrade_within(connection)


def upgrade_within(connection: Connection, revision: str = "head") -> None:
    """Bring the schema up to a known revision as part of the caller's transaction."""
    # Imported only here: a bot that serves needs no Alembic, which costs 12 MB and a third of a second.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def foreign(revision: str | None) -> str | None:
    """Say why this code can do nothing with a schema or a backup of it; None if it knows or can make it."""
    return _newer(revision) if _is_foreign(revision) else None


def problem(database: Database) -> str | None:
    """Say why this code cannot work with the schema and what to do; return None if it can."""
    revision = current(database)
    if revision == head():
        return None
    if _is_foreign(revision):
        return _newer(revision)
    return f"schema is {revision or 'empty'}, needs {head()}: run `python -m bot db upgrade`"


def _newer(revision: str | None) -> str:
    return (
        f"schema is {revision}, which this version does not know (it needs {head()}): install the version that made it"
    )
