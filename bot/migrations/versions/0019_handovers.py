"""Handovers as jobs, and the history of one reference in the order in which such a job goes on."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

COLUMNS = (
    sa.Column("loss", sa.String()),
    sa.Column("loss_owner", sa.String()),
    sa.Column("reviewed_at", sa.DateTime(timezone=True)),
)
INDEX, TABLE = "ix_audit_event_reference", "audit_event"


def upgrade() -> None:
    there = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("bulk_job")}
    for column in COLUMNS:
        if column.name not in there:
            op.add_column("bulk_job", column)
    op.drop_index(INDEX, TABLE, if_exists=True)
    op.create_index(INDEX, TABLE, ["reference", "id"])
