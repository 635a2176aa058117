"""Subcommand `serve`: the bot, until a signal ends it or a failure that it cannot mend."""

import asyncio
import gc
import logging
import os
import resource
import signal
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from bot.bootstrap import Bot, running_bot
from bot.clock import Clock, SystemClock
from bot.db.lock import serving_alone
from bot.errors import Unavailable
from bot.services.running import logs
from bot.services.running.logs import SparingHandler
from bot.services.running.tracing import tracing
from bot.services.store.references import TRAIL
from bot.settings import LOOPBACK, Settings, load

log = logging.getLogger("bot")

# After everything that has a time of its own, and before the 5 s that are promised.
LAST_SECONDS = 4.7
MOST_FILES = 65_536


class Ended(Unavailable):
    """The bot stopped by itself; `str()` gives the reason, for the supervisor's log."""

    def __init__(self, reason: str) -> None:
        super().__init__("slack-unavailable", error=reason)
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


def run(host: str | None, port: int | None, *, clock: Clock | None = None) -> None:
    """Serve until SIGTERM or Ctrl-C (exit 0); raise NotReady, ConfigurationError or Ended (exit 1)."""
    given: dict[str, Any] = {"host": host, "port": port}
    settings = load(**{name: value for name, value in given.items() if value is not None})
    logging.basicConfig(level=logging.INFO, handlers=[SparingHandler(SystemClock(), settings.log_format)])
    if settings.log_format != logs.JSON:
        # Whoever reads with their eyes does not want a line for every delivery and message.
        logging.getLogger(TRAIL).setLevel(logging.WARNING)
    for name in ("slack_bolt", "slack_sdk", "aiohttp", "alembic"):
        # Bolt's warnings print whole payloads; bot.app logs what matters of them.
        logging.getLogger(name).setLevel(logging.ERROR)
    _raise_limit()
    with tracing(), serving_alone(settings.database_url.get_secret_value()):
        asyncio.run(serve(settings, clock))


def _raise_limit() -> None:
    """Allow as many open files as the machine's administrator does: the default is sized for one person's programs."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


async def serve(settings: Settings, clock: Clock | None = None) -> None:
    """Serve inside a running loop until a signal, or Ended."""
    body = asyncio.ensure_future(_until_ended(settings, clock))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        # Only the first signal counts: a second would cut off the orderly end.
        loop.add_signal_handler(number, _cancel_once, body, [])
    try:
        await body
    except asyncio.CancelledError:
        log.info("stopped")


async def _until_ended(settings: Settings, clock: Clock | None) -> None:
    async with running_bot(settings, clock=clock) as bot:
        # All that is loaded by now stays: to search it for garbage again and again delays deliveries by tens of ms.
        gc.freeze()
        gc.enable()
        _announce(settings, bot, await bot.front.health.reasons())
        raise Ended(await bot.ended)


def _cancel_once(body: "asyncio.Future[None]", done: list[bool]) -> None:
    if not done:
        done.append(True)
        last = threading.Timer(LAST_SECONDS, _leave)
        last.daemon = True
        last.start()
        body.cancel()


def _leave() -> None:
    """End although something still waits, a name server's answer for example: the next one may not start before."""
    log.critical("not everything came to its end in %.1f s: leaving it", LAST_SECONDS)
    logging.shutdown()
    os._exit(1)


def _announce(settings: Settings, bot: Bot, reasons: Mapping[str, str]) -> None:
    mode = "Socket Mode" if settings.slack_app_token else "HTTP"
    how = (
        f"not ready yet ({', '.join(f'{name}: {reason}' for name, reason in reasons.items())})" if reasons else "ready"
    )
    log.info("%s: %s in workspace %s, listening on %s:%d", how, mode, bot.identity.team, settings.host, bot.port)
    if not settings.slack_api_base_url.startswith("https://slack.com/"):
        log.warning("talking to %s instead of Slack", settings.slack_api_base_url)
    if settings.host not in LOOPBACK:
        log.warning("HOST: %s lets others than this machine in, and without TLS: is a proxy before it?", settings.host)
    if settings.partner_center_tenant_id:
        log.info("reading the directory from Partner Center; support contacts are not written there by this version")
