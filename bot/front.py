"""The listener, open from the first moment: alive at once, ready once everything is, and saying until then why not."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from aiohttp import web

from bot.clock import Clock
from bot.db import Database
from bot.services.hearing import ports as hearing
from bot.services.roles import RoleCache
from bot.services.running.clocks import SLACK, Clocks
from bot.services.running.metrics import Metrics
from bot.services.running.probe import excluded, probe
from bot.services.slack.web import SlackWeb
from bot.settings import Settings
from bot.transport.guard import MOST_SECONDS_OFF
from bot.transport.health import Check, Health, Seldom, not_configured
from bot.transport.http import EVENTS_PATH
from bot.transport.server import HttpServer, Routes, answer

AUTH_GOOD_SECONDS, AUTH_BAD_SECONDS = 30.0, 5.0
WRITE_GOOD_SECONDS, WRITE_BAD_SECONDS = 1.5, 1.0


class Front:
    """Serves /healthz, /readyz and /metrics by itself, and what it is given with `open`."""

    def __init__(self, settings: Settings, metrics: Metrics) -> None:
        self.metrics = metrics
        self._reason: str | None = "starting"
        self.health = Health({"start": self._starting}, metrics)
        routes: Routes = {("POST", hearing.EVENTS_PATH): not_configured, **self.health.routes()}
        if settings.slack_app_token is None:
            routes = {**routes, ("POST", EVENTS_PATH): _not_yet}
        self._server = HttpServer(settings.host, settings.port, routes, metrics)
        self.port = 0

    async def start(self) -> None:
        """Listen; ConfigurationError if the port is taken."""
        self.port = await self._server.start()

    async def stop(self, seconds: float) -> None:
        """Finish running requests, for `seconds` at most."""
        await self._server.stop(seconds)

    def say(self, reason: str) -> None:
        """Tell /readyz what the start waits for."""
        self._reason = reason

    def open(self, routes: Routes, checks: Mapping[str, Check], measure: Callable[[], Awaitable[None]]) -> None:
        """Serve these routes, too, and be ready when these checks say so."""
        self._server.serve(routes)
        self.health.watch(checks, measure)

    async def _starting(self) -> str | None:
        return self._reason


async def _not_yet(_request: web.BaseRequest) -> web.Response:
    return answer(503, {"error": "starting"})


def database_check(db: Database, clock: Clock, clocks: Clocks) -> Check:
    """Check, now and then, that the database takes what is written and is for this version; look at its clock."""

    async def check() -> str | None:
        problem = await probe(db, clock)
        if problem:
            return problem
        await clocks.compare_database(db)
        return await db.read(excluded)

    return Seldom(check, clock, WRITE_GOOD_SECONDS, WRITE_BAD_SECONDS)


def roles_check(roles: RoleCache) -> Check:
    """Check that roles can be told: without, everybody is refused."""

    async def check() -> str | None:
        return None if roles.usable else "user groups cannot be read"

    return check


def roles_age(roles: RoleCache) -> float:
    """Return the seconds since the user groups were read, infinity while they never were."""
    return float("inf") if (age := roles.status().age) is None else age


def token_check(slack: SlackWeb, clock: Clock, clocks: Clocks) -> Check:
    """Check that Slack still knows the token; over HTTP nothing else shows that."""

    async def check() -> str | None:
        clocks.compare_header((await slack.auth_test()).date)
        return None

    return Seldom(check, clock, AUTH_GOOD_SECONDS, AUTH_BAD_SECONDS)


def clock_check(clocks: Clocks) -> Check:
    """Check that Slack's signatures are not too old or too new for this machine, which would refuse all of them."""

    async def check() -> str | None:
        return clocks.off(MOST_SECONDS_OFF).get(SLACK)

    return check


def unless_ended(ended: Callable[[], str | None], reached: Check) -> Check:
    """Check what `reached` does, until the bot has ended for good."""
    return partial(_unless, ended, reached)


async def _unless(ended: Callable[[], str | None], reached: Check) -> str | None:
    return ended() or await reached()
