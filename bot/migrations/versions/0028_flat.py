"""Indexes for what is read by its end: messages given up, and the newest events about one thing."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None
oldest_code = "0010"

DEAD = sa.text("state = 'dead'")


def upgrade() -> None:
    op.create_index(
        "ix_outbox_message_dead",
        "outbox_message",
        ["id"],
        sqlite_where=DEAD,
        postgresql_where=DEAD,
        if_not_exists=True,
    )
    about = ["subject_type", "subject_id", "id"]
    op.create_index("ix_audit_event_about", "audit_event", about, if_not_exists=True)
    op.drop_index("ix_audit_event_subject", "audit_event", if_exists=True)
