"""Health of partners on record as files state it, and when subscriptions renew."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None
oldest_code = "0010"

ADDED = (
    ("partner", sa.Column("record_health", sa.String(), nullable=True)),
    ("subscription", sa.Column("commitment_end_date", sa.DateTime(timezone=True), nullable=True)),
    ("subscription", sa.Column("record_told_for", sa.DateTime(timezone=True), nullable=True)),
)
REFUSED = "record_health <> 'valid' OR NOT mpa_signed OR NOT program_active"
INDEXES = (
    ("ix_partner_refused", "partner", ["mpn_id"], REFUSED),
    ("ix_partner_id_check_refused", "partner_id_check", ["partner_id"], "NOT is_valid"),
    ("ix_subscription_on_record", "subscription", ["partner_id", "id"], "status = 'active'"),
    ("ix_subscription_renewal", "subscription", ["commitment_end_date", "id"], "status = 'active'"),
)


def upgrade() -> None:
    inspector = sa.inspect(op.get_bind())
    for name, column in ADDED:
        if column.name not in {known["name"] for known in inspector.get_columns(name)}:
            op.add_column(name, column)
    for index, name, columns, where in INDEXES:
        kept = sa.text(where)
        op.create_index(index, name, columns, sqlite_where=kept, postgresql_where=kept, if_not_exists=True)
