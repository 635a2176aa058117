"""The schema that migrations make is the one the models describe, and it guards itself."""

import importlib
import math
import re
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot import migrations
from bot.db import Database, Limits
from bot.errors import ConfigurationError
from bot.migrations import VERSIONS
from bot.migrations.compatibility import OLDEST_SCHEMA, StatedSchema
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


# A PostgreSQL database is used again by the next test, which must not find another revision.
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def from_the_future(database: Database, oldest_code: str | None) -> None:
    """Have the database say that a later version made it."""
    stated = "UPDATE alembic_version SET version_num = '9999', oldest_code = :oldest"
    with database.writer.begin() as connection:
        connection.execute(text(stated), {"oldest": oldest_code})


@ON_SQLITE
@pytest.mark.parametrize(
    ("oldest_code", "said"),
    [
        (None, "schema is 9999, which this version does not know"),
        ("9998", "schema is 9999, which works with versions from schema 9998 on"),
    ],
)
def test_a_schema_from_the_future_is_left_to_the_version_that_made_it(
    database: Database, oldest_code: str | None, said: str
) -> None:
    from_the_future(database, oldest_code)
    problem = migrations.problem(database)
    assert str(problem).startswith(said)
    assert f"its own is {migrations.head()}" in str(problem)
    assert "install the version that made it" in str(problem)
    with pytest.raises(ConfigurationError, match=said):
        migrations.upgrade(database)


@ON_SQLITE
def test_a_schema_from_the_future_that_works_with_this_version_is_left_as_it_is(database: Database) -> None:
    from_the_future(database, migrations.head())
    assert migrations.problem(database) is None
    migrations.upgrade(database)
    assert migrations.schema_of(database) == StatedSchema("9999", migrations.head())


def test_a_schema_says_which_code_works_with_it(database: Database) -> None:
    last = importlib.import_module(f"bot.migrations.versions.{max(VERSIONS.glob('[0-9]*.py')).stem}")
    assert migrations.schema_of(database) == StatedSchema(migrations.head(), last.oldest_code)


@ON_SQLITE
@pytest.mark.parametrize(("revision", "works"), [(OLDEST_SCHEMA, True), ("0010", False), ("0006", False)])
def test_an_older_schema_is_served_from_the_oldest_on(database: Database, revision: str, works: bool) -> None:
    with database.writer.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :now"), {"now": revision})
    said = str(migrations.problem(database))
    assert said == "None" if works else "`python -m bot db upgrade`" in said


def test_a_schema_is_named_by_what_it_is_to_this_version() -> None:
    known, own = migrations.known(), migrations.head()
    assert StatedSchema(own).told(known) == f"schema {own}"
    newer = StatedSchema("9999", own).told(known)
    assert newer == f"schema 9999 of a newer version, which works with this one ({own}), too"
    older = StatedSchema(own).told({*known, "9998"})
    assert older == f"schema {own}, which this version works with; `db upgrade` brings it to 9998"


def test_an_upgrade_waits_for_a_table_in_use_without_keeping_others_from_it(
    postgres_template: PostgresTemplate, monkeypatch: pytest.MonkeyPatch
) -> None:
    with postgres_template.fresh(empty=True) as url:
        database, reader = Database(url), Database(url, limits=Limits(math.inf, math.inf, 0.9, math.inf))
        try:
            with database.writer.begin() as connection:
                migrations.upgrade_within(connection, "0015")
            with database.writer.connect() as backup, ThreadPoolExecutor(1) as pool:
                backup.execute(text("SELECT count(*) FROM outbox_message")).scalar()
                under_way = pool.submit(migrations.upgrade, database)
                ends_by = time.monotonic() + 1.5
                while time.monotonic() < ends_by:
                    assert (
                        reader.read_now(lambda s: s.execute(text("SELECT count(*) FROM outbox_message")).scalar()) == 0
                    )
                assert not under_way.done()
                backup.rollback()
                under_way.result(20)
                assert migrations.current(database) == migrations.head()
        finally:
            reader.close()
            database.close()


def test_an_upgrade_that_never_gets_a_table_says_so(
    postgres_template: PostgresTemplate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations, "TRIES", 2)
    with postgres_template.fresh(empty=True) as url:
        database = Database(url)
        try:
            with database.writer.begin() as connection:
                migrations.upgrade_within(connection, "0015")
            with database.writer.connect() as backup:
                backup.execute(text("SELECT count(*) FROM outbox_message")).scalar()
                with pytest.raises(ConfigurationError, match="keeps migration 0016 from its tables"):
                    migrations.upgrade(database)
        finally:
            database.close()


AUDIT = (
    "INSERT INTO audit_event (at, reference, actor_id, action, subject_type, subject_id) "
    "VALUES ('2026-03-02 09:00:00', 'R', 'U1', 'contact.assigned', 'subscription', 's')"
)


@ON_SQLITE
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
