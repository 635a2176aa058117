"""Tickets that assignments were made for, and the messages that asked for them."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None
oldest_code = "0010"

SEARCH_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NAMED = sa.text("ticket_key IS NOT NULL")


def upgrade() -> None:
    known = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("assignment")}
    for name, kind in (("ticket_ref", sa.String()), ("ticket_key", SEARCH_TEXT), ("message_url", sa.String())):
        if name not in known:
            op.add_column("assignment", sa.Column(name, kind, nullable=True))
    op.create_index(
        "ix_assignment_ticket",
        "assignment",
        ["ticket_key", "id"],
        sqlite_where=NAMED,
        postgresql_where=NAMED,
        if_not_exists=True,
    )
