"""A database that goes silent, is locked, or loses an answer: everybody is told the truth, and soon."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial

import pytest
from aiohttp import ClientSession
from sqlalchemy import text

from bot.db import Database, Limits
from tests.kit import desk as desks
from tests.kit import proxy as proxies
from tests.kit.desk import HUGO, Desk, Transport, screen
from tests.kit.proxy import Proxy
from tests.kit.steps import contact, filled, rows

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
QUICK = Limits(transaction=2.5, statement=2.0, lock=0.5, silence=0.3)


@dataclass(frozen=True)
class Behind:
    """A desk whose bot reaches its database through a proxy."""

    desk: Desk
    proxy: Proxy


@pytest.fixture
async def behind(database: Database, database_url: str, directory: None) -> AsyncIterator[Behind]:
    # With engines of its own: what goes silent must not be kept for the next test.
    opening = partial(Database, limits=QUICK)
    transport: Transport = "http"
    async with (
        proxies.before(database_url) as (proxy, through),
        desks.opened(database, through, transport, opening=opening) as opened,
    ):
        yield Behind(opened, proxy)


async def readiness(desk: Desk) -> int:
    async with ClientSession() as session, session.get(f"http://127.0.0.1:{desk.bot.port}/readyz") as answer:
        return answer.status


async def test_silent_connections_keep_nobody_waiting(behind: Behind) -> None:
    await behind.desk.opened(HUGO, "/support-contact", "Contoso")
    await behind.desk.person(HUGO).dismiss()
    behind.proxy.silence()
    began = time.monotonic()
    hugo = await behind.desk.opened(HUGO, "/support-contact", "Contoso")
    assert "Office 365" in screen(hugo)
    assert await readiness(behind.desk) == 200
    assert time.monotonic() - began < 4.0


async def test_what_was_saved_when_the_answer_was_lost_is_looked_up_and_told(behind: Behind) -> None:
    hugo = await filled(behind.desk, HUGO)
    behind.proxy.lose_answer_to(b"INSERT INTO audit_event")
    assert (await hugo.submit()).ok
    await behind.desk.settle()
    assert "is now the designated support contact" in screen(hugo)
    assert contact(behind.desk.db) == ("Trey Research", "assigned")
    assert rows(behind.desk.db)[:2] == (1, 1)


async def test_what_was_saved_before_the_database_went_away_for_long_is_told_to_be_unknown(
    behind: Behind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.dispatch.dispatcher.HANDLER_SECONDS", 4.0)
    monkeypatch.setattr("bot.dispatch.dispatcher.ENDING_SECONDS", 1.0)
    hugo = await filled(behind.desk, HUGO)
    behind.proxy.lose_answer_to(b"INSERT INTO audit_event")
    behind.proxy.refuse()
    assert (await hugo.submit()).ok
    await behind.desk.bot.dispatcher.background.idle()
    assert "it is not known whether this was saved" in screen(hugo)
    assert contact(behind.desk.db) == ("Trey Research", "assigned")


async def test_what_is_told_to_have_failed_does_not_happen_later(behind: Behind) -> None:
    hugo = await filled(behind.desk, HUGO)
    with behind.desk.db.writer.begin() as connection:
        connection.execute(text("LOCK TABLE support_contact IN ACCESS EXCLUSIVE MODE"))
        assert (await hugo.submit()).ok
        await behind.desk.bot.dispatcher.background.idle()
        assert "database" in screen(hugo)
    await asyncio.sleep(0.3)
    assert rows(behind.desk.db) == (0, 0, 0, 0)


async def test_a_deadline_of_the_handler_ends_its_statements_before_the_words(
    behind: Behind, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each wait is short enough for itself; together they are not."""
    monkeypatch.setattr("bot.dispatch.dispatcher.HANDLER_SECONDS", 0.2)
    behind.desk.bot.dispatcher.patience = 0.1
    hugo = await filled(behind.desk, HUGO)
    with behind.desk.db.writer.begin() as connection:
        connection.execute(text("LOCK TABLE support_contact IN ACCESS EXCLUSIVE MODE"))
        assert (await hugo.submit()).ok
        await behind.desk.bot.dispatcher.background.idle()
        said = screen(hugo)
    await asyncio.sleep(0.3)
    assert rows(behind.desk.db) == (0, 0, 0, 0)
    assert "stopped and not carried out" in said
