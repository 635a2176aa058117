"""First schema: directory, work, history, outbox, deliveries."""

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


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def _searched_table(name: str, key: str, *parts: sa.schema.SchemaItem) -> None:
    """Create a searched table; SQLite's index points at row numbers, of which VACUUM keeps only declared ones."""
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
        sa.Column("actor_name", sa.String()),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject_type", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String()),
        sa.Column("before", DOCUMENT),
        sa.Column("after", DOCUMENT),
        sa.Column("reason", sa.String()),
        sa.Column("ms_correlation_id", sa.String()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    op.create_index("ix_audit_event_at", "audit_event", ["at"])
    op.create_index("ix_audit_event_customer_id", "audit_event", ["customer_id"])
    op.create_index("ix_audit_event_reference", "audit_event", ["reference"])
    op.create_index("ix_audit_event_subject", "audit_event", ["subject_type", "subject_id"])


def _customer() -> None:
    _searched_table(
        "customer",
        "id",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_name", sa.String(), nullable=False),
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("relationship_to_partner", sa.String(), nullable=False),
        sa.Column("country", sa.String()),
        sa.Column("search_key", SEARCH_TEXT, nullable=False),
    )
    op.create_index("ix_customer_search_key", "customer", ["search_key"])


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
        sa.Column("claimed_by", sa.String()),
        sa.Column("lease_until", INSTANT),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_try", INSTANT),
        sa.Column("slack_channel", sa.String()),
        sa.Column("slack_ts", sa.String()),
        sa.Column("last_error", sa.String()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_message")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_outbox_message_dedupe_key")),
    )
    op.create_index(
        "ix_outbox_message_due",
        "outbox_message",
        ["due_at"],
        sqlite_where=sa.text("state IN ('pending', 'sending')"),
        postgresql_where=sa.text("state IN ('pending', 'sending')"),
    )
    op.create_index("ix_outbox_message_subject", "outbox_message", ["subject", "recipient"])


