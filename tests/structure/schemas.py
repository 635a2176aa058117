"""Schemas compared: what a migration takes away from older code, or demands of it, however it is written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Inspector, inspect, text

_TRIGGERS = {
    "sqlite": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal",
}
# A digest covers all columns that its code knows: rows that older code seals would not fit the newer code's check.
SEALED = "audit_event"
# SQLite's full-text indexes are tables, which keep themselves up to date.
_OWN = re.compile(r"_search(_|$)")


@dataclass(frozen=True)
class Schema:
    """Tables and columns that code may use, and demands on what it writes, each by the table that they hold for."""

    offered: frozenset[tuple[str, str]]
    demanded: frozenset[tuple[str, str]]

    @property
    def tables(self) -> frozenset[str]:
        """Names of the tables."""
        return frozenset(table for table, _ in self.offered)


def read(connection: Connection) -> Schema:
    """Read the schema of a connection's database."""
    inspector = inspect(connection)
    tables = [name for name in inspector.get_table_names() if not _OWN.search(name)]
    offered = {(table, one) for table in tables for one in ("", *_columns(inspector, table))}
    triggers = connection.execute(text(_TRIGGERS[connection.dialect.name])).all()
    guards = {(table, f"trigger {name}") for table, name in triggers if not _OWN.search(name)}
    demanded = {one for table in tables for one in _demands(inspector, table)}
    return Schema(frozenset(offered), frozenset(demanded | guards))


def _columns(inspector: Inspector, table: str) -> list[str]:
    return [f"{column['name']} {column['type']}" for column in inspector.get_columns(table)]


def _demands(inspector: Inspector, table: str) -> Iterator[tuple[str, str]]:
    for column in inspector.get_columns(table):
        if not column["nullable"] and column["default"] in (None, "NULL"):
            yield table, f"{column['name']} must be given"
        if table == SEALED:
            yield table, f"{column['name']} is sealed"
    indexes = [one["column_names"] for one in inspector.get_indexes(table) if one["unique"]]
    rules = [one["column_names"] for one in inspector.get_unique_constraints(table)]
    yield from ((table, f"{names} must be unique") for names in (*map(str, indexes), *map(str, rules)))
    for check in inspector.get_check_constraints(table):
        yield table, f"check {check['sqltext']}"
    for key in inspector.get_foreign_keys(table):
        named = f"{table}.{', '.join(key['constrained_columns'])} refers to {key['referred_table']}"
        yield table, named
        yield key["referred_table"], named


def contracts(before: Schema, after: Schema) -> list[str]:
    """List what code that was written for `before` loses, or has to heed anew, in `after`."""
    lost = {f"{table}: {what or 'the table'} is gone" for table, what in before.offered - after.offered}
    anew = {f"{table}: {what}" for table, what in after.demanded - before.demanded if table in before.tables}
    return sorted(lost | anew)
