"""A Slack of raw bytes for load tests: answers as fast as it can and notes when each modal arrived."""

import asyncio
import json
import ssl
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bot.manifest import SCOPES

TEAM, APP, BOT_USER, BOT = "T0BENCH", "A0BENCH", "U0BOT", "B0BENCH"
PERSON, GROUP = "U0PERSON", "S0GROUP"

ANSWERS: dict[str, dict[str, Any]] = {
    "auth.test": {"team_id": TEAM, "team": "Bench", "user_id": BOT_USER, "bot_id": BOT, "user": "bot", "url": "x"},
    "bots.info": {"bot": {"id": BOT, "app_id": APP, "user_id": BOT_USER}},
    "users.info": {
        "user": {"id": PERSON, "team_id": TEAM, "name": "p", "real_name": "P", "tz": "UTC", "locale": "en-US"}
    },
    "usergroups.list": {
        "usergroups": [
            {"id": GROUP, "handle": "group", "name": "G", "users": [PERSON], "user_count": 1, "date_delete": 0}
        ]
    },
    "views.open": {"view": {"id": "V1", "hash": "1.1"}},
    "views.update": {"view": {"id": "V1", "hash": "1.2"}},
}


class FakeSlack:
    """`opened`: trigger id to the time its views.open arrived; `told`: response URL paths posted to.

    `published` are the times at which Home tabs arrived.
    """

    def __init__(self) -> None:
        self.opened: dict[str, float] = {}
        self.told: dict[str, float] = {}
        self.published: list[float] = []
        self.calls: Counter[str] = Counter()
        self.changed = asyncio.Event()
        self.url = ""

    async def effects(self, count: int, seconds: float) -> None:
        """Wait until so many modals were opened or people told, at most so long."""
        async with asyncio.timeout(seconds):
            while len(self.opened) + len(self.told) < count:
                self.changed.clear()
                await self.changed.wait()

    def forget(self) -> None:
        """Start counting anew, as if nothing had been opened or told."""
        self.opened.clear()
        self.told.clear()

    def answer(self, path: str, body: bytes) -> bytes:
        """The HTTP response to one request."""
        name = path.partition("?")[0].rpartition("/")[2]
        self.calls[name] += 1
        now = time.perf_counter()
        if name == "views.open":
            self.opened[json.loads(body)["trigger_id"]] = now
            self.changed.set()
        elif name == "views.publish":
            self.published.append(now)
            self.changed.set()
        elif path.startswith("/response/"):
            self.told[name] = now
            self.changed.set()
        return _response({"ok": True} | ANSWERS.get(name, {}))


def _response(answer: dict[str, Any]) -> bytes:
    body = json.dumps(answer).encode()
    scopes = ",".join(SCOPES).encode()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-OAuth-Scopes: %s\r\nContent-Length: %d\r\n\r\n"
    return head % (scopes, len(body)) + body


class _Connection(asyncio.Protocol):
    def __init__(self, slack: FakeSlack) -> None:
        self._slack = slack
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end].decode()
            length = next((int(h[15:]) for h in head.split("\r\n") if h.lower().startswith("content-length:")), 0)
            if len(self._buffer) < end + 4 + length:
                return
            body = self._buffer[end + 4 : end + 4 + length]
            self._buffer = self._buffer[end + 4 + length :]
            assert self._transport is not None
            self._transport.write(self._slack.answer(head.split(" ", 2)[1], body))


@asynccontextmanager
async def fake_slack(tls: ssl.SSLContext | None) -> AsyncIterator[FakeSlack]:
    """Start a fake Slack on a free port of localhost."""
    slack = FakeSlack()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(slack), "127.0.0.1", 0, ssl=tls, backlog=1024)
    port = server.sockets[0].getsockname()[1]
    slack.url = f"{'https' if tls else 'http'}://localhost:{port}"
    try:
        yield slack
    finally:
        server.close()
