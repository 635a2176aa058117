"""What waits and what is ready, found without a look at every assignment there ever was."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_assignment_waiting": (["to_tenant_id", "customer_id"], "state = 'waiting_relationship'"),
    "ix_assignment_ready": (["batch_id"], "state = 'ready'"),
}


def upgrade() -> None:
    for name, (columns, rows) in INDEXES.items():
        where = sa.text(rows)
        op.create_index(name, "assignment", columns, sqlite_where=where, postgresql_where=where, if_not_exists=True)
