"""Databases of tests: each is opened anew, but what SQLAlchemy learned and compiled for one is good for the next."""

from collections import defaultdict
from typing import Any

from sqlalchemy import URL, Connection, Dialect, Engine, create_engine, event

from bot.db import Database
from tests.kit.store import connections

_dialects: dict[str, Dialect] = {}
_compiled: defaultdict[str, dict[Any, Any]] = defaultdict(dict)


def open_database(url: str) -> Database:
    """Open a database with engines that share what is the same for all of its kind."""
    return Database(url, make_engine)


def make_engine(url: URL, **options: Any) -> Engine:
    """Do what SQLAlchemy's `create_engine` does, without asking the server again what it is."""
    kind = url.get_backend_name()
    engine = create_engine(url, **options, execution_options={"compiled_cache": _compiled[kind]})
    if kind == "postgresql":
        connections.keep(engine)
    if kind in _dialects:
        engine.dialect.initialize = _know  # type: ignore[method-assign]
        # Compiled statements are kept by dialect.
        engine.dialect = _dialects[kind]
    else:
        # Who never connected has learnt nothing: the first may be a test of an address where nobody answers.
        event.listen(engine, "connect", lambda *_: _dialects.setdefault(kind, engine.dialect))
    return engine


def _know(connection: Connection) -> None:
    """Learn nothing: the first engine of its kind did."""
