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
from bot.transport.connections import Connections, most_connections
from bot.transport.guard import Refusal

log = logging.getLogger(__name__)

Handler = Callable[[web.BaseRequest], Awaitable[web.Response]]
Routes = Mapping[tuple[str, str], Handler]

KEEPALIVE_SECONDS = 75.0
BODY_SECONDS = 5.0
CUT_SECONDS = 0.2
# Connections that wait to be accepted, and those that are accepted in one go: where there are no more files to be had,
# each of them is one complaint and one more try.
BACKLOG, ACCEPTED = 1024, 16
# Set on requests that Slack signed.
SIGNED = web.RequestKey("signed", bool)


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


class _WatchedServer(web.Server):
    """Tells of its connections as they come and go."""

    def __init__(self, handler: Handler, connections: Connections) -> None:
        quiet = logging.getLogger("bot.transport.server.http")
        quiet.addFilter(_DISCREET)
        super().__init__(
            handler,
            logger=quiet,
            access_log=None,
            # Slack packs nothing, and signs what it sends: bytes are only unpacked for strangers.
            auto_decompress=False,
            keepalive_timeout=KEEPALIVE_SECONDS,
            lingering_time=1.0,
        )
        self._watched = connections

    def connection_made(self, handler: web.RequestHandler, transport: asyncio.Transport) -> None:
        """Begin a visit."""
        super().connection_made(handler, transport)
        self._watched.opened(handler, transport)

    def connection_lost(self, handler: web.RequestHandler, exc: BaseException | None = None) -> None:
        """End it."""
        self._watched.closed(handler)
        super().connection_lost(handler, exc)


class HttpServer:
    """Server of `routes` by (method, path); other methods get 405, other paths 404, both as JSON."""

    def __init__(
        self, host: str, port: int, routes: Routes, metrics: Metrics, connections: Connections | None = None
    ) -> None:
        self._host = host
        self._port = port
        self._routes: Routes = {}
        self._paths: frozenset[str] = frozenset()
        self.serve(routes)
        self._metrics = metrics
        self._connections = Connections(most_connections()) if connections is None else connections
        self._runner: web.ServerRunner | None = None
        self._server: _WatchedServer | None = None

    def serve(self, routes: Routes) -> None:
        """Serve these routes, too, from now on."""
        self._routes = {**self._routes, **routes}
        self._paths = frozenset(path for _, path in self._routes)

    async def start(self) -> int:
        """Listen and return the port, the one taken if 0 was asked for; raise ConfigurationError if it cannot."""
        self._server = _WatchedServer(self._handle, self._connections)
        self._runner = web.ServerRunner(self._server)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port, backlog=ACCEPTED).start()
        except OSError as error:
            await self._runner.cleanup()
            raise ConfigurationError(f"PORT: cannot listen on {self._host}:{self._port}: {error.strerror}") from error
        for site in self._runner.sites:
            _let_wait(site)
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
        self._connections.heard(request.protocol)
        try:
            return await self._answered(request)
        finally:
            self._connections.answered(request.protocol, signed=SIGNED in request)

    async def _answered(self, request: web.BaseRequest) -> web.Response:
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


async def body_of(request: web.BaseRequest) -> bytes:
    """Read a request's body as it came; TimeoutError after BODY_SECONDS, ConnectionError where it is cut off."""
    # Nearly every body comes in one piece with its head; only the others need a clock.
    if request.content.is_eof():
        return await request.read()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await request.read()
    except RuntimeError as closed:  # so aiohttp calls it where the connection was gone before the first look
        raise ConnectionResetError(str(closed)) from closed


def _let_wait(site: web.BaseSite) -> None:
    listener = site._server
    for shared in listener.sockets if isinstance(listener, asyncio.Server) else ():
        with shared.dup() as same:
            same.listen(BACKLOG)


def answer(status: int, body: Mapping[str, Any]) -> web.Response:
    """Build a response of that HTTP status with `body` as JSON."""
    return web.Response(status=status, text=json.dumps(body), content_type="application/json")
