"""Ends of admin privileges in the order they are listed in, so that looking at the first ones sorts nothing."""

from alembic import op
from sqlalchemy import text

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INDEX, TABLE = "ix_customer_relationship_expiring", "customer_relationship"


def upgrade() -> None:
    op.drop_index(INDEX, TABLE)
    op.create_index(
        INDEX,
        TABLE,
        ["delegated_admin_expires_at", "customer_id", "partner_tenant_id"],
        sqlite_where=text("delegated_admin = 'gdap'"),
        postgresql_where=text("delegated_admin = 'gdap'"),
    )
