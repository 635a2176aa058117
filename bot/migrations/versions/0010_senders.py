"""Whoever sent a request, kept apart from whoever asked and whoever looks after it; the history knows the former."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLE, COLUMN = "relationship_request", "sent_by"


def upgrade() -> None:
    if COLUMN not in {column["name"] for column in sa.inspect(op.get_bind()).get_columns(TABLE)}:
        op.add_column(TABLE, sa.Column(COLUMN, sa.String(), nullable=True))
    op.execute(
        "UPDATE relationship_request SET sent_by = ("
        "SELECT actor_id FROM audit_event WHERE subject_type = 'relationship_request' "
        "AND subject_id = CAST(relationship_request.id AS text) "
        "AND action IN ('request.pending', 'request.resent') ORDER BY audit_event.id DESC LIMIT 1"
        ") WHERE sent_at IS NOT NULL AND sent_by IS NULL"
    )
