"""The schema that migrations make is the one the models describe, and it guards itself."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot import migrations
from bot.db import Database
from bot.errors import ConfigurationError
from bot.models import Table
from bot.services.search import partners
from bot.services.search.folding import key_of
from tests.kit.store.templates import PostgresTemplate

# Columns that later migrations than 0006 add.
ADDED = ["ignored", "asked_at", "confirmed_by", "actor_name", "reached", "owners", "loss", "loss_owner", "reviewed_at"]
LATER = (("partner", "other_mpn_ids"), *(("bulk_job", name) for name in ADDED))
KEYS = {"partner": "tenant_id", "customer": "id", "subscription": "id"}


def test_migrations_make_what_the_models_say(database: Database) -> None:
    with database.writer.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": _ours})
        assert compare_metadata(context, Table.metadata) == []


def _ours(_thing: object, name: str | None, _kind: str, _reflected: bool, _other: object) -> bool:
    """Leave out what only one engine has: the search indexes and the row numbers they point at."""
    engine_only = {f"uq_{table}_{key}" for table, key in KEYS.items()} | {"row_no"}
    is_index = bool(name) and re.search(r"_search(_(trgm|config|content|data|docsize|idx))?$", str(name))
    return name not in engine_only and not is_index


def test_upgrade_from_nothing_and_again(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new' / 'bot.db'}")
    try:
        assert migrations.current(database) is None
        assert "schema is empty" in str(migrations.problem(database))
        migrations.upgrade(database)
        migrations.upgrade(database)
        assert migrations.current(database) == migrations.head()
        assert migrations.problem(database) is None
    finally:
        database.close()


def test_stored_keys_follow_the_folding_of_searches(database: Database) -> None:
    old = "INSERT INTO partner (tenant_id, mpn_id, name, kind, search_key) VALUES ('t', '1', 'x', 'direct_bill', :key)"
    with database.writer.begin() as connection:
        connection.execute(text(old), {"key": "\nłodz ørsted\nl’oreal\n1\n"})
        connection.execute(text("UPDATE alembic_version SET version_num = '0005'"))
        for table, column in LATER:
            connection.execute(text(f"ALTER TABLE {table} DROP COLUMN {column}"))
        if database.is_sqlite:
            connection.execute(text("DROP TRIGGER audit_event_no_replace"))
    migrations.upgrade(database)
    assert database.read_now(lambda s: s.execute(text("SELECT search_key FROM partner")).scalar()) == key_of(
        "Łódź Ørsted", "L’Oréal", "1"
    )
    assert database.read_now(lambda s: partners(s, "lodz orsted l'oreal", kind=None)).items


def test_senders_of_old_requests_are_known_from_the_history(database: Database) -> None:
    made = (
        "INSERT INTO relationship_request (type, inviter_tenant_id, target_key, target_name, locale, state, "
        "created_by, owner, created_at, sent_at, reminder_count, resend_count, reminders_stopped, reference) VALUES "
        "('customer_reseller', 't', :key, 'x', 'en', 'pending', 'UASKER', 'UOWNER', :at, :at, 0, 0, false, 'R')"
    )
    noted = (
        "INSERT INTO audit_event (at, reference, actor_id, action, subject_type, subject_id) "
        "SELECT :at, 'R', :who, :action, 'relationship_request', CAST(id AS text) FROM relationship_request "
        "WHERE target_key = 'a'"
    )
    at = "2026-03-02 09:00:00+00" if not database.is_sqlite else "2026-03-02 09:00:00"
    with database.writer.begin() as connection:
        for key in ("a", "b"):
            connection.execute(text(made), {"key": key, "at": at})
        for who, action in (("UFIRST", "pending"), ("USECOND", "resent"), ("UOTHER", "snoozed")):
            connection.execute(text(noted), {"at": at, "who": who, "action": f"request.{action}"})
        connection.execute(text("ALTER TABLE relationship_request DROP COLUMN sent_by"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0009'"))
    migrations.upgrade(database)
    found = "SELECT sent_by FROM relationship_request ORDER BY target_key"
    assert database.read_now(lambda s: s.execute(text(found)).scalars().all()) == ["USECOND", None]


def test_replicas_that_start_together_may_all_upgrade(postgres_template: PostgresTemplate) -> None:
    with postgres_template.fresh(empty=True) as url:
        replicas = [Database(url) for _ in range(4)]
        try:
            with ThreadPoolExecutor(len(replicas)) as pool:
                list(pool.map(migrations.upgrade, replicas))
            assert migrations.current(replicas[0]) == migrations.head()
        finally:
            for replica in replicas:
                replica.close()


def test_a_schema_from_the_future_is_left_to_the_version_that_made_it(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'bot.db'}")
    try:
        migrations.upgrade(database)
        with database.writer.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        assert "install the version that made it" in str(migrations.problem(database))
        with pytest.raises(ConfigurationError, match="schema is 9999, which this version does not know"):
            migrations.upgrade(database)
    finally:
        database.close()


AUDIT = (
    "INSERT INTO audit_event (at, reference, actor_id, action, subject_type, subject_id) "
    "VALUES ('2026-03-02 09:00:00', 'R', 'U1', 'contact.assigned', 'subscription', 's')"
)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_history_cannot_be_replaced_either(database: Database) -> None:
    replacing = AUDIT.replace("INSERT", "INSERT OR REPLACE").replace("(at,", "(id, at,").replace("('2026", "(1, '2027")
    with database.writer.begin() as connection:
        connection.execute(text(AUDIT))
    with pytest.raises(DBAPIError, match="append-only"), database.writer.begin() as connection:
        connection.execute(text(replacing))


@pytest.mark.parametrize("change", ["UPDATE audit_event SET actor_id = 'U2'", "DELETE FROM audit_event"])
def test_the_database_refuses_to_change_history(database: Database, change: str) -> None:
    with database.writer.begin() as connection:
        connection.execute(text(AUDIT))
    with pytest.raises(DBAPIError, match="append-only"), database.writer.begin() as connection:
        connection.execute(text(change))
    with database.reader.connect() as connection:
        assert connection.execute(text("SELECT actor_id FROM audit_event")).scalars().all() == ["U1"]
