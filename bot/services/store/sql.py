"""Statements made once and run as Core: a submission is ten of them, and building each anew would triple its cost."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    CursorResult,
    Dialect,
    Executable,
    Table,
    TableValuedAlias,
    Text,
    TypeDecorator,
    bindparam,
    func,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType, TypeEngine
from sqlmodel import Session, SQLModel

R = TypeVar("R")
Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]]
_HELD = "connection"


def run(session: Session, statement: Executable, parameters: Parameters | None = None) -> CursorResult[Any]:
    """Execute in the session's transaction without the ORM's own layer; unflushed objects are not seen."""
    return _connection(session).execute(statement, parameters)


def records(
    session: Session, make: Callable[..., R], statement: Executable, parameters: Parameters | None = None
) -> list[R]:
    """Run a query and make a record of each row; the record's fields are the columns, in their order."""
    return [make(*row) for row in run(session, statement, parameters).all()]


def record(
    session: Session, make: Callable[..., R], statement: Executable, parameters: Parameters | None = None
) -> R | None:
    """Run a statement that returns one row at most, and make a record of it."""
    row = run(session, statement, parameters).one_or_none()
    return None if row is None else make(*row)


def changed(session: Session, statement: Executable, parameters: Parameters | None = None) -> int:
    """Run a write and return how many rows it touched; 0 means the expected state was not there."""
    # Without the option an INSERT on PostgreSQL reports -1, which would read as "changed".
    options = {"preserve_rowcount": True}
    return _connection(session).execute(statement, parameters, execution_options=options).rowcount


def _connection(session: Session) -> Connection:
    """Return the connection of the session's transaction; asking the session each time was a tenth of a submission."""
    held: tuple[object, Connection] | None = session.info.get(_HELD)
    if held and held[0] is session.get_transaction():
        return held[1]
    connection = session.connection()
    session.info[_HELD] = (session.get_transaction(), connection)
    return connection


class _GivenList(TypeDecorator[Sequence[Any]]):
    """Type of a list of values as one parameter: an array on PostgreSQL, a JSON text on SQLite."""

    impl = Text
    cache_ok = True

    def __init__(self, of: TypeEngine[Any]) -> None:
        """Take the type of the values."""
        super().__init__()
        self.of = of

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the database's own type."""
        return Text() if dialect.name == "sqlite" else postgresql.ARRAY(self.of)

    def process_bind_param(self, value: Sequence[Any] | None, dialect: Dialect) -> Any:
        """Return what the driver takes."""
        return json.dumps(value) if dialect.name == "sqlite" else value


class _Among(FunctionElement[Any]):
    name = "among"
    # As a Boolean, SQLite would be asked for "… = 1", for which it uses no index.
    type = NullType()
    inherit_cache = True


@compiles(_Among)
def _among(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(part, **options) for part in element.clauses)
    if compiler.dialect.name == "sqlite":
        return f"({column} IN (SELECT value FROM json_each({values})))"  # noqa: S608 - a parameter's place
    return f"({column} = ANY({values}))"


def among(column: ColumnElement[Any], parameter: str) -> ColumnElement[bool]:
    """Hold for the rows whose column is in the list given as `parameter`.

    The list is one parameter: an expanded IN makes a text of its own for each number of values, and most of the cost.
    """
    return _Among(column, bindparam(parameter, type_=_GivenList(column.type)))


def listed(engine: str, parameter: str) -> TableValuedAlias:
    """Return the texts of the list given as `parameter` as rows with one column, `value`."""
    texts = bindparam(parameter, type_=_GivenList(Text()))
    if engine == "sqlite":
        return func.json_each(texts).table_valued("value", name=parameter)
    return func.unnest(texts).table_valued("value", name=parameter).render_derived()


def engine_of(session: Session) -> str:
    """Name the session's database: "sqlite" or "postgresql"."""
    return session.get_bind().dialect.name


def insert_unless_there(session: Session, model: type[SQLModel], unique: str) -> Executable:
    """Make an INSERT of given values that does nothing where a row with the same `unique` column exists."""
    return _insert_unless_there(engine_of(session), model, unique)


@cache
def _insert_unless_there(engine: str, model: type[SQLModel], unique: str) -> Executable:
    # Inline: nobody asks for the new id.
    return insert_for(engine, model).inline().on_conflict_do_nothing(index_elements=[unique])


def insert_into(session: Session, model: type[SQLModel]) -> sqlite.Insert | postgresql.Insert:
    """Make an INSERT that knows ON CONFLICT, for the session's database."""
    return insert_for(engine_of(session), model)


def insert_for(engine: str, model: type[SQLModel]) -> sqlite.Insert | postgresql.Insert:
    """Make the same where the database is known by name only."""
    into: type[Any] = sqlite.Insert if engine == "sqlite" else postgresql.Insert
    return cast("sqlite.Insert | postgresql.Insert", into(table(model)))


def columns(model: type[SQLModel], fields: Iterable[str]) -> list[Column[Any]]:
    """Return the columns of these names in their order, for statements whose rows become records of those fields."""
    return [table(model).c[name] for name in fields]


@cache
def table(model: type[SQLModel]) -> Table:
    """Return the Core table of a model, for statements that build no objects."""
    return cast(Table, model.__table__)  # type: ignore[attr-defined]


def by_no_index(column: ColumnElement[str]) -> ColumnElement[str]:
    """Return a text column so that rows are not looked up by it.

    SQLite gathers no statistics: of two indexes it may take that of all a partner has, and not that of one customer's.
    """
    return func.coalesce(column, "")
