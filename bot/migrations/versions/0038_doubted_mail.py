"""E-mails that waited when a backup was made: nobody knows if they left since."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None
oldest_code = "0010"


def upgrade() -> None:
    known = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("mail_message")}
    if "doubted_at" not in known:
        op.add_column("mail_message", sa.Column("doubted_at", sa.DateTime(timezone=True), nullable=True))
