"""Rows of one table out of a connection and into one, by the quickest way each driver has, a block at a time."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, cast

import psycopg
from psycopg import sql
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot.errors import ConfigurationError
from bot.services.backup.archive import BLOCK
from bot.services.backup.layout import Kind, SavedTable
from bot.services.backup.lines import decode, encode

ROWS_AT_ONCE = 200
# How PostgreSQL writes what SQLite stores in another form; it reads SQLite's form by itself.
_AS_SQLITE: Mapping[Kind, str] = {
    "flag": "{}::int",
    "instant": "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
}


def is_sqlite(connection: Connection) -> bool:
    """Tell if a connection is to SQLite, else PostgreSQL."""
    return connection.dialect.name == "sqlite"


def dump(connection: Connection, table: SavedTable) -> Iterator[bytes]:
    """Yield the lines of a table in whole lines, some hundred KB at most."""
    return _sqlite_dump(connection, table) if is_sqlite(connection) else _postgres_dump(connection, table)


def load(connection: Connection, table: SavedTable, blocks: Iterable[bytes]) -> None:
    """Insert the lines; blocks may end anywhere."""
    if is_sqlite(connection):
        marks = ", ".join("?" * len(table.columns))
        insert = f"INSERT INTO {table.name} ({_quoted(table)}) VALUES ({marks})"  # noqa: S608
        sqlite(connection).executemany(insert, decode(blocks))
        return
    copy_in = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), _identifiers(table.names))
    with postgres(connection).cursor() as cursor, cursor.copy(copy_in) as copy:
        for block in blocks:
            copy.write(block)


@contextmanager
def told_in_one_line() -> Iterator[None]:
    """Turn what a driver raises into a ConfigurationError."""
    try:
        yield
    except (DBAPIError, sqlite3.Error, psycopg.Error) as error:
        cause = (isinstance(error, DBAPIError) and error.orig) or error
        reason = next(iter(str(cause).splitlines()), type(cause).__name__)
        raise ConfigurationError(f"DATABASE_URL: {reason}") from error


def settle(connection: Connection, table: SavedTable) -> None:
    """Have PostgreSQL number new rows after those that were loaded; SQLite does so by itself."""
    if is_sqlite(connection):
        return
    name = sql.Identifier(table.name)
    with postgres(connection).cursor() as cursor:
        for column in (column for column, kind in table.columns if kind == "number"):
            last = sql.SQL("SELECT setval(pg_get_serial_sequence(%s, %s), max({})) FROM {}")
            cursor.execute(last.format(sql.Identifier(column), name), (table.name, column))


def _sqlite_dump(connection: Connection, table: SavedTable) -> Iterator[bytes]:
    cursor = sqlite(connection).execute(f"SELECT {_quoted(table)} FROM {table.name}")  # noqa: S608
    while rows := cursor.fetchmany(ROWS_AT_ONCE):
        yield encode(rows)


def _postgres_dump(connection: Connection, table: SavedTable) -> Iterator[bytes]:
    columns = [sql.SQL(_AS_SQLITE.get(kind, "{}")).format(sql.Identifier(name)) for name, kind in table.columns]
    query = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT").format(
        sql.SQL(", ").join(columns), sql.Identifier(table.name)
    )
    waiting: list[bytes] = []
    size = 0
    with postgres(connection).cursor() as cursor, cursor.copy(query) as copy:
        for row in copy:
            waiting.append(bytes(row))
            size += len(row)
            if size > BLOCK:
                yield b"".join(waiting)
                waiting, size = [], 0
    if waiting:
        yield b"".join(waiting)


def _quoted(table: SavedTable) -> str:
    return ", ".join(f'"{name}"' for name in table.names)


def _identifiers(names: Iterable[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))


def sqlite(connection: Connection) -> sqlite3.Connection:
    """Return the driver's own connection."""
    return cast(sqlite3.Connection, connection.connection.driver_connection)


def postgres(connection: Connection) -> psycopg.Connection[Any]:
    """Return the driver's own connection."""
    return cast("psycopg.Connection[Any]", connection.connection.driver_connection)
