"""10,000 due reminders, one process killed again and again: none lost, none twice (docs/limits.md#outbox)."""

import asyncio
import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert
from sqlmodel import Session, col, func, select

from bot.commands.registry import COMMANDS
from bot.db import Database
from bot.local_slack import Workspace, serve
from bot.models import AuditEvent, OutboxMessage, RelationshipRequest
from bot.services.store.sql import table
from tests.conftest import PROVIDER
from tests.kit.desk import seed, settings_for
from tests.kit.relationships import searchable
from tests.kit.reminders.hurried import START, HurriedWorkspaceClock

REMINDERS = int(os.environ.get("KILL_REMINDERS", "10000"))
PEOPLE = REMINDERS // 10
KILLS = 12
ROOT = Path(__file__).parents[3]


def owner(number: int) -> str:
    return f"U0P{number % PEOPLE:05}"


def row(number: int) -> dict[str, Any]:
    sent = START - timedelta(days=3)
    return {
        "type": "customer_reseller",
        "inviter_tenant_id": PROVIDER,
        "target_key": f"t{number}",
        "target_name": f"Customer {number}",
        "url": "https://example.com",
        "email_text": "https://example.com",
        "recipient": "admin@customer.example",
        "state": "pending",
        "created_by": owner(number),
        "owner": owner(number),
        "created_at": sent,
        "sent_at": sent,
        "reminder_count": 0,
        "resend_count": 0,
        "reminders_stopped": False,
        "next_reminder_at": START - timedelta(minutes=30),
        "due_at": sent + timedelta(days=30),
        "reference": "KILL",
    }


def fill(session: Session) -> None:
    searchable(session)
    session.flush()
    session.connection().execute(insert(table(RelationshipRequest)), [row(number) for number in range(REMINDERS)])


@asynccontextmanager
async def process(epoch: float, given: dict[str, Any]) -> AsyncIterator[asyncio.subprocess.Process]:
    """A bot of its own, gone at the end whatever happens."""
    command = (sys.executable, "-m", "tests.kit.reminders.hurried", str(epoch), json.dumps(given))
    child = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    try:
        yield child
    finally:
        if child.returncode is None:
            child.kill()
        await child.wait()


async def until(reached: Callable[[], bool]) -> None:
    """Look now and then at what another process does."""
    async with asyncio.timeout(300):
        while not reached():  # noqa: ASYNC110
            await asyncio.sleep(0.1)


def open_rows(session: Session) -> tuple[int, int]:
    """Requests not reminded yet, and messages not sent yet."""
    waiting = select(func.count()).where(col(RelationshipRequest.reminder_count) == 0)
    unsent = select(func.count()).where(col(OutboxMessage.state).in_(["pending", "sending"]))
    return session.exec(waiting).one(), session.exec(unsent).one()


@pytest.mark.benchmark
async def test_killed_at_random_nothing_is_lost_and_nothing_doubled(
    database: Database, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen, epoch, kills, during = random.Random(7), time.time(), 0, Counter[str]()
    database.write_now(fill)
    people = [{"id": owner(n), "name": f"p{n}", "tz": "UTC", "locale": "en-US"} for n in range(PEOPLE)]
    described = seed("socket", COMMANDS)
    everybody = described | {"people": [*described["people"], *people]}
    ws = Workspace(everybody, clock=HurriedWorkspaceClock(epoch), rate_limits=False)
    async with serve(ws) as server:
        settings = settings_for(ws, server.api_url, database_url, "socket")
        given = {
            name: value.get_secret_value() if hasattr(value, "get_secret_value") else value
            for name, value in settings.model_dump(exclude_defaults=True).items()
        }
        while True:
            async with process(epoch, given) as child:
                assert child.stdout is not None
                assert await asyncio.wait_for(child.stdout.readline(), 60) == b"up\n"
                if kills < KILLS:
                    if kills >= KILLS // 2:
                        await until(lambda: database.read_now(open_rows)[0] == 0)
                    await asyncio.sleep(chosen.uniform(0.0, 1.2))
                    child.kill()
                    kills += 1
                    waiting, unsent = database.read_now(open_rows)
                    during["sweeping" if waiting else "sending" if unsent else "idle"] += 1
                    continue
                await until(lambda: database.read_now(open_rows) == (0, 0))
                break
        shown = {owner(n): [m.text for m in ws.person(owner(n)).dms] for n in range(PEOPLE)}
    took = time.time() - epoch
    with capsys.disabled():
        print(f"\n  {REMINDERS} reminders, {kills} kills {dict(during)}, {took:.0f} s", end="")
    check(database, shown)
    assert during["sweeping"] >= KILLS // 3
    assert during["sending"] >= KILLS // 4


def check(database: Database, shown: dict[str, list[str]]) -> None:
    """Each request once in the books and in one message of its owner."""
    requests = database.read_now(lambda s: s.exec(select(RelationshipRequest)).all())
    assert {request.reminder_count for request in requests} == {1}
    audited = select(AuditEvent.subject_id).where(AuditEvent.action == "request.reminded")
    told_of = sorted(map(int, database.read_now(lambda s: s.exec(audited).all())))
    assert told_of == sorted(request.id or 0 for request in requests)
    rows = database.read_now(lambda s: s.exec(select(OutboxMessage)).all())
    told = Counter((row.recipient, key) for row in rows for key in row.payload["requests"])
    assert set(told.values()) == {1}
    assert set(told) == {(request.owner, request.id) for request in requests}
    # One message, in which every request of the owner is named, or counted beyond the first ten.
    assert {len(texts) for texts in shown.values()} == {1}
    for request in requests:
        assert f"*{request.target_name}*" in shown[request.owner][0]
