"""SQLite: one writer with BEGIN IMMEDIATE and a few readers; a statement can be interrupted from another thread."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection, QueuePool

from bot.db import transactions
from bot.db.engines import EngineFactory

# Connection.info key: how a transaction of a SQLite connection begins.
BEGIN = "begin"
AT_ONCE, DEFERRED = "BEGIN IMMEDIATE", "BEGIN"
# Another process may be writing: so many seconds of waiting for it, each of them to be ended at once.
BUSY_SECONDS = 5
# A checkpoint waits for the disk; by default one in forty submissions had to, a tenth of what all of them took.
_PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "wal_autocheckpoint=8000")


@contextmanager
def beginning(connection: Connection, how: str) -> Iterator[None]:
    """Begin this SQLite connection's transactions so; it goes back to its pool as it came, whatever happens."""
    info = connection.info
    before = info.get(BEGIN)
    info[BEGIN] = how
    try:
        yield
    finally:
        info[BEGIN] = before


class BeginningDialect(SQLiteDialect_pysqlite):
    """Begins as the connection's `info` says; as an event listener this would cost a tenth of each submission."""

    supports_statement_cache = True

    def do_begin(self, dbapi_connection: PoolProxiedConnection) -> None:
        """Begin; called by SQLAlchemy where a transaction starts."""
        transactions.hold(dbapi_connection.dbapi_connection)
        how = dbapi_connection.info[BEGIN]
        for left in reversed(range(BUSY_SECONDS)):
            try:
                dbapi_connection.cursor().execute(how)
                return
            except sqlite3.OperationalError as error:
                if not left or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise
            transactions.check()


registry.register("sqlite.begins", __name__, BeginningDialect.__name__)


def make_engine(factory: EngineFactory, url: URL, size: int, *, begin: str, **options: Any) -> Engine:
    """Return an engine of `size` connections whose transactions begin with `begin`."""
    given = {"check_same_thread": False, "timeout": 1}
    own = url.set(drivername="sqlite+begins")
    engine = factory(own, poolclass=QueuePool, pool_size=size, max_overflow=0, connect_args=given, **options)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        record.info[BEGIN] = begin
        # The driver's own transaction handling runs reads outside the transaction.
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    return engine


class SqliteBreaker:
    """Ends statements of SQLite; a file does not go silent."""

    async def interrupt(self, transaction: transactions.Transaction) -> None:
        """Have the statement under way fail."""
        self.cut(transaction)

    def cut(self, transaction: transactions.Transaction) -> None:
        """Do the same once more: between two statements the first time went past."""
        transaction.use(sqlite3.Connection.interrupt)

    async def doubt(self, transaction: transactions.Transaction) -> None:
        """Leave it alone."""
