"""The workspace: state, wire, clock, faults and people put together behind one object."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any, Literal

from bot.local_slack.activity import Activity
from bot.local_slack.admin import Admin
from bot.local_slack.announcing import Announcer
from bot.local_slack.chat import Chat
from bot.local_slack.clock import WorkspaceClock
from bot.local_slack.driver import Person
from bot.local_slack.errors import NotVisible
from bot.local_slack.faults import Faults
from bot.local_slack.grants import Grants
from bot.local_slack.guide import Guide
from bot.local_slack.interactions import Interactions
from bot.local_slack.limits import RateLimits
from bot.local_slack.modals import Modals
from bot.local_slack.models import App, Json
from bot.local_slack.outside import Outside
from bot.local_slack.payloads import Payloads
from bot.local_slack.seed import build
from bot.local_slack.transport.delivery import Delivery
from bot.local_slack.transport.envelope import Ack, Envelope
from bot.local_slack.transport.http import HttpDelivery
from bot.local_slack.transport.sockets import SocketHub
from bot.local_slack.validation import Validator
from bot.local_slack.wire import Record, Wire


class Workspace:
    """A local Slack for one app.

    `seed`: see `bot.local_slack.seed.build`. `clock`: real plus offset unless given. `rate_limits` False lifts the
    Web API tiers, for load tests. `sign_with`: "real" signs HTTP requests with the machine's time, as a stock
    bot expects; "workspace" with the workspace clock, for a bot whose clock follows it. `http_ssl`: client TLS
    context for https request URLs.
    """

    def __init__(
        self,
        seed: Mapping[str, Any],
        *,
        clock: WorkspaceClock | None = None,
        rate_limits: bool = True,
        sign_with: Literal["real", "workspace"] = "real",
        http_ssl: Any = True,
        wire_limit: int = 10_000,
    ) -> None:
        self.clock = clock or WorkspaceClock()
        self.activity = Activity()
        self.wire = Wire(self.clock, self.activity, wire_limit)
        self.faults = Faults(self.wire)
        self.limits = RateLimits(self.clock, enabled=rate_limits)
        self.state = build(seed, self.clock, self.activity)
        self.faults.on_change(partial(self.state.publish, "faults"))
        self.grants = Grants(self.clock)
        self.modals = Modals(self.state)
        self.chat = Chat(self.state)
        self.validator = Validator(self.wire)
        self.payloads = Payloads(self.state, self.modals, self.grants)
        self.sockets = SocketHub(self.state.app, self.clock, self.wire, self.faults)
        self.http = HttpDelivery(self.state.app, self.clock, self.faults, self._stamps(sign_with), http_ssl)
        self.delivery = Delivery(
            self.state.app, self.clock, self.activity, self.wire, self.faults, self.payloads, self.sockets, self.http
        )
        self.announcer = Announcer(self.state, self.payloads, self.delivery)
        self.chat.tell(self.announcer)
        self.admin = Admin(self.state, self.delivery)
        self.guide = Guide(self.wire, partial(self.state.publish, "guide"))
        self.outside = Outside()
        self.interactions = Interactions(self)
        self._people: dict[str, Person] = {}
        self._oauth_codes: set[str] = set()

    def _stamps(self, sign_with: str) -> Callable[[], int]:
        return self.clock.transport_unix if sign_with == "real" else lambda: int(self.clock.unix())

    @property
    def base_url(self) -> str:
        """Where the server listens, without a trailing slash; set by `serve`."""
        return self.payloads.base_url

    @base_url.setter
    def base_url(self, url: str) -> None:
        self.payloads.base_url = url

    @property
    def app(self) -> App:
        """The installed app with its credentials and manifest."""
        return self.state.app

    async def connected(self, count: int = 1, *, timeout: float = 5.0) -> None:  # noqa: ASYNC109 - as in `settle`
        """Wait until the bot holds at least `count` Socket Mode connections, `timeout` real seconds at most."""
        await self.settle(lambda: len(self.sockets.connections) >= count, timeout=timeout)

    @property
    def installer(self) -> str:
        """The person who installed the app: the first administrator, else the first person."""
        people = [user for user in self.state.users.values() if not user.is_bot]
        return next((user.id for user in people if user.is_admin), people[0].id if people else "")

    def person(self, user_id: str) -> Person:
        """Act as somebody, by id or name. NotVisible for an unknown or deactivated person."""
        found = self.state.users.get(user_id)
        if found is None:
            found = next((user for user in self.state.users.values() if user.name == user_id), None)
        if found is None or found.is_bot or found.deleted:
            names = [f"{user.id} ({user.name})" for user in self.state.users.values() if not user.is_bot]
            raise NotVisible(f"No active person {user_id}", names)
        return self._people.setdefault(found.id, Person(self, found.id))

    async def settle(
        self,
        predicate: Callable[[], object] | None = None,
        *,
        timeout: float = 5.0,  # noqa: ASYNC109 - a test reads better with the limit as an argument
        quiet: float = 0.02,
    ) -> None:
        """Wait until `predicate()` is true, or, without one, until nothing has run for `quiet` real seconds.

        Raises NotSettled after `timeout` real seconds.
        """
        await self.activity.settle(predicate, timeout, quiet)

    def advance(self, delta: timedelta) -> None:
        """Move the clock forward."""
        self.clock.advance(delta)
        self.state.publish("clock")

    async def resend(self, record: Record) -> Ack:
        """Deliver a recorded payload once more, byte for byte the same content (double clicks, replays)."""
        names = {"slash_commands": "slash_commands", "block_suggestion": "options"}
        payload: Json = record.data["payload"]
        kind: Any = names.get(record.name, "events_api" if "event" in payload else "interactive")
        return await self.delivery.carry(Envelope(kind, record.name, payload))

    async def verify_urls(self) -> dict[str, str]:
        """Do what Slack does when a request URL is saved: send `url_verification`; also send `ssl_check`.

        Returns url to problem, "" when it answered rightly.
        """
        return await self.http.verify_urls()

    def schedule(self, entry: Json) -> str:
        """Keep a message to post at `entry["post_at"]` (unix seconds); returns its id."""
        scheduled_id = self.state.new_id("Q")
        self.state.scheduled[scheduled_id] = entry
        self.arm_scheduled(scheduled_id)
        return scheduled_id

    def arm_scheduled(self, scheduled_id: str) -> None:
        """Start the timer of a kept message."""
        delay = self.state.scheduled[scheduled_id]["post_at"] - self.clock.unix()
        self.clock.call_later(max(0.0, delay), lambda: self._post_scheduled(scheduled_id))

    def _post_scheduled(self, scheduled_id: str) -> None:
        entry = self.state.scheduled.pop(scheduled_id, None)
        if entry is not None:
            channel = self.state.channels[entry["channel"]]
            thread = entry.get("thread_ts")
            self.chat.post(channel, self.state.app.bot_user_id, entry["content"], by_app=True, thread_ts=thread)

    def issue_oauth_code(self) -> str:
        """A code as the install page hands out, good for one `oauth.v2.access`."""
        code = secrets.token_urlsafe(12)
        self._oauth_codes.add(code)
        return code

    def redeem_oauth_code(self, code: str) -> bool:
        """Use a code up; False when it is unknown or used."""
        known = code in self._oauth_codes
        self._oauth_codes.discard(code)
        return known

    async def close(self) -> None:
        """Stop redeliveries, timers and connections."""
        await self.delivery.close()
        self.clock.close()
