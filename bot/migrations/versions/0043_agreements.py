"""Support agreements as data, and the key by which assignments name them."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None
oldest_code = "0010"

SEARCH_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NAMED, DUE = sa.text("agreement_key IS NOT NULL"), sa.text("due_at IS NOT NULL")


def upgrade() -> None:
    known = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("assignment")}
    if "agreement_key" not in known:
        op.add_column("assignment", sa.Column("agreement_key", SEARCH_TEXT, nullable=True))
    op.create_index(
        "ix_assignment_agreement",
        "assignment",
        ["agreement_key", "to_tenant_id", "id"],
        sqlite_where=NAMED,
        postgresql_where=NAMED,
        if_not_exists=True,
    )
    op.create_table(
        "support_agreement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("provider_tenant_id", sa.String(), nullable=False),
        sa.Column("reseller_tenant_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=True),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("reference_key", SEARCH_TEXT, nullable=False),
        sa.Column("first_day", sa.String(), nullable=False),
        sa.Column("last_day", sa.String(), nullable=True),
        sa.Column("remind_days", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_support_agreement"),
        sa.UniqueConstraint("reseller_tenant_id", "reference_key", name="uq_support_agreement_reference"),
        if_not_exists=True,
    )
    for name, columns, where in (
        ("ix_support_agreement_reference_key", ["reference_key"], None),
        ("ix_support_agreement_owner", ["owner"], None),
        ("ix_support_agreement_due", ["due_at", "id"], DUE),
    ):
        op.create_index(
            name, "support_agreement", columns, sqlite_where=where, postgresql_where=where, if_not_exists=True
        )
