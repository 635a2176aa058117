"""Schema migrations: forward only, one head; applied by `upgrade`, compared by `is_current`."""

from pathlib import Path

from sqlalchemy import inspect, text

from bot.db import Database

VERSIONS = Path(__file__).parent / "versions"


def head() -> str:
    """The one revision the code needs: the number that the last file starts with (a test asks Alembic too)."""
    return max(path.stem.partition("_")[0] for path in VERSIONS.glob("[0-9]*.py"))


def current(database: Database) -> str | None:
    """The revision the database is at; None when it was never set up."""
    with database.writer.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def upgrade(database: Database) -> None:
    """Bring the schema up to date; harmless when it already is."""
    # Here only: a bot that serves needs no Alembic, which costs 12 MB and a third of a second.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    with database.writer.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def is_current(database: Database) -> bool:
    """Whether the schema is the one this code was written for."""
    return current(database) == head()
