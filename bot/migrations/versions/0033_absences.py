"""Absences, and who stands in."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None
oldest_code = "0010"


def upgrade() -> None:
    op.create_table(
        "absence",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("stand_in", sa.String(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("user_id", name="pk_absence"),
        if_not_exists=True,
    )
    op.create_index("ix_absence_stand_in", "absence", ["stand_in", "until_at"], if_not_exists=True)
    op.create_index("ix_absence_until_at", "absence", ["until_at"], if_not_exists=True)
