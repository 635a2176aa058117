"""`db restore`: everything as it was, on either engine, or nothing at all."""

import time
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from bot import migrations
from bot.clock import ManualClock
from bot.db import Database
from bot.errors import ConfigurationError
from bot.models import MailMessage, OutboxMessage
from bot.services import backup
from bot.services.mail import queue
from bot.services.outbox import lanes
from bot.services.outbox.lanes import LaneTime
from bot.services.outbox.store import ClaimedMessage
from bot.services.search import partners
from bot.services.search.folding import key_of
from bot.services.store.sql import table
from tests.conftest import MONDAY
from tests.kit.store import connections
from tests.services.backup.filled import ROWS, Engines, fill, rewritten, rows_of

ENGINES = ["sqlite", "postgresql"]
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("target", ENGINES)
@pytest.mark.parametrize("source", ENGINES)
@pytest.mark.parametrize("prepared", [False, True], ids=["empty", "upgraded"])
def test_every_row_comes_back_on_either_engine(
    engines: Engines, source: str, target: str, prepared: bool, tmp_path: Path, clock: ManualClock
) -> None:
    file = tmp_path / "b.zip"
    with engines.migrated(source) as database:
        database.write_now(fill)
        before = rows_of(database)
        saved = backup.save(database, file, clock=clock)
    with (engines.migrated if prepared else engines.empty)(target) as database:
        assert backup.restore(database, file, clock=clock) == saved
        assert rows_of(database) == before
        assert all(len(rows) == ROWS for rows in before.values())
        assert migrations.problem(database) is None


@pytest.mark.parametrize("target", ENGINES)
def test_the_database_works_on(engines: Engines, target: str, clock: ManualClock) -> None:
    """The history still refuses to be changed, new rows get new numbers, names are found."""
    file = engines.saved("sqlite")
    event = "INSERT INTO audit_event (at, reference, actor_id, action, subject_type, subject_id) VALUES (:at, {0})"
    with engines.empty(target) as database:
        backup.restore(database, file, clock=clock)
        for change in ("UPDATE audit_event SET actor_id = 'U2'", "DELETE FROM audit_event"):
            with pytest.raises(DBAPIError, match="append-only"), database.writer.begin() as connection:
                connection.execute(text(change))
        with database.writer.begin() as connection:
            connection.execute(text(event.format("'R', 'U1', 'a', 's', '1'")), {"at": "2026-03-02 09:00:00.000000"})
            assert connection.execute(text("SELECT max(id) FROM audit_event")).scalar() == ROWS + 1
            connection.execute(
                text("UPDATE partner SET search_key = :key, kind = 'direct_bill' WHERE mpa_signed IS NOT NULL"),
                {"key": key_of("Łódź Cloud")},
            )
        assert database.read_now(lambda session: partners(session, "odz clo", kind=None)).items


@pytest.mark.parametrize("target", ENGINES)
@pytest.mark.parametrize("source", ENGINES)
def test_an_older_schema_is_saved_as_it_is_and_upgraded_when_restored(
    engines: Engines, source: str, target: str, tmp_path: Path, clock: ManualClock
) -> None:
    file = tmp_path / "old.zip"
    partner = "INSERT INTO partner (tenant_id, mpn_id, name, kind, search_key) VALUES ('t', '1', 'Łódź', 'k', 'łodz')"
    with engines.empty(source) as old:
        with old.writer.begin() as connection:
            migrations.upgrade_within(connection, "0003")
            connection.execute(text(partner))
        assert backup.save(old, file, clock=clock).schema_revision == "0003"
        assert migrations.current(old) == "0003"
    (tmp_path / "empty.db").unlink(missing_ok=True)
    with engines.empty(target) as database:
        backup.restore(database, file, clock=clock)
        assert migrations.problem(database) is None
        assert [(row.name, row.search_key) for row in rows_of(database)["partner"]] == [("Łódź", "lodz")]


@pytest.mark.parametrize("target", ENGINES)
def test_rows_are_not_replaced_unasked(engines: Engines, target: str, clock: ManualClock) -> None:
    file = engines.saved("sqlite")
    with engines.migrated(target) as database:
        database.write_now(lambda session: session.execute(insert(table(OutboxMessage)), message("mine")))
        before = rows_of(database)
        with pytest.raises(ConfigurationError, match="the database is not empty; --force"):
            backup.restore(database, file, clock=clock)
        assert rows_of(database) == before


@pytest.mark.parametrize("target", ENGINES)
def test_forced_it_replaces_every_row_unless_somebody_works_with_them(
    engines: Engines, target: str, clock: ManualClock
) -> None:
    file = engines.saved("sqlite")
    with engines.migrated(target) as database:
        url = database.url.render_as_string(hide_password=False)
        database.write_now(fill)
        before = rows_of(database)
        database.write_now(lambda session: session.execute(insert(table(OutboxMessage)), message("mine") | {"id": 99}))
        database.close()
        connections.forget()
        with closing(Database(url)) as restoring:
            with closing(Database(url)) as bot:
                changed = rows_of(bot)
                with pytest.raises(ConfigurationError, match="is running; stop it first"):
                    backup.restore(restoring, file, clock=clock, force=True)
                assert rows_of(bot) == changed != before
            connections.forget()
            until_gone(restoring)
            backup.restore(restoring, file, clock=clock, force=True)
            assert rows_of(restoring) == before


