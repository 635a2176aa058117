"""SQLite: one writer with BEGIN IMMEDIATE and a few readers; a statement can be interrupted from another thread."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection, QueuePool

from bot.db import transactions
from bot.db.engines import EngineFactory

# Connection.info keys: how a transaction of a SQLite connection begins; its file, and which that was.
BEGIN, FILE, IDENTITY = "begin", "file", "identity"
AT_ONCE, DEFERRED = "BEGIN IMMEDIATE", "BEGIN"
# Another process may be writing: so many seconds of waiting for it, each of them to be ended at once.
BUSY_SECONDS = 5
# A checkpoint waits for the disk; by default one in forty submissions had to, a tenth of what all of them took.
_PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "wal_autocheckpoint=8000", "cache_size=-16000")


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


class FileReplaced(sqlite3.OperationalError):
    """Another file is where the one was that this connection writes to."""


class SqliteFile:
    """The file of a URL; made once, for its owner alone, and never again where it has gone."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._is_known = False

    def connect(self) -> sqlite3.Connection:
        """Open a connection."""
        if not self._is_known:
            with suppress(OSError):  # SQLite says it in its own words
                os.close(os.open(self._path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
        where = f"file:{quote(self._path)}?mode=rw"
        connection = sqlite3.connect(where, uri=True, check_same_thread=False, timeout=1)
        self._is_known = True
        return connection

    def identity(self) -> tuple[int, int]:
        """Return what tells this file from any other; OSError where there is none."""
        found = os.stat(self._path)
        return found.st_dev, found.st_ino

    def check(self, identity: tuple[int, int]) -> None:
        """Raise an OperationalError unless the file is still there: what is written to it otherwise is lost."""
        try:
            same = self.identity() == identity
        except OSError as error:
            gone = sqlite3.OperationalError(f"the file has gone: {error.strerror}")
            gone.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
            raise gone from None
        if not same:
            raise FileReplaced("the file was replaced")


class BeginningDialect(SQLiteDialect_pysqlite):
    """Begins as the connection's `info` says; as an event listener this would cost a tenth of each submission."""

    supports_statement_cache = True

    def do_begin(self, dbapi_connection: PoolProxiedConnection) -> None:
        """Begin; called by SQLAlchemy where a transaction starts."""
        info = dbapi_connection.info
        transactions.hold(dbapi_connection.dbapi_connection)
        if info[BEGIN] is AT_ONCE:
            info[FILE].check(info[IDENTITY])
        for left in reversed(range(BUSY_SECONDS)):
            try:
                dbapi_connection.cursor().execute(info[BEGIN])
                return
            except sqlite3.OperationalError as error:
                if not left or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise
            transactions.check()

    def is_disconnect(self, e: Any, connection: Any, cursor: Any) -> bool:
        """Have connections to a file that was replaced made anew."""
        return isinstance(e, FileReplaced)


registry.register("sqlite.begins", __name__, BeginningDialect.__name__)


def make_engine(factory: EngineFactory, url: URL, file: SqliteFile, size: int, *, begin: str, **options: Any) -> Engine:
    """Return an engine of `size` connections to the file whose transactions begin with `begin`."""
    own = url.set(drivername="sqlite+begins")
    engine = factory(own, poolclass=QueuePool, pool_size=size, max_overflow=0, creator=file.connect, **options)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        record.info.update({BEGIN: begin, FILE: file})
        # The driver's own transaction handling runs reads outside the transaction.
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        record.info[IDENTITY] = file.identity()

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
