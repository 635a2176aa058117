"""Indexes for what grows: requests that ended, by customer and by reseller, and what a partner supports."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None
oldest_code = "0010"

# Name, table, columns, and the condition of a partial index.
INDEXES: tuple[tuple[str, str, list[str], str | None], ...] = (
    ("ix_relationship_request_customer_id", "relationship_request", ["customer_id"], None),
    ("ix_relationship_request_reseller", "relationship_request", ["reseller_tenant_id", "customer_id"], None),
    (
        "ix_relationship_request_ended",
        "relationship_request",
        ["resolved_at", "id"],
        "state NOT IN ('draft', 'link_ready', 'pending')",
    ),
    ("ix_assignment_request", "assignment", ["relationship_request_id"], "relationship_request_id IS NOT NULL"),
    ("ix_bulk_job_unreviewed", "bulk_job", ["next_nudge_at"], "closed_at IS NULL"),
    ("ix_bulk_job_unconfirmed", "bulk_job", ["state", "created_at"], "started_at IS NULL"),
    ("ix_support_contact_weight", "support_contact", ["support_tenant_id", "version", "since"], None),
)


def upgrade() -> None:
    for name, table, columns, where in INDEXES:
        condition = sa.text(where) if where else None
        op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition, if_not_exists=True)
