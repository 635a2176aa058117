"""Ends of support contacts: when and why the last one ended with its subscription, and who it was."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None
oldest_code = "0010"

COLUMNS = (
    sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("ended_why", sa.String(), nullable=True),
    sa.Column("ended_tenant_id", sa.String(), nullable=True),
    sa.Column("ended_assignment_id", sa.BigInteger(), nullable=True),
)


def upgrade() -> None:
    known = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("support_contact")}
    for column in COLUMNS:
        if column.name not in known:
            op.add_column("support_contact", column)
