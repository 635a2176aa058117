"""The floor of a submission: bare drivers commit assignment, history and notice (docs/limits.md#submissions)."""

import asyncio
import json
import sqlite3
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import asyncpg
from sqlalchemy import make_url

Write = Callable[[str, str, str], Awaitable[None]]

# Those of bot/db/sqlite.py, so that both sides wait for the disk as often.
PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000", "foreign_keys=ON", "wal_autocheckpoint=8000")
_TABLES = (
    "CREATE TABLE raw_assignment (id {key}, subscription_id text, target_id text, by_id text, at {time})",
    "CREATE TABLE raw_audit (id {key}, at {time}, actor_id text, action text, subject_id text, before {json}, "
    "after {json})",
    "CREATE TABLE raw_outbox (id {key}, dedupe_key text UNIQUE, kind text, payload {json}, due_at {time}, state text)",
    "CREATE INDEX raw_assignment_subscription ON raw_assignment (subscription_id)",
    "CREATE INDEX raw_audit_subject ON raw_audit (subject_id)",
    "CREATE INDEX raw_outbox_due ON raw_outbox (due_at)",
)
_INSERTS = (
    "INSERT INTO raw_assignment (subscription_id, target_id, by_id, at) VALUES ($1, $2, $3, $4)",
    "INSERT INTO raw_audit (at, actor_id, action, subject_id, before, after) VALUES ($1, $2, $3, $4, $5, $6)",
    "INSERT INTO raw_outbox (dedupe_key, kind, payload, due_at, state) VALUES ($1, $2, $3, $4, $5)",
)


async def writer(url: str) -> Write:
    """Commits for (subscription id, target id, person); makes its tables first."""
    return _sqlite(url) if url.startswith("sqlite") else await _postgres(url)


def _sqlite(url: str) -> Write:
    connection = sqlite3.connect(str(make_url(url).database), isolation_level=None, check_same_thread=False)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    for made in _TABLES:
        connection.execute(made.format(key="INTEGER PRIMARY KEY", time="text", json="text"))
    thread = ThreadPoolExecutor(1)

    def commit(subscription_id: str, target_id: str, by: str) -> None:
        connection.execute("BEGIN IMMEDIATE")
        for statement, row in zip(_INSERTS, _rows(subscription_id, target_id, by), strict=True):
            cells = [cell.isoformat() if isinstance(cell, datetime) else cell for cell in row]
            connection.execute(statement.replace("$", "?"), cells)
        connection.execute("COMMIT")

    async def write(subscription_id: str, target_id: str, by: str) -> None:
        await asyncio.get_running_loop().run_in_executor(thread, commit, subscription_id, target_id, by)

    return write


async def _postgres(url: str) -> Write:
    pool = await asyncpg.create_pool(url, min_size=10, max_size=10)
    for made in _TABLES:
        await pool.execute(made.format(key="bigserial PRIMARY KEY", time="timestamptz", json="jsonb"))

    async def write(subscription_id: str, target_id: str, by: str) -> None:
        async with pool.acquire() as connection, connection.transaction():
            for statement, row in zip(_INSERTS, _rows(subscription_id, target_id, by), strict=True):
                await connection.execute(statement, *row)

    return write


def _rows(subscription_id: str, target_id: str, by: str) -> tuple[tuple[str | datetime, ...], ...]:
    now = datetime.now(UTC)
    before, after = json.dumps({"support_tenant_id": None}), json.dumps({"support_tenant_id": target_id})
    return (
        (subscription_id, target_id, by, now),
        (now, by, "contact.assigned", subscription_id, before, after),
        (f"{subscription_id}:{by}", "contact.changed", json.dumps({"subscription": subscription_id}), now, "sent"),
    )
