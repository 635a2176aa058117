"""Payloads sent by the app's transport, recorded with their acks; events are redelivered."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.local_slack.base.activity import Activity
from bot.local_slack.base.clock import WorkspaceClock
from bot.local_slack.base.faults import Faults
from bot.local_slack.base.models import App, Json
from bot.local_slack.base.wire import Wire
from bot.local_slack.core.payloads import Payloads
from bot.local_slack.transport.envelope import Ack, Envelope, EnvelopeKind, Transport
from bot.local_slack.transport.http import HttpDelivery
from bot.local_slack.transport.sockets import SocketHub

RETRY_AFTER_SECONDS = (0.0, 60.0, 300.0)
# Real seconds after which waiting ends even on a frozen clock, so that no test can hang.
SAFETY_SECONDS = 10.0
RETRY_REASONS = {"operation_timeout": "http_timeout", "dispatch_failed": "http_error"}
SUBSCRIPTIONS = {"channel": "message.channels", "group": "message.groups", "im": "message.im", "mpim": "message.mpim"}
# Without the scope Slack sends no such event (docs.slack.dev/reference/events); others need none.
SCOPES = {
    "app_mention": "app_mentions:read",
    "channel_archive": "channels:read",
    "channel_unarchive": "channels:read",
    "group_archive": "groups:read",
    "group_unarchive": "groups:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "subteam_created": "usergroups:read",
    "subteam_members_changed": "usergroups:read",
    "subteam_updated": "usergroups:read",
    "team_join": "users:read",
    "user_change": "users:read",
}
MEMBER_EVENTS = frozenset({"member_joined_channel", "member_left_channel"})


class Delivery:
    """One way out for commands, interactions, options and events, whatever the transport."""

    def __init__(
        self,
        app: App,
        clock: WorkspaceClock,
        activity: Activity,
        wire: Wire,
        faults: Faults,
        payloads: Payloads,
        sockets: SocketHub,
        http: HttpDelivery,
    ) -> None:
        self._app = app
        self._clock = clock
        self._activity = activity
        self._wire = wire
        self._faults = faults
        self._payloads = payloads
        self._sockets = sockets
        self._http = http
        self._tasks: set[asyncio.Task[Any]] = set()

    async def send(self, kind: EnvelopeKind, name: str, payload: Json) -> tuple[str, Ack]:
        """Deliver once; returns the record reference and the acknowledgement."""
        envelope = Envelope(kind, name, payload)
        return envelope.id, await self.carry(envelope)

    async def carry(self, envelope: Envelope) -> Ack:
        """Deliver an envelope as it is, recording payload and ack."""
        with self._activity.busy(envelope.name):
            data = {"payload": envelope.payload, "retry": envelope.retry, "retry_reason": envelope.retry_reason}
            self._wire.add("payload", envelope.name, data, ref=envelope.id)
            if slow := self._faults.take("slow", envelope.name):
                await self._clock.sleep(slow.seconds)
            ack = await self._transported(envelope)
            self._record(envelope, ack)
            return ack

    async def _transported(self, envelope: Envelope) -> Ack:
        transport: Transport = self._sockets if self._app.socket_mode else self._http
        try:
            async with asyncio.timeout(SAFETY_SECONDS):
                return await transport.send(envelope)
        except TimeoutError:
            detail = f"no ack within {SAFETY_SECONDS} real seconds; advance a frozen clock to reach the deadline"
            return Ack(delay_ms=SAFETY_SECONDS * 1000, failure="operation_timeout", detail=detail)

    def emit(self, event: Json) -> asyncio.Task[Ack] | None:
        """Deliver an event with Slack's retries; None when the app is not subscribed to it or lacks its scope.

        The task ends with the first attempt's acknowledgement; retries go on by themselves.
        """
        name = self.subscription_of(event)
        if name not in self._app.bot_events:
            return None
        if (needed := _scope_of(name, event)) and needed not in self._app.scopes:
            message = f"Slack sends {name} only to apps with the scope {needed}; add it to the manifest."
            self._wire.add("violation", name, {"code": "missing_scope", "message": message}, ok=False)
            return None
        payload = self._payloads.event(event)
        first: asyncio.Task[Ack] = self._spawn(self._first_attempt(payload))
        return first

    @staticmethod
    def subscription_of(event: Json) -> str:
        """Return the name under which the manifest subscribes to an event."""
        kind = str(event.get("type"))
        return SUBSCRIPTIONS.get(str(event.get("channel_type")), kind) if kind == "message" else kind

    async def close(self) -> None:
        """Give up pending redeliveries and close the transports."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._sockets.close()
        await self._http.close()

    async def _first_attempt(self, payload: Json) -> Ack:
        ack = await self.carry(self._event_envelope(payload, 0, ""))
        if not ack.ok and not ack.no_retry:
            self._spawn(self._retry(payload, ack))
        return ack

    async def _retry(self, payload: Json, ack: Ack) -> None:
        for number, seconds in enumerate(RETRY_AFTER_SECONDS, start=1):
            await self._clock.sleep(seconds)
            reason = RETRY_REASONS.get(ack.failure, "connection_failed")
            ack = await self.carry(self._event_envelope(payload, number, reason))
            if ack.ok or ack.no_retry:
                return
        self._wire.add("note", "event_given_up", {"event_id": payload["event_id"]}, ok=False)

    @staticmethod
    def _event_envelope(payload: Json, number: int, reason: str) -> Envelope:
        return Envelope("events_api", str(payload["event"]["type"]), payload, number, reason)

    def _record(self, envelope: Envelope, ack: Ack) -> None:
        data = {"payload": ack.payload, "failure": ack.failure, "detail": ack.detail, "status": ack.status}
        self._wire.add("ack", envelope.name, data, ref=envelope.id, delay_ms=ack.delay_ms, ok=ack.ok)
        if ack.ok and ack.payload and not envelope.takes_response:
            self._wire.add(
                "violation",
                envelope.name,
                {"code": "unexpected_body", "message": "This payload takes no answer body; send an empty ack."},
                ref=envelope.id,
                ok=True,
            )

    def _spawn(self, work: Any) -> asyncio.Task[Any]:
        task: asyncio.Task[Any] = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _scope_of(name: str, event: Json) -> str:
    if name in MEMBER_EVENTS:
        return "groups:read" if event.get("channel_type") == "G" else "channels:read"
    return SCOPES.get(name, "")
