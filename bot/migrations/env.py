"""Entry point of Alembic: runs on the connection it is given, inside the caller's transaction."""

from alembic import context

from bot.models import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    transactional_ddl=True,
    compare_type=True,
)
context.run_migrations()
