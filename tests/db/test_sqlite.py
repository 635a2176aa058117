"""A SQLite file that goes away, comes back, is another one, or has no room left."""

import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot.clock import ManualClock
from bot.db import Database
from bot.db.troubles import Trouble, trouble
from bot.services.running import probe as probing
from bot.services.running.probe import probe
from tests.kit.store.templates import SqliteTemplate
from tests.test_db import delivery, keys


@pytest.fixture
def file(sqlite_template: SqliteTemplate, tmp_path: Path) -> Iterator[Path]:
    with sqlite_template.fresh(tmp_path) as url:
        yield Path(url.removeprefix("sqlite:///"))


@pytest.fixture
def database(file: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{file}")
    yield opened
    opened.close()


def add(database: Database, key: str) -> None:
    database.write_now(lambda session: session.add(delivery(key)))


def add_many(database: Database) -> None:
    for number in range(2000):
        add(database, f"key {number}")


async def test_nothing_is_said_to_be_saved_in_a_file_that_was_moved_away(
    database: Database, file: Path, clock: ManualClock
) -> None:
    add(database, "before")
    moved = file.with_name("moved.db")
    os.rename(file, moved)
    for attempt in (lambda: add(database, "lost"), lambda: keys(database)):
        with pytest.raises(OperationalError) as refused:
            attempt()
        assert trouble(refused.value) is Trouble.UNWRITABLE
    assert not os.path.exists(file), "an empty one in its place would be worse"  # noqa: ASYNC240
    assert await probe(database, clock) == "it cannot be written"
    os.rename(moved, file)
    add(database, "after")
    assert keys(database) == ["after", "before"]
    assert await probe(database, clock) is None


def test_a_file_put_in_its_place_is_opened(database: Database, file: Path, sqlite_template: SqliteTemplate) -> None:
    add(database, "old")
    with sqlite_template.fresh() as url:
        shutil.copyfile(url.removeprefix("sqlite:///"), file.with_name("new.db"))
    for left in file.parent.glob("bot.db-*"):
        left.unlink()
    file.with_name("new.db").replace(file)
    add(database, "new")
    assert keys(database) == ["new"]


async def test_a_full_disk_is_called_that(database: Database, clock: ManualClock) -> None:
    with database.writer.connect() as connection:
        connection.execute(text("PRAGMA max_page_count = 1"))
    refused = pytest.raises(OperationalError, add_many, database)
    assert trouble(refused.value) is Trouble.FULL
    assert await probe(database, clock) == "the disk is full"
    with database.writer.connect() as connection:
        connection.execute(text("PRAGMA max_page_count = 100000"))
    assert await probe(database, clock) is None


async def test_somebody_else_who_writes_is_no_trouble(
    database: Database, file: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probing, "WAIT", 0.1)
    rival = sqlite3.connect(file, isolation_level=None)
    rival.execute("BEGIN IMMEDIATE")
    assert await probe(database, clock) is None
    rival.close()


def test_a_new_file_is_for_its_owner(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        made = Database(f"sqlite:///{tmp_path / 'new.db'}")
        made.write_now(lambda session: session.execute(text("CREATE TABLE t (x)")))
        assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}
        made.close()
    finally:
        os.umask(before)
