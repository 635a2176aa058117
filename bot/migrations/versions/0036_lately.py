"""Indexes of what a person did last: assignments and requests by person and id, in the place of those by person."""

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None
oldest_code = "0010"


def upgrade() -> None:
    op.create_index("ix_assignment_lately", "assignment", ["requested_by", "id"], if_not_exists=True)
    op.create_index("ix_relationship_request_lately", "relationship_request", ["owner", "id"], if_not_exists=True)
    op.drop_index("ix_assignment_requested_by", "assignment", if_exists=True)
    op.drop_index("ix_relationship_request_owner", "relationship_request", if_exists=True)
