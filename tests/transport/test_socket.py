"""Socket Mode: reconnects, used tickets, duplicates, and an end that loses nothing acknowledged."""

import asyncio
import logging

import pytest
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient

from bot.bootstrap import running_bot
from bot.commands.base import Say
from bot.db import Database
from bot.local_slack import ManualClock, Workspace, serve
from bot.settings import Settings
from bot.transport import socket
from bot.transport.socket import Watchdog
from tests.conftest import MONDAY
from tests.kit.desk import DESK, HUGO, Desk, Transport, seed, settings_for
from tests.kit.transport.probe import Probe, words
from tests.kit.world import build


@pytest.fixture
def transport() -> Transport:
    """Choose Socket Mode, the only transport here."""
    return "socket"


async def works(desk: Desk, probe: Probe) -> None:
    probe.set("run", Say(words("Here")))
    assert (await desk.person(HUGO).command("/probe", channel=DESK)).ok


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "too_many_websockets"])
async def test_reconnects_when_slack_asks(desk: Desk, probe: Probe, reason: str) -> None:
    before = set(map(id, desk.ws.sockets.connections))
    await desk.ws.sockets.disconnect(reason)
    await desk.ws.settle(lambda: [c for c in desk.ws.sockets.connections if id(c) not in before])
    await works(desk, probe)


async def test_an_envelope_delivered_twice_is_answered_twice_and_done_once(desk: Desk, probe: Probe) -> None:
    desk.ws.faults.add("duplicate_envelope", "slash_commands")
    await works(desk, probe)
    await desk.settle()
    assert probe.calls["run"] == 1


async def test_stopping_waits_for_what_is_being_answered(
    database: Database, database_url: str, probe: Probe, settings: Settings
) -> None:
    """SIGTERM in the middle of a command: it is acknowledged and its effect arrives (F12)."""
    database.write_now(build)
    commands = (probe.command(),)
    ws = Workspace(seed("socket", commands), clock=ManualClock(MONDAY), sign_with="workspace")
    gate = probe.hold()
    async with serve(ws) as server:
        used = settings_for(ws, server.api_url, database_url, "socket")
        async with running_bot(used, clock=ws.clock, commands=commands, timers=False):
            await ws.connected()
            command = asyncio.create_task(ws.person(HUGO).command("/probe", channel=DESK))
            await ws.settle(lambda: probe.calls["run"])
            asyncio.get_running_loop().call_later(0.05, gate.set)
        assert (await command).ok
        assert len(ws.wire.calls("views.open")) == 1


async def test_no_task_is_left_behind(
    database: Database, database_url: str, probe: Probe, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    database.write_now(build)
    before = asyncio.all_tasks()
    ws = Workspace(seed("socket", ()), clock=ManualClock(MONDAY), sign_with="workspace")
    async with serve(ws) as server:
        async with running_bot(settings_for(ws, server.api_url, database_url, "socket"), clock=ws.clock):
            await ws.connected()
        await asyncio.sleep(0)
    await asyncio.sleep(0.01)
    assert asyncio.all_tasks() == before
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_used_ticket_at_start_is_replaced_by_the_watchdog(
    database: Database,
    database_url: str,
    probe: Probe,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The SDK would retry the used address for ever (docs/slack.md#used-ticket); time is run fast by looking often."""
    monkeypatch.setattr(socket, "PING_SECONDS", 0.01)
    monkeypatch.setattr(socket, "LOOK_SECONDS", 0.005)
    database.write_now(build)
    commands = (probe.command(),)
    ws = Workspace(seed("socket", commands), clock=ManualClock(MONDAY), sign_with="workspace")
    ws.faults.add("refuse_upgrade")
    async with serve(ws) as server:
        used = settings_for(ws, server.api_url, database_url, "socket")
        async with running_bot(used, clock=ws.clock, commands=commands, timers=False) as bot:
            await ws.connected()
            assert (await ws.person(HUGO).command("/probe", channel=DESK)).ok
            await bot.dispatcher.background.idle()
    assert len(ws.wire.calls("apps.connections.open")) == 3  # the check at start, the used one, a new one
    said = [record for record in caplog.records if "ticket=" in record.getMessage()]
    assert said
    assert {part[0] for record in said for part in record.getMessage().split("ticket=")[1:]} == {"…"}
    assert [record for record in said if record.exc_info] == []


async def test_a_proxy_of_the_environment_does_not_take_loopback_away(
    database: Database, database_url: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The SDK takes HTTP_PROXY and ignores NO_PROXY, loopback included (docs/slack.md#proxies)."""
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    database.write_now(build)
    ws = Workspace(seed("socket", ()), clock=ManualClock(MONDAY), sign_with="workspace")
    async with serve(ws) as server:
        used = settings_for(ws, server.api_url, database_url, "socket")
        async with running_bot(used, clock=ws.clock, timers=False):
            await ws.connected()


async def test_without_a_connection_it_starts_and_goes_on_trying(
    database: Database, database_url: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "CONNECT_SECONDS", 0.05)
    monkeypatch.setattr(socket, "PING_SECONDS", 0.2)
    monkeypatch.setattr(socket, "LOOK_SECONDS", 0.05)
    database.write_now(build)
    ws = Workspace(seed("socket", ()), clock=ManualClock(MONDAY), sign_with="workspace")
    ws.faults.add("refuse_upgrade", times=None)
    async with serve(ws) as server:
        used = settings_for(ws, server.api_url, database_url, "socket")
        async with running_bot(used, clock=ws.clock, timers=False) as bot:
            assert await bot.front.health.reasons() == {"Slack": "no Socket Mode connection"}
            ws.faults.clear()
            async with asyncio.timeout(5):
                while await bot.front.health.reasons():  # noqa: ASYNC110 - what is waited for has no event
                    await asyncio.sleep(0.02)


class Deaf(AsyncBaseSocketModeClient):
    """A client whose connection the test decides."""

    def __init__(self) -> None:
        self.up = True
        self.wss_uri = "wss://used"

    async def is_connected(self) -> bool:
        return self.up


async def test_watchdog_drops_the_address_then_gives_up() -> None:
    client, ends = Deaf(), list[str]()
    watchdog = Watchdog(client, lambda: ends.append("gave up"), ticket_seconds=5, give_up_seconds=12)
    await watchdog.look()
    assert client.wss_uri == "wss://used"
    client.up = False
    for _ in range(4):
        await watchdog.look()
    assert client.wss_uri == "wss://used"
    await watchdog.look()
    assert client.wss_uri is None
    for _ in range(10):
        await watchdog.look()
    assert ends == ["gave up"]
    client.up = True
    await watchdog.look()
    assert watchdog.down_seconds == 0
