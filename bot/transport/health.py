"""The three read-only routes: alive, ready, metrics; served in both transports."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from bot.services.metrics import Metrics
from bot.transport.server import Routes, answer

log = logging.getLogger(__name__)

Check = Callable[[], Awaitable[str | None]]
CHECK_SECONDS = 3.0


class Health:
    """`checks` by name say what is wrong in a few words, or None; each has 3 s. `measure` runs before a scrape."""

    def __init__(self, checks: Mapping[str, Check], metrics: Metrics, measure: Callable[[], Awaitable[None]]) -> None:
        self._checks = checks
        self._metrics = metrics
        self._measure = measure

    def routes(self) -> Routes:
        """For HttpServer."""
        return {
            ("GET", "/healthz"): self.alive,
            ("GET", "/readyz"): self.ready,
            ("GET", "/metrics"): self.metrics,
        }

    async def alive(self, _request: web.BaseRequest) -> web.Response:
        """200 as long as the event loop turns."""
        return answer(200, {"status": "alive"})

    async def ready(self, _request: web.BaseRequest) -> web.Response:
        """200 when every check passes, else 503 with each reason."""
        found = await asyncio.gather(*(self._checked(name) for name in self._checks))
        reasons = {name: reason for name, reason in zip(self._checks, found, strict=True) if reason}
        if reasons:
            return answer(503, {"status": "not ready", "reasons": reasons})
        return answer(200, {"status": "ready"})

    async def metrics(self, _request: web.BaseRequest) -> web.Response:
        """Prometheus text; gauges that cannot be read keep their last value."""
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                await self._measure()
        except Exception as error:
            log.warning("some metrics could not be read: %s", type(error).__name__)
        return web.Response(body=self._metrics.text(), headers={"Content-Type": "text/plain; version=0.0.4"})

    async def _checked(self, name: str) -> str | None:
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                return await self._checks[name]()
        except TimeoutError:
            return "no answer in time"
        except Exception as error:
            # The route is open to anyone who reaches it: the kind of error is enough there.
            log.warning("%s is not ready: %s", name, error)
            return type(error).__name__


async def not_configured(_request: web.BaseRequest) -> web.Response:
    """For the webhook of a backend that is off."""
    return answer(404, {"error": "not configured"})
