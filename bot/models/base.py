"""Column types and naming conventions that the tables share."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Index, MetaData, Text, TypeDecorator, text
from sqlalchemy.dialects import postgresql
from sqlmodel import SQLModel

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(SQLModel):
    """Base class of all tables: one metadata with predictable constraint names."""

    metadata = MetaData(naming_convention=NAMES)


class UtcDateTime(TypeDecorator[datetime]):
    """Column type of an aware UTC instant; SQLite keeps no zone, so it is taken off and put back here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC; raise ValueError for a naive value, since a lost zone would shift reminders by hours."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the stored instant aware and in UTC, whatever the driver gave."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# In byte order on PostgreSQL, so that a prefix is a range of the index and ORDER BY costs nothing
# (docs/limits.md#search).
SEARCH_TEXT = Text().with_variant(Text(collation="C"), "postgresql")
JSON_DOCUMENT: Any = JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def part_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """Make an index of the rows that the condition `where` holds for, in the words that statements have to use."""
    return Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))
