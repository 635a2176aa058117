"""Seals follow the history whoever writes it, each row under one."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from bot.clock import ManualClock
from bot.db import Database
from bot.models import AuditSeal, SealedEvent
from bot.services.sealing import seals
from bot.services.sealing.digests import GENESIS
from bot.services.sealing.seals import Sealing
from bot.services.store import audit
from bot.services.store.sql import table
from tests.conftest import MONDAY
from tests.kit.world import ANN
from tests.services.sealing.events import check, record, sealed


def rows(database: Database) -> tuple[list[int], int]:
    """Ids under a seal, in order, and the number of seals."""
    ids = select(table(SealedEvent).c.event_id).order_by("event_id")
    numbers = select(table(AuditSeal).c.id)
    return database.read_now(lambda s: (list(s.execute(ids).scalars()), len(s.execute(numbers).all())))


async def test_each_row_gets_one_seal(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seals, "_FOUND", seals._FOUND.limit(2))
    await sealed(database, 5)
    await sealed(database, 0)
    assert rows(database) == ([1, 2, 3, 4, 5], 3)
    whole = check(database)
    assert (whole.events, whole.loose, whole.seals, whole.erasures) == (5, 0, 3, 0)
    assert whole.head != GENESIS


async def test_an_empty_history_has_no_seal(database: Database) -> None:
    await sealed(database, 0)
    assert rows(database) == ([], 0)
    assert check(database).head == GENESIS


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_row_that_commits_late_is_sealed_then(database: Database) -> None:
    with database.writer.connect() as late, late.begin():
        late.execute(
            text(
                "INSERT INTO audit_event (at, reference, actor_id, action, subject_type, subject_id) "
                "VALUES (now(), 'R', 'U1', 'a.b', 's', '1')"
            )
        )
        await sealed(database, 2)
        assert rows(database) == ([2, 3], 1)
    await Sealing(database, ManualClock(MONDAY + timedelta(minutes=1))).run()
    assert rows(database) == ([1, 2, 3], 2)
    assert check(database).events == 3


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_several_processes_seal_and_write_at_once(database: Database, database_url: str) -> None:
    others = [Database(database_url) for _ in range(3)]

    async def write(own: Database) -> None:
        for _ in range(20):
            await own.write(lambda s: audit.record(s, ANN, MONDAY, "a.b", ("s", "1")))

    async def keep_sealing(own: Database) -> None:
        for _ in range(20):
            await Sealing(own, ManualClock(MONDAY)).run()

    try:
        await asyncio.gather(*(write(one) for one in others), *(keep_sealing(one) for one in others))
    finally:
        for one in others:
            one.close()
    await Sealing(database, ManualClock(MONDAY)).run()
    assert rows(database)[0] == list(range(1, 61))
    assert check(database).loose == 0


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_write_does_not_wait_for_a_seal(database: Database) -> None:
    record(database, 1)
    with database.writer.connect() as sealing, sealing.begin():
        sealing.execute(seals._WAIT)
        record(database, 1)
        await Sealing(database, ManualClock(MONDAY)).run()
        assert rows(database) == ([], 0)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_seal SET hash = 'x'",
        "DELETE FROM audit_seal",
        "DELETE FROM audit_sealed_event",
        "UPDATE audit_sealed_event SET digest = 'x'",
        "UPDATE audit_sealed_event SET digest = 'x', salt = NULL",
        "UPDATE audit_sealed_event SET salt = 'x'",
    ],
)
async def test_the_database_refuses_to_change_seals(database: Database, change: str) -> None:
    await sealed(database)
    with pytest.raises(DBAPIError, match="append-only"), database.writer.begin() as connection:
        connection.execute(text(change))
    assert check(database).events == 3
