"""Signed HTTP delivery, and event redelivery over both transports (docs/slack.md#clocks, docs/slack.md#payloads)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from aiohttp import ClientSession, web
from pytest_mock import MockerFixture
from slack_sdk.signature import SignatureVerifier

from bot.local_slack import Workspace
from tests.local_slack.api_client import Api, served
from tests.local_slack.tiny_bot import ANN, GENERAL, form, http_bot, manifest, seed

Answer = Callable[[web.Request], Awaitable[web.Response]]


@dataclass
class Listener:
    """A bare request URL that keeps what it gets; `answer` may be replaced."""

    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answer: Answer | None = None

    async def handle(self, request: web.Request) -> web.Response:
        self.requests.append((dict(request.headers), await request.read()))
        return await self.answer(request) if self.answer else web.Response()


@asynccontextmanager
async def listening() -> AsyncIterator[tuple[Api, Listener]]:
    listener = Listener()
    app = web.Application()
    app.router.add_post("/in", listener.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/in"
        async with served(seed(manifest(False, url))) as api:
            yield api, listener
    finally:
        await runner.cleanup()


@pytest.fixture
async def pair() -> AsyncIterator[tuple[Api, Listener]]:
    async with listening() as made:
        yield made


def status(code: int, text: str = "", **headers: str) -> Answer:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(status=code, text=text, headers=headers)

    return answer


def hung() -> Answer:
    async def answer(_request: web.Request) -> web.Response:
        await asyncio.Event().wait()
        return web.Response()

    return answer


async def test_nothing_leaves_this_machine(mocker: MockerFixture) -> None:
    """An app's real manifest names its real host."""
    async with served(seed(manifest(False, "https://bot.example.com/slack/events"))) as api:
        posted = mocker.spy(ClientSession, "_request")
        outcome = await api.ws.person(ANN).command("/desk", "new", channel=GENERAL)
    assert outcome.detail == "bot.example.com is another host; put a loopback URL there"
    assert posted.call_count == 0


async def test_requests_are_signed_over_their_raw_bytes(pair: tuple[Api, Listener]) -> None:
    api, listener = pair
    await api.ws.person(ANN).command("/desk", "a b&c=ü", channel=GENERAL)
    headers, body = listener.requests[0]
    verifier = SignatureVerifier(api.ws.app.signing_secret)
    signature, timestamp = headers["X-Slack-Signature"], headers["X-Slack-Request-Timestamp"]
    assert verifier.is_valid(body=body, timestamp=timestamp, signature=signature)
    assert not verifier.is_valid(body=body + b"x", timestamp=timestamp, signature=signature)
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert parse_qs(body.decode())["text"] == ["a b&c=ü"]


async def test_interactions_travel_as_a_payload_field(pair: tuple[Api, Listener]) -> None:
    api, listener = pair
    await api.ws.person(ANN).shortcut("new_request")
    payload = json.loads(parse_qs(listener.requests[0][1].decode())["payload"][0])
    assert (payload["type"], payload["callback_id"]) == ("shortcut", "new_request")


async def test_a_plain_text_answer_to_a_command_is_shown(pair: tuple[Api, Listener]) -> None:
    api, listener = pair
    listener.answer = status(200, "hello")
    await api.ws.person(ANN).command("/desk")
    assert [message.text for message in api.ws.person(ANN).ephemerals] == ["hello"]


@pytest.mark.parametrize("code", [404, 500, 302])
async def test_an_error_status_is_dispatch_failed_and_never_sent_again(pair: tuple[Api, Listener], code: int) -> None:
    api, listener = pair
    listener.answer = status(code)
    outcome = await api.ws.person(ANN).command("/desk")
    assert (outcome.shown, outcome.detail) == ("dispatch_failed", f"HTTP {code}: ")
    api.ws.advance(timedelta(hours=1))
    assert len(listener.requests) == 1


async def test_silence_for_three_seconds_is_operation_timeout(pair: tuple[Api, Listener]) -> None:
    api, listener = pair
    listener.answer = hung()
    action = asyncio.ensure_future(api.ws.person(ANN).command("/desk"))
    await api.ws.settle(lambda: listener.requests)
    api.ws.advance(timedelta(seconds=2.9))
    await asyncio.sleep(0)
    assert not action.done()
    api.ws.advance(timedelta(seconds=0.1))
    assert (await action).shown == "operation_timeout"


async def test_a_closed_port_is_a_failed_connection() -> None:
    async with served(seed(manifest(False, "http://127.0.0.1:9/in"))) as api:
        assert (await api.ws.person(ANN).command("/desk")).shown == "dispatch_failed"
        assert api.ws.wire.acks()[0].data["failure"] == "connection_failed"


async def test_a_missing_options_url_is_said_plainly(pair: tuple[Api, Listener]) -> None:
    api, _listener = pair
    del api.ws.app.manifest["settings"]["interactivity"]["message_menu_options_url"]
    await api("views.open", trigger_id=await api.trigger(ANN), view=form())
    shown = await api.ws.person(ANN).search("customer", "ac")
    assert (len(shown), shown.outcome.shown) == (0, "dispatch_failed")
    assert "message_menu_options_url is not set" in api.ws.wire.violations()[0].data["message"]


