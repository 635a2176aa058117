"""Column and index of outgoing messages that are replies in the thread of another."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

REPLY = sa.text("thread IS NOT NULL")


def upgrade() -> None:
    op.add_column("outbox_message", sa.Column("thread", sa.String()))
    op.create_index(
        "ix_outbox_message_thread",
        "outbox_message",
        ["thread", "recipient"],
        sqlite_where=REPLY,
        postgresql_where=REPLY,
    )
