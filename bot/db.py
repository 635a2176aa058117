"""Database: each transaction is a plain function, run in one hop to a thread; SQLite has a single writer."""

import asyncio
import math
import os
import select
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection, QueuePool
from sqlmodel import Session

from bot.clock import SystemClock
from bot.errors import ConfigurationError, LookAgain

T = TypeVar("T")
Work = Callable[[Session], T]
EngineFactory = Callable[..., Engine]  # called as sqlalchemy.create_engine is

# Session.info key: name -> callable, run once in the writing thread when the transaction is committed.
AFTER_COMMIT = "after_commit"
# Connection.info key: how a transaction of a SQLite connection begins.
BEGIN = "begin"
AT_ONCE, DEFERRED = "BEGIN IMMEDIATE", "BEGIN"
READERS = 4
WRITERS = 8  # on PostgreSQL
LOOKS = 2  # before a last one, whose LookAgain is told
# A generic plan makes infix searches far slower in the tail (docs/limits.md#search), and writes twice as quick.
_EACH_PLANNED = "-c plan_cache_mode=force_custom_plan"
# Seconds for which a connection that was just used needs no proof of life.
TRUSTED = 30.0
# A checkpoint waits for the disk; by default one in forty submissions had to, a tenth of what all of them took.
_PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000", "foreign_keys=ON", "wal_autocheckpoint=8000")
# Errors go to the log: without the names and numbers of the people a statement was about.
_QUIET: Mapping[str, Any] = {"hide_parameters": True}
# Whose connections these are, as the server lists them.
PROGRAM = "support-contact-bot"
MACHINE = SystemClock()  # connections age in real time whatever the program's clock says


class Database:
    """Engines and threads for one database URL.

    SQLite: one writer thread with BEGIN IMMEDIATE, so writers queue instead of failing with "database is
    locked" (docs/limits.md#one-writer), and a few reader threads. PostgreSQL: a few of each. `read` runs outside any
    transaction that could block; `write` commits before it returns, or rolls back and raises.
    `make_engine` is called as SQLAlchemy's `create_engine` is, once for each engine.
    """

    def __init__(self, url: str, make_engine: EngineFactory = create_engine) -> None:
        self.url = parse_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            _make_folder(self.url)
            self.writer = _sqlite_engine(make_engine, self.url, 1, begin=AT_ONCE)
            self.reader = _sqlite_engine(make_engine, self.url, READERS, begin=DEFERRED)
            self._alone = self.writer
            self._writes = ThreadPoolExecutor(1, "db-writer")
            self._reads = ThreadPoolExecutor(READERS, "db-reader")
        else:
            self.writer = _postgres_engine(make_engine, self.url, WRITERS)
            self._alone = self.writer.execution_options(isolation_level="AUTOCOMMIT")
            reader = _postgres_engine(make_engine, self.url, READERS, _EACH_PLANNED)
            self.reader = reader.execution_options(isolation_level="AUTOCOMMIT")
            self._writes = ThreadPoolExecutor(WRITERS, "db-writer")
            self._reads = ThreadPoolExecutor(READERS, "db-reader")

    def read_now(self, work: Work[T]) -> T:
        """Run `work` in this thread; for the command line and inside other threads."""
        with Session(self.reader, autoflush=False) as session:
            return work(session)

    def write_now(self, work: Work[T]) -> T:
        """Run `work` in this thread as one committed transaction, then what it asked for after the commit."""
        return _written(self.writer, work)

    def write_one_now(self, work: Work[T]) -> T:
        """Run `work`, which writes with one statement, in this thread; PostgreSQL commits that without being told."""
        return _written(self._alone, work)

    async def read(self, work: Work[T]) -> T:
        """Run `work` in a reader thread."""
        return await asyncio.get_running_loop().run_in_executor(self._reads, self.read_now, work)

    async def write(self, work: Work[T]) -> T:
        """Run `work` in a writer thread as one committed transaction."""
        return await asyncio.get_running_loop().run_in_executor(self._writes, self.write_now, work)

    async def write_one(self, work: Work[T]) -> T:
        """Run `work`, which writes with one statement, in a writer thread; on PostgreSQL that saves three trips."""
        return await asyncio.get_running_loop().run_in_executor(self._writes, self.write_one_now, work)

    def close(self) -> None:
        """Finish the transactions under way and drop all connections."""
        self._reads.shutdown()
        self._writes.shutdown()
        self.reader.dispose()
        self.writer.dispose()


