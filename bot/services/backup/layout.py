"""Tables of a schema revision: read from a scratch database, since an older schema has other ones than the models."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from sqlalchemy import JSON, Boolean, Connection, DateTime, Integer, String, create_engine, inspect, text
from sqlalchemy.engine.interfaces import ReflectedColumn

from bot import migrations

Kind = Literal["flag", "instant", "document", "number", "text"]
_KINDS: Sequence[tuple[type, Kind]] = (
    (Boolean, "flag"),
    (DateTime, "instant"),
    (JSON, "document"),
    (Integer, "number"),
    (String, "text"),
)
# Only SQLite has it, and numbers it anew: what its full-text indexes point at.
_ROW_NUMBER = "row_no"
_REVISION = "alembic_version"
_VIRTUAL = text("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE%'")


@dataclass(frozen=True)
class SavedTable:
    """One table whose rows a backup holds: its name, and its columns with the kind of their values."""

    name: str
    columns: tuple[tuple[str, Kind], ...]

    @property
    def names(self) -> list[str]:
        """Names of the columns, in order."""
        return [name for name, _ in self.columns]


@cache
def layout(revision: str) -> tuple[SavedTable, ...]:
    """Return the tables of a known revision, each after those that its rows refer to."""
    scratch = create_engine("sqlite://")
    try:
        with scratch.begin() as connection:
            migrations.upgrade_within(connection, revision)
            return _tables(connection)
    finally:
        scratch.dispose()


def _tables(connection: Connection) -> tuple[SavedTable, ...]:
    inspector = inspect(connection)
    indexes = search_indexes(connection)
    ordered = [name for name, _ in inspector.get_sorted_table_and_fkc_names() if name]
    return tuple(
        SavedTable(
            name,
            tuple(
                (column["name"], _kind(name, column))
                for column in inspector.get_columns(name)
                if column["name"] != _ROW_NUMBER
            ),
        )
        for name in ordered
        if name != _REVISION and not any(name == index or name.startswith(f"{index}_") for index in indexes)
    )


def search_indexes(connection: Connection) -> list[str]:
    """Name SQLite's full-text indexes, which are tables and keep themselves up to date."""
    return list(connection.execute(_VIRTUAL).scalars())


def _kind(table: str, column: ReflectedColumn) -> Kind:
    for type_, kind in _KINDS:
        if isinstance(column["type"], type_):
            return kind
    raise NotImplementedError(f"a backup has no form for {table}.{column['name']} ({column['type']})")
