"""The record of the wire, and the whole workspace behind TLS."""

from __future__ import annotations

import ssl
from datetime import timedelta

import trustme
from aiohttp import ClientSession, TCPConnector, web

from bot.local_slack import ManualClock, Record, Wire, Workspace, serve
from bot.local_slack.base.activity import Activity
from tests.local_slack.api_client import Api
from tests.local_slack.tiny_bot import ANN, form, manifest, note, seed


def test_the_record_is_bounded_and_ordered() -> None:
    wire = Wire(ManualClock(), Activity(), limit=3)
    for number in range(5):
        wire.add("note", str(number))
    assert [(record.seq, record.name) for record in wire.records()] == [(3, "2"), (4, "3"), (5, "4")]
    assert [record.name for record in wire.records(after=4)] == ["4"]
    assert wire.last_seq == 5


async def test_plain_and_async_subscribers_hear_everything_until_they_leave() -> None:
    wire = Wire(ManualClock(), Activity())
    heard: list[str] = []

    async def slowly(record: Record) -> None:
        heard.append(f"async {record.name}")

    stop_plain = wire.subscribe(lambda record: heard.append(f"plain {record.name}"))
    stop_async = wire.subscribe(slowly)
    wire.add("note", "one")
    await Activity().settle(lambda: len(heard) == 2, 5, 0)
    stop_plain()
    stop_async()
    wire.add("note", "two")
    assert sorted(heard) == ["async one", "plain one"]


async def test_calls_and_answers_share_a_reference_and_lint_is_not_a_violation(api: Api) -> None:
    blocks = [{"type": "section", "text": {"type": "plain_text", "text": "x"}}]
    api.ws.advance(timedelta(seconds=1))
    assert (await api("chat.postMessage", channel=ANN, blocks=blocks))["ok"]
    call, answer = api.ws.wire.calls("chat.postMessage")[0], api.ws.wire.answers("chat.postMessage")[0]
    assert call.ref == answer.ref
    assert answer.delay_ms is not None
    lint = api.ws.wire.violations(strict_only=False)[0]
    assert (lint.ref, lint.ok, lint.pointer) == (call.ref, True, "/text")
    assert api.ws.wire.violations() == []


async def test_many_inputs_are_advice_only(api: Api) -> None:
    inputs = [
        {"type": "input", "label": block["label"], "element": {"type": "plain_text_input"}}
        for block in form()["blocks"] * 3
    ]
    view = note("Long", submit=form()["submit"], blocks=inputs)
    assert (await api("views.open", trigger_id=await api.trigger(ANN), view=view))["ok"]
    assert [record.data["code"] for record in api.ws.wire.violations(strict_only=False)] == ["many_inputs"]


async def test_both_directions_work_over_tls() -> None:
    authority = trustme.CA()
    server_side = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(server_side)
    client_side = ssl.create_default_context()
    authority.configure_trust(client_side)
    got: list[str] = []

    async def listen(request: web.Request) -> web.Response:
        got.append(request.scheme)
        return web.Response(text="heard")

    app = web.Application()
    app.router.add_post("/in", listen)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=server_side).start()
    url = f"https://127.0.0.1:{runner.addresses[0][1]}/in"
    ws = Workspace(seed(manifest(False, url)), clock=ManualClock(), http_ssl=client_side)
    async with serve(ws, ssl=server_side) as server:
        async with ClientSession(connector=TCPConnector(ssl=client_side)) as http:
            assert (await Api(ws, server, http)("auth.test"))["ok"]
        assert server.api_url.startswith("https://")
        assert (await ws.person(ANN).command("/desk")).ack == "heard"
    await runner.cleanup()
    assert got == ["https"]
