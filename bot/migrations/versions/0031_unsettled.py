"""Index for what a person may still be asked about, of all that they ever assigned."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None
oldest_code = "0010"

UNSETTLED = sa.text("state IN ('applied', 'ready', 'invalidated')")


def upgrade() -> None:
    op.create_index(
        "ix_assignment_unsettled",
        "assignment",
        ["requested_by", "id"],
        sqlite_where=UNSETTLED,
        postgresql_where=UNSETTLED,
        if_not_exists=True,
    )
