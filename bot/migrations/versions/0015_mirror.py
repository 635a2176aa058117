"""The mirror of Partner Center: its runs, what only Microsoft says, and who said what in the directory."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SAID = ("partner", "customer", "customer_relationship", "subscription")


def _text(name: str, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _instant(name: str, nullable: bool = True) -> "sa.Column[object]":
    return sa.Column(name, INSTANT, nullable=nullable)


def upgrade() -> None:
    _runs()
    _gdap()
    _statements()
    inspector = sa.inspect(op.get_bind())
    for table in SAID:
        there = {column["name"] for column in inspector.get_columns(table)}
        if "said_by" not in there:
            op.add_column(table, _text("said_by", nullable=True))
        if "said_at" not in there:
            op.add_column(table, _instant("said_at"))


def _runs() -> None:
    op.create_table(
        "mirror_run",
        sa.Column("id", ROW_ID, nullable=False),
        _text("kind"),
        _text("state"),
        _text("part"),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        _instant("started_at", nullable=False),
        _instant("ended_at"),
        _text("claimed_by", nullable=True),
        _instant("lease_until"),
        sa.Column("outcomes", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_mirror_run"),
        if_not_exists=True,
    )
    running = sa.text("state = 'running'")
    op.create_index(
        "uq_mirror_run_running",
        "mirror_run",
        ["state"],
        unique=True,
        sqlite_where=running,
        postgresql_where=running,
        if_not_exists=True,
    )
    op.create_index("ix_mirror_run_started_at", "mirror_run", ["started_at"], if_not_exists=True)
    op.create_table(
        "mirrored_customer",
        _text("customer_id"),
        _instant("seen_at", nullable=False),
        _instant("read_at"),
        _text("failure", nullable=True),
        sa.PrimaryKeyConstraint("customer_id", name="pk_mirrored_customer"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_mirrored_customer_customer_id"),
        if_not_exists=True,
    )
    op.create_index("ix_mirrored_customer_read_at", "mirrored_customer", ["read_at"], if_not_exists=True)


def _gdap() -> None:
    op.create_table(
        "gdap_relationship",
        _text("id"),
        _text("name"),
        _text("status"),
        _text("customer_id", nullable=True),
        _text("customer_name", nullable=True),
        _text("auto_extend", nullable=True),
        *(_instant(name) for name in ("created_at", "activated_at", "ends_at", "changed_at")),
        _text("provider_id", nullable=True),
        sa.Column("consent_pending", sa.Boolean(), nullable=False),
        _instant("seen_at", nullable=False),
        _instant("groups_read_at"),
        sa.PrimaryKeyConstraint("id", name="pk_gdap_relationship"),
        if_not_exists=True,
    )
    op.create_index("ix_gdap_relationship_customer_id", "gdap_relationship", ["customer_id"], if_not_exists=True)
    op.create_table(
        "gdap_group",
        _text("relationship_id"),
        _text("id"),
        _text("group_id"),
        _text("status"),
        sa.Column("roles", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("relationship_id", "id", name="pk_gdap_group"),
        sa.ForeignKeyConstraint(["relationship_id"], ["gdap_relationship.id"], name="fk_gdap_group_relationship_id"),
        if_not_exists=True,
    )


def _statements() -> None:
    op.create_table(
        "partner_id_check",
        _text("partner_id"),
        sa.Column("is_valid", sa.Boolean(), nullable=False),
        _text("code", nullable=True),
        _text("reason", nullable=True),
        _instant("checked_at", nullable=False),
        sa.PrimaryKeyConstraint("partner_id", name="pk_partner_id_check"),
        if_not_exists=True,
    )
    op.create_table(
        "activity_record",
        _text("key"),
        _instant("at", nullable=False),
        _text("operation"),
        _text("resource"),
        _text("status"),
        _text("customer_id", nullable=True),
        sa.Column("details", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_activity_record"),
        if_not_exists=True,
    )
    op.create_index("ix_activity_record_at", "activity_record", ["at"], if_not_exists=True)
    op.create_index("ix_activity_record_customer_id", "activity_record", ["customer_id"], if_not_exists=True)
    op.create_table(
        "other_statement",
        *(_text(name) for name in ("subject", "subject_id", "field", "source")),
        _text("value", nullable=True),
        _instant("said_at", nullable=False),
        sa.PrimaryKeyConstraint("subject", "subject_id", "field", "source", name="pk_other_statement"),
        if_not_exists=True,
    )
