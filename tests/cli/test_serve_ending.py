"""`serve` at its end: within five seconds, whatever is stuck, and with a last word to whoever waits."""

import asyncio
import signal
import time
from pathlib import Path

import pytest
from sqlalchemy import text, update

from bot.db import Database
from bot.local_slack import Server
from bot.models import OutboxMessage
from bot.services.store.sql import table
from tests.kit import proxy as proxies
from tests.kit.desk import DESK, HUGO, screen
from tests.kit.program import port_of, start


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_stuck_query_does_not_keep_it(
    server: Server, variables: dict[str, str], database: Database, tmp_path: Path
) -> None:
    running = await start(tmp_path, "serve", **variables)
    await port_of(running)
    hugo = server.workspace.person(HUGO)
    with database.writer.begin() as connection:
        connection.execute(text("LOCK TABLE customer IN ACCESS EXCLUSIVE MODE"))
        command = asyncio.ensure_future(hugo.command("/support-contact", "Contoso", channel=DESK))
        await server.workspace.settle(lambda: hugo.modal)
        began = time.monotonic()
        assert await running.stop() == 0
        assert time.monotonic() - began < 5.0
    assert (await command).ok
    assert "being restarted" in screen(hugo)
    assert "Traceback" not in running.seen


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_neither_does_a_database_that_says_nothing(
    server: Server, variables: dict[str, str], database_url: str, tmp_path: Path
) -> None:
    """Old connections are silent, and new ones are let in and not answered."""
    async with proxies.before(database_url) as (proxy, through):
        running = await start(tmp_path, "serve", **variables | {"DATABASE_URL": through})
        await port_of(running)
        hugo = server.workspace.person(HUGO)
        await hugo.command("/support-contact", "Contoso", channel=DESK)
        await server.workspace.settle(lambda: hugo.modal)
        await hugo.dismiss()
        proxy.silence()
        proxy.swallow()
        command = asyncio.ensure_future(hugo.command("/support-contact", "Contoso", channel=DESK))
        await server.workspace.settle(lambda: hugo.modal)
        began = time.monotonic()
        assert await running.stop() == 0
        assert time.monotonic() - began < 5.0
    assert (await command).ok
    assert "being restarted" in screen(hugo)


async def test_a_file_that_was_being_made_when_it_was_killed_is_told_of(
    server: Server, variables: dict[str, str], database: Database, tmp_path: Path
) -> None:
    running = await start(tmp_path, "serve", **variables)
    await port_of(running)
    workspace, hugo = server.workspace, server.workspace.person(HUGO)
    await hugo.command("/support-contact", "Contoso", channel=DESK)
    await workspace.settle(lambda: hugo.modal and "Contoso" in screen(hugo))
    workspace.faults.add("slow", "files.getUploadURLExternal", seconds=60)
    pressed = asyncio.ensure_future(hugo.click("contact.export"))
    await workspace.settle(lambda: workspace.wire.records("fault", "slow"))
    await running.stop(signal.SIGKILL)
    await pressed
    message = table(OutboxMessage)
    database.write_now(lambda s: s.execute(update(message).values(due_at=message.c.created_at)))
    again = await start(tmp_path, "serve", **variables)
    await port_of(again)
    await workspace.settle(lambda: hugo.dms)
    await again.stop()
    assert "support-contacts-" in hugo.dms[-1].text
    assert "was interrupted" in hugo.dms[-1].text
