"""Indexes of what a person may still be asked about: of two that serve alike, SQLite takes the one made last."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None
oldest_code = "0010"

UNSETTLED = sa.text("state IN ('applied', 'ready', 'invalidated')")
LOST = sa.text("state = 'invalidated'")
OPEN = sa.text("state IN ('draft', 'link_ready', 'pending')")


def upgrade() -> None:
    # Since 0036 everything that a person ever assigned was read in its place.
    op.drop_index("ix_assignment_unsettled", "assignment", if_exists=True)
    op.create_index(
        "ix_assignment_unsettled",
        "assignment",
        ["requested_by", "id"],
        sqlite_where=UNSETTLED,
        postgresql_where=UNSETTLED,
    )
    op.create_index(
        "ix_assignment_lost",
        "assignment",
        ["requested_by", "id"],
        sqlite_where=LOST,
        postgresql_where=LOST,
        if_not_exists=True,
    )
    op.create_index(
        "ix_relationship_request_made",
        "relationship_request",
        ["created_by", "id"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
        if_not_exists=True,
    )
