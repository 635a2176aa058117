"""Registration for events as it was seen last, and deliveries that are handed on to another tool."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None
oldest_code = "0010"

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "webhook_registration",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("own_address", sa.String(), nullable=True),
        sa.Column("told_address", sa.String(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name="pk_webhook_registration"),
        if_not_exists=True,
    )
    op.create_table(
        "forwarded_event",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("headers", DOCUMENT, nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_forwarded_event"),
        if_not_exists=True,
    )
    op.create_index("ix_forwarded_event_due_at", "forwarded_event", ["due_at"], if_not_exists=True)
