"""The engines and threads of one database URL, and the three ways to run a transaction on them."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from bot.db import sqlite
from bot.db.engines import EngineFactory
from bot.db.transactions import CLOSING, PATIENT, SERVING, Limits, carried
from bot.db.url import make_folder, parse_url
from bot.db.watch import Watch
from bot.errors import LookAgain, OutcomeUnknown, Unavailable

T = TypeVar("T")
Work = Callable[[Session], T]
Info = dict[str, Any]

# Session.info key: name -> callable, run once in the writing thread when the transaction is committed.
AFTER_COMMIT = "after_commit"
READERS = 4
WRITERS = 8  # on PostgreSQL
LOOKS = 2  # before a last one, whose LookAgain is told
# Errors go to the log: without the names and numbers of the people a statement was about.
_QUIET: dict[str, Any] = {"hide_parameters": True}


class Database:
    """Runs transactions, each in one thread hop and within `limits`.

    SQLite: one writer thread with BEGIN IMMEDIATE, so writers queue instead of failing with "database is
    locked", and a few reader threads. PostgreSQL: a few of each. `read` runs outside any transaction that could
    block; `write` commits before it returns, or rolls back and raises. A lost connection is replaced and the work
    done anew, unless it was lost with the commit's answer: then OutcomeUnknown. What takes longer than the limits
    ends as Unavailable, nothing written. `make_engine` makes the engines from the options that belong to each.
    `info` is what every session knows from the start (`Session.info`): rules that the operator chose.
    """

    def __init__(self, url: str, make_engine: EngineFactory = create_engine, limits: Limits = PATIENT) -> None:
        self.url = parse_url(url)
        self.info: Info = {}
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            make_folder(self.url)
            file = sqlite.SqliteFile(self.url.database or "")
            self.writer = sqlite.make_engine(make_engine, self.url, file, 1, begin=sqlite.AT_ONCE, **_QUIET)
            self.reader = sqlite.make_engine(make_engine, self.url, file, READERS, begin=sqlite.DEFERRED, **_QUIET)
            self._alone = self.writer
            self._watch = Watch(sqlite.SqliteBreaker(), limits)
        else:
            # Here only: a bot on SQLite needs no driver for PostgreSQL, which costs 10 MB.
            from bot.db.postgres import EACH_PLANNED, Pools

            pools = Pools(make_engine, self.url, limits, **_QUIET)
            self.writer = pools.make_engine(WRITERS)
            self._alone = self.writer.execution_options(isolation_level="AUTOCOMMIT")
            self.reader = pools.make_engine(READERS, EACH_PLANNED).execution_options(isolation_level="AUTOCOMMIT")
            self._watch = Watch(pools, limits)
        self._writes = ThreadPoolExecutor(1 if self.is_sqlite else WRITERS, "db-writer")
        self._reads = ThreadPoolExecutor(READERS, "db-reader")

    def read_now(self, work: Work[T]) -> T:
        """Run `work` in this thread; for the command line and inside other threads."""
        return _again(_read, self.info, self.reader, work)

    def write_now(self, work: Work[T]) -> T:
        """Run `work` in this thread as one committed transaction, then what it asked for after the commit."""
        return _again(_committed, self.info, self.writer, work)

    def write_one_now(self, work: Work[T]) -> T:
        """Do the same for work that writes with one statement, which PostgreSQL commits without being told to."""
        return _again(_committed if self.is_sqlite else _committing, self.info, self._alone, work)

    async def read(self, work: Work[T]) -> T:
        """Run `work` in a reader thread."""
        return await self._carried(self._reads, self.read_now, work)

    async def write(self, work: Work[T]) -> T:
        """Run `work` in a writer thread as one committed transaction."""
        return await self._carried(self._writes, self.write_now, work)

    async def write_one(self, work: Work[T]) -> T:
        """Run `work`, which writes with one statement, in a writer thread; on PostgreSQL that saves three trips."""
        return await self._carried(self._writes, self.write_one_now, work)

    def finish_within(self, seconds: float) -> None:
        """Stop whatever is or comes under way by then; for the end of the program."""
        self._watch.finish_within(seconds)

    async def aclose(self, seconds: float = 1.5) -> None:
        """Stop what is under way, and close even where a thread does not end within `seconds`."""
        self._watch.finish_within(0.0)
        idle = await self._watch.idle(seconds)
        await self._watch.close()
        self._close(wait=idle)

    def close(self) -> None:
        """Finish running transactions and drop connections."""
        self._close(wait=True)

    def _close(self, *, wait: bool) -> None:
        for threads in (self._reads, self._writes):
            threads.shutdown(wait=wait, cancel_futures=not wait)
        self.reader.dispose()
        self.writer.dispose()

    async def _carried(self, threads: ThreadPoolExecutor, run: Callable[[Work[T]], T], work: Work[T]) -> T:
        transaction = self._watch.begin()
        try:
            transaction.submitted = submitted = threads.submit(copy_context().run, carried, transaction, run, work)
        except RuntimeError:
            self._watch.end(transaction)
            raise Unavailable(CLOSING) from None
        transaction.waiter = waiter = asyncio.wrap_future(submitted)
        try:
            return await waiter
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if transaction.stopped and not (task and task.cancelling()):
                raise Unavailable(transaction.stopped) from None  # it never got as far as a connection
            self._watch.stop(transaction, CLOSING)
            raise
        finally:
            if submitted.done():
                self._watch.end(transaction)


def serving(url: str) -> Database:
    """Open a database as a program does that people wait for."""
    return Database(url, limits=SERVING)


def _again(run: Callable[[Info, Engine, Work[T]], T], info: Info, engine: Engine, work: Work[T]) -> T:
    for _ in range(LOOKS):
        try:
            return run(info, engine, work)
        except LookAgain:
            continue
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
    return run(info, engine, work)


def _read(info: Info, engine: Engine, work: Work[T]) -> T:
    with Session(engine, autoflush=False, info=info) as session:
        return work(session)


def _committed(info: Info, engine: Engine, work: Work[T]) -> T:
    with Session(engine, autoflush=False, expire_on_commit=False, info=info) as session:
        session.begin()
        result = work(session)
        session.flush()
        try:
            session.commit()
        except DBAPIError as error:
            _raise_unless_certain(error)
            raise
        _follow(session)
        return result


def _committing(info: Info, engine: Engine, work: Work[T]) -> T:
    """Have every statement commit itself."""
    with Session(engine, autoflush=False, expire_on_commit=False, info=info) as session:
        session.begin()
        try:
            result = work(session)
            session.commit()
        except DBAPIError as error:
            _raise_unless_certain(error)
            raise
        _follow(session)
        return result


def _raise_unless_certain(error: DBAPIError) -> None:
    """Raise OutcomeUnknown for a connection that was lost while it committed: its answer may be what was lost."""
    if error.connection_invalidated:
        raise OutcomeUnknown("error-outcome-unknown") from error


def _follow(session: Session) -> None:
    for call in session.info.get(AFTER_COMMIT, {}).values():
        call()


def one_at_a_time(connection: Connection, what: str) -> None:
    """Until the transaction ends, nobody else passes here for the same `what`; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:what))"), {"what": f"support-contact {what}"})
