"""PostgreSQL: pools with deadlines on connecting, locks and statements, and what to do about a silent connection."""

import asyncio
import logging
import math
import os
import select
import socket
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import URL, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError, InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

from bot.db import transactions
from bot.db.engines import PROGRAM, EngineFactory
from bot.db.transactions import MACHINE, Limits, Transaction

log = logging.getLogger(__name__)

# Infix searches with a generic plan are far slower in the tail; writes are twice as quick with one.
EACH_PLANNED = "-c plan_cache_mode=force_custom_plan"
# Seconds for which a connection that was just used needs no proof of life, and for that proof.
TRUSTED, PROOF = 30.0, 1.0
# Seconds for a second connection to be made and to look after the first.
LOOK = 2.0
# Seconds, but the last in milliseconds: a peer that is gone is found out in five, idle or spoken to.
_NETWORK: dict[str, Any] = {
    "connect_timeout": 3,
    "keepalives": 1,
    "keepalives_idle": 3,
    "keepalives_interval": 1,
    "keepalives_count": 2,
    "tcp_user_timeout": 4000,
    "fallback_application_name": PROGRAM,
}
_POOL_SECONDS = 5.0
# An answer may be on its way for a second; later than that, the other end believes that we have it. It is ended, too:
# it may hold locks, which whoever does the work anew would wait for.
_BUSY = """
    SELECT CASE WHEN state = 'active' OR state_change > clock_timestamp() - interval '1 second' THEN true
           ELSE pg_terminate_backend(pid) IS NULL END
    FROM pg_stat_activity WHERE pid = %s
"""


class Pools:
    """Makes the engines of one server, which share what is known of its connections."""

    def __init__(self, factory: EngineFactory, url: URL, limits: Limits, **options: Any) -> None:
        self._factory = factory
        self._url = url
        self._limits = limits
        self._options = options
        # What was connected before then is not to be relied on.
        self._lost_at = -math.inf

    def make_engine(self, size: int, extra: str = "") -> Engine:
        """Return an engine of `size` connections, made with the server settings `extra`."""
        given = {name: value for name, value in _NETWORK.items() if name not in self._url.query}
        settings = f"-c timezone=UTC {_timeouts(self._limits)} {extra} {self._url.query.get('options', '')}"
        # The connection used last comes first: its server process has everything at hand still.
        engine = self._factory(
            self._url,
            pool_size=size,
            max_overflow=0,
            pool_use_lifo=True,
            pool_timeout=_POOL_SECONDS,
            connect_args={**given, "options": settings},
            **self._options,
        )
        # Before what the dialect asks of each new connection, and of the first one at length.
        event.listen(engine, "do_connect", _making)
        event.listen(engine, "connect", _made, insert=True)
        event.listen(engine, "checkout", self._taken)
        event.listen(engine, "checkin", _left)
        return engine

    def _taken(self, connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: Any) -> None:
        if record.info["made"] < self._lost_at:
            raise DisconnectionError
        # pool_pre_ping asks the server before each transaction, a round trip of four.
        idle = MACHINE.monotonic() - record.info.get("left", math.inf)
        if (idle > TRUSTED or _is_readable(connection, 0)) and not answers(connection, PROOF):
            raise InvalidatePoolError
        transactions.hold(connection)

    async def interrupt(self, transaction: Transaction) -> None:
        """Have the server cancel the statement under way: that it failed is certain then."""
        pid = transaction.use(_waiting_for)
        if pid is not None:
            await self._ask("SELECT pg_cancel_backend(%s)", pid)

    def cut(self, transaction: Transaction) -> None:
        """End the connection as if the other side had."""
        transaction.use(_cut)

    async def doubt(self, transaction: Transaction) -> None:
        """Ask over a new connection if the server is still at work for the old one; end that on both sides if not."""
        pid = transaction.use(_waiting_for)
        if pid is None or await self._ask(_BUSY, pid) is not False:
            return
        self._lost_at = MACHINE.monotonic()
        log.warning("a connection to the database has gone silent: all are made anew")
        transaction.use(lambda connection: _cut(connection) if _waiting_for(connection) == pid else None)

    async def _ask(self, question: str, pid: int) -> bool | None:
        """Return what the server says, False for no row, None when it cannot be asked."""
        try:
            async with asyncio.timeout(LOOK), await self._connect() as other:
                row = await (await other.execute(question, (pid,))).fetchone()
                return bool(row and row[0])
        except (TimeoutError, psycopg.Error) as error:
            log.warning("cannot look after a connection to the database: %s", type(error).__name__)
            return None

    async def _connect(self) -> psycopg.AsyncConnection[Any]:
        _, given = self._url.get_dialect()().create_connect_args(self._url)
        return await psycopg.AsyncConnection.connect(**{**_NETWORK, **given}, autocommit=True)


def _timeouts(limits: Limits) -> str:
    given = {"statement_timeout": limits.statement, "lock_timeout": limits.lock}
    return " ".join(f"-c {name}={seconds * 1000:.0f}" for name, seconds in given.items() if seconds < math.inf)


def _making(*_given: Any) -> None:
    if (transaction := transactions.current()) is not None:
        transaction.connect()


def _made(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    record.info["made"] = MACHINE.monotonic()
    if (transaction := transactions.current()) is not None:
        transaction.wait_on(connection)


def _left(_connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
    record.info["left"] = MACHINE.monotonic()
    transaction = transactions.current()
    if transaction is not None:
        transaction.release()
        if transaction.stopped:
            # What was sent to stop it may arrive late, and must not hit another's statement.
            record.invalidate()


def _waiting_for(connection: psycopg.Connection[Any]) -> int | None:
    """Return the server's process, None unless a statement is under way."""
    waits = connection.pgconn.transaction_status == TransactionStatus.ACTIVE
    return connection.info.backend_pid if waits else None


def _cut(connection: psycopg.Connection[Any]) -> None:
    with socket.socket(fileno=os.dup(connection.fileno())) as other:
        other.shutdown(socket.SHUT_RDWR)


def _is_readable(connection: Any, seconds: float) -> bool:
    """Tell if the server said something: between transactions that is nothing but goodbye."""
    ready = select.poll()
    ready.register(connection.fileno(), select.POLLIN)
    return bool(ready.poll(seconds * 1000))


def answers(connection: Any, seconds: float) -> bool:
    """Tell if the server answers a question without content; between transactions only."""
    ends_by = MACHINE.monotonic() + seconds
    server = connection.pgconn
    try:
        server.send_query(b"")
        while True:
            while server.is_busy():
                if not _is_readable(connection, max(ends_by - MACHINE.monotonic(), 0.0)):
                    return False
                server.consume_input()
            if server.get_result() is None:
                return True
    except psycopg.OperationalError:
        return False
