"""Inbox of the events that Partner Center sends."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None
oldest_code = "0010"

OPEN = sa.text("handled_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "partner_center_event",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("resource", sa.String(), nullable=False),
        sa.Column("resource_uri", sa.String(), nullable=False),
        sa.Column("audit_uri", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("digest", name="pk_partner_center_event"),
        if_not_exists=True,
    )
    op.create_index(
        "ix_partner_center_event_open",
        "partner_center_event",
        ["received_at"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
        if_not_exists=True,
    )
    op.create_index("ix_partner_center_event_received_at", "partner_center_event", ["received_at"], if_not_exists=True)
