"""Customers of other providers only, kept as a column, so that no statement has to work it out for each row."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None
oldest_code = "0010"

ELSEWHERE = sa.text("elsewhere")


def upgrade() -> None:
    if "elsewhere" not in {column["name"] for column in sa.inspect(op.get_bind()).get_columns("customer")}:
        op.add_column("customer", sa.Column("elsewhere", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index(
        "ix_customer_elsewhere",
        "customer",
        ["id"],
        sqlite_where=ELSEWHERE,
        postgresql_where=ELSEWHERE,
        if_not_exists=True,
    )
