"""The three places where SQLAlchemy's two dialects or its types need a hand."""

from typing import Any, cast

from sqlalchemy import CursorResult, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel


def insert_into(session: Session, model: type[SQLModel]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows ON CONFLICT, for the session's database."""
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(model)
    return postgresql.insert(model)


def changed(session: Session, statement: Executable) -> int:
    """Run a write and return how many rows it touched; 0 means the expected state was not there."""
    return cast("CursorResult[Any]", session.execute(statement)).rowcount


def table(model: type[SQLModel]) -> Table:
    """The Core table of a model, for selecting whole rows without building objects."""
    return cast(Table, model.__table__)  # type: ignore[attr-defined]
