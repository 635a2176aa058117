"""Indexes of the boards: requests for GDAP by their state, and what Graph has by its status."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None
oldest_code = "0010"

GDAP = sa.text("type = 'gdap'")


def upgrade() -> None:
    op.create_index(
        "ix_relationship_request_gdap",
        "relationship_request",
        ["state", "id"],
        sqlite_where=GDAP,
        postgresql_where=GDAP,
        if_not_exists=True,
    )
    op.create_index("ix_gdap_relationship_status", "gdap_relationship", ["status", "id"], if_not_exists=True)
