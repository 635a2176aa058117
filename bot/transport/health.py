"""Read-only routes of both transports: /healthz, /readyz, /metrics; and the 404 of a webhook that is off."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from bot.clock import Clock
from bot.services.running.metrics import Metrics
from bot.transport.server import Routes, answer

log = logging.getLogger(__name__)

Check = Callable[[], Awaitable[str | None]]
CHECK_SECONDS = 3.0
TIMED_OUT = "no answer in time"


class Seldom:
    """Check that asks somebody else, who must not hear of every probe that anyone sends; one probe asks at a time.

    Its finding holds for `good` seconds, or for `bad` seconds if something was wrong.
    """

    def __init__(self, check: Check, clock: Clock, good: float, bad: float) -> None:
        self._check = check
        self._clock = clock
        self._good = good
        self._bad = bad
        self._until = float("-inf")
        self._found: str | None = None
        self._turn = asyncio.Lock()

    async def __call__(self) -> str | None:
        """Return the finding, as the check itself does; only the probe that asked sees the check's exception."""
        async with self._turn:
            now = self._clock.monotonic()
            if now >= self._until:
                # A probe has little patience: an answer that it does not wait for counts as none.
                self._until, self._found = now + self._bad, TIMED_OUT
                await self._ask()
                self._until = now + (self._bad if self._found else self._good)
            return self._found

    async def _ask(self) -> None:
        try:
            self._found = await self._check()
        except Exception as error:
            self._found = type(error).__name__
            raise


class Health:
    """Handlers of the read-only routes.

    Each of `checks` says in a few words what is wrong, or None, and has 3 s for it. `watch` replaces them, and gives
    what is to be measured before a scrape.
    """

    def __init__(self, checks: Mapping[str, Check], metrics: Metrics) -> None:
        self._checks = checks
        self._metrics = metrics
        self._measure: Callable[[], Awaitable[None]] | None = None

    def watch(self, checks: Mapping[str, Check], measure: Callable[[], Awaitable[None]]) -> None:
        """Go by these checks from now on."""
        self._checks, self._measure = checks, measure

    def routes(self) -> Routes:
        """Return the routes to hand to HttpServer."""
        return {
            ("GET", "/healthz"): self.alive,
            ("GET", "/readyz"): self.ready,
            ("GET", "/metrics"): self.metrics,
        }

    async def alive(self, _request: web.BaseRequest) -> web.Response:
        """Answer 200 as long as the event loop turns."""
        return answer(200, {"status": "alive"})

    async def ready(self, _request: web.BaseRequest) -> web.Response:
        """Answer 200 if every check passes, else 503 with the reason of each that does not."""
        if reasons := await self.reasons():
            return answer(503, {"status": "not ready", "reasons": reasons})
        return answer(200, {"status": "ready"})

    async def reasons(self) -> Mapping[str, str]:
        """Run every check; the reason of each that does not pass."""
        checks = self._checks
        found = await asyncio.gather(*(self._checked(name, check) for name, check in checks.items()))
        return {name: reason for name, reason in zip(checks, found, strict=True) if reason}

    async def metrics(self, _request: web.BaseRequest) -> web.Response:
        """Answer with Prometheus text; a gauge that cannot be read keeps its last value."""
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                if self._measure is not None:
                    await self._measure()
        except Exception as error:
            log.warning("some metrics could not be read: %s", type(error).__name__)
        return web.Response(body=self._metrics.text(), headers={"Content-Type": "text/plain; version=0.0.4"})

    async def _checked(self, name: str, check: Check) -> str | None:
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                return await check()
        except TimeoutError:
            return TIMED_OUT
        except Exception as error:
            # The route is open to anyone who reaches it: the kind of error is enough there.
            log.warning("%s is not ready: %s", name, error)
            return type(error).__name__


async def not_configured(_request: web.BaseRequest) -> web.Response:
    """Answer 404; for the webhook of a backend that is off."""
    return answer(404, {"error": "not configured"})