def _partner() -> None:
    _searched_table(
        "partner",
        "tenant_id",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("mpn_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("location", sa.String()),
        sa.Column("email", sa.String()),
        sa.Column("telephone", sa.String()),
        sa.Column("website", sa.String()),
        sa.Column("mpa_signed", sa.Boolean()),
        sa.Column("program_active", sa.Boolean()),
        sa.Column("search_key", SEARCH_TEXT, nullable=False),
    )
    op.create_index("ix_partner_search_key", "partner", ["search_key"])


def _processed_delivery() -> None:
    op.create_table(
        "processed_delivery",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("outcome", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_processed_delivery")),
    )
    op.create_index("ix_processed_delivery_at", "processed_delivery", ["at"])


def _relationship_request() -> None:
    op.create_table(
        "relationship_request",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("inviter_tenant_id", sa.String(), nullable=False),
        sa.Column("target_key", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String()),
        sa.Column("reseller_tenant_id", sa.String()),
        sa.Column("target_name", sa.String(), nullable=False),
        sa.Column("url", sa.String()),
        sa.Column("email_text", sa.String()),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("recipient", sa.String()),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("sent_at", INSTANT),
        sa.Column("last_reminded_at", INSTANT),
        sa.Column("reminder_count", sa.Integer(), nullable=False),
        sa.Column("resend_count", sa.Integer(), nullable=False),
        sa.Column("next_reminder_at", INSTANT),
        sa.Column("due_at", INSTANT),
        sa.Column("resolved_at", INSTANT),
        sa.Column("resolution", sa.String()),
        sa.Column("agreement_ref", sa.String()),
        sa.Column("note", sa.String()),
        sa.Column("gdap_relationship_id", sa.String()),
        sa.Column("reference", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relationship_request")),
    )
    op.create_index("ix_relationship_request_created_by", "relationship_request", ["created_by"])
    op.create_index(
        "ix_relationship_request_due",
        "relationship_request",
        ["next_reminder_at"],
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_index("ix_relationship_request_owner", "relationship_request", ["owner"])
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
        sa.Column("delegated_admin_expires_at", INSTANT),
        sa.Column("auto_extend", sa.Boolean(), nullable=False),
        sa.Column("established_at", INSTANT),
        sa.Column("removed_at", INSTANT),
        sa.Column("source", sa.String(), nullable=False),
        _refers("customer_relationship", "customer_id", "customer.id"),
        _refers("customer_relationship", "partner_tenant_id", "partner.tenant_id"),
        sa.PrimaryKeyConstraint("customer_id", "partner_tenant_id", name=op.f("pk_customer_relationship")),
    )
    op.create_index("ix_customer_relationship_partner_tenant_id", "customer_relationship", ["partner_tenant_id"])


def _partnership() -> None:
    op.create_table(
        "partnership",
        sa.Column("provider_tenant_id", sa.String(), nullable=False),
        sa.Column("reseller_tenant_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("established_at", INSTANT),
        sa.Column("removed_at", INSTANT),
        _refers("partnership", "provider_tenant_id", "partner.tenant_id"),
        _refers("partnership", "reseller_tenant_id", "partner.tenant_id"),
        sa.PrimaryKeyConstraint("provider_tenant_id", "reseller_tenant_id", name=op.f("pk_partnership")),
    )


def _subscription() -> None:
    _searched_table(
        "subscription",
        "id",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("friendly_name", sa.String(), nullable=False),
        sa.Column("offer_name", sa.String()),
        sa.Column("product_type", sa.String()),
        sa.Column("billing_type", sa.String()),
        sa.Column("quantity", sa.Integer()),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("partner_id", sa.String()),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("creation_date", INSTANT),
        sa.Column("imported_support_tenant_id", sa.String()),
        sa.Column("search_key", SEARCH_TEXT, nullable=False),
        _refers("subscription", "customer_id", "customer.id"),
    )
    op.create_index("ix_subscription_customer_id", "subscription", ["customer_id"])
    op.create_index("ix_subscription_search_key", "subscription", ["search_key"])


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
        sa.Column("reason", sa.String()),
        sa.Column("agreement_ref", sa.String()),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("requested_at", INSTANT, nullable=False),
        sa.Column("applied_at", INSTANT),
        sa.Column("closed_by", sa.String()),
        sa.Column("closed_at", INSTANT),
        sa.Column("failure_code", sa.String()),
        sa.Column("failure_text", sa.String()),
        sa.Column("ms_request_id", sa.String()),
        sa.Column("ms_correlation_id", sa.String()),
        sa.Column("relationship_request_id", sa.Integer()),
        sa.Column("apply_when_established", sa.Boolean(), nullable=False),
        sa.Column("next_nudge_at", INSTANT),
        sa.Column("reference", sa.String(), nullable=False),
        _refers("assignment", "customer_id", "customer.id"),
        _refers("assignment", "subscription_id", "subscription.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    op.create_index("ix_assignment_batch_id", "assignment", ["batch_id"])
    op.create_index("ix_assignment_customer_id", "assignment", ["customer_id"])
    op.create_index("ix_assignment_requested_by", "assignment", ["requested_by"])
    op.create_index("ix_assignment_subscription_id", "assignment", ["subscription_id", "id"])
    op.create_index("ix_assignment_to_tenant_id", "assignment", ["to_tenant_id"])


def _support_contact() -> None:
    op.create_table(
        "support_contact",
        sa.Column("subscription_id", sa.String(), nullable=False),
        sa.Column("support_tenant_id", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("set_by", sa.String()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer()),
        _refers("support_contact", "subscription_id", "subscription.id"),
        _refers("support_contact", "support_tenant_id", "partner.tenant_id"),
        sa.PrimaryKeyConstraint("subscription_id", name=op.f("pk_support_contact")),
    )
    op.create_index("ix_support_contact_support_tenant_id", "support_contact", ["support_tenant_id"])


TABLES = (
    _audit_event, _customer, _outbox_message, _partner, _processed_delivery, _relationship_request,
    _customer_relationship, _partnership, _subscription, _assignment, _support_contact,
)  # fmt: skip


def upgrade() -> None:
    for create in TABLES:
        create()