def until_gone(database: Database) -> None:
    """PostgreSQL ends the process of a closed connection some milliseconds later."""
    ours = "datname = current_database() AND application_name = current_setting('application_name')"
    others = text(f"SELECT count(*) FROM pg_stat_activity WHERE {ours}")
    deadline = time.monotonic() + 10
    while not database.is_sqlite:
        with database.writer.connect() as connection:
            if connection.execute(others).scalar() == 1:
                return
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_forced_restore_leaves_what_is_not_ours(engines: Engines, clock: ManualClock) -> None:
    file = engines.saved("sqlite")
    with engines.empty("postgresql") as database:
        migrations.upgrade(database)
        with database.writer.begin() as connection:
            connection.execute(text("CREATE TABLE theirs AS SELECT 1 AS one"))
        backup.restore(database, file, clock=clock, force=True)
        with database.reader.connect() as connection:
            assert connection.execute(text("SELECT one FROM theirs")).scalar() == 1


@pytest.mark.parametrize("target", ENGINES)
def test_damaged_rows_change_nothing(engines: Engines, target: str, clock: ManualClock) -> None:
    file = engines.saved("postgresql")
    wrong = {"audit_event": b"1\ttoo\tfew\n", "support_contact": b"half a line"}
    for name, lines in wrong.items():
        with ZipFile(file) as good, ZipFile(file.with_name("bad.zip"), "w") as bad:
            for member in good.namelist():
                bad.writestr(member, lines if member == name else good.read(member))
        with engines.empty(target) as database:
            with pytest.raises(ConfigurationError):
                backup.restore(database, file.with_name("bad.zip"), clock=clock)
            assert migrations.current(database) is None


@pytest.mark.parametrize("target", ENGINES)
def test_a_newer_backup_is_left_to_the_version_that_made_it(engines: Engines, target: str, clock: ManualClock) -> None:
    newer = rewritten(engines.saved("sqlite"), schema_revision="9999")
    with engines.empty(target) as database:
        with pytest.raises(ConfigurationError, match=r"changed\.zip: schema is 9999, which this version does not know"):
            backup.restore(database, newer, clock=clock)
        assert migrations.current(database) is None


def test_a_full_disk_changes_nothing(engines: Engines, clock: ManualClock) -> None:
    file = engines.saved("sqlite")
    with engines.empty("sqlite") as database:
        with database.writer.connect() as connection:
            driver: Any = connection.connection.driver_connection
            driver.execute("PRAGMA max_page_count = 60")
        with pytest.raises(ConfigurationError, match="DATABASE_URL: database or disk is full"):
            backup.restore(database, file, clock=clock)
        assert migrations.current(database) is None


@pytest.mark.parametrize("target", ENGINES)
def test_messages_that_were_due_are_looked_for_in_slack_before_they_are_posted(
    engines: Engines, target: str, tmp_path: Path, clock: ManualClock
) -> None:
    """The bot has most likely posted them since the backup; what is due later has not been posted by anybody."""
    file = tmp_path / "b.zip"
    due = {"due": MONDAY - timedelta(hours=1), "later": MONDAY + timedelta(hours=5)}
    with engines.migrated("sqlite") as database:
        rows = [message(key) | {"due_at": at} for key, at in due.items()]
        database.write_now(lambda session: session.execute(insert(table(OutboxMessage)), rows))
        backup.save(database, file, clock=clock)
    clock.advance(timedelta(minutes=5))
    with engines.migrated(target) as database:
        backup.restore(database, file, clock=clock)
        claimed = database.write_now(lambda session: claimed_by(session, clock, "me"))
        assert [(row.dedupe_key, row.maybe_sent, row.first_try) for row, _ in claimed] == [("due", True, due["due"])]
        clock.advance(timedelta(hours=6))
        later = database.write_now(lambda session: claimed_by(session, clock, "other"))
        assert [(row.dedupe_key, row.maybe_sent) for row, _ in later if row.dedupe_key == "later"] == [("later", False)]
        columns = table(OutboxMessage).c
        assert database.read_now(lambda s: s.execute(select(columns.id).order_by(columns.id)).scalars().all()) == [1, 2]


def claimed_by(session: Session, clock: ManualClock, who: str) -> list[tuple[ClaimedMessage, float]]:
    at = LaneTime(clock.now(), False)
    lanes.open_new(session, at)
    return lanes.claim(session, at, who, 10)


def message(key: str) -> dict[str, Any]:
    """A row of the outbox."""
    times = {"created_at": MONDAY, "due_at": MONDAY}
    return {"dedupe_key": key, "kind": "k", "subject": key, "recipient": f"U{key}", "payload": {}, **times}


@pytest.mark.parametrize("target", ENGINES)
def test_e_mails_that_waited_are_in_doubt_and_others_are_not(
    engines: Engines, target: str, tmp_path: Path, clock: ManualClock
) -> None:
    """No mail server can be asked what it took since, not even of what was put off until later."""
    file = tmp_path / "b.zip"
    states = {"pending": timedelta(hours=5), "sending": timedelta(minutes=3), "sent": -HOUR, "dead": -HOUR}
    with engines.migrated("sqlite") as database:
        rows = [e_mail(state, MONDAY + off) for state, off in states.items()]
        database.write_now(lambda session: session.execute(insert(table(MailMessage)), rows))
        backup.save(database, file, clock=clock)
    clock.advance(timedelta(minutes=5))
    with engines.migrated(target) as database:
        backup.restore(database, file, clock=clock)
        claimed = [database.write_now(lambda session: queue.claim(session, clock.now())) for _ in range(3)]
        assert [(row.about, row.doubted_at) for row in claimed if row] == [
            ("pending", clock.now()),
            ("sending", clock.now()),
        ]


def e_mail(state: str, due_at: datetime) -> dict[str, Any]:
    row = {"dedupe_key": state, "about": state, "recipient": "a@b.example", "title": "T", "body": "B", "by": "U1"}
    return row | {"state": state, "created_at": MONDAY, "due_at": due_at, "lease_until": due_at, "attempts": 1}
