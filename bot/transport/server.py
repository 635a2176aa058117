"""Small HTTP server: a dictionary of routes, limits on size and patience, one log line per refusal."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

from aiohttp import web
from aiohttp.http import HttpProcessingError

from bot.errors import ConfigurationError
from bot.services.running.metrics import Metrics
from bot.transport.guard import Refusal

log = logging.getLogger(__name__)

Handler = Callable[[web.BaseRequest], Awaitable[web.Response]]
Routes = Mapping[tuple[str, str], Handler]

HEADER_SECONDS = 10.0
KEEPALIVE_SECONDS = 75.0
CUT_SECONDS = 0.2
BACKLOG = 1024


class _WithoutBytes(logging.Filter):
    """Log filter that makes one line, without traceback and bytes, of anybody's input that is not HTTP."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, HttpProcessingError | web.RequestPayloadError):
            record.levelno, record.levelname = logging.WARNING, "WARNING"
            record.msg, record.args = f"{record.getMessage()}: {type(error).__name__}", ()
            record.exc_info = None
        return True


_DISCREET = _WithoutBytes()


class _PatientServer(web.Server):
    """Server that drops connections whose first request line and headers do not end in time (slow-loris)."""

    def __init__(self, handler: Handler) -> None:
        quiet = logging.getLogger("bot.transport.server.http")
        quiet.addFilter(_DISCREET)
        super().__init__(
            handler,
            logger=quiet,
            access_log=None,
            # Slack compresses nothing, and signs the bytes as sent: only strangers would have theirs unpacked.
            auto_decompress=False,
            keepalive_timeout=KEEPALIVE_SECONDS,
            lingering_time=1.0,
        )
        self.silent: dict[web.RequestHandler, asyncio.TimerHandle] = {}

    def connection_made(self, handler: web.RequestHandler, transport: asyncio.Transport) -> None:
        """Give a new connection HEADER_SECONDS for its first head."""
        super().connection_made(handler, transport)
        loop = asyncio.get_running_loop()
        self.silent[handler] = loop.call_later(HEADER_SECONDS, self._drop, handler, transport)

    def connection_lost(self, handler: web.RequestHandler, exc: BaseException | None = None) -> None:
        """Stop the timer of a connection that ended."""
        self.heard(handler)
        super().connection_lost(handler, exc)

    def heard(self, handler: web.RequestHandler) -> None:
        """Stop the timer of a connection whose whole head arrived; the keep-alive limit takes over."""
        timer = self.silent.pop(handler, None)
        if timer is not None:
            timer.cancel()

    def _drop(self, handler: web.RequestHandler, transport: asyncio.Transport) -> None:
        self.silent.pop(handler, None)
        transport.abort()


class HttpServer:
    """Server of `routes` by (method, path); other methods get 405, other paths 404, both as JSON."""

    def __init__(self, host: str, port: int, routes: Routes, metrics: Metrics) -> None:
        self._host = host
        self._port = port
        self._routes = routes
        self._paths = frozenset(path for _, path in routes)
        self._metrics = metrics
        self._runner: web.ServerRunner | None = None
        self._server: _PatientServer | None = None

    async def start(self) -> int:
        """Listen and return the port, the one taken if 0 was asked for; raise ConfigurationError if it cannot."""
        self._server = _PatientServer(self._handle)
        self._runner = web.ServerRunner(self._server)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port, backlog=BACKLOG).start()
        except OSError as error:
            await self._runner.cleanup()
            raise ConfigurationError(f"PORT: cannot listen on {self._host}:{self._port}: {error.strerror}") from error
        return int(self._runner.addresses[0][1])

    async def stop(self, seconds: float) -> None:
        """Take no new connections and finish running requests, for `seconds` at most."""
        if self._server is not None and self._runner is not None:
            for site in self._runner.sites:
                await site.stop()
            await asyncio.sleep(0)  # what has come in begins to be handled
            self._server.pre_shutdown()
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds + CUT_SECONDS):
                    await self._server.shutdown(seconds)
            await self._runner.cleanup()

    async def _handle(self, request: web.BaseRequest) -> web.Response:
        if self._server is not None:
            self._server.heard(request.protocol)
        try:
            return await self._route(request)
        except Refusal as refusal:
            return self._refused(request, refusal.status, refusal.reason)
        except web.HTTPRequestEntityTooLarge:
            return self._refused(request, 413, "too_large")
        except TimeoutError:
            return self._refused(request, 408, "too_slow")
        except (web.RequestPayloadError, ConnectionError):
            return self._refused(request, 400, "broken_body")

    async def _route(self, request: web.BaseRequest) -> web.Response:
        handler = self._routes.get((request.method, request.path))
        if handler is not None:
            return await handler(request)
        if request.path in self._paths:
            raise Refusal(405, "method")
        raise Refusal(404, "path")

    def _refused(self, request: web.BaseRequest, status: int, reason: str) -> web.Response:
        self._metrics.refused_requests.labels(reason).inc()
        log.warning("refused a request from %s: %s %s", request.remote, status, reason)
        response = answer(status, {"error": reason})
        if status == 405:
            response.headers["Allow"] = ", ".join(sorted(m for m, path in self._routes if path == request.path))
        if status == 413:
            response.force_close()
        return response


def answer(status: int, body: Mapping[str, Any]) -> web.Response:
    """Build a response of that HTTP status with `body` as JSON."""
    return web.Response(status=status, text=json.dumps(body), content_type="application/json")
