"""Jobs without rows of their own, and the contacts of a partner in the order in which such a job goes on."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
COLUMNS = (
    sa.Column("actor_name", sa.String()),
    sa.Column("reached", sa.String(), nullable=False, server_default=""),
    sa.Column("owners", DOCUMENT, nullable=False, server_default="[]"),
)
INDEX, TABLE = "ix_support_contact_support_tenant_id", "support_contact"


def upgrade() -> None:
    there = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("bulk_job")}
    for column in COLUMNS:
        if column.name not in there:
            op.add_column("bulk_job", column)
    op.drop_index(INDEX, TABLE, if_exists=True)
    op.create_index(INDEX, TABLE, ["support_tenant_id", "subscription_id"])
