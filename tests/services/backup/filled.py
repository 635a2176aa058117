"""Databases that hold a value of each kind, awkward ones too, in every column of every table."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from sqlalchemy import JSON, Boolean, Column, DateTime, Integer, insert, select
from sqlmodel import Session

from bot.clock import ManualClock
from bot.db import Database
from bot.models import Table
from bot.services import backup
from bot.services.backup.archive import CONTENTS, BackupContents
from tests.conftest import MONDAY
from tests.kit.store.templates import PostgresTemplate, SqliteTemplate

ROWS = 5
AWKWARD = "tab\t new\nline\r back\\slash \\N \\. \b\f\v ñ漢🙂 ' \" ,; "
TABLES = Table.metadata.sorted_tables


def fill(session: Session) -> None:
    """Add ROWS rows to every table; each refers to the row of the same number, every second has no optional value."""
    for table in TABLES:
        rows = [{column.name: _value(column, number) for column in table.columns} for number in range(1, ROWS + 1)]
        session.execute(insert(table), rows)


def _value(column: Column[Any], number: int) -> Any:
    for key in column.foreign_keys:
        return _value(key.column, number)
    if column.nullable and number % 2:
        return None
    match column.type:
        case Boolean():
            return number % 3 == 0
        case Integer():
            return number
        case JSON():
            return {"number": number, "words": [AWKWARD, "", None, True, 0.5], "nested": {"b": 1, "a": {}}}
        case _ if _is_instant(column):
            return MONDAY + timedelta(days=number, microseconds=number)
    return "" if number == 2 and not _is_key(column) else f"{column.table.name}.{column.name} {number} {AWKWARD}"


def _is_instant(column: Column[Any]) -> bool:
    return isinstance(getattr(column.type, "impl", column.type), DateTime)


def _is_key(column: Column[Any]) -> bool:
    return bool(column.primary_key or column.unique)


def rows_of(database: Database) -> dict[str, list[Any]]:
    """Every row of every table as the program reads it, in the order of its key."""

    def read(session: Session) -> dict[str, list[Any]]:
        return {table.name: list(session.execute(select(table).order_by(*table.primary_key))) for table in TABLES}

    return database.read_now(read)


def rewritten(file: Path, **changes: object) -> Path:
    """The same with another `backup.json`."""
    changed = file.with_name("changed.zip")
    with ZipFile(file) as old, ZipFile(changed, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == CONTENTS:
                data = BackupContents.model_validate_json(data).model_copy(update=changes).model_dump_json().encode()
            new.writestr(name, data)
    return changed


class Engines:
    """Databases of both engines, migrated or empty, closed and gone at the end."""

    def __init__(self, sqlite: SqliteTemplate, postgres: PostgresTemplate, folder: Path) -> None:
        self._sqlite = sqlite
        self._postgres = postgres
        self._folder = folder

    @contextmanager
    def migrated(self, engine: str) -> Iterator[Database]:
        """One with all tables and no rows."""
        template = self._sqlite if engine == "sqlite" else self._postgres
        with template.fresh() as url, closing(Database(url)) as database:
            yield database

    @contextmanager
    def empty(self, engine: str) -> Iterator[Database]:
        """One without any table."""
        if engine == "sqlite":
            with closing(Database(f"sqlite:///{self._folder / 'empty.db'}")) as database:
                yield database
        else:
            with self._postgres.fresh(empty=True) as url, closing(Database(url)) as database:
                yield database

    def saved(self, engine: str) -> Path:
        """A backup of a filled database."""
        file = self._folder / f"{engine}.zip"
        with self.migrated(engine) as database:
            database.write_now(fill)
            backup.save(database, file, clock=ManualClock(MONDAY))
        return file
