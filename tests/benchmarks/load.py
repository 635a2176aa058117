"""Signed deliveries over keep-alive connections, one at a time per connection or at a given rate."""

import asyncio
import hashlib
import hmac
import itertools
import json
import random
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.benchmarks.fake_slack import APP, PERSON, TEAM

SECRET = "signing-secret-of-the-benchmarks"
_numbers = itertools.count()
Make = Callable[[], tuple[str, bytes]]


@dataclass
class Sent:
    """Times of commands by trigger id, in seconds of one clock."""

    sent: dict[str, float] = field(default_factory=dict)
    acked: dict[str, float] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)

    def acks(self) -> list[float]:
        """Seconds from sending to acknowledgement."""
        return [self.acked[key] - at for key, at in self.sent.items() if key in self.acked]

    def effects(self, arrived: dict[str, float]) -> list[float]:
        """Seconds from sending to the arrival of the modal."""
        return [arrived[key] - at for key, at in self.sent.items() if key in arrived]


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value under which `share` of them lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def command(slack_url: str, name: str) -> tuple[str, bytes]:
    """Trigger id and raw HTTP request of one slash command."""
    key = trigger()
    fields = {
        "token": "x",
        "team_id": TEAM,
        "team_domain": "bench",
        "channel_id": "C0BENCH",
        "channel_name": "bench",
        "user_id": PERSON,
        "user_name": "p",
        "command": name,
        "text": "",
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": f"{slack_url}/response/{key}",
        "trigger_id": key,
    }
    return key, signed(fields)


def trigger() -> str:
    """A trigger id that no other delivery has."""
    return f"{next(_numbers)}.1.{random.getrandbits(32):08x}"


def signed(fields: Mapping[str, str]) -> bytes:
    """The raw HTTP request of a form, signed as Slack signs."""
    return _signed(urlencode(fields).encode(), "application/x-www-form-urlencoded")


def event(fields: Mapping[str, object]) -> bytes:
    """The raw HTTP request of an event, signed as Slack signs."""
    return _signed(json.dumps(fields).encode(), "application/json")


def _signed(body: bytes, kind: str) -> bytes:
    stamp = str(int(time.time()))
    signature = hmac.new(SECRET.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    head = (
        f"POST /slack/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\n"
        f"X-Slack-Request-Timestamp: {stamp}\r\nX-Slack-Signature: v0={signature}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class _Line(asyncio.Protocol):
    """One keep-alive connection with at most one request under way."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._buffer = b""
        self._waiting: asyncio.Future[int] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]

    def connection_lost(self, exc: Exception | None) -> None:
        if self._waiting and not self._waiting.done():
            self._waiting.set_result(0)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = self._buffer[:end].decode().lower()
        length = next((int(h[15:]) for h in head.split("\r\n") if h.startswith("content-length:")), 0)
        if len(self._buffer) >= end + 4 + length and self._waiting:
            self._buffer = self._buffer[end + 4 + length :]
            self._waiting.set_result(int(head.split(" ", 2)[1]))

    async def send(self, log: Sent, key: str, raw: bytes) -> None:
        """One request and its answer."""
        assert self._transport is not None
        self._waiting = asyncio.get_running_loop().create_future()
        log.sent[key] = time.perf_counter()
        self._transport.write(raw)
        log.statuses[key] = await self._waiting
        log.acked[key] = time.perf_counter()

    def close(self) -> None:
        if self._transport:
            self._transport.close()


class Load:
    """Sends to the server at `port` whatever `make` makes: pairs of trigger id and raw request."""

    def __init__(self, port: int, make: Make) -> None:
        self.port = port
        self._make = make

    async def closed(self, connections: int, each: int) -> Sent:
        """Load with so many connections, each sending the next request when the last was acknowledged."""
        log = Sent()
        lines = [await self._line() for _ in range(connections)]

        async def one(line: _Line) -> None:
            for _ in range(each):
                await line.send(log, *self._make())

        await asyncio.gather(*map(one, lines))
        self._hang_up(lines)
        return log

    async def open(self, per_second: float, seconds: float) -> Sent:
        """Load with Poisson arrivals, whatever the server does; each takes a free connection or a new one."""
        log, free, lines = Sent(), list[_Line](), list[_Line]()
        running: set[asyncio.Task[None]] = set()
        arrivals = random.Random(7)
        began = due = time.perf_counter()

        async def one() -> None:
            line = free.pop() if free else await self._line()
            if line not in lines:
                lines.append(line)
            await line.send(log, *self._make())
            free.append(line)

        while due - began < seconds:
            due += arrivals.expovariate(per_second)
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            task = asyncio.create_task(one())
            running.add(task)
            task.add_done_callback(running.discard)
        await asyncio.gather(*running)
        self._hang_up(lines)
        return log

    async def _line(self) -> _Line:
        _, line = await asyncio.get_running_loop().create_connection(_Line, "127.0.0.1", self.port)
        return line

    @staticmethod
    def _hang_up(lines: Sequence[_Line]) -> None:
        for line in lines:
            line.close()
