"""Settings of people, and columns and indexes for the follow-up of requests and privileges."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
NUDGED = sa.text("state = 'applied'")
EXPIRING = sa.text("delegated_admin = 'gdap'")


def upgrade() -> None:
    op.create_table(
        "person_setting",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("digest_hour", sa.Integer()),
        sa.Column("quiet_days", DOCUMENT),
        sa.Column("language", sa.String()),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name="pk_person_setting"),
    )
    stopped: sa.Column[bool] = sa.Column("reminders_stopped", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("relationship_request", stopped)
    op.create_index(
        "ix_assignment_nudge", "assignment", ["next_nudge_at"], sqlite_where=NUDGED, postgresql_where=NUDGED
    )
    op.create_index(
        "ix_customer_relationship_expiring",
        "customer_relationship",
        ["delegated_admin_expires_at"],
        sqlite_where=EXPIRING,
        postgresql_where=EXPIRING,
    )
