"""Socket Mode transport: Slack's websocket, a watchdog over its reconnects, an end that waits for answers."""

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.app import respond
from bot.clock import Clock
from bot.services.proxies import proxy_for

log = logging.getLogger(__name__)

PING_SECONDS = 5.0
LOOK_SECONDS = 1.0
CONNECT_SECONDS = 10.0
TICKET_SECONDS = 5
GIVE_UP_SECONDS = 180
_TICKET = re.compile(r"ticket=[^&\s'\"]+")


class _WithoutTickets(logging.Filter):
    """Log filter that takes websocket tickets, and the tracebacks of the SDK's reconnect attempts, out of the log."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _TICKET.sub("ticket=…", record.getMessage()), ()
        record.exc_info = None
        return True


class Handler(AsyncSocketModeHandler):
    """Bolt's Socket Mode handler, changed to take the time of arrival first and to acknowledge every envelope."""

    def __init__(self, app: AsyncApp, app_token: str, clock: Clock) -> None:
        quiet = logging.getLogger("bot.transport.socket.sdk")
        quiet.addFilter(_WithoutTickets())
        super().__init__(app, app_token, logger=quiet, ping_interval=PING_SECONDS)
        # The SDK takes a proxy from the environment even for loopback (docs/slack.md#proxies).
        self.client.proxy = proxy_for(app.client.base_url)
        self._clock = clock
        self._in_flight = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def finish(self, seconds: float) -> int:
        """Wait, at most `seconds`, until every envelope received is acknowledged; return how many are not."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), seconds)
        return self._in_flight

    async def handle(self, client: AsyncBaseSocketModeClient, req: SocketModeRequest) -> None:
        """Answer one envelope with one acknowledgement; log it as lost if the connection went away."""
        self._in_flight += 1
        self._idle.clear()
        try:
            await client.send_message(await self._acknowledgement(req))
        except (ConnectionError, AttributeError) as error:
            # The connection went away meanwhile: Slack sends events again, a person sees an error and repeats.
            log.warning("acknowledgement lost: %s", type(error).__name__)
        finally:
            self._in_flight -= 1
            if not self._in_flight:
                self._idle.set()

    async def _acknowledgement(self, req: SocketModeRequest) -> str:
        identity = f'{{"envelope_id":{json.dumps(req.envelope_id)}'
        body = await self._body(req)
        return f'{identity},"payload":{body}}}' if body.startswith("{") else f"{identity}}}"

    async def _body(self, req: SocketModeRequest) -> str:
        try:
            context = {"arrived": self._clock.monotonic()}
            request = AsyncBoltRequest(mode="socket_mode", body=req.payload, context=context)
        except Exception as error:
            log.warning("unreadable envelope: %s", type(error).__name__)
            return ""
        return (await respond(self.app, request)).body


class Watchdog:
    """Watch over the connection, once a second; the SDK alone may retry a used ticket for ever.

    See docs/slack.md#used-ticket. After each `ticket_seconds` without a connection it drops the stale address, so that
    a new one is asked for. After `give_up_seconds` it calls `gave_up`; the process should end then, for its supervisor
    to start it anew.
    """

    def __init__(
        self,
        client: AsyncBaseSocketModeClient,
        gave_up: Callable[[], None],
        ticket_seconds: int = TICKET_SECONDS,
        give_up_seconds: int = GIVE_UP_SECONDS,
    ) -> None:
        self._client = client
        self._gave_up = gave_up
        self._ticket_seconds = ticket_seconds
        self._give_up_seconds = give_up_seconds
        self.down_seconds = 0

    async def run(self, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Look once a second until cancelled."""
        while True:
            await sleep(LOOK_SECONDS)
            await self.look()

    async def look(self) -> None:
        """Look at the connection once, counting the look as one second."""
        if await self._client.is_connected():
            self.down_seconds = 0
            return
        self.down_seconds += 1
        if self.down_seconds % self._ticket_seconds == 0:
            log.warning("no Socket Mode connection for %d s: asking for a new address", self.down_seconds)
            self._client.wss_uri = None  # type: ignore[assignment]
        if self.down_seconds == self._give_up_seconds:
            log.critical("no Socket Mode connection for %d s: giving up", self.down_seconds)
            self._gave_up()


class SocketTransport:
    """Socket Mode connection together with its watchdog."""

    def __init__(self, app: AsyncApp, app_token: str, clock: Clock, gave_up: Callable[[], None]) -> None:
        self._handler = Handler(app, app_token, clock)
        self._watchdog = Watchdog(self._handler.client, gave_up)
        self._tasks: tuple[asyncio.Task[None], ...] = ()

    async def start(self) -> None:
        """Connect; where Slack gives no connection within a few seconds, go on trying until the watchdog gives up."""
        connecting = asyncio.ensure_future(self._handler.connect_async())  # type: ignore[no-untyped-call]
        self._tasks = (asyncio.create_task(self._watchdog.run()), connecting)
        done, _ = await asyncio.wait({connecting}, timeout=CONNECT_SECONDS)
        if not done:
            log.warning("Slack gives no Socket Mode connection yet; is it on in the app's settings?")

    async def stop(self, seconds: float) -> None:
        """Acknowledge what is being answered, for at most `seconds`, then disconnect.

        Slack sends later envelopes to another connection, or again.
        """
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if left := await self._handler.finish(seconds):
            log.error("%d deliveries were not acknowledged before the end", left)
        await self._handler.close_async()  # type: ignore[no-untyped-call]

    async def problem(self) -> str | None:
        """Say why Slack cannot reach us now, or return None if it can; for /readyz."""
        return None if await self._handler.client.is_connected() else "no Socket Mode connection"

    @property
    def connected(self) -> float:
        """1.0 with a live connection, else 0.0; for /metrics."""
        return 0.0 if self._watchdog.down_seconds else 1.0
