"""The reference of what caused a message, kept with it until it is sent."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

TABLE, COLUMN = "outbox_message", "reference"


def upgrade() -> None:
    if COLUMN not in {column["name"] for column in sa.inspect(op.get_bind()).get_columns(TABLE)}:
        op.add_column(TABLE, sa.Column(COLUMN, sa.String(), nullable=True))
