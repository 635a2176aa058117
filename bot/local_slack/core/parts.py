"""Parts of a workspace that its people, its Web API and its page share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any, Literal

from bot.local_slack.base.activity import Activity
from bot.local_slack.base.clock import WorkspaceClock
from bot.local_slack.base.faults import Faults
from bot.local_slack.base.models import App
from bot.local_slack.base.seed import build
from bot.local_slack.base.wire import Wire
from bot.local_slack.core.admin import Admin
from bot.local_slack.core.announcing import Announcer
from bot.local_slack.core.chat import Chat
from bot.local_slack.core.delivery import Delivery
from bot.local_slack.core.grants import Grants
from bot.local_slack.core.modals import Modals
from bot.local_slack.core.payloads import Payloads
from bot.local_slack.core.scheduling import ScheduledMessages
from bot.local_slack.core.validation import Validator
from bot.local_slack.transport.http import HttpDelivery
from bot.local_slack.transport.sockets import SocketHub


class Core:
    """The shared parts, each built from those above it; parameters as of `Workspace`."""

    def __init__(
        self,
        seed: Mapping[str, Any],
        clock: WorkspaceClock,
        *,
        sign_with: Literal["real", "workspace"],
        http_ssl: Any,
        wire_limit: int,
    ) -> None:
        self.clock = clock
        self.activity = Activity()
        self.wire = Wire(clock, self.activity, wire_limit)
        self.faults = Faults(self.wire)
        self.state = build(seed, clock, self.activity)
        self.faults.on_change(partial(self.state.publish, "faults"))
        self.grants = Grants(clock)
        self.modals = Modals(self.state)
        self.validator = Validator(self.wire)
        self.payloads = Payloads(self.state, self.modals, self.grants)
        self.sockets = SocketHub(self.app, clock, self.wire, self.faults)
        self.http = HttpDelivery(self.app, clock, self.faults, self._stamps(sign_with), http_ssl)
        self.delivery = Delivery(
            self.app, clock, self.activity, self.wire, self.faults, self.payloads, self.sockets, self.http
        )
        self.announcer = Announcer(self.state, self.payloads, self.delivery)
        self.chat = Chat(self.state, self.announcer)
        self.scheduled = ScheduledMessages(self.state, self.chat)
        self.admin = Admin(self.state, self.delivery)

    def _stamps(self, sign_with: str) -> Callable[[], int]:
        return self.clock.transport_unix if sign_with == "real" else lambda: int(self.clock.unix())

    @property
    def base_url(self) -> str:
        """The address the server listens at, without a trailing slash; set by `serve`."""
        return self.payloads.base_url

    @base_url.setter
    def base_url(self, url: str) -> None:
        self.payloads.base_url = url

    @property
    def app(self) -> App:
        """The installed app with its credentials and manifest."""
        return self.state.app

    def advance(self, delta: timedelta) -> None:
        """Move the clock forward. ValueError for a negative delta."""
        self.clock.advance(delta)
        self.wire.add("note", "clock", {"seconds": delta.total_seconds()})
        self.state.publish("clock")
