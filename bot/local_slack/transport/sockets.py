"""Socket Mode: single-use tickets, up to ten connections, envelopes and their acknowledgements."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from bot.local_slack.base.clock import Timer, WorkspaceClock
from bot.local_slack.base.errors import ApiError
from bot.local_slack.base.faults import Faults
from bot.local_slack.base.models import App, Json
from bot.local_slack.base.wire import Wire
from bot.local_slack.transport.envelope import Ack, Envelope

MAX_CONNECTIONS = 10
ACK_SECONDS = 3.0
LEAVE_SECONDS = 10.0
MAX_FRAME = 4 * 1024 * 1024
REASONS = frozenset({"warning", "refresh_requested", "link_disabled", "too_many_websockets"})


@dataclass(eq=False, slots=True)
class Connection:
    """Websocket of the bot; a leaving one receives no new envelopes but may still acknowledge."""

    number: int
    socket: web.WebSocketResponse
    transport: asyncio.Transport | None = None
    leaving: bool = False
    sent: int = 0


@dataclass(slots=True)
class _Pending:
    """Envelope that waits for its acknowledgement."""

    envelope: Envelope
    started: float
    done: asyncio.Future[Ack] = field(repr=False)


class SocketHub:
    """Socket Mode side of the workspace; `pick` chooses the connection and may be replaced by tests."""

    def __init__(self, app: App, clock: WorkspaceClock, wire: Wire, faults: Faults) -> None:
        self._app = app
        self._clock = clock
        self._wire = wire
        self._faults = faults
        self._tickets: set[str] = set()
        self._pending: dict[str, _Pending] = {}
        self._late: dict[str, str] = {}
        self._numbers = 0
        self.connections: list[Connection] = []
        self.pick: Callable[[Sequence[Connection]], Connection] = secrets.choice

    def ticket(self, base_url: str) -> str:
        """Issue a websocket address good for one upgrade."""
        ticket = secrets.token_urlsafe(12)
        self._tickets.add(ticket)
        return f"{base_url.replace('http', 'ws', 1)}/link/?ticket={ticket}&app_id={self._app.id}"

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve the `/link` route: 403 for a ticket that is unknown or used, else a websocket until it closes."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            self._wire.add("note", "link_refused", {"reason": "unknown or used ticket"}, ok=False)
            raise web.HTTPForbidden(text="This ticket is unknown or used; call apps.connections.open again.")
        self._tickets.discard(ticket)
        if self._faults.take("refuse_upgrade", "link"):
            raise web.HTTPForbidden(text="Refused after the ticket was used (fault).")
        socket = web.WebSocketResponse(max_msg_size=MAX_FRAME)
        await socket.prepare(request)
        self._numbers += 1
        await self._serve(Connection(self._numbers, socket, request.transport))
        return socket

    async def _serve(self, connection: Connection) -> None:
        socket = connection.socket
        if len(self.connections) >= MAX_CONNECTIONS:
            await self._say_disconnect(connection, "too_many_websockets")
            await socket.close()
            return
        self.connections.append(connection)
        self._wire.add("note", "socket_open", {"connection": connection.number})
        try:
            await socket.send_json(self._hello())
            await self._read(connection)
        except ConnectionError:
            self._wire.add("note", "socket_lost", {"connection": connection.number}, ok=False)
        finally:
            self.connections.remove(connection)
            self._wire.add("note", "socket_closed", {"connection": connection.number})

    async def _read(self, connection: Connection) -> None:
        async for message in connection.socket:
            if message.type is WSMsgType.TEXT:
                self._receive(connection, message.data)

    def _hello(self) -> Json:
        started = self._clock.now().strftime("%Y-%m-%d %H:%M:%S.000")
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "connection_info": {"app_id": self._app.id},
            "debug_info": {
                "host": "local-workspace",
                "started": started,
                "build_number": 1,
                "approximate_connection_time": 18060,
            },
        }

    def _receive(self, connection: Connection, text: str) -> None:
        try:
            frame: Any = json.loads(text)
        except ValueError:
            frame = None
        envelope_id = frame.get("envelope_id") if isinstance(frame, dict) else None
        if not isinstance(envelope_id, str):
            self._wire.add("violation", "socket_frame", {"code": "not_an_ack", "message": text[:200]}, ok=False)
            return
        pending = self._pending.pop(envelope_id, None)
        if pending is None:
            self._unexpected(envelope_id, connection)
            return
        delay = (self._clock.stopwatch() - pending.started) * 1000
        if not pending.done.done():
            pending.done.set_result(Ack(frame.get("payload"), delay, detail=f"connection {connection.number}"))

    def _unexpected(self, envelope_id: str, connection: Connection) -> None:
        name = self._late.pop(envelope_id, "")
        what = "late" if name else "repeated_or_unknown"
        self._wire.add(
            "note", f"ack_{what}", {"payload": name, "connection": connection.number}, ref=envelope_id, ok=False
        )

    async def send(self, envelope: Envelope) -> Ack:
        """Deliver over one open connection and wait for an acknowledgement on any."""
        open_ones = [c for c in self.connections if not c.leaving and not c.socket.closed]
        if not open_ones:
            return Ack(failure="not_connected", detail="no Socket Mode connection is open")
        pending = _Pending(envelope, self._clock.stopwatch(), asyncio.get_running_loop().create_future())
        self._pending[envelope.id] = pending
        timer = self._clock.call_later(ACK_SECONDS, lambda: self._expire(pending))
        try:
            await self._transmit(open_ones, envelope)
            return await pending.done
        finally:
            self._finish(pending, timer)

    async def _transmit(self, open_ones: list[Connection], envelope: Envelope) -> None:
        copies = 2 if self._faults.take("duplicate_envelope", envelope.name) else 1
        if self._faults.take("drop_envelope", envelope.name):
            return
        text = json.dumps(_frame(envelope))
        for _ in range(copies):
            connection = self.pick(open_ones)
            connection.sent += 1
            try:
                await connection.socket.send_str(text)
            except ConnectionError:
                self._wire.add("note", "socket_lost", {"connection": connection.number}, ok=False)

    def _expire(self, pending: _Pending) -> None:
        if not pending.done.done():
            self._late[pending.envelope.id] = pending.envelope.name
            delay = (self._clock.stopwatch() - pending.started) * 1000
            pending.done.set_result(Ack(delay_ms=delay, failure="operation_timeout", detail="no ack within 3 s"))

    def _finish(self, pending: _Pending, timer: Timer) -> None:
        timer.cancel()
        self._pending.pop(pending.envelope.id, None)
        while len(self._late) > MAX_CONNECTIONS * 100:
            self._late.pop(next(iter(self._late)))

    async def disconnect(self, reason: str = "refresh_requested", count: int | None = None) -> None:
        """Tell connections to go away (all, or the first `count`); they are cut after 10 s if they stay.

        Raises ValueError for a reason Slack does not have.
        """
        if reason not in REASONS:
            raise ValueError(f"Unknown reason {reason!r}; choose one of {', '.join(sorted(REASONS))}.")
        for connection in tuple(self.connections)[:count]:
            connection.leaving = True
            await self._say_disconnect(connection, reason)
            self._clock.call_later(LEAVE_SECONDS, lambda c=connection: _cut(c))  # type: ignore[misc]

    async def drop(self, count: int | None = None) -> None:
        """Cut connections abruptly, without a word or a close frame."""
        for connection in tuple(self.connections)[:count]:
            connection.leaving = True
            _cut(connection)
        self._wire.add("fault", "drop_socket", {"count": count})

    async def close(self) -> None:
        """Close every connection with a close frame."""
        for connection in tuple(self.connections):
            connection.leaving = True
            await connection.socket.close()

    async def _say_disconnect(self, connection: Connection, reason: str) -> None:
        self._wire.add("note", "disconnect", {"reason": reason, "connection": connection.number})
        frame = {"type": "disconnect", "reason": reason, "debug_info": {"host": "local-workspace"}}
        await connection.socket.send_json(frame)


def require_socket_mode(app: App) -> None:
    """Raise ApiError forbidden_team when the manifest does not switch Socket Mode on."""
    if not app.socket_mode:
        raise ApiError("forbidden_team", detail="settings.socket_mode_enabled is off in the manifest")


def _cut(connection: Connection) -> None:
    if connection.transport is not None:
        connection.transport.abort()


def _frame(envelope: Envelope) -> Json:
    frame: Json = {
        "envelope_id": envelope.id,
        "type": "interactive" if envelope.kind == "options" else envelope.kind,
        "accepts_response_payload": envelope.takes_response,
        "payload": envelope.payload,
    }
    if envelope.kind == "events_api":
        frame |= {"retry_attempt": envelope.retry, "retry_reason": envelope.retry_reason}
    return frame
