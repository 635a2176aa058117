"""Socket Mode as docs/slack.md#socket-mode describes it, with a raw client and with stock bolt."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType, WSServerHandshakeError

from bot.local_slack import Outcome, WorkspaceClock
from tests.local_slack.api_client import Api, served
from tests.local_slack.tiny_bot import ANN, GENERAL, Json, socket_bot


@pytest.fixture
async def link() -> AsyncIterator[Api]:
    async with served() as api:
        api.token = api.ws.app.app_token
        yield api
        for socket in api.sockets:
            await socket.close()


async def connect(link: Api, url: str = "", **options: Any) -> ClientWebSocketResponse:
    url = url or (await link("apps.connections.open"))["url"]
    socket: ClientWebSocketResponse = await link.http.ws_connect(url, **options)
    link.sockets.append(socket)
    return socket


async def received(socket: ClientWebSocketResponse) -> Json:
    async with asyncio.timeout(5):
        frame: Json = await socket.receive_json()
    return frame


def running(link: Api) -> asyncio.Task[Outcome]:
    return asyncio.ensure_future(link.ws.person(ANN).command("/desk", "new", channel=GENERAL))


async def test_a_ticket_is_good_for_one_upgrade(link: Api) -> None:
    url = (await link("apps.connections.open"))["url"]
    socket = await connect(link, url)
    hello = await received(socket)
    assert (hello["type"], hello["num_connections"]) == ("hello", 1)
    assert hello["connection_info"] == {"app_id": link.ws.app.id}
    with pytest.raises(WSServerHandshakeError) as refused:
        await link.http.ws_connect(url)
    assert refused.value.status == 403


async def test_an_upgrade_can_be_refused_after_the_ticket_is_used(link: Api) -> None:
    link.ws.faults.add("refuse_upgrade")
    url = (await link("apps.connections.open"))["url"]
    for _ in range(2):
        with pytest.raises(WSServerHandshakeError):
            await link.http.ws_connect(url)
    assert (await received(await connect(link)))["type"] == "hello"


async def test_socket_mode_must_be_on(link: Api) -> None:
    link.ws.app.manifest["settings"]["socket_mode_enabled"] = False
    assert await link.error("apps.connections.open") == "forbidden_team"


async def test_connections_are_opened_by_post(link: Api) -> None:
    headers = {"Authorization": f"Bearer {link.token}"}
    answer = await link.http.get(f"{link.server.api_url}apps.connections.open", headers=headers)
    assert (await answer.json())["error"] == "insecure_request"


async def test_pings_come_back_with_their_payload(link: Api) -> None:
    url = (await link("apps.connections.open"))["url"]
    socket = await connect(link, url, autoping=False)
    await received(socket)
    await socket.ping(b"sdk-ping-pong:1.5")
    message = await socket.receive(timeout=5)
    assert (message.type, bytes(message.data)) == (WSMsgType.PONG, b"sdk-ping-pong:1.5")


async def test_the_eleventh_connection_is_one_too_many(link: Api) -> None:
    link.ws.limits.enabled = False
    sockets = [await connect(link) for _ in range(10)]
    assert (await received(sockets[-1]))["num_connections"] == 10
    extra = await received(await connect(link))
    assert (extra["type"], extra["reason"]) == ("disconnect", "too_many_websockets")


async def test_an_envelope_and_its_ack(link: Api) -> None:
    socket = await connect(link)
    await received(socket)
    action = running(link)
    envelope = await received(socket)
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
    assert set(envelope["payload"]) == {
        "token", "team_id", "team_domain", "channel_id", "channel_name", "user_id", "user_name", "command", "text",
        "api_app_id", "is_enterprise_install", "response_url", "trigger_id",
    }  # fmt: skip
    await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "hi"}})
    assert (await action).ack == {"text": "hi"}
    assert [message.text for message in link.ws.person(ANN).ephemerals] == ["hi"]


async def test_an_ack_may_come_by_another_connection(link: Api) -> None:
    one, other = await connect(link), await connect(link)
    await received(one)
    await received(other)
    link.ws.sockets.pick = lambda connections: connections[0]
    action = running(link)
    envelope = await received(one)
    await other.send_json({"envelope_id": envelope["envelope_id"]})
    assert (await action).ok


async def test_payloads_go_to_any_connection(link: Api) -> None:
    sockets = [await connect(link), await connect(link)]
    for socket in sockets:
        await received(socket)
    turns = iter([0, 1])
    link.ws.sockets.pick = lambda connections: connections[next(turns)]
    for socket in sockets:
        action = running(link)
        envelope = await received(socket)
        await socket.send_json({"envelope_id": envelope["envelope_id"]})
        assert (await action).ok


async def test_silence_shows_operation_timeout_and_the_late_ack_is_noted(link: Api) -> None:
    socket = await connect(link)
    await received(socket)
    action = running(link)
    envelope = await received(socket)
    link.ws.advance(timedelta(seconds=3))
    assert (await action).shown == "operation_timeout"
    shown = [message.text for message in link.ws.person(ANN).ephemerals]
    assert shown == ['/desk failed with the error "operation_timeout"']
    await socket.send_json({"envelope_id": envelope["envelope_id"]})
    await link.ws.settle(lambda: link.ws.wire.records("note", "ack_late"))


async def test_nobody_connected_fails_at_once(link: Api) -> None:
    outcome = await link.ws.person(ANN).command("/desk")
    assert (outcome.shown, outcome.detail) == ("dispatch_failed", "no Socket Mode connection is open")


async def test_junk_frames_are_violations(link: Api) -> None:
    socket = await connect(link)
    await received(socket)
    for junk in ("{", "[]", '{"envelope_id": 7}', "7"):
        await socket.send_str(junk)
    await socket.send_json({"envelope_id": "unknown"})
    await link.ws.settle(lambda: link.ws.wire.records("note", "ack_repeated_or_unknown"))
    assert len(link.ws.wire.violations()) == 4


async def test_a_duplicated_envelope_arrives_twice_with_one_id(link: Api) -> None:
    socket = await connect(link)
    await received(socket)
    link.ws.faults.add("duplicate_envelope", "slash_commands")
    action = running(link)
    first, second = await received(socket), await received(socket)
    assert first == second
    for envelope in (first, second):
        await socket.send_json({"envelope_id": envelope["envelope_id"]})
    assert (await action).ok
    await link.ws.settle(lambda: link.ws.wire.records("note", "ack_repeated_or_unknown"))


async def test_disconnect_reasons(link: Api) -> None:
    socket = await connect(link)
    await received(socket)
    await link.ws.sockets.disconnect("warning")
    frame = await received(socket)
    assert (frame["type"], frame["reason"]) == ("disconnect", "warning")
    assert (await link.ws.person(ANN).command("/desk")).shown == "dispatch_failed"
    link.ws.advance(timedelta(seconds=10))
    closed = await socket.receive(timeout=5)
    assert closed.type in (WSMsgType.CLOSED, WSMsgType.CLOSE, WSMsgType.ERROR)
    with pytest.raises(ValueError, match="refresh_requested"):
        await link.ws.sockets.disconnect("tired")


@pytest.mark.parametrize("fault", ["refresh_requested", "drop"])
async def test_stock_bolt_comes_back(fault: str) -> None:
    async with socket_bot(WorkspaceClock(), ping_interval=0.2) as (ws, _bot):
        if fault == "drop":
            await ws.sockets.drop()
        else:
            await ws.sockets.disconnect(fault)
        await ws.settle(lambda: len(ws.wire.records("note", "socket_open")) == 2)
        await ws.settle(lambda: any(not connection.leaving for connection in ws.sockets.connections))
        assert (await ws.person(ANN).command("/echo")).ok


async def test_a_command_nobody_handles_times_out_with_stock_bolt() -> None:
    async with socket_bot() as (ws, _bot):
        action = asyncio.ensure_future(ws.person(ANN).command("/silent"))
        await ws.settle(lambda: ws.wire.payloads("slash_commands"))
        ws.advance(timedelta(seconds=3))
        assert (await action).shown == "operation_timeout"


async def test_two_processes_share_the_payloads() -> None:
    async with socket_bot(connections=2) as (ws, bot):
        for _ in range(8):
            assert (await ws.person(ANN).command("/echo")).ok
        assert len(bot.seen["echo"]) == 8
        assert sum(connection.sent for connection in ws.sockets.connections) == 8
