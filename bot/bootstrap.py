"""Composition root: makes a running bot of the settings, and stops everything in order at the end."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial

from aiohttp import ClientSession, ClientTimeout, TCPConnector
from pydantic import SecretStr
from slack_bolt.async_app import AsyncApp
from sqlalchemy import text

from bot.app import build_app
from bot.clock import Clock, SystemClock
from bot.commands import notices
from bot.commands.base import Command
from bot.commands.registry import COMMANDS, PANELS
from bot.db import Database, serving
from bot.dispatch import events
from bot.dispatch.answers.effects import Effects
from bot.dispatch.answers.replies import Replies
from bot.dispatch.background import Background
from bot.dispatch.dispatcher import PATIENCE, Dispatcher
from bot.dispatch.gate import Gate
from bot.dispatch.home_tab import HomeTab
from bot.dispatch.routes import Routes
from bot.errors import ConfigurationError
from bot.manifest import SCOPES
from bot.runtime import Runtime
from bot.services.outbox.worker import OutboxWorker
from bot.services.people import settings as person_settings
from bot.services.people.profiles import OurWorkspace, People
from bot.services.roles import RoleCache, RoleMap
from bot.services.running import countdown
from bot.services.running.countdown import Countdown
from bot.services.running.doctor import Examiner, NotReady, examine
from bot.services.running.metrics import Metrics
from bot.services.running.replicas import Replicas
from bot.services.running.scheduler import Scheduler, Tick
from bot.services.slack.client import make_client
from bot.services.slack.web import Identity, SlackWeb
from bot.services.store import audit
from bot.services.store.after_commit import listen
from bot.settings import Settings
from bot.sweeps import memories, sweeps, upkeep
from bot.text import reader
from bot.transport import http
from bot.transport.health import Check, Health, Seldom, not_configured
from bot.transport.server import HttpServer
from bot.transport.server import Routes as HttpRoutes
from bot.transport.socket import SocketTransport

log = logging.getLogger(__name__)

AUTH_GOOD_SECONDS, AUTH_BAD_SECONDS = 30.0, 5.0


@dataclass(frozen=True)
class Parts:
    """Parts that exist before anything is known of the workspace."""

    settings: Settings
    clock: Clock
    db: Database
    slack: SlackWeb
    roles: RoleCache
    countdown: Countdown

    def examiner(self) -> Examiner:
        """Return the checks over these parts."""
        return Examiner(self.settings, self.db, self.slack, self.roles, set(SCOPES))


@dataclass(frozen=True)
class Bot:
    """Running bot; `port` serves HTTP, `ended` gets the reason once the bot cannot go on by itself.

    `sweeps` are the ticks beside the upkeep of the scheduler itself.
    """

    runtime: Runtime
    identity: Identity
    slack: SlackWeb
    people: People
    roles: RoleCache
    outbox: OutboxWorker
    metrics: Metrics
    dispatcher: Dispatcher
    app: AsyncApp
    port: int
    ended: "asyncio.Future[str]"
    sweeps: Sequence[Tick]


@asynccontextmanager
async def opened(
    settings: Settings, clock: Clock | None = None, open_database: Callable[[str], Database] = serving
) -> AsyncIterator[Parts]:
    """Open database and Web API, and close them after the block; ConfigurationError for what no check could report."""
    clock = clock or SystemClock()
    async with AsyncExitStack() as stack:
        db, end = open_database(settings.database_url.get_secret_value()), Countdown(SystemClock())
        stack.push_async_callback(lambda: db.aclose(end.left(countdown.THREADS)))
        connector = TCPConnector(limit=100, keepalive_timeout=60, ttl_dns_cache=300)
        session = ClientSession(connector=connector, timeout=ClientTimeout(total=30, connect=5))
        await stack.enter_async_context(session)
        # Without a token there is no client, but the other checks are still worth their lines.
        known = settings if settings.slack_bot_token else settings.model_copy(update={"slack_bot_token": SecretStr("")})
        slack = SlackWeb(make_client(known, session), clock)
        roles = RoleCache(slack, clock, RoleMap.of(settings))
        stack.push_async_callback(roles.close)
        yield Parts(settings, clock, db, slack, roles, end)


@asynccontextmanager
async def running_bot(
    settings: Settings,
    *,
    clock: Clock | None = None,
    commands: Sequence[Command] = COMMANDS,
    timers: bool = True,
    patience: float = PATIENCE,
    open_database: Callable[[str], Database] = serving,
) -> AsyncIterator[Bot]:
    """Check the parts, start the bot, and after the block stop it within 5 s, acknowledged work first.

    `timers` False leaves the outbox, refreshes and sweeps to the caller (tests move time by hand). `patience` are the
    seconds after which a handler counts as slow. Raise NotReady with every failed check, or ConfigurationError.
    """
    async with AsyncExitStack() as stack:
        parts = await stack.enter_async_context(opened(settings, clock, open_database))
        examiner = parts.examiner()
        failed = [finding for finding in await examine(examiner.essentials()) if not finding.ok]
        if failed or examiner.identity is None or examiner.provider is None:
            raise NotReady(failed)
        runtime = Runtime(settings, parts.db, parts.clock, examiner.provider, files=parts.slack)
        yield await _start(stack, parts, examiner.identity, runtime, Routes(commands, PANELS), timers, patience)


async def _start(
    stack: AsyncExitStack,
    parts: Parts,
    identity: Identity,
    runtime: Runtime,
    routes: Routes,
    timers: bool,
    patience: float,
) -> Bot:
    settings = parts.settings
    words = reader(settings.default_locale, settings.default_timezone)
    people = await _people(stack, parts, identity)
    outbox = OutboxWorker(parts.db, parts.slack, partial(notices.render, parts.db), parts.clock, people, words)
    stack.push_async_callback(lambda: outbox.stop(parts.countdown.left(countdown.OUTBOX)))
    app_id = await parts.slack.app_of(identity.bot_id) if identity.bot_id else ""
    gate = Gate(identity.team_id, app_id, people, parts.roles, words)
    ended: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    metrics = _metrics(parts)
    background = Background(metrics)
    stack.push_async_callback(lambda: background.drain(parts.countdown.left(countdown.BACKGROUND)))
    runtime = replace(runtime, actor_of=gate.other)
    tab = _home_tab(stack, parts, runtime, gate, routes)
    replicas = await _replicas(parts, people, tab)
    handlers = events.handlers(tab, parts.roles, people, replicas, partial(_end, ended))
    replies = Replies(Effects(parts.slack, parts.clock, metrics, tab.published))
    dispatcher = Dispatcher(runtime, routes, gate, replies, background, metrics, handlers, patience)
    app = build_app(parts.slack.client, identity, dispatcher)
    await parts.roles.refresh()
    port = await _listen(stack, parts, app, metrics, partial(_measure, metrics, outbox), ended)
    swept = [*sweeps(runtime, people, parts.roles), *_memories(parts, tab, replicas)]
    if timers:
        background.start("reading people", lambda: people.warm(parts.roles.members()))
        scheduler = Scheduler([*upkeep(runtime, outbox, parts.roles, people), *swept], [outbox.loop])
        scheduler.start()
        stack.push_async_callback(scheduler.stop)
    stack.callback(_begin_to_end, parts)
    return Bot(
        runtime, identity, parts.slack, people, parts.roles, outbox, metrics, dispatcher, app, port, ended, swept
    )


def _begin_to_end(parts: Parts) -> None:
    parts.countdown.begin()
    parts.db.finish_within(countdown.DATABASE)


async def _people(stack: AsyncExitStack, parts: Parts, identity: Identity) -> People:
    """Make the memory of people; a language chosen in another process counts from the next tick on."""
    settings, spoken = parts.settings, person_settings.languages(parts.db)
    await spoken.reload(parts.db)
    home = OurWorkspace(identity.team_id, identity.enterprise_id, settings.default_locale, settings.default_timezone)
    people = People(parts.slack, parts.clock, home, spoken.of)
    stack.push_async_callback(people.close)
    return people


async def _replicas(parts: Parts, people: People, tab: HomeTab) -> Replicas:
    """Connect to the other replicas; what they learn counts from here on, so groups and people are read afterwards."""
    learn = events.learning(parts.roles, people, person_settings.languages(parts.db))
    replicas = Replicas(parts.db, parts.clock, learn, tab.changed)
    await replicas.run()
    return replicas


def _home_tab(stack: AsyncExitStack, parts: Parts, runtime: Runtime, gate: Gate, routes: Routes) -> HomeTab:
    tab = HomeTab(runtime, parts.slack, gate, routes.commands)
    stack.callback(listen(parts.db.writer, audit.TOPIC, tab.changed))
    return tab


def _memories(parts: Parts, tab: HomeTab, replicas: Replicas) -> list[Tick]:
    languages = partial(person_settings.languages(parts.db).reload, parts.db)
    return memories(replicas=replicas.run, home=tab.run, languages=languages)


async def _listen(
    stack: AsyncExitStack,
    parts: Parts,
    app: AsyncApp,
    metrics: Metrics,
    measure: Callable[[], Awaitable[None]],
    ended: "asyncio.Future[str]",
) -> int:
    settings, checks = parts.settings, {"database": partial(_database_problem, parts.db)}
    routes: HttpRoutes = {("POST", "/partner-center/events"): not_configured}
    socket = None
    if settings.slack_app_token is not None:
        give_up = partial(_end, ended, "no Socket Mode connection could be made")
        socket = SocketTransport(app, settings.slack_app_token.get_secret_value(), parts.clock, give_up)
        stack.push_async_callback(lambda: socket.stop(parts.countdown.left(countdown.ACKNOWLEDGED)))
        metrics.watch("bot_socket_connected", "1 with a live Socket Mode connection", lambda: socket.connected)
    else:
        routes = {**routes, **http.slack_routes(app, settings, parts.clock)}
    health = Health(checks | {"Slack": _slack_check(parts, socket, ended)}, metrics, measure)
    server = HttpServer(settings.host, settings.port, {**routes, **health.routes()}, metrics)
    port = await server.start()
    stack.push_async_callback(lambda: server.stop(parts.countdown.left(countdown.ACKNOWLEDGED)))
    if socket is not None:
        await _connect(socket)
    return port


async def _connect(socket: SocketTransport) -> None:
    try:
        await socket.start()
    except TimeoutError:
        raise ConfigurationError("Slack gives no Socket Mode connection; is it on in the app's settings?") from None


def _metrics(parts: Parts) -> Metrics:
    metrics = Metrics()
    metrics.watch_calls(parts.slack.counts.calls, parts.slack.counts.errors)
    metrics.watch("bot_roles_age_seconds", "Age of the user group memberships", lambda: _age(parts.roles))
    return metrics


async def _measure(metrics: Metrics, outbox: OutboxWorker) -> None:
    backlog = await outbox.backlog()
    for state, count in {"open": backlog.open, "due": backlog.due, "dead": backlog.dead}.items():
        metrics.outbox.labels(state).set(count)


def _age(roles: RoleCache) -> float:
    age = roles.status().age
    return float("inf") if age is None else age


async def _database_problem(db: Database) -> str | None:
    await db.read(lambda session: session.connection().execute(text("SELECT 1")).scalar())
    return None


def _slack_check(parts: Parts, socket: SocketTransport | None, ended: "asyncio.Future[str]") -> Check:
    async def token() -> str | None:
        await parts.slack.auth_test()
        return None

    # Over HTTP only the token shows whether Slack still knows us.
    reached = socket.problem if socket is not None else Seldom(token, parts.clock, AUTH_GOOD_SECONDS, AUTH_BAD_SECONDS)

    async def check() -> str | None:
        return ended.result() if ended.done() else await reached()

    return check


def _end(ended: "asyncio.Future[str]", reason: str) -> None:
    if not ended.done():
        ended.set_result(reason)
