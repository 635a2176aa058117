"""Rows made by INSERT … SELECT over a series of numbers `i`, in the words of both databases."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.services.directory.store import Store

_SERIES = "WITH RECURSIVE series(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM series WHERE i < {last})"


@dataclass(frozen=True)
class Sql:
    """Expressions over `i`; times are seconds from `now`."""

    sqlite: bool
    now: datetime

    def at(self, seconds: int | str) -> str:
        """Return the instant so many seconds from now, as a number or an expression."""
        if self.sqlite:
            stamp = self.now.strftime("%Y-%m-%d %H:%M:%S")
            return f"strftime('%Y-%m-%d %H:%M:%S.000000', '{stamp}', ({seconds}) || ' seconds')"
        return f"(timestamptz '{self.now.isoformat()}' + ({seconds}) * interval '1 second')"

    def json(self, text: str) -> str:
        """Return a JSON document from an expression of its text."""
        return text if self.sqlite else f"CAST({text} AS jsonb)"

    def key(self, *fields: str) -> str:
        """Return a search key of these folded fields."""
        return " || ".join(("'\n'", *(part for field in fields for part in (f"({field})", "'\n'"))))

    def subscription(self, number: str) -> str:
        """Return the id of a subscription."""
        return f"({_scattered(number)} || '-0000-4000-9000-' || {_padded(number)})"

    def customer(self, number: str) -> str:
        """Return the id of a customer."""
        return f"({_scattered(number)} || '-0000-4000-8000-' || {_padded(number)})"

    def partner(self, number: str) -> str:
        """Return the tenant id of a reseller."""
        return f"('22222222-0000-4000-8000-' || {_padded(number)})"


def _padded(number: str) -> str:
    return f"substr(CAST(1000000000000 + ({number}) AS text), 2)"


def _scattered(number: str) -> str:
    return f"substr(CAST(100000000 + ({number}) * 2654435761 % 99999989 AS text), 2)"


@dataclass(frozen=True)
class Rows:
    """Adds rows through one connection."""

    store: Store
    sql: Sql

    def add(self, table: str, count: int, columns: Mapping[str, str], more: str = "") -> None:
        """Add the rows for `i` from 0 on, whose columns are expressions; `more` is a join or a condition."""
        series = _SERIES.format(last=count - 1)
        selected = f"SELECT {', '.join(columns.values())} FROM series {more}"
        insert = f"INSERT INTO {table} ({', '.join(columns)})"
        statement = f"{insert} {series} {selected}"
        self.run(statement.replace("%", "%%") if not self.store.sqlite else statement)

    def run(self, statement: str) -> Any:
        """Execute as it stands."""
        return self.store.connection.exec_driver_sql(statement)
