"""Trigram indexes for infix search, and triggers that keep the history append-only."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SEARCHED = ("partner", "customer", "subscription")


def _sqlite_search(table: str) -> None:
    """Create the full-text index of a table: external content stores the text once, triggers keep up with each write.

    Without positions (detail=none) the index is a third of the size and quicker; searches check the rows.
    """
    op.execute(
        f"CREATE VIRTUAL TABLE {table}_search USING fts5("
        f"search_key, content='{table}', content_rowid='row_no', "
        "tokenize='trigram case_sensitive 1', detail=none, columnsize=0)"
    )
    insert = f"INSERT INTO {table}_search(rowid, search_key) VALUES (new.row_no, new.search_key);"  # noqa: S608
    delete = (
        f"INSERT INTO {table}_search({table}_search, rowid, search_key) "  # noqa: S608
        "VALUES ('delete', old.row_no, old.search_key);"
    )
    op.execute(f"CREATE TRIGGER {table}_search_insert AFTER INSERT ON {table} BEGIN {insert} END")
    op.execute(f"CREATE TRIGGER {table}_search_delete AFTER DELETE ON {table} BEGIN {delete} END")
    op.execute(
        f"CREATE TRIGGER {table}_search_update AFTER UPDATE OF search_key ON {table} "
        f"WHEN old.search_key IS NOT new.search_key BEGIN {delete} {insert} END"
    )


def _postgres_search() -> None:
    """Create pg_trgm and its indexes if the server has it and lets us; without it infix search falls back to a scan."""
    connection = op.get_bind()
    available = connection.execute(sa.text("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'")).scalar()
    if not available:
        return
    try:
        with connection.begin_nested():
            op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except sa.exc.DBAPIError:
        return
    for table in SEARCHED:
        op.execute(f"CREATE INDEX ix_{table}_search_trgm ON {table} USING gin (search_key gin_trgm_ops)")


def _sqlite_guard() -> None:
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_event_no_{verb.lower()} BEFORE {verb} ON audit_event "
            "BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END"
        )


def _postgres_guard() -> None:
    op.execute(
        "CREATE FUNCTION audit_event_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'audit_event is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_event_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_event_append_only()"
    )


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in SEARCHED:
            _sqlite_search(table)
        _sqlite_guard()
    else:
        _postgres_search()
        _postgres_guard()
