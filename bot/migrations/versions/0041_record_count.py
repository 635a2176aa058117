"""The index by which active subscriptions are counted by their partner on record, without reading their rows."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None
oldest_code = "0010"

ACTIVE = sa.text("status = 'active'")


def upgrade() -> None:
    op.create_index(
        "ix_subscription_record_count",
        "subscription",
        ["partner_id", "status"],
        sqlite_where=ACTIVE,
        postgresql_where=ACTIVE,
        if_not_exists=True,
    )