async def test_interactivity_must_be_on(pair: tuple[Api, Listener]) -> None:
    api, listener = pair
    api.ws.app.manifest["settings"]["interactivity"]["is_enabled"] = False
    outcome = await api.ws.person(ANN).shortcut("new_request")
    assert (outcome.shown, listener.requests) == ("dispatch_failed", [])
    assert api.ws.wire.violations()[0].data["code"] == "interactivity_off"


async def test_stock_bolt_answers_the_challenge_and_ssl_check() -> None:
    async with http_bot() as (ws, _bot):
        problems = await ws.verify_urls()
        assert list(problems.values()) == [""]


async def test_a_wrong_challenge_is_a_problem(pair: tuple[Api, Listener]) -> None:
    api, listener = pair
    listener.answer = status(200, "something else")
    assert list((await api.ws.verify_urls()).values()) == ["the challenge did not come back"]


async def test_stock_bolt_refuses_a_wrong_secret() -> None:
    async with http_bot() as (ws, bot):
        ws.app.signing_secret = "other"
        assert (await ws.person(ANN).command("/echo")).detail.startswith("HTTP 401")
        assert bot.seen == {}


def attempts(ws: Workspace) -> list[tuple[int, str]]:
    return [(record.data["retry"], record.data["retry_reason"]) for record in ws.wire.payloads("app_home_opened")]


async def test_events_come_again_at_once_after_a_minute_and_after_five(pair: tuple[Api, Listener]) -> None:
    api, listener = pair
    listener.answer = status(500)
    await api.ws.person(ANN).open_home()
    await api.ws.settle(lambda: len(api.ws.wire.acks()) == 2)
    for seconds, count in ((59, 2), (1, 3), (299, 3), (1, 4)):
        api.ws.advance(timedelta(seconds=seconds))
        await api.ws.settle()
        assert len(listener.requests) == count
    api.ws.advance(timedelta(hours=2))
    await api.ws.settle(lambda: api.ws.wire.records("note", "event_given_up"))
    assert attempts(api.ws) == [(0, ""), (1, "http_error"), (2, "http_error"), (3, "http_error")]
    headers = listener.requests[2][0]
    assert (headers["X-Slack-Retry-Num"], headers["X-Slack-Retry-Reason"]) == ("2", "http_error")
    ids = {json.loads(body)["event_id"] for _headers, body in listener.requests}
    assert len(ids) == 1


async def test_a_retry_that_is_accepted_is_the_last(pair: tuple[Api, Listener]) -> None:
    api, listener = pair
    listener.answer = status(500)
    await api.ws.person(ANN).open_home()
    await api.ws.settle(lambda: len(api.ws.wire.acks()) == 2)
    listener.answer = None
    api.ws.advance(timedelta(seconds=60))
    await api.ws.settle(lambda: len(api.ws.wire.acks()) == 3)
    api.ws.advance(timedelta(hours=1))
    await api.ws.settle()
    assert len(listener.requests) == 3


@pytest.mark.parametrize("code", [201, 202, 204])
async def test_any_2xx_accepts_an_event_but_only_200_a_command(pair: tuple[Api, Listener], code: int) -> None:
    api, listener = pair
    listener.answer = status(code)
    assert (await api.ws.person(ANN).open_home()).ok
    api.ws.advance(timedelta(hours=1))
    await api.ws.settle()
    assert len(listener.requests) == 1
    assert (await api.ws.person(ANN).command("/desk")).shown == "dispatch_failed"


async def test_no_retry_is_respected(pair: tuple[Api, Listener]) -> None:
    api, listener = pair
    listener.answer = status(500, "", **{"x-slack-no-retry": "1"})
    await api.ws.person(ANN).open_home()
    api.ws.advance(timedelta(hours=1))
    await api.ws.settle()
    assert len(listener.requests) == 1


async def test_unsubscribed_events_stay_home(pair: tuple[Api, Listener]) -> None:
    api, listener = pair
    api.ws.app.manifest["settings"]["event_subscriptions"]["bot_events"] = []
    assert (await api.ws.person(ANN).open_home()).did == "not_subscribed"
    assert listener.requests == []


async def test_socket_mode_events_are_redelivered_too() -> None:
    async with served() as api:
        await api.ws.person(ANN).open_home()
        await api.ws.settle(lambda: len(api.ws.wire.acks()) == 2)
        assert attempts(api.ws) == [(0, ""), (1, "connection_failed")]


async def test_a_payload_can_be_sent_again_as_it_was(pair: tuple[Api, Listener]) -> None:
    api, listener = pair
    await api.ws.person(ANN).command("/desk", "once")
    await api.ws.resend(api.ws.wire.payloads("slash_commands")[0])
    assert listener.requests[0][1] == listener.requests[1][1]


async def test_a_duplicate_is_posted_twice(pair: tuple[Api, Listener]) -> None:
    api, listener = pair
    api.ws.faults.add("duplicate_envelope", "slash_commands")
    assert (await api.ws.person(ANN).command("/desk")).ok
    assert listener.requests[0][1] == listener.requests[1][1]
    assert len(listener.requests) == 2
