"""The weekly report: the numbers of each week, and the indexes by which they are counted."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None
oldest_code = "0010"

INDEXES = (
    ("ix_relationship_request_waiting_since", "relationship_request", ["sent_at", "created_at", "state"], "pending"),
    ("ix_relationship_request_established", "relationship_request", ["resolved_at"], "established"),
)
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "report_week",
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("numbers", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("week", name="pk_report_week"),
        if_not_exists=True,
    )
    for name, table, columns, state in INDEXES:
        where = sa.text(f"state = '{state}'")
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where, if_not_exists=True)
    deleted = sa.text("status = 'deleted'")
    op.create_index(
        "ix_subscription_deleted",
        "subscription",
        ["id"],
        sqlite_where=deleted,
        postgresql_where=deleted,
        if_not_exists=True,
    )
