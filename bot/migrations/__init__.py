"""Schema migrations: forward only, one head; applied by `upgrade`, while others serve, and judged by `problem`."""

from pathlib import Path
from time import sleep

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from bot.db import Database, one_at_a_time
from bot.db.troubles import Trouble, trouble
from bot.errors import ConfigurationError
from bot.migrations.compatibility import StatedSchema, stated

VERSIONS = Path(__file__).parent / "versions"
# Whoever serves queues behind a lock that is waited for: it is given up before PostgreSQL looks for deadlocks (1 s),
# of which somebody at work could be the victim, and tried again for a minute.
LOCK_MILLISECONDS, PAUSE_SECONDS, TRIES = 400, 0.6, 60


def known() -> set[str]:
    """Return the revisions of all migrations, by the numbers that their files start with (a test asks Alembic too)."""
    return {path.stem.partition("_")[0] for path in VERSIONS.glob("[0-9]*.py")}


def head() -> str:
    """Return the revision that this code makes."""
    return max(known())


def schema_of(database: Database) -> StatedSchema:
    """Return what the database states of its schema."""
    with database.writer.connect() as connection:
        return stated(connection)


def current(database: Database) -> str | None:
    """Return the revision that the database is at; None if it was never set up."""
    return schema_of(database).revision


def revision_of(connection: Connection) -> str | None:
    """Return the same for a connection's database, as its transaction sees it."""
    return stated(connection).revision


def upgrade(database: Database) -> None:
    """Bring the schema up to date; harmless if it already is, or if several programs do so at once.

    Each migration is a transaction of its own, so that locks are held for one only, and whoever serves goes on.
    A newer schema that works with this code is left as it is. Raise ConfigurationError for one that does not, and
    where a table stays in use.
    """
    schema = schema_of(database)
    if problem := schema.unbearable(known()):
        raise ConfigurationError(problem)
    for revision in _missing(schema.revision):
        _step(database, revision)


def _missing(revision: str | None) -> list[str]:
    """List what an existing database lacks; an empty one, which nobody uses, is made in one step."""
    ordered = sorted(known())
    return ordered[-1:] if revision is None else [one for one in ordered if one > revision]


def _step(database: Database, revision: str) -> None:
    for _ in range(TRIES):
        try:
            with database.writer.begin() as connection:
                if not database.is_sqlite:
                    connection.execute(text(f"SET LOCAL lock_timeout = {LOCK_MILLISECONDS}"))
                one_at_a_time(connection, "migrations")
                if (revision_of(connection) or "") < revision:
                    upgrade_within(connection, revision)
                return
        except DBAPIError as error:
            if trouble(error) is not Trouble.BUSY:
                raise
        sleep(PAUSE_SECONDS)
    raise ConfigurationError(
        f"DATABASE_URL: an import, a backup or another program keeps migration {revision} from its tables; "
        "nothing is broken: run `python -m bot db upgrade` again when it has ended"
    )


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
    """Say why this code can do nothing with a backup of a schema, nor make one; None if it knows or can make it."""
    return StatedSchema(revision).unbearable(known())


def problem(database: Database) -> str | None:
    """Say why this code cannot work with the schema and what to do; return None if it can."""
    return schema_of(database).refusal(known())
