"""Composition root: makes a running bot of the settings, and stops everything in order at the end."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from aiohttp import ClientSession, ClientTimeout, TCPConnector
from pydantic import SecretStr
from slack_bolt.async_app import AsyncApp
from sqlalchemy.exc import SQLAlchemyError

from bot.app import build_app
from bot.clock import Clock, SystemClock
from bot.commands import notices
from bot.commands.base import Command
from bot.commands.registry import COMMANDS, PANELS
from bot.db import Database, serving
from bot.dispatch import events
from bot.dispatch.answers.covered import DRAWN, CoveredViews
from bot.dispatch.answers.drawings import Drawings
from bot.dispatch.answers.effects import Effects
from bot.dispatch.answers.replies import Replies
from bot.dispatch.background import Background
from bot.dispatch.dispatcher import PATIENCE, Dispatcher
from bot.dispatch.gate import Gate
from bot.dispatch.home_tab import HomeTab
from bot.dispatch.routes import Routes
from bot.errors import Unavailable
from bot.front import Front, clock_check, database_check, roles_age, roles_check, token_check, unless_ended
from bot.manifest import SCOPES
from bot.partner_center.reading import PartnerCenterReading, reading
from bot.runtime import Runtime
from bot.services.outbox.worker import OutboxWorker
from bot.services.people import settings as person_settings
from bot.services.people.profiles import OurWorkspace, People
from bot.services.roles import RoleCache, RoleMap
from bot.services.running import countdown
from bot.services.running.clocks import Clocks
from bot.services.running.countdown import Countdown
from bot.services.running.doctor import Examiner
from bot.services.running.gauges import measure
from bot.services.running.metrics import Metrics
from bot.services.running.replicas import Replicas
from bot.services.running.scheduler import Scheduler, Tick
from bot.services.running.starting import Learnt, ruled, separate, until_ready
from bot.services.slack.client import make_client
from bot.services.slack.web import Identity, SlackWeb
from bot.services.store import audit
from bot.services.store.after_commit import listen
from bot.settings import Settings
from bot.sweeps import memories, scene_now, sweeps, upkeep
from bot.text import reader
from bot.transport import http
from bot.transport.partner_center import partner_center_routes
from bot.transport.server import Routes as HttpRoutes
from bot.transport.socket import SocketTransport

log = logging.getLogger(__name__)

# For the first reading of user groups; without it everybody is refused, with the reason, and it is tried again.
ROLES_SECONDS = 3.0


@dataclass(frozen=True)
class Parts:
    """Parts that exist before anything is known of the workspace."""

    settings: Settings
    clock: Clock
    db: Database
    slack: SlackWeb
    roles: RoleCache
    countdown: Countdown
    clocks: Clocks
    partner_center: PartnerCenterReading

    def examiner(self) -> Examiner:
        """Return the checks over these parts."""
        microsoft = self.partner_center.checks()
        return Examiner(self.settings, self.db, self.slack, self.roles, set(SCOPES), self.clocks, microsoft)


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
    front: Front
    ended: "asyncio.Future[str]"
    sweeps: Sequence[Tick]

    @property
    def port(self) -> int:
        """TCP port that it listens on."""
        return self.front.port


@asynccontextmanager
async def opened(
    settings: Settings, clock: Clock | None = None, open_database: Callable[[str], Database] = serving
) -> AsyncIterator[Parts]:
    """Open database and Web API, and close them after the block; ConfigurationError for what no check could report."""
    clock = clock or SystemClock()
    async with AsyncExitStack() as stack:
        db, end = ruled(open_database, settings), Countdown(SystemClock())
        stack.push_async_callback(lambda: db.aclose(end.left(countdown.THREADS)))
        connector = TCPConnector(limit=100, keepalive_timeout=60, ttl_dns_cache=300)
        session = ClientSession(connector=connector, timeout=ClientTimeout(total=30, connect=5))
        await stack.enter_async_context(session)
        # Without a token there is no client, but the other checks are still worth their lines.
        known = settings if settings.slack_bot_token else settings.model_copy(update={"slack_bot_token": SecretStr("")})
        slack = SlackWeb(make_client(known, session), clock)
        roles = RoleCache(slack, clock, RoleMap.of(settings))
        stack.push_async_callback(roles.close)
        microsoft = await stack.enter_async_context(reading(settings, db))
        yield Parts(settings, clock, db, slack, roles, end, Clocks(SystemClock()), microsoft)


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
        front = Front(settings, _metrics(parts))
        await front.start()
        log.info("looking at what is needed, listening on %s:%d", settings.host, front.port)
        stack.push_async_callback(lambda: front.stop(parts.countdown.left(countdown.ACKNOWLEDGED)))
        learnt = await until_ready(parts.examiner, front.say)
        await separate(parts.db, learnt.provider, front.say)
        yield await _start(stack, parts, front, learnt, Routes(commands, PANELS), timers, patience)


async def _start(
    stack: AsyncExitStack,
    parts: Parts,
    front: Front,
    learnt: Learnt,
    routes: Routes,
    timers: bool,
    patience: float,
) -> Bot:
    settings, slack, metrics, identity = parts.settings, parts.slack, front.metrics, learnt.identity
    words = reader(settings.default_locale, settings.default_timezone)
    people = await _people(stack, parts, identity)
    team = reader(settings.channel_locale or settings.default_locale, settings.default_timezone, together=True)
    render, observe = partial(notices.render, parts.db), metrics.delivery_seconds.observe
    outbox = OutboxWorker(parts.db, parts.slack, render, parts.clock, people, words, team=team, sent_after=observe)
    _watch(parts, metrics, people, outbox)
    stack.push_async_callback(lambda: outbox.stop(parts.countdown.left(countdown.OUTBOX)))
    gate = Gate(identity.team_id, learnt.app_id, people, parts.roles, words)
    ended: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    background = Background(metrics)
    stack.push_async_callback(lambda: background.drain(parts.countdown.left(countdown.BACKGROUND)))
    runtime = Runtime(settings, parts.db, parts.clock, learnt.provider, gate.other, slack, people.names, slack)
    tab = _home_tab(stack, parts, runtime, gate, routes)
    replicas, covered = await _replicas(parts, people, tab)
    handlers = events.handlers(tab, parts.roles, people, replicas, partial(_end, ended), parts.slack.is_refused)
    replies = Replies(Effects(parts.slack, parts.clock, metrics, covered, tab.published))
    dispatcher = Dispatcher(runtime, routes, gate, replies, background, metrics, handlers, patience)
    app = build_app(parts.slack.client, identity, dispatcher)
    await _read_roles(parts.roles)
    await _admit(stack, parts, app, front, outbox, ended)
    swept = [*sweeps(runtime, people, parts.roles, metrics.mailed), *_others(parts, runtime, tab, replicas)]
    if timers:
        background.start("reading people", lambda: people.warm(parts.roles.members()))
        scheduler = Scheduler([*upkeep(runtime, outbox, parts.roles, people), *swept], [outbox.loop])
        scheduler.start()
        stack.push_async_callback(scheduler.stop)
    stack.callback(_begin_to_end, parts)
    return Bot(
        runtime, identity, parts.slack, people, parts.roles, outbox, metrics, dispatcher, app, front, ended, swept
    )


async def _read_roles(roles: RoleCache) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(ROLES_SECONDS):
            await roles.refresh()


def _begin_to_end(parts: Parts) -> None:
    parts.countdown.begin()
    parts.db.finish_within(countdown.DATABASE)


async def _people(stack: AsyncExitStack, parts: Parts, identity: Identity) -> People:
    """Make the memory of people; a language chosen in another process counts from the next tick on."""
    settings, spoken = parts.settings, person_settings.languages(parts.db)
    await _now_or_later(spoken.reload(parts.db))
    home = OurWorkspace(identity.team_id, identity.enterprise_id, settings.default_locale, settings.default_timezone)
    people = People(parts.slack, parts.clock, home, spoken.of)
    stack.push_async_callback(people.close)
    return people


async def _replicas(parts: Parts, people: People, tab: HomeTab) -> tuple[Replicas, CoveredViews]:
    """Connect to the other replicas; what they learn counts from here on, so groups and people are read afterwards."""
    drawings = Drawings()
    learn = events.learning(parts.roles, people, person_settings.languages(parts.db), drawings)
    replicas = Replicas(parts.db, parts.clock, learn, tab.changed, lasting={DRAWN})
    await _now_or_later(replicas.run())
    return replicas, CoveredViews(drawings, replicas)


async def _now_or_later(reading: Coroutine[Any, Any, None]) -> None:
    """Read what a tick reads again: a database that goes away at this very moment need not end the start."""
    try:
        await reading
    except (SQLAlchemyError, Unavailable) as error:
        log.warning("read again later: %s", type(error).__name__)


def _home_tab(stack: AsyncExitStack, parts: Parts, runtime: Runtime, gate: Gate, routes: Routes) -> HomeTab:
    tab = HomeTab(runtime, parts.slack, gate, routes.commands)
    stack.callback(listen(parts.db.writer, audit.TOPIC, tab.changed))
    return tab


def _others(parts: Parts, runtime: Runtime, tab: HomeTab, replicas: Replicas) -> list[Tick]:
    languages = partial(person_settings.languages(parts.db).reload, parts.db)
    known = memories(replicas=replicas.run, home=tab.run, languages=languages)
    return [*known, *parts.partner_center.ticks(parts.clock, partial(scene_now, runtime))]


async def _admit(
    stack: AsyncExitStack, parts: Parts, app: AsyncApp, front: Front, outbox: OutboxWorker, ended: "asyncio.Future[str]"
) -> None:
    """Let Slack in, over the transport that is configured, and have /readyz tell of everything from now on."""
    settings = parts.settings
    checks = {"database": database_check(parts.db, parts.clock, parts.clocks), "roles": roles_check(parts.roles)}
    socket, reached = None, token_check(parts.slack, parts.clock, parts.clocks)
    routes: HttpRoutes = {}
    if settings.slack_app_token is not None:
        give_up = partial(_end, ended, "no Socket Mode connection could be made")
        socket = SocketTransport(app, settings.slack_app_token.get_secret_value(), parts.clock, give_up)
        stack.push_async_callback(lambda: socket.stop(parts.countdown.left(countdown.ACKNOWLEDGED)))
        front.metrics.watch("bot_socket_connected", "1 with a live Socket Mode connection", lambda: socket.connected)
        reached = socket.problem
    else:
        routes = http.slack_routes(app, settings, parts.clock)
        checks["clock"] = clock_check(parts.clocks)
    routes = {**routes, **partner_center_routes(parts.partner_center.receive)}
    checks["Slack"] = unless_ended(lambda: ended.result() if ended.done() else None, reached)
    front.open(routes, checks, partial(_measure, parts, front.metrics, outbox))
    if socket is not None:
        await socket.start()


def _metrics(parts: Parts) -> Metrics:
    metrics = Metrics()
    metrics.watch_calls(parts.slack.counts.calls, parts.slack.counts.errors)
    metrics.watch("bot_roles_age_seconds", "Age of the user group memberships", lambda: roles_age(parts.roles))
    return metrics


def _watch(parts: Parts, metrics: Metrics, people: People, outbox: OutboxWorker) -> None:
    metrics.watch("bot_profiles_age_seconds", "Age of the oldest profile in use", people.oldest)
    metrics.watch_outcomes(outbox.outcomes)


async def _measure(parts: Parts, metrics: Metrics, outbox: OutboxWorker) -> None:
    await measure(parts.db, parts.clock, parts.clocks, await outbox.backlog(), metrics)


def _end(ended: "asyncio.Future[str]", reason: str) -> None:
    if not ended.done():
        ended.set_result(reason)
