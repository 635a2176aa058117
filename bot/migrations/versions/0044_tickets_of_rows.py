"""Tickets of the rows of `/assign-many`."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None
oldest_code = "0010"


def upgrade() -> None:
    known = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("bulk_row")}
    if "ticket_ref" not in known:
        op.add_column("bulk_row", sa.Column("ticket_ref", sa.String(), nullable=True))
