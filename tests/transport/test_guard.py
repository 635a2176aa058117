"""Requests that anyone sends to the HTTP port: B1 to B15 of docs/limits.md#bad-input."""

import asyncio
import gzip
import json
import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from io import BytesIO
from urllib.parse import urlencode

import pytest
from aiohttp import ClientSession

from bot.db import Database
from bot.local_slack.transport.http import sign
from tests.kit.desk import HUGO, Desk
from tests.kit.transport.probe import Probe
from tests.kit.transport.sending import command, deliver, view

SECRET_WORDS = "the-secret-body"
FORM = "application/x-www-form-urlencoded"

pytestmark = pytest.mark.parametrize("transport", ["http"], indirect=True)


class Caller:
    """Somebody who sends bytes to the bot's port."""

    def __init__(self, desk: Desk, session: ClientSession) -> None:
        self.desk = desk
        self.session = session
        self.url = f"http://127.0.0.1:{desk.bot.port}"

    async def post(self, body: bytes, headers: dict[str, str], path: str = "/slack/events") -> tuple[int, str]:
        async with self.session.post(self.url + path, data=BytesIO(body), headers=headers) as answer:
            return answer.status, await answer.text()

    async def get(self, path: str) -> tuple[int, str]:
        async with self.session.get(self.url + path) as answer:
            return answer.status, await answer.text()

    def signed(self, body: bytes, content_type: str = FORM, seconds_ago: float = 0) -> dict[str, str]:
        timestamp = str(int(self.desk.clock.now().timestamp() - seconds_ago))
        return {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": sign(self.desk.ws.state.app.signing_secret, timestamp, body),
        }

    async def still_works(self) -> None:
        body = urlencode(command(self.desk, "help", trigger_id=f"1.{id(object())}")).encode()
        status, text = await self.post(body, self.signed(body))
        assert status == 200
        assert "/probe" in text


@pytest.fixture
async def caller(desk: Desk) -> AsyncIterator[Caller]:
    async with ClientSession() as session:
        yield Caller(desk, session)


