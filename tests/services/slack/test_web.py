"""The adapter against a server that answers badly: each answer becomes refused, busy or unclear."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import pytest
from aiohttp import ClientSession, web

from bot.clock import ManualClock
from bot.errors import ConfigurationError
from bot.services.proxies import proxy_for
from bot.services.slack import web as slack_web
from bot.services.slack.client import make_client
from bot.services.slack.errors import from_answer
from bot.services.slack.web import SlackBusy, SlackError, SlackRefused, SlackUnclear, SlackWeb
from bot.settings import Settings

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Api:
    """A server that gives the prepared answers in order, the last one for ever."""

    answers: list[Answer] = field(default_factory=list)
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    url: str = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.json() if request.content_type == "application/json" else dict(request.query)
        self.asked.append((request.match_info["method"], body))
        return await (self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])(request)


def says(body: Any, status: int = 200, **headers: str) -> Answer:
    async def answer(_request: web.Request) -> web.StreamResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if isinstance(body, str):
            return web.Response(text=body, status=status, headers=named, content_type="text/html")
        return web.json_response(body, status=status, headers=named)

    return answer


async def hangs(_request: web.Request) -> web.StreamResponse:
    await asyncio.Event().wait()
    raise AssertionError


async def hangs_up(request: web.Request) -> web.StreamResponse:
    assert request.transport
    request.transport.abort()
    return web.Response()


@pytest.fixture
async def api() -> AsyncIterator[Api]:
    made = Api()
    app = web.Application()
    app.router.add_route("*", "/api/{method}", made.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    yield made
    await runner.cleanup()


@pytest.fixture
async def slept() -> list[float]:
    return []


@pytest.fixture
async def slack(api: Api, settings: Settings, clock: ManualClock, slept: list[float]) -> AsyncIterator[SlackWeb]:
    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    async with ClientSession() as session:
        client = make_client(settings.model_copy(update={"slack_api_base_url": api.url}), session)
        yield SlackWeb(client, clock, sleep=sleep)


async def failure(call: Awaitable[object]) -> SlackError:
    with pytest.raises(SlackError) as caught:
        await call
    return caught.value


OK = says({"ok": True, "ts": "1.2"})


@pytest.mark.parametrize(
    ("answer", "kind", "error"),
    [
        (says({"ok": False, "error": "channel_not_found"}), SlackRefused, "channel_not_found"),
        (says({"ok": False, "error": "internal_error"}), SlackUnclear, "internal_error"),
        (says({"ok": False, "error": "ratelimited"}), SlackBusy, "ratelimited"),
        (says({"ok": False}, 429, Retry_After="7"), SlackBusy, "ratelimited"),
        (says("<h1>Too many</h1>", 429), SlackBusy, "ratelimited"),
        (says({"ok": False}, 500), SlackUnclear, "http_500"),
        (says("<h1>Bad gateway</h1>", 502), SlackUnclear, "http_502"),
        (says("<h1>Forbidden by your proxy</h1>", 403), SlackUnclear, "http_403"),
        (says("<h1>Log in to the Wi-Fi</h1>", 200), SlackUnclear, "http_200"),
        (says([1, 2]), SlackUnclear, "unreadable_answer"),
        (hangs_up, SlackUnclear, "connection_lost"),
    ],
)
async def test_every_bad_answer_has_a_meaning(
    slack: SlackWeb, api: Api, answer: Answer, kind: type[SlackError], error: str
) -> None:
    api.answers = [answer]
    failed = await failure(slack.post("C1", "x"))
    assert (type(failed), failed.error) == (kind, error)
    assert len(api.asked) == 1
    assert slack.counts.calls == {"chat.postMessage": 1}
    assert slack.counts.errors == {("chat.postMessage", error): 1}


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7.0), ("0", 1.0), ("-3", 1.0), ("soon", 30.0), ("", 30.0), ("nan", 30.0), ("inf", 30.0), ("1e9", 3600.0)],
)
def test_retry_after_of_any_shape(header: str, seconds: float) -> None:
    failed = from_answer(429, {}, {"Retry-After": header})
    assert isinstance(failed, SlackBusy)
    assert failed.retry_after == seconds


async def test_only_hopeless_refusals_are_permanent_and_a_scope_is_named(slack: SlackWeb, api: Api) -> None:
    api.answers = [
        says({"ok": False, "error": "missing_scope", "needed": "chat:write"}),
        says({"ok": False, "error": "restricted_action_read_only_channel"}),
    ]
    first, second = await failure(slack.post("C1", "x")), await failure(slack.post("C1", "x"))
    assert isinstance(first, SlackRefused)
    assert isinstance(second, SlackRefused)
    assert (first.permanent, first.needed, str(first)) == (False, "chat:write", "missing_scope (needs chat:write)")
    assert second.permanent


async def test_nobody_listening_means_nothing_happened(settings: Settings, clock: ManualClock) -> None:
    async with ClientSession() as session:
        nowhere = settings.model_copy(update={"slack_api_base_url": "http://127.0.0.1:9/api/"})
        failed = await failure(SlackWeb(make_client(nowhere, session), clock).post("C1", "x"))
    assert isinstance(failed, SlackBusy)
    assert failed.error == "no_connection"


async def test_a_hanging_call_ends_and_may_have_happened(
    slack: SlackWeb, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slack_web, "OPEN_TIMEOUT", 0.05)
    api.answers = [hangs]
    failed = await failure(slack.open_view("1.2.x", {"type": "modal"}))
    assert (type(failed), failed.error) == (SlackUnclear, "timeout")


async def test_writes_are_never_repeated_and_reads_wait_as_told(slack: SlackWeb, api: Api, slept: list[float]) -> None:
    api.answers = [says({}, 429, Retry_After="3"), says({}, 503), says({"ok": True, "user": {"id": "U1"}})]
    assert await slack.user_info("U1") == {"id": "U1"}
    assert slept == [3.0, 1.0]
    assert api.asked[0] == ("users.info", {"user": "U1", "include_locale": "1"})
    api.answers = [says({}, 429, Retry_After="3")]
    await failure(slack.open_view("1.2.x", {}))
    await failure(slack.update("C1", "1.2", "x"))
    assert slept == [3.0, 1.0]
    assert [method for method, _ in api.asked[3:]] == ["views.open", "chat.update"]


async def test_a_read_gives_up_rather_than_wait_for_long(slack: SlackWeb, api: Api, slept: list[float]) -> None:
    api.answers = [says({}, 429, Retry_After="600")]
    assert isinstance(await failure(slack.auth_test()), SlackBusy)
    api.answers = [hangs_up]
    assert isinstance(await failure(slack.auth_test()), SlackUnclear)
    assert slept == [0.5, 1.0]


async def test_what_is_sent_has_no_empty_arguments(slack: SlackWeb, api: Api) -> None:
    api.answers = [OK]
    assert (
        await slack.post("C1", "x", [{"type": "divider"}], metadata={"event_type": "e", "event_payload": {}}) == "1.2"
    )
    await slack.post("C1", "x")
    await slack.update("D1", "1.2", "y" * 5000)
    first, second, third = (body for _, body in api.asked)
    assert first["blocks"] == [{"type": "divider"}]
    assert second == {"channel": "C1", "text": "x", "unfurl_links": False}
    assert len(third["text"]) == 4000


async def test_scopes_come_from_the_header(slack: SlackWeb, api: Api) -> None:
    body = {"ok": True, "team_id": "T1", "user_id": "U1", "bot_id": "B1", "team": "Acme"}
    api.answers = [says(body, X_OAuth_Scopes="chat:write, users:read,"), says(body)]
    assert (await slack.auth_test()).scopes == frozenset({"chat:write", "users:read"})
    assert (await slack.auth_test()).scopes is None


async def test_a_plan_without_user_groups_is_none_not_an_error(slack: SlackWeb, api: Api) -> None:
    api.answers = [says({"ok": False, "error": "plan_upgrade_required"})]
    assert await slack.groups() is None
    api.answers = [says({"ok": False, "error": "missing_scope", "needed": "usergroups:read"})]
    assert "usergroups:read" in str(await failure(slack.groups()))


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.slack.com/x",
        "https://hooks.slack.com.evil.example/x",
        "https://evilslack.com/x",
        "https://slack.com@evil.example/",
        "file:///etc/passwd",
        "",
    ],
)
async def test_answers_go_to_slack_only(slack: SlackWeb, url: str) -> None:
    with pytest.raises(ValueError, match="not an address of Slack"):
        await slack.respond(url, "x")


async def test_loopback_is_slack_only_beside_a_loopback_api(settings: Settings, clock: ManualClock) -> None:
    async with ClientSession() as session:
        with pytest.raises(ValueError, match="not an address"):
            await SlackWeb(make_client(settings, session), clock).respond("http://127.0.0.1:1/x", "x")


async def test_a_used_up_response_url_is_a_refusal_and_redirects_are_not_followed(slack: SlackWeb, api: Api) -> None:
    api.answers = [OK]
    await slack.respond(f"{api.url}r", "x", replace=True)
    assert api.asked[0][1] == {"response_type": "ephemeral", "replace_original": True, "text": "x"}
    api.answers = [says("expired_url", 404)]
    assert isinstance(await failure(slack.respond(f"{api.url}r", "x")), SlackRefused)
    api.answers = [says("", 302, Location=f"{api.url}elsewhere")]
    assert isinstance(await failure(slack.respond(f"{api.url}r", "x")), SlackError)
    assert [method for method, _ in api.asked] == ["r", "r", "r"]


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ("expired_url\n", "expired_url"),
        ({"ok": False, "error": "used_url"}, "used_url"),
        ("Request 8F3A-77 was blocked by your proxy", "http_404"),
        ("x" * 200, "http_404"),
        ("<html>8F3A-77</html>", "http_404"),
        ("", "http_404"),
    ],
)
async def test_only_words_of_slack_name_an_error(slack: SlackWeb, api: Api, said: object, error: str) -> None:
    """Each name is a label of the metrics; what anyone may write into a page would make them grow for ever."""
    api.answers = [says(said, 404)]
    assert (await failure(slack.respond(f"{api.url}r", "x"))).error == error
    assert slack.counts.errors == {("response_url", error): 1}


async def test_an_odd_error_of_a_method_is_no_name_either(slack: SlackWeb, api: Api) -> None:
    api.answers = [says({"ok": False, "error": "Request 8F3A-77 was blocked"})]
    assert (await failure(slack.post("C1", "x"))).error == "http_200"


def test_a_proxy_of_the_environment_is_left_out_for_loopback_and_exceptions() -> None:
    with mock.patch.dict(
        os.environ, {"HTTPS_PROXY": "http://proxy:1", "HTTP_PROXY": "http://proxy:1", "NO_PROXY": "own"}
    ):
        assert proxy_for("http://127.0.0.1:1/api/") is None
        assert proxy_for("https://slack.com/api/") == "http://proxy:1"
        assert proxy_for("https://own/api/") is None


async def test_the_client_takes_no_proxy_for_loopback(api: Api, settings: Settings) -> None:
    with mock.patch.dict(os.environ, {"HTTPS_PROXY": "http://proxy:1", "HTTP_PROXY": "http://proxy:1"}):
        async with ClientSession() as session:
            client = make_client(settings.model_copy(update={"slack_api_base_url": api.url}), session)
            assert client.proxy is None
            assert client.retry_handlers == []


async def test_a_missing_token_is_one_line(settings: Settings) -> None:
    async with ClientSession() as session:
        with pytest.raises(ConfigurationError, match="SLACK_BOT_TOKEN: is required"):
            make_client(settings.model_copy(update={"slack_bot_token": None}), session)
