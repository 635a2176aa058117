"""Statements of the import in the words of both databases, the temporary tables rows wait in, and a quick bulk load."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, CursorResult

from bot.services.directory.formats import FORMATS, FileFormat

# Temporary tables besides the staged ones: rows whose key an earlier row has, customers and partners with a new name
# and what it was, those with other aliases, those whose key must follow, contacts that moved outside, and contacts of
# new subscriptions.
_NOTES = {
    "repeated": "file integer, line integer, first integer",
    "renamed": "id text PRIMARY KEY, name text",
    "realiased": "id text PRIMARY KEY",
    "rekeyed": "id text PRIMARY KEY",
    "moved": "id text PRIMARY KEY, support text, before text, version integer, customer_id text, assignment_id bigint",
    "fresh": "id text PRIMARY KEY, support text",
}

_SEARCHED = ("partner", "customer", "subscription")
# Random ids touch pages all over an index; SQLite's usual 2 MB would write each page out again and again.
_BULK_CACHE_KIB = 65_536
_USUAL_CACHE_KIB = 2_000

_SQLITE = {
    "differs": "IS NOT",
    "position": "instr",
    "line": "char(10)",
    # Keeps the order of tables: SQLite's planner would compare each of a million equal rows with all the others.
    "then": "CROSS JOIN",
}
_POSTGRESQL = {
    "differs": "IS DISTINCT FROM",
    "position": "strpos",
    "line": "chr(10)",
    "then": "JOIN",
}


@dataclass(frozen=True)
class Store:
    """One connection; templates name the parts in which the databases differ."""

    connection: Connection

    @property
    def sqlite(self) -> bool:
        """Tell if it is SQLite, else PostgreSQL."""
        return self.connection.dialect.name == "sqlite"

    def run(self, template: str, *parameters: Any, **parts: str) -> CursorResult[Any]:
        """Execute; `?` marks a parameter, braces a part: one of those in which the databases differ, or of `parts`."""
        words = _SQLITE if self.sqlite else _POSTGRESQL
        sql = template.format(**words, **{name: part.format(**words) for name, part in parts.items()})
        sql = sql if self.sqlite else sql.replace("?", "%s")
        # Without the option PostgreSQL's driver reports -1 rows for some statements.
        return self.connection.exec_driver_sql(sql, parameters, execution_options={"preserve_rowcount": True})

    def instant(self, at: datetime) -> Any:
        """An instant as a parameter."""
        return at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds") if self.sqlite else at

    def fetch(self, template: str, *parameters: Any, **parts: str) -> Iterator[Sequence[Any]]:
        """Rows, a thousand in memory at a time on SQLite."""
        return iter(self.run(template, *parameters, **parts).yield_per(1_000))


def create(store: Store) -> None:
    """Fresh temporary tables; only this connection sees them and they take no lock on the database."""
    drop(store)
    for fmt in FORMATS:
        columns = [f"{column.target} {column.type if not store.sqlite else ''}" for column in fmt.columns]
        derived = [f"{name} text" for name in fmt.derived]
        parts = ", ".join(["file integer", "line integer", *columns, *derived])
        store.run("CREATE TEMPORARY TABLE {table} ({parts})", table=fmt.staged, parts=parts)
    for table, parts in _NOTES.items():
        store.run("CREATE TEMPORARY TABLE {table} ({parts})", table=table, parts=parts)


def drop(store: Store) -> None:
    """Remove the temporary tables, if any."""
    schema = "temp" if store.sqlite else "pg_temp"
    for table in (*(fmt.staged for fmt in FORMATS), *_NOTES):
        store.run("DROP TABLE IF EXISTS {schema}.{table}", schema=schema, table=table)


def load(store: Store, fmt: FileFormat, rows: Iterable[tuple[Any, ...]]) -> None:
    """Stream rows into the format's temporary table, by the quickest way each driver has."""
    raw = store.connection.connection.driver_connection
    if raw is None:
        raise RuntimeError("the connection is closed")
    if store.sqlite:
        marks = ", ".join("?" * (2 + len(fmt.columns) + len(fmt.derived)))
        raw.executemany(f"INSERT INTO {fmt.staged} VALUES ({marks})", rows)  # noqa: S608
        return
    with raw.cursor() as cursor, cursor.copy(f"COPY {fmt.staged} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def index(store: Store, fmt: FileFormat) -> None:
    """Make the staged rows findable by key, once they are all there."""
    key = ", ".join((*fmt.own_key, "file"))
    store.run("CREATE INDEX {table}_key ON {table} ({key})", table=fmt.staged, key=key)
    if not store.sqlite:
        store.run("ANALYZE {table}", table=fmt.staged)


@contextmanager
def for_bulk(store: Store) -> Iterator[None]:
    """A larger page cache on this connection while the block runs."""
    if not store.sqlite:
        yield
        return
    _cache(store, _BULK_CACHE_KIB)
    try:
        yield
    finally:
        _cache(store, _USUAL_CACHE_KIB)


def _cache(store: Store, kib: int) -> None:
    raw = store.connection.connection.driver_connection
    if raw is not None:
        raw.execute(f"PRAGMA cache_size = -{kib}")


def settle(store: Store, changed: bool) -> None:
    """PostgreSQL plans by statistics, and its trigram index searches rows not yet merged into it one by one."""
    if store.sqlite or not changed:
        return
    for table in _SEARCHED:
        store.run("ANALYZE {table}", table=table)
        name = f"ix_{table}_search_trgm"
        store.run("SELECT gin_clean_pending_list(oid) FROM pg_class WHERE oid = to_regclass(?)", name)