BODY = f"command=%2Fprobe&text={SECRET_WORDS}".encode()
VALID = {"Content-Type": FORM, "X-Slack-Signature": "v0=" + "a" * 64}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content-Type": FORM},
        VALID,
        VALID | {"X-Slack-Request-Timestamp": "1"},
        VALID | {"X-Slack-Request-Timestamp": "abc"},
        VALID | {"X-Slack-Request-Timestamp": ""},
        VALID | {"X-Slack-Request-Timestamp": "9" * 400},
        VALID | {"X-Slack-Request-Timestamp": "-5"},
        VALID | {"X-Slack-Request-Timestamp": "1٣"},
        VALID | {"X-Slack-Request-Timestamp": "now", "X-Slack-Signature": "v0=ñandú"},
    ],
)
async def test_b1_b2_b3_unsigned(
    caller: Caller, probe: Probe, headers: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.clear()
    caplog.set_level(logging.DEBUG, "bot")
    status, text = await caller.post(BODY, headers)
    assert status == 401
    assert "Traceback" not in text
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert SECRET_WORDS not in caplog.text
    assert probe.calls.total() == 0
    await caller.still_works()


async def test_b1_wrong_signature_and_old_timestamp(caller: Caller) -> None:
    signed = caller.signed(BODY)
    assert (await caller.post(BODY, signed | {"X-Slack-Signature": "v0=" + "0" * 64}))[0] == 401
    assert (await caller.post(BODY + b"x", signed))[0] == 401
    assert (await caller.post(BODY, caller.signed(BODY, seconds_ago=360)))[0] == 401
    assert (await caller.post(BODY, caller.signed(BODY, seconds_ago=-360)))[0] == 401
    assert (await caller.post(BODY, caller.signed(BODY, seconds_ago=290)))[0] == 200
    await caller.still_works()


@pytest.mark.parametrize("signature", ["v0=" + "é" * 64, "v1=" + "a" * 64, "v0=" + "A" * 64, "v0=short", ""])
async def test_b3_signatures_of_a_wrong_shape(caller: Caller, signature: str) -> None:
    headers = caller.signed(BODY) | {"X-Slack-Signature": signature}
    assert (await caller.post(BODY, headers))[0] == 401


BROKEN = [
    (b"\xff\xfe\x00", FORM),
    (b"{broken", "application/json"),
    (b"[1,2]", "application/json"),
    (b"payload={broken", FORM),
    (b"payload=[]", FORM),
    (b"payload=null", FORM),
    (b"[" * 50_000 + b"]" * 50_000, "application/json"),
    (b"payload=" + b"%5B" * 50_000, FORM),
    (b"", FORM),
    (b"null", "application/json"),
    (b"payload=%22text%22", FORM),
    (b"command=%2Fprobe", "text/plain"),
]


@pytest.mark.parametrize(("body", "content_type"), BROKEN)
async def test_b4_b5_unreadable_bodies(caller: Caller, body: bytes, content_type: str, probe: Probe) -> None:
    assert (await caller.post(body, {"Content-Type": content_type}))[0] == 401
    status, text = await caller.post(body, caller.signed(body, content_type))
    assert status < 500
    assert "Traceback" not in text
    assert probe.calls.total() == 0
    await caller.still_works()


async def test_b6_many_form_fields_are_not_parsed_before_the_signature(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = "&".join(f"f{n:06}=1" for n in range(90_000)).encode()
    assert 800_000 < len(body) < 1024 * 1024
    monkeypatch.setattr("bot.transport.http.AsyncBoltRequest", None)
    assert (await caller.post(body, VALID | {"X-Slack-Request-Timestamp": "5"}))[0] == 401


@pytest.mark.parametrize("size", [1024 * 1024 + 1, 5 * 1024 * 1024])
async def test_b7_too_large(caller: Caller, size: int) -> None:
    body = b"x" * size
    assert (await caller.post(body, caller.signed(body)))[0] == 413
    await caller.still_works()


async def test_b7_too_large_is_refused_before_it_is_read(caller: Caller) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", caller.desk.bot.port)
    writer.write(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 20000000\r\n\r\n")
    status = await asyncio.wait_for(reader.readline(), 5)
    assert b"413" in status
    writer.close()


async def test_b7_too_large_without_a_declared_length(caller: Caller) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 65_536

    async with caller.session.post(f"{caller.url}/slack/events", data=chunks()) as answer:
        assert answer.status == 413


async def test_b8_ssl_check_challenge_and_methods(caller: Caller) -> None:
    assert await caller.desk.ws.verify_urls() == {f"{caller.url}/slack/events": ""}
    assert (await caller.post(b"ssl_check=1&token=x", {"Content-Type": FORM}))[0] == 200
    challenge = json.dumps({"type": "url_verification", "challenge": "abc"}).encode()
    assert (await caller.post(challenge, {"Content-Type": "application/json"}))[0] == 401
    status, text = await caller.post(challenge, caller.signed(challenge, "application/json"))
    assert (status, json.loads(text)) == (200, {"challenge": "abc"})
    async with caller.session.get(f"{caller.url}/slack/events") as answer:
        assert (answer.status, answer.headers["Allow"]) == (405, "POST")
    assert (await caller.get("/nothing"))[0] == 404


async def test_b9_replay_of_a_valid_request(caller: Caller, probe: Probe) -> None:
    body = urlencode(command(caller.desk)).encode()
    headers = caller.signed(body)
    answers = [await caller.post(body, headers) for _ in range(3)]
    assert answers == [answers[0]] * 3
    assert answers[0][0] == 200
    assert probe.calls["run"] == 1


@pytest.mark.parametrize(
    "text", ["<!channel> & <@U1>", "a\x00b", "\u202eabc", "😀" * 300, "x" * 10_000, "ñ", "n\u0303"]
)
async def test_b12_odd_words_reach_the_handler_as_they_are(caller: Caller, probe: Probe, text: str) -> None:
    assert await deliver(caller.desk, command(caller.desk, text), "slash_commands") in ("", None)
    assert probe.seen[-1].text == text.strip()


async def test_b14_forged_metadata_is_only_data(caller: Caller, probe: Probe) -> None:
    forged = view() | {"private_metadata": "../../etc", "app_id": "A0OTHER"}
    user = {"id": HUGO, "team_id": "T0HOME"}
    payload = {"type": "view_submission", "team": {"id": "T0HOME"}, "user": user, "view": forged, "trigger_id": "1.1.a"}
    assert await deliver(caller.desk, payload) in ("", None)
    assert probe.calls["submit"] == 1


async def test_b15_slow_connections_are_dropped(
    caller: Caller, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.transport.connections.HEADER_SECONDS", 0.05)
    monkeypatch.setattr("bot.transport.server.BODY_SECONDS", 0.05)
    slow = [await asyncio.open_connection("127.0.0.1", caller.desk.bot.port) for _ in range(200)]
    for number, (_, writer) in enumerate(slow):
        half = b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n"
        writer.write(half[:20] if number % 2 else half + b"\r\nabc")
    await caller.still_works()
    ends = await asyncio.wait_for(asyncio.gather(*(reader.read() for reader, _ in slow), return_exceptions=True), 10)
    assert all(not end or b" 408 " in end for end in ends if isinstance(end, bytes))
    assert not [end for end in ends if not isinstance(end, bytes | ConnectionError)]
    for _, writer in slow:
        writer.close()
    await caller.still_works()


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: the-secret-body" + b"a" * 20_000 + b"\r\n\r\n",
        b"GET http://[the-secret-body HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: the-secret-body\r\n\r\n",
        b"POST /slack/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nthe-secret-body\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nthe-secret-body: 1\r\n\r\n",
    ],
)
async def test_what_is_no_http_is_one_line_without_its_bytes(
    caller: Caller, sent: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.clear()
    reader, writer = await asyncio.open_connection("127.0.0.1", caller.desk.bot.port)
    writer.write(sent)
    assert b" 400 " in await asyncio.wait_for(reader.readline(), 5)
    writer.close()
    assert [(record.levelname, record.exc_info) for record in caplog.records] == [("WARNING", None)]
    assert SECRET_WORDS not in caplog.text
    await caller.still_works()


async def test_packed_bodies_are_not_unpacked_for_strangers(caller: Caller, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever it unpacks to, and a megabyte unpacks to a thousand, the signature is of the bytes as sent."""
    for body in (gzip.compress(BODY), gzip.compress(b"x" * 2_000_000), b"no gzip at all"):
        caplog.clear()
        status, text = await caller.post(body, VALID | {"X-Slack-Request-Timestamp": "5", "Content-Encoding": "gzip"})
        assert (status, json.loads(text)) == (401, {"error": "stale"})
        assert [record.levelname for record in caplog.records] == ["WARNING"]
    await caller.still_works()


async def test_routes_beside_slack(caller: Caller) -> None:
    assert json.loads((await caller.get("/healthz"))[1]) == {"status": "alive"}
    assert await caller.get("/readyz") == (200, '{"status": "ready"}')
    assert await caller.post(b"{}", {}, "/partner-center/events") == (404, '{"error": "not configured"}')
    await caller.still_works()
    metrics = (await caller.get("/metrics"))[1]
    assert 'bot_deliveries_total{kind="command",outcome="help"} 1.0' in metrics
    assert "bot_ack_seconds_bucket" in metrics
    assert 'bot_outbox{state="due"} 0.0' in metrics
    assert 'bot_slack_api_calls_total{method="auth.test"}' in metrics


async def test_not_ready_without_slack_or_database(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    await caller.get("/readyz")
    caller.desk.ws.faults.add("error", "auth.test", times=None, code="token_revoked")
    assert (await caller.get("/readyz"))[0] == 200
    caller.desk.ws.advance(timedelta(seconds=31))
    status, text = await caller.get("/readyz")
    assert status == 503
    assert list(json.loads(text)["reasons"]) == ["Slack"]
    caller.desk.ws.faults.clear()
    caller.desk.ws.advance(timedelta(seconds=5))
    assert (await caller.get("/readyz"))[0] == 200
    with monkeypatch.context() as broken:
        broken.setattr(Database, "write_now", _unreachable)
        caller.desk.ws.advance(timedelta(seconds=3))
        status, text = await caller.get("/readyz")
        assert (status, list(json.loads(text)["reasons"])) == (503, ["database"])
        assert "secret" not in text


async def test_probes_do_not_ask_slack_one_by_one(caller: Caller) -> None:
    """Anybody may probe, and Slack limits us for what they make us ask."""
    await caller.get("/readyz")
    caller.desk.ws.advance(timedelta(seconds=31))
    for error in (None, "token_revoked"):
        if error:
            caller.desk.ws.faults.add("error", "auth.test", times=None, code=error)
        before = len(caller.desk.wire.calls("auth.test"))
        answers = await asyncio.gather(*(caller.get("/readyz") for _ in range(20)))
        assert {status for status, _ in answers} == {503 if error else 200}
        assert len(caller.desk.wire.calls("auth.test")) == before + 1
        caller.desk.ws.advance(timedelta(seconds=31))


def _unreachable(*_: object) -> None:
    raise OSError("secret host")
