"""Letters that carry their accent as a stroke are found by their base letter; SQLite's REPLACE changes no history."""

from functools import reduce

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SEARCHED = ("partner", "customer", "subscription")
# As in bot.services.folding when this was written.
FOLDED = (
    *("æae", "œoe", "øo", "łl", "đd", "ðd", "ħh", "ıi", "ŧt", "þth", "’'", "‘'", "ʼ'"),
    *("\u2010-", "\u2013-", "\u2014-"),
)


def _literal(text: str) -> str:
    return "'{}'".format(text.replace("'", "''"))


def _refold(table: str) -> None:
    def replaced(sql: str, pair: str) -> str:
        return f"replace({sql}, {_literal(pair[0])}, {_literal(pair[1:])})"

    key = reduce(replaced, FOLDED, "search_key")
    op.execute(f"UPDATE {table} SET search_key = {key} WHERE search_key <> {key}")  # noqa: S608


def upgrade() -> None:
    """Forward only."""
    for table in SEARCHED:
        _refold(table)
    if op.get_bind().dialect.name == "sqlite":
        # REPLACE deletes the row in its way without asking the trigger on DELETE.
        op.execute(
            "CREATE TRIGGER audit_event_no_replace BEFORE INSERT ON audit_event "
            "WHEN EXISTS (SELECT 1 FROM audit_event WHERE id = new.id) "
            "BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END"
        )
