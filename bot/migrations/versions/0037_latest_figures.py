"""The latest numbers of the desk, which App Home shows, and the index by which other channels are taken off them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None
oldest_code = "0010"

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
OTHER = sa.text("channel <> 'csp'")


def upgrade() -> None:
    op.create_table(
        "latest_figures",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("numbers", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_latest_figures"),
        if_not_exists=True,
    )
    op.create_index(
        "ix_subscription_other_channel",
        "subscription",
        ["partner_id", "id"],
        sqlite_where=OTHER,
        postgresql_where=OTHER,
        if_not_exists=True,
    )
