"""`db backup`: one moment of the database, whatever happens meanwhile."""

import resource
import tracemalloc
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import insert, text

from bot import migrations
from bot.clock import ManualClock
from bot.db import Database
from bot.errors import ConfigurationError
from bot.models import PersonSetting, ProcessedDelivery
from bot.services import backup
from bot.services.directory.reading import Progress
from bot.services.store.sql import table
from tests.conftest import MONDAY
from tests.services.backup.filled import TABLES, Engines, fill, rows_of

ENGINES = ["sqlite", "postgresql"]


def test_progress_is_told_by_table_in_rows(database: Database, tmp_path: Path, clock: ManualClock) -> None:
    database.write_now(fill)
    told: list[Progress] = []
    held = backup.save(database, tmp_path / "b.zip", clock=clock, progress=told.append)
    assert {at.file for at in told} == {table.name for table in TABLES}
    assert {(at.phase, at.total) for at in told} == {("saving", 5)}
    assert (held.rows, held.made_at) == (5 * len(TABLES), MONDAY)


@pytest.mark.parametrize("engine", ENGINES)
def test_commits_made_meanwhile_wait_for_nothing_and_are_all_left_out(
    engines: Engines, engine: str, tmp_path: Path, clock: ManualClock
) -> None:
    file = tmp_path / "b.zip"
    with engines.migrated(engine) as database:
        database.write_now(fill)
        before = rows_of(database)

        def commit(at: Progress) -> None:
            """Once: before the first table is read to its end, into tables at both ends of the order."""
            if at.file == TABLES[0].name:
                delivery = {"key": "meanwhile", "at": MONDAY, "outcome": {}}
                database.write_now(lambda s: s.execute(insert(table(ProcessedDelivery)), delivery))
                person = {"user_id": "meanwhile", "updated_at": MONDAY}
                database.write_now(lambda s: s.execute(insert(table(PersonSetting)), person))

        backup.save(database, file, clock=clock, progress=commit)
        assert len(rows_of(database)["processed_delivery"]) == len(before["processed_delivery"]) + 1
    with engines.empty(engine) as restored:
        backup.restore(restored, file, clock=clock)
        assert rows_of(restored) == before


def test_an_empty_database_has_nothing_to_be_saved(tmp_path: Path, clock: ManualClock) -> None:
    with (
        closing(Database(f"sqlite:///{tmp_path / 'empty.db'}")) as database,
        pytest.raises(ConfigurationError, match="the database is empty"),
    ):
        backup.save(database, tmp_path / "b.zip", clock=clock)
    assert not list(tmp_path.glob("*b.zip*"))


@pytest.mark.parametrize("engine", ENGINES)
def test_a_newer_schema_is_left_to_the_version_that_knows_it(
    engines: Engines, engine: str, tmp_path: Path, clock: ManualClock
) -> None:
    with engines.empty(engine) as database:
        migrations.upgrade(database)
        with database.writer.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(ConfigurationError, match="schema is 9999, which this version does not know"):
            backup.save(database, tmp_path / "b.zip", clock=clock)
    assert not list(tmp_path.glob("*b.zip*"))


@contextmanager
def most_bytes_of_a_file(number: int) -> Iterator[None]:
    """Have the system refuse to let any file of this process grow further, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (number, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_is_one_line_and_leaves_no_half_file(engines: Engines, tmp_path: Path, clock: ManualClock) -> None:
    with engines.migrated("sqlite") as database:
        database.write_now(fill)
        with most_bytes_of_a_file(3000), pytest.raises(ConfigurationError) as refused:
            backup.save(database, tmp_path / "b.zip", clock=clock)
    assert str(refused.value) == f"{tmp_path / 'b.zip'}: File too large"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("engine", ENGINES)
def test_memory_does_not_grow_with_the_rows(engines: Engines, engine: str, tmp_path: Path, clock: ManualClock) -> None:
    keys = [f"{number:>2500}" for number in range(12_000)]
    file = tmp_path / "b.zip"
    with engines.migrated(engine) as database:
        rows = [{"key": key, "at": MONDAY, "outcome": {}} for key in keys]
        database.write_now(lambda session: session.execute(insert(table(ProcessedDelivery)), rows))
        # What is loaded and compiled once is no matter: statements here, migrations below.
        backup.save(database, file, clock=clock, force=True)
        tracemalloc.start()
        backup.save(database, file, clock=clock, force=True)
        _, saving = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    with engines.empty(engine) as other:
        backup.restore(other, file, clock=clock)
        tracemalloc.start()
        backup.restore(other, file, clock=clock, force=True)
        _, restoring = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert max(saving, restoring) < sum(map(len, keys)) / 5
