"""Workspace as the program that embeds it sees it: its parts, its people and its time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Literal

from bot.local_slack.api.rate_limits import RateLimits
from bot.local_slack.base.clock import WorkspaceClock
from bot.local_slack.base.models import Json
from bot.local_slack.base.wire import Record
from bot.local_slack.browser.outside import Outside
from bot.local_slack.browser.walkthrough import Walkthrough
from bot.local_slack.core.parts import Core
from bot.local_slack.people.driver import Person
from bot.local_slack.people.registry import People
from bot.local_slack.transport.envelope import Ack, Envelope


class Workspace(Core):
    """A local Slack for one app.

    `seed`: see `bot.local_slack.base.seed.build`. `clock`: real plus offset unless given. `rate_limits` False lifts the
    Web API tiers, for load tests. `sign_with`: "real" signs HTTP requests with the machine's time, as a stock
    bot expects; "workspace" with the workspace clock, for a bot whose clock follows it. `http_ssl`: client TLS
    context for https request URLs. `wire_limit`: how many records the wire keeps.
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
        super().__init__(seed, clock or WorkspaceClock(), sign_with=sign_with, http_ssl=http_ssl, wire_limit=wire_limit)
        self.limits = RateLimits(self.clock, enabled=rate_limits)
        self.people = People(self)
        self.walkthrough = Walkthrough(self.wire, partial(self.state.publish, "guide"))
        self.outside = Outside()

    async def connected(self, count: int = 1, *, timeout: float = 5.0) -> None:  # noqa: ASYNC109 - as in `settle`
        """Wait until the bot holds at least `count` Socket Mode connections, `timeout` real seconds at most."""
        await self.settle(lambda: len(self.sockets.connections) >= count, timeout=timeout)

    def person(self, user_id: str) -> Person:
        """Act as somebody, by id or name. NotVisible for an unknown or deactivated person."""
        return self.people.find(user_id)

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

    def issue_oauth_code(self) -> str:
        """Hand out a code as the install page does, good for one `oauth.v2.access`."""
        return self.grants.oauth_code()

    async def close(self) -> None:
        """Stop redeliveries, timers and connections."""
        await self.delivery.close()
        self.clock.close()
