"""Departures of resellers and customers, with their steps."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None
oldest_code = "0010"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    _departure()
    op.create_table(
        "departure_step",
        sa.Column("id", KEY, nullable=False),
        sa.Column("departure_id", KEY, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at_start", sa.Integer(), nullable=False),
        sa.Column("remaining", sa.Integer(), nullable=False),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.Column("done_by", sa.String(), nullable=True),
        sa.Column("remark", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["departure_id"], ["departure.id"], name="fk_departure_step_departure_id"),
        sa.PrimaryKeyConstraint("id", name="pk_departure_step"),
        if_not_exists=True,
    )
    op.create_index(
        "uq_departure_step_kind", "departure_step", ["departure_id", "kind"], unique=True, if_not_exists=True
    )
    op.create_index("ix_assignment_from_tenant_id", "assignment", ["from_tenant_id", "applied_at"], if_not_exists=True)


def _departure() -> None:
    op.create_table(
        "departure",
        sa.Column("id", KEY, nullable=False),
        sa.Column("reseller_tenant_id", sa.String(), nullable=True),
        sa.Column("customer_id", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("remark", sa.String(), nullable=True),
        sa.Column("next_reminder_at", INSTANT, nullable=True),
        sa.Column("reminder_count", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_departure"),
        if_not_exists=True,
    )
    for name, column, unique in (
        ("uq_departure_reseller", "reseller_tenant_id", True),
        ("uq_departure_customer", "customer_id", True),
        ("ix_departure_due", "next_reminder_at", False),
    ):
        op.create_index(
            name, "departure", [column], unique=unique, sqlite_where=OPEN, postgresql_where=OPEN, if_not_exists=True
        )
    op.create_index("ix_departure_state", "departure", ["state", "id"], if_not_exists=True)
