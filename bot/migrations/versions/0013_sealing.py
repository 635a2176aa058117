"""Seals over the history, which the database guards as it guards the history itself, and erasures of people's data."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# A digest's salt may go, and nothing else of a sealed event.
KEPT = ("event_id", "seal_id", "digest")


def upgrade() -> None:
    op.create_table(
        "audit_seal",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("last_event", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.String(), nullable=False),
        sa.Column("erasure", sa.String()),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_seal"),
        sa.UniqueConstraint("previous", name="uq_audit_seal_previous"),
        if_not_exists=True,
    )
    op.create_table(
        "audit_sealed_event",
        sa.Column("event_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("seal_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("salt", sa.String()),
        sa.PrimaryKeyConstraint("event_id", "seal_id", name="pk_audit_sealed_event"),
        sa.ForeignKeyConstraint(["seal_id"], ["audit_seal.id"], name="fk_audit_sealed_event_seal_id"),
        if_not_exists=True,
    )
    op.create_index("ix_audit_sealed_event_seal_id", "audit_sealed_event", ["seal_id", "event_id"], if_not_exists=True)
    op.create_table(
        "erasure",
        sa.Column("pseudonym", sa.String(), nullable=False),
        sa.Column("user_id", sa.String()),
        sa.Column("began_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT),
        sa.PrimaryKeyConstraint("pseudonym", name="pk_erasure"),
        if_not_exists=True,
    )
    if op.get_bind().dialect.name == "sqlite":
        _sqlite_guard()
    else:
        _postgres_guard()


def _sqlite_guard() -> None:
    same = " AND ".join(f"new.{name} IS old.{name}" for name in KEPT)
    for table, verb, when in (
        ("audit_seal", "UPDATE", ""),
        ("audit_seal", "DELETE", ""),
        ("audit_sealed_event", "UPDATE", f"WHEN NOT (new.salt IS NULL AND {same}) "),
        ("audit_sealed_event", "DELETE", ""),
    ):
        op.execute(
            f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb.lower()} BEFORE {verb} ON {table} {when}"
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def _postgres_guard() -> None:
    op.execute(
        "CREATE OR REPLACE FUNCTION audit_seal_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    same = " AND ".join(f"new.{name} = old.{name}" for name in KEPT)
    for table, events, each in (
        ("audit_seal", "UPDATE OR DELETE OR TRUNCATE", "STATEMENT"),
        ("audit_sealed_event", "DELETE OR TRUNCATE", "STATEMENT"),
        ("audit_sealed_event", "UPDATE", f"ROW WHEN (NOT (new.salt IS NULL AND {same}))"),
    ):
        name = f"{table}_no_{'update' if events == 'UPDATE' else 'change'}"
        op.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {events} ON {table} FOR EACH {each} "
            "EXECUTE FUNCTION audit_seal_append_only()"
        )
