"""The first schema: directory, work, history, outbox, deliveries."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SEARCH_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def _searched_table(name: str, key: str, *parts: sa.schema.SchemaItem) -> None:
    """A table whose full-text index on SQLite points at row numbers; VACUUM keeps only numbers that are declared."""
    if op.get_bind().dialect.name == "sqlite":
        numbered = sa.Column("row_no", sa.Integer(), primary_key=True)
        op.create_table(name, numbered, *parts, sa.UniqueConstraint(key, name=op.f(f"uq_{name}_{key}")))
    else:
        op.create_table(name, *parts, sa.PrimaryKeyConstraint(key, name=op.f(f"pk_{name}")))


def _audit_event() -> None:
    op.create_table(
        "audit_event",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("actor_id", sa.String(), nullable=False),
        sa.Column("actor_name", sa.String(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject_type", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=True),
        sa.Column("before", DOCUMENT, nullable=True),
        sa.Column("after", DOCUMENT, nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("ms_correlation_id", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    op.create_index("ix_audit_event_at", "audit_event", ["at"], unique=False)
    op.create_index("ix_audit_event_customer_id", "audit_event", ["customer_id"], unique=False)
    op.create_index("ix_audit_event_reference", "audit_event", ["reference"], unique=False)
    op.create_index("ix_audit_event_subject", "audit_event", ["subject_type", "subject_id"], unique=False)


def _customer() -> None:
    _searched_table(
        "customer",
        "id",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_name", sa.String(), nullable=False),
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("relationship_to_partner", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("search_key", SEARCH_TEXT, nullable=False),
    )
    op.create_index("ix_customer_search_key", "customer", ["search_key"], unique=False)


def _outbox_message() -> None:
    op.create_table(
        "outbox_message",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("dedupe_key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("payload", DOCUMENT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_try", INSTANT, nullable=True),
        sa.Column("slack_channel", sa.String(), nullable=True),
        sa.Column("slack_ts", sa.String(), nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_message")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_outbox_message_dedupe_key")),
    )
    op.create_index(
        "ix_outbox_message_due",
        "outbox_message",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state IN ('pending', 'sending')"),
        postgresql_where=sa.text("state IN ('pending', 'sending')"),
    )
    op.create_index("ix_outbox_message_subject", "outbox_message", ["subject", "recipient"], unique=False)


def _partner() -> None:
    _searched_table(
        "partner",
        "tenant_id",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("mpn_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("location", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("telephone", sa.String(), nullable=True),
        sa.Column("website", sa.String(), nullable=True),
        sa.Column("mpa_signed", sa.Boolean(), nullable=True),
        sa.Column("program_active", sa.Boolean(), nullable=True),
        sa.Column("search_key", SEARCH_TEXT, nullable=False),
    )
    op.create_index("ix_partner_search_key", "partner", ["search_key"], unique=False)


def _processed_delivery() -> None:
    op.create_table(
        "processed_delivery",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("outcome", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_processed_delivery")),
    )
    op.create_index("ix_processed_delivery_at", "processed_delivery", ["at"], unique=False)


def _relationship_request() -> None:
    op.create_table(
        "relationship_request",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("inviter_tenant_id", sa.String(), nullable=False),
        sa.Column("target_key", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=True),
        sa.Column("reseller_tenant_id", sa.String(), nullable=True),
        sa.Column("target_name", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("email_text", sa.String(), nullable=True),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("last_reminded_at", INSTANT, nullable=True),
        sa.Column("reminder_count", sa.Integer(), nullable=False),
        sa.Column("resend_count", sa.Integer(), nullable=False),
        sa.Column("next_reminder_at", INSTANT, nullable=True),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("resolved_at", INSTANT, nullable=True),
        sa.Column("resolution", sa.String(), nullable=True),
        sa.Column("agreement_ref", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("gdap_relationship_id", sa.String(), nullable=True),
        sa.Column("reference", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relationship_request")),
    )
    op.create_index("ix_relationship_request_created_by", "relationship_request", ["created_by"], unique=False)
    op.create_index(
        "ix_relationship_request_due",
        "relationship_request",
        ["next_reminder_at"],
        unique=False,
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_index("ix_relationship_request_owner", "relationship_request", ["owner"], unique=False)
    op.create_index(
        "uq_relationship_request_open",
        "relationship_request",
        ["type", "inviter_tenant_id", "target_key"],
        unique=True,
        sqlite_where=sa.text("state IN ('draft', 'link_ready', 'pending')"),
        postgresql_where=sa.text("state IN ('draft', 'link_ready', 'pending')"),
    )


def _customer_relationship() -> None:
    op.create_table(
        "customer_relationship",
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("partner_tenant_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("delegated_admin", sa.String(), nullable=False),
        sa.Column("delegated_admin_expires_at", INSTANT, nullable=True),
        sa.Column("auto_extend", sa.Boolean(), nullable=False),
        sa.Column("established_at", INSTANT, nullable=True),
        sa.Column("removed_at", INSTANT, nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_customer_relationship_customer_id")),
        sa.ForeignKeyConstraint(
            ["partner_tenant_id"], ["partner.tenant_id"], name=op.f("fk_customer_relationship_partner_tenant_id")
        ),
        sa.PrimaryKeyConstraint("customer_id", "partner_tenant_id", name=op.f("pk_customer_relationship")),
    )
    op.create_index(
        "ix_customer_relationship_partner_tenant_id", "customer_relationship", ["partner_tenant_id"], unique=False
    )


def _partnership() -> None:
    op.create_table(
        "partnership",
        sa.Column("provider_tenant_id", sa.String(), nullable=False),
        sa.Column("reseller_tenant_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("established_at", INSTANT, nullable=True),
        sa.Column("removed_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["provider_tenant_id"], ["partner.tenant_id"], name=op.f("fk_partnership_provider_tenant_id")
        ),
        sa.ForeignKeyConstraint(
            ["reseller_tenant_id"], ["partner.tenant_id"], name=op.f("fk_partnership_reseller_tenant_id")
        ),
        sa.PrimaryKeyConstraint("provider_tenant_id", "reseller_tenant_id", name=op.f("pk_partnership")),
    )


def _subscription() -> None:
    _searched_table(
        "subscription",
        "id",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("friendly_name", sa.String(), nullable=False),
        sa.Column("offer_name", sa.String(), nullable=True),
        sa.Column("product_type", sa.String(), nullable=True),
        sa.Column("billing_type", sa.String(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("partner_id", sa.String(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("creation_date", INSTANT, nullable=True),
        sa.Column("imported_support_tenant_id", sa.String(), nullable=True),
        sa.Column("search_key", SEARCH_TEXT, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_subscription_customer_id")),
    )
    op.create_index("ix_subscription_customer_id", "subscription", ["customer_id"], unique=False)
    op.create_index("ix_subscription_search_key", "subscription", ["search_key"], unique=False)


def _assignment() -> None:
    op.create_table(
        "assignment",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("batch_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("subscription_id", sa.String(), nullable=False),
        sa.Column("from_tenant_id", sa.String(), nullable=False),
        sa.Column("to_tenant_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("agreement_ref", sa.String(), nullable=True),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("requested_at", INSTANT, nullable=False),
        sa.Column("applied_at", INSTANT, nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("failure_code", sa.String(), nullable=True),
        sa.Column("failure_text", sa.String(), nullable=True),
        sa.Column("ms_request_id", sa.String(), nullable=True),
        sa.Column("ms_correlation_id", sa.String(), nullable=True),
        sa.Column("relationship_request_id", sa.Integer(), nullable=True),
        sa.Column("apply_when_established", sa.Boolean(), nullable=False),
        sa.Column("next_nudge_at", INSTANT, nullable=True),
        sa.Column("reference", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_assignment_customer_id")),
        sa.ForeignKeyConstraint(["subscription_id"], ["subscription.id"], name=op.f("fk_assignment_subscription_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    op.create_index("ix_assignment_batch_id", "assignment", ["batch_id"], unique=False)
    op.create_index("ix_assignment_customer_id", "assignment", ["customer_id"], unique=False)
    op.create_index("ix_assignment_requested_by", "assignment", ["requested_by"], unique=False)
    op.create_index("ix_assignment_subscription_id", "assignment", ["subscription_id", "id"], unique=False)
    op.create_index("ix_assignment_to_tenant_id", "assignment", ["to_tenant_id"], unique=False)


def _support_contact() -> None:
    op.create_table(
        "support_contact",
        sa.Column("subscription_id", sa.String(), nullable=False),
        sa.Column("support_tenant_id", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("set_by", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["subscription.id"], name=op.f("fk_support_contact_subscription_id")
        ),
        sa.ForeignKeyConstraint(
            ["support_tenant_id"], ["partner.tenant_id"], name=op.f("fk_support_contact_support_tenant_id")
        ),
        sa.PrimaryKeyConstraint("subscription_id", name=op.f("pk_support_contact")),
    )
    op.create_index("ix_support_contact_support_tenant_id", "support_contact", ["support_tenant_id"], unique=False)


def upgrade() -> None:
    """Forward only."""
    _audit_event()
    _customer()
    _outbox_message()
    _partner()
    _processed_delivery()
    _relationship_request()
    _customer_relationship()
    _partnership()
    _subscription()
    _assignment()
    _support_contact()
