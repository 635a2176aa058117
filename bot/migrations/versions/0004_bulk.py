"""Tables of `/assign-many`: jobs and their rows."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
RUNNING = sa.text("state = 'running'")
FILE_DUE = sa.text("file_state = 'due'")


def upgrade() -> None:
    _job()
    _row()


def _job() -> None:
    needed = ("id", "kind", "state", "created_by", "zone", "file_state")
    told = ("customer_id", "reseller_id", "target_id", "file_name", "undo_of", "reason", "agreement_ref")
    later = ("ended_by", "closed_by", "claimed_by", "file_id", "file_error")
    moments = ("started_at", "ended_at", "closed_at", "touched_at", "lease_until", "next_nudge_at")
    op.create_table(
        "bulk_job",
        *(sa.Column(name, sa.String(), nullable=False) for name in needed),
        *(sa.Column(name, sa.String()) for name in told + later),
        sa.Column("created_at", INSTANT, nullable=False),
        *(sa.Column(name, INSTANT) for name in moments),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("ready", "changed", "skipped", "file_tries")),
        sa.PrimaryKeyConstraint("id", name="pk_bulk_job"),
    )
    op.create_index("ix_bulk_job_running", "bulk_job", ["touched_at"], sqlite_where=RUNNING, postgresql_where=RUNNING)
    op.create_index(
        "ix_bulk_job_file_due", "bulk_job", ["lease_until"], sqlite_where=FILE_DUE, postgresql_where=FILE_DUE
    )
    op.create_index("ix_bulk_job_created_by", "bulk_job", ["created_by"])


def _row() -> None:
    needed = ("job_id", "state", "said_subscription", "said_target")
    known = ("customer_id", "subscription_id", "target_id", "from_tenant_id", "batch_id")
    op.create_table(
        "bulk_row",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in needed),
        *(sa.Column(name, sa.String()) for name in known),
        sa.Column("reasons", DOCUMENT, nullable=False),
        sa.Column("seen_version", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_bulk_row"),
        sa.ForeignKeyConstraint(["job_id"], ["bulk_job.id"], name="fk_bulk_row_job_id"),
        sa.UniqueConstraint("job_id", "line", name="uq_bulk_row_job_line"),
    )
    op.create_index("ix_bulk_row_job_state", "bulk_row", ["job_id", "state", "line"])
