"""The oldest code that works with a schema, kept beside its revision, so that code of yesterday may judge by it."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None
oldest_code = "0010"

TABLE, COLUMN = "alembic_version", "oldest_code"


def upgrade() -> None:
    if COLUMN not in {column["name"] for column in sa.inspect(op.get_bind()).get_columns(TABLE)}:
        op.add_column(TABLE, sa.Column(COLUMN, sa.String(), nullable=True))
