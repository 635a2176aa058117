"""Digests that follow what they tell of: signs of life, an index over digests, and over requests that expired."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

DIGESTS, EXPIRED = sa.text("kind = 'reminders.digest'"), sa.text("state = 'expired'")


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "heartbeat",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("silent_from", instant, nullable=True),
        sa.Column("silent_until", instant, nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_heartbeat"),
        if_not_exists=True,
    )
    op.create_index(
        "ix_outbox_message_digest",
        "outbox_message",
        ["due_at"],
        if_not_exists=True,
        sqlite_where=DIGESTS,
        postgresql_where=DIGESTS,
    )
    op.create_index(
        "ix_relationship_request_expired",
        "relationship_request",
        ["target_key", "type"],
        if_not_exists=True,
        sqlite_where=EXPIRED,
        postgresql_where=EXPIRED,
    )
    # What was asked again since waits for nobody.
    op.execute(
        "UPDATE relationship_request SET resolution = 'asked_again' WHERE state = 'expired' AND EXISTS ("
        "SELECT 1 FROM relationship_request AS later WHERE later.target_key = relationship_request.target_key "
        "AND later.type = relationship_request.type "
        "AND later.inviter_tenant_id = relationship_request.inviter_tenant_id "
        "AND later.id > relationship_request.id)"
    )