def _written(engine: Engine, work: Work[T]) -> T:
    for _ in range(LOOKS):
        try:
            return _committed(engine, work)
        except LookAgain:
            continue
    return _committed(engine, work)


def _committed(engine: Engine, work: Work[T]) -> T:
    with Session(engine, autoflush=False, expire_on_commit=False) as session:
        with session.begin():
            result = work(session)
        for call in session.info.get(AFTER_COMMIT, {}).values():
            call()
        return result


@contextmanager
def beginning(connection: Connection, how: str) -> Iterator[None]:
    """Let the transactions of this SQLite connection begin with `how`, until the block ends in whatever way."""
    info = connection.info
    before = info.get(BEGIN)
    info[BEGIN] = how
    try:
        yield
    finally:
        info[BEGIN] = before


def one_at_a_time(connection: Connection, what: str) -> None:
    """Let nobody else pass here for the same `what` until the transaction ends; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:what))"), {"what": f"support-contact {what}"})


def parse_url(url: str) -> URL:
    """Return the URL with the driver we ship; raise ConfigurationError for other databases, in one line."""
    try:
        parsed = make_url(url)
    except Exception as error:  # SQLAlchemy's own message would print the password
        raise ConfigurationError("DATABASE_URL is not a URL; use sqlite:///PATH or postgresql://…") from error
    match parsed.get_backend_name():
        case "sqlite" if parsed.database and parsed.database != ":memory:" and not parsed.query:
            return parsed.set(drivername="sqlite", database=os.path.expanduser(parsed.database))
        case "postgresql" | "postgres" if "@" in (parsed.host or ""):
            # The host would be looked up, and the error would show the end of the password.
            raise ConfigurationError("DATABASE_URL: write an @ in the name or the password as %40")
        case "postgresql" | "postgres":
            return parsed.set(drivername="postgresql+psycopg")
    raise ConfigurationError("DATABASE_URL must be sqlite:///PATH or postgresql://…")


def _make_folder(url: URL) -> None:
    folder = Path(url.database or "").parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(f"DATABASE_URL: cannot create {folder}: {error.strerror}") from error


class _SqliteThatBegins(SQLiteDialect_pysqlite):
    """Dialect that begins as the connection's `info` says; an event listener would cost a tenth of each submission."""

    supports_statement_cache = True

    def do_begin(self, dbapi_connection: PoolProxiedConnection) -> None:
        """Begin a transaction; SQLAlchemy calls this."""
        dbapi_connection.cursor().execute(dbapi_connection.info[BEGIN])


registry.register("sqlite.begins", __name__, _SqliteThatBegins.__name__)


def _sqlite_engine(make_engine: EngineFactory, url: URL, size: int, *, begin: str) -> Engine:
    given = {"check_same_thread": False}
    own = url.set(drivername="sqlite+begins")
    engine = make_engine(own, poolclass=QueuePool, pool_size=size, max_overflow=0, connect_args=given, **_QUIET)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        record.info[BEGIN] = begin
        # The driver's own transaction handling runs reads outside the transaction (docs/limits.md#one-writer).
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    return engine


def _postgres_engine(make_engine: EngineFactory, url: URL, size: int, options: str = "") -> Engine:
    given = {"options": f"-c timezone=UTC {options}", "connect_timeout": 5, "fallback_application_name": PROGRAM}
    # The connection used last is used first: its server process still has everything at hand.
    engine = make_engine(url, pool_size=size, max_overflow=0, pool_use_lifo=True, connect_args=given, **_QUIET)

    @event.listens_for(engine, "checkin")
    def left(_connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
        record.info["left"] = MACHINE.monotonic()

    @event.listens_for(engine, "checkout")
    def taken(connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: Any) -> None:
        # pool_pre_ping would ask the server before each transaction, which is one round trip in four.
        idle = MACHINE.monotonic() - record.info.get("left", math.inf)
        if idle > TRUSTED or _has_unread(connection):
            _check(engine, connection)

    return engine


def _has_unread(connection: Any) -> bool:
    """Tell if the server has said something: between transactions that can only be goodbye."""
    ready = select.poll()
    ready.register(connection.fileno(), select.POLLIN)
    return bool(ready.poll(0))


def _check(engine: Engine, connection: DBAPIConnection) -> None:
    """Ask the server for a sign of life; if none comes, have this and all older connections made anew."""
    try:
        engine.dialect.do_ping(connection)
    except engine.dialect.loaded_dbapi.Error as error:
        raise InvalidatePoolError from error
