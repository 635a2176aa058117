"""Entry point of Alembic: runs on the connection it is given, inside the caller's transaction."""

from typing import Any

from alembic import context
from sqlalchemy import Connection

from bot.migrations.compatibility import note
from bot.models import Table

CONNECTION: Connection = context.config.attributes["connection"]


def _applied(*_given: Any, **named: Any) -> None:
    """Keep what the migration that was just applied says of older code; Alembic names its `step`."""
    note(CONNECTION, named["step"].up_revision.module)


context.configure(
    connection=CONNECTION,
    target_metadata=Table.metadata,
    transactional_ddl=True,
    compare_type=True,
    on_version_apply=_applied,
)
context.run_migrations()
