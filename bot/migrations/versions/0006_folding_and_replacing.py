"""Search keys in which stroked letters are folded to their base letter; no history changed by SQLite's REPLACE."""

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
    for table in SEARCHED:
        _refold(table)
    if op.get_bind().dialect.name == "sqlite":
        # REPLACE deletes the row that is in its way without firing the trigger on DELETE.
        op.execute(
            "CREATE TRIGGER audit_event_no_replace BEFORE INSERT ON audit_event "
            "WHEN EXISTS (SELECT 1 FROM audit_event WHERE id = new.id) "
            "BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END"
        )
