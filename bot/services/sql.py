"""The three places where SQLAlchemy's two dialects or its types need a hand."""

from typing import Any, cast

from sqlalchemy import CursorResult, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel


def insert_into(session: Session, model: type[SQLModel]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows ON CONFLICT, for the session's database."""
    sqlite_speaks = session.get_bind().dialect.name == "sqlite"
    into = sqlite.insert(table(model)) if sqlite_speaks else postgresql.insert(table(model))
    return into


def changed(session: Session, statement: Executable) -> int:
    """Run a write and return how many rows it touched; 0 means the expected state was not there."""
    # Without the option an INSERT on PostgreSQL reports -1, which would read as "changed".
    result = session.execute(statement, execution_options={"preserve_rowcount": True})
    return cast("CursorResult[Any]", result).rowcount


def table(model: type[SQLModel]) -> Table:
    """The Core table of a model, for selecting whole rows without building objects."""
    return cast(Table, model.__table__)  # type: ignore[attr-defined]
