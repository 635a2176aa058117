"""Envelopes that both transports carry, and the acknowledgements they bring back."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Literal, Protocol

from bot.local_slack.base.models import Json

EnvelopeKind = Literal["slash_commands", "interactive", "options", "events_api"]
Failure = Literal["", "operation_timeout", "dispatch_failed", "not_connected", "connection_failed", "not_configured"]


@dataclass(frozen=True, slots=True)
class Envelope:
    """Payload on its way; `name` is its type for the record, `retry` 0 for a first delivery."""

    kind: EnvelopeKind
    name: str
    payload: Json
    retry: int = 0
    retry_reason: str = ""
    id: str = field(default_factory=lambda: str(uuid.uuid4()))

    @property
    def takes_response(self) -> bool:
        """True if the acknowledgement may carry a body."""
        return self.kind != "events_api" and self.name != "view_closed"


@dataclass(frozen=True, slots=True)
class Ack:
    """Acknowledgement by the bot, or its failure.

    `payload` is the body as JSON, or text that is not JSON, or None. `failure` is empty when the bot answered
    in time. `delay_ms` is real milliseconds. `status` is the HTTP status, 0 over Socket Mode.
    """

    payload: Json | str | None = None
    delay_ms: float = 0.0
    failure: Failure = ""
    detail: str = ""
    status: int = 0
    no_retry: bool = False

    @property
    def ok(self) -> bool:
        """True if the bot acknowledged in time."""
        return not self.failure


class Transport(Protocol):
    """Carries one envelope and waits for its acknowledgement, at most the 3 s Slack gives."""

    async def send(self, envelope: Envelope) -> Ack:
        """Deliver; every failure is told in the Ack, none is raised."""
        ...
