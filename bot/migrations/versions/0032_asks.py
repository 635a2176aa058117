"""Requests that ask for several links at once, and the domain by which the acceptance of a newcomer is matched."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None
oldest_code = "0010"

OPEN = sa.text("state IN ('draft', 'link_ready', 'pending')")
DOMAIN = sa.text("customer_domain IS NOT NULL")


def upgrade() -> None:
    present = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("relationship_request")}
    for column in (
        sa.Column("customer_domain", sa.String(), nullable=True),
        sa.Column("first_sent_at", sa.DateTime(timezone=True), nullable=True),
    ):
        if column.name not in present:
            op.add_column("relationship_request", column)
    op.create_table(
        "request_link",
        sa.Column("request_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("inviter_tenant_id", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("gdap_relationship_id", sa.String(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("request_id", "kind", name="pk_request_link"),
        if_not_exists=True,
    )
    for name, table, columns, where in (
        ("ix_request_link_inviter", "request_link", ["kind", "inviter_tenant_id"], None),
        ("ix_customer_domain", "customer", ["domain"], None),
        ("ix_relationship_request_target", "relationship_request", ["target_key"], OPEN),
        ("ix_relationship_request_domain", "relationship_request", ["customer_domain"], DOMAIN),
    ):
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where, if_not_exists=True)
