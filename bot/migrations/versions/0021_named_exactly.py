"""Indexes by which a file's partners and customers are found: PartnerIDs, and domains however they are written."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

PARTNER_ID, DOMAIN = "ix_partner_mpn_id", "ix_customer_domain_search"


def upgrade() -> None:
    op.create_index(PARTNER_ID, "partner", ["mpn_id"], if_not_exists=True)
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    op.create_index(
        DOMAIN, "customer", [sa.text("domain COLLATE NOCASE" if is_sqlite else "lower(domain)")], if_not_exists=True
    )
