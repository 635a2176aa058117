"""Aliases of customers and partners: as the last file says them, and who else says one."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None
oldest_code = "0010"


def upgrade() -> None:
    have = sa.inspect(op.get_bind())
    for table in ("customer", "partner"):
        if "aliases" not in {column["name"] for column in have.get_columns(table)}:
            op.add_column(table, sa.Column("aliases", sa.String(), nullable=False, server_default=""))
    if "said_by" not in {column["name"] for column in have.get_columns("other_name")}:
        op.add_column("other_name", sa.Column("said_by", sa.String(), nullable=True))
    op.create_index("ix_other_name_folded", "other_name", ["party", "folded"], if_not_exists=True)
