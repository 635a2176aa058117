"""Partners with several PartnerIDs; jobs that a second person confirms, and the columns their file was not read by."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Forward only."""
    op.add_column("partner", sa.Column("other_mpn_ids", sa.String(), nullable=False, server_default=""))
    op.add_column("bulk_job", sa.Column("ignored", DOCUMENT, nullable=False, server_default="[]"))
    op.add_column("bulk_job", sa.Column("asked_at", sa.DateTime(timezone=True)))
    op.add_column("bulk_job", sa.Column("confirmed_by", sa.String()))
