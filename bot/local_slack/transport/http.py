"""Signed HTTP delivery: commands as forms, interactions as `payload=`, events as JSON."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from aiohttp import ClientError, ClientSession, TCPConnector

from bot.local_slack.base.clock import WorkspaceClock
from bot.local_slack.base.faults import Faults
from bot.local_slack.base.models import App, Json
from bot.local_slack.transport.envelope import Ack, Envelope

ACK_SECONDS = 3.0
FORM = "application/x-www-form-urlencoded"
MAX_CONNECTIONS = 512
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
# Any 2xx accepts an event (docs/slack.md#clocks); what a person waits for is answered with 200.
OK = range(200, 201)
ANY_2XX = range(200, 300)


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Compute Slack's `X-Slack-Signature` of a raw body (docs/slack.md#clocks)."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class HttpDelivery:
    """Posts payloads to the manifest's request URLs over one shared session.

    `timestamp` gives the unix second of the signature; `ssl` is a client context for https request URLs.
    """

    def __init__(
        self, app: App, clock: WorkspaceClock, faults: Faults, timestamp: Callable[[], int], ssl: Any = True
    ) -> None:
        self._app = app
        self._clock = clock
        self._faults = faults
        self._timestamp = timestamp
        self._ssl = ssl
        self._session: ClientSession | None = None

    async def send(self, envelope: Envelope) -> Ack:
        """Deliver and wait for the HTTP answer, at most 3 s of workspace time."""
        url = self.url_for(envelope)
        if not url:
            return Ack(failure="not_configured", detail=missing_url(envelope))
        if self._faults.take("drop_envelope", envelope.name):
            return Ack(failure="connection_failed", detail="dropped (fault)")
        content_type, body = encode(envelope)
        headers = {"Content-Type": content_type, **retry_headers(envelope)}
        accepted = ANY_2XX if envelope.kind == "events_api" else OK
        if self._faults.take("duplicate_envelope", envelope.name):
            twin = asyncio.ensure_future(self.post(url, body, headers))
            ack = await self.post(url, body, headers, accepted)
            await twin
            return ack
        return await self.post(url, body, headers, accepted)

    def url_for(self, envelope: Envelope) -> str:
        """The manifest's address for a payload, empty when it names none."""
        if envelope.kind == "slash_commands":
            name = envelope.payload["command"]
            return next((str(c.get("url") or "") for c in self._app.commands if c.get("command") == name), "")
        if envelope.kind == "events_api":
            return str(self._app.section("settings", "event_subscriptions", "request_url") or "")
        key = "message_menu_options_url" if envelope.kind == "options" else "request_url"
        return str(self._app.section("settings", "interactivity", key) or "")

    async def post(self, url: str, body: bytes, headers: dict[str, str], accepted: range = OK) -> Ack:
        """Sign and post raw bytes; the answer or what went wrong, another host than this one included.

        `accepted`: the statuses that are good.
        """
        # The manifest may be that of an app which runs for a real Slack somewhere.
        if (host := urlsplit(url).hostname) not in LOOPBACK:
            return Ack(failure="connection_failed", detail=f"{host or url} is another host; put a loopback URL there")
        started = self._clock.stopwatch()
        request = asyncio.ensure_future(self._exchange(url, body, headers))
        timer = self._clock.call_later(ACK_SECONDS, request.cancel)  # type: ignore[arg-type]
        try:
            status, answer_headers, text = await asyncio.shield(request)
        except asyncio.CancelledError:
            if not request.cancelled():
                request.cancel()
                raise
            return Ack(delay_ms=self._since(started), failure="operation_timeout", detail="no answer within 3 s")
        except (ClientError, OSError, ValueError) as error:
            return Ack(delay_ms=self._since(started), failure="connection_failed", detail=str(error))
        finally:
            timer.cancel()
        if status in accepted:
            return Ack(decode(text), self._since(started), status=status)
        return self._refused(status, answer_headers, text, self._since(started))

    async def verify_urls(self) -> dict[str, str]:
        """Challenge the events URL and send `ssl_check` to commands; url to problem, empty when fine."""
        challenge = secrets.token_urlsafe(16)
        found: dict[str, str] = {}
        events = str(self._app.section("settings", "event_subscriptions", "request_url") or "")
        if events:
            body = {"type": "url_verification", "token": "local", "challenge": challenge}
            ack = await self.post(events, json.dumps(body).encode(), {"Content-Type": "application/json"})
            found[events] = "" if _challenge_of(ack) == challenge else ack.detail or "the challenge did not come back"
        for url in {str(command["url"]) for command in self._app.commands if command.get("url")}:
            ack = await self.post(url, b"ssl_check=1&token=local", {"Content-Type": FORM})
            found[url] = found.get(url, "") or ("" if ack.ok else ack.detail)
        return found

    async def close(self) -> None:
        """Close the shared session; it opens again at the next payload."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _since(self, started: float) -> float:
        return (self._clock.stopwatch() - started) * 1000

    async def _exchange(self, url: str, body: bytes, headers: dict[str, str]) -> tuple[int, Any, str]:
        timestamp = str(self._timestamp())
        signed = headers | {
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": sign(self._app.signing_secret, timestamp, body),
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        }
        async with self._open().post(url, data=body, headers=signed, allow_redirects=False) as answer:
            return answer.status, answer.headers, await answer.text()

    def _open(self) -> ClientSession:
        if self._session is None:
            # trust_env stays off: a proxy variable must not take loopback traffic away (docs/slack.md#proxies).
            self._session = ClientSession(connector=TCPConnector(limit=MAX_CONNECTIONS, ssl=self._ssl))
        return self._session

    @staticmethod
    def _refused(status: int, headers: Any, text: str, delay_ms: float) -> Ack:
        no_retry = headers.get("x-slack-no-retry") == "1"
        detail = f"HTTP {status}: {text[:200]}"
        return Ack(None, delay_ms, "dispatch_failed", detail, status, no_retry)


def _challenge_of(ack: Ack) -> str:
    if isinstance(ack.payload, dict):
        return str(ack.payload.get("challenge", ""))
    return ack.payload or ""


def encode(envelope: Envelope) -> tuple[str, bytes]:
    """Return content type and body of a payload."""
    if envelope.kind == "slash_commands":
        return FORM, urlencode(envelope.payload).encode()
    if envelope.kind == "events_api":
        return "application/json", json.dumps(envelope.payload).encode()
    return FORM, urlencode({"payload": json.dumps(envelope.payload)}).encode()


def decode(text: str) -> Json | str | None:
    """Read an HTTP answer's body: None when empty, an object when it is one, else the text."""
    if not text:
        return None
    if text.startswith("{"):
        try:
            value: Json = json.loads(text)
        except ValueError:
            return text
        return value
    return text


def retry_headers(envelope: Envelope) -> dict[str, str]:
    """Return the headers that mark a redelivered event; none for a first delivery."""
    if not envelope.retry:
        return {}
    return {"X-Slack-Retry-Num": str(envelope.retry), "X-Slack-Retry-Reason": envelope.retry_reason}


def missing_url(envelope: Envelope) -> str:
    """Name the manifest field to fill in so that a payload can be delivered."""
    if envelope.kind == "slash_commands":
        return f"features.slash_commands: give {envelope.payload['command']} a url"
    if envelope.kind == "events_api":
        return "settings.event_subscriptions.request_url is not set"
    key = "message_menu_options_url" if envelope.kind == "options" else "request_url"
    return f"settings.interactivity.{key} is not set"
