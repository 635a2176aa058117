"""What stands before every endpoint: the count of requests, the token, what is planned to go wrong, the echo of ids."""

import asyncio
import math
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from datetime import timedelta
from email.utils import format_datetime

from aiohttp import web

from bot.local_partner_center import mishaps
from bot.local_partner_center.wire import EarlyAnswer, graph_refused, refused, throttled
from bot.local_partner_center.world import Asked, LocalWorld

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
ECHOED = ("MS-RequestId", "MS-CorrelationId")
MFA_CODE = "900421"


class Endpoints:
    """Registers handlers under a name, with who may ask: the application alone, or only a user through it."""

    def __init__(self, world: LocalWorld) -> None:
        self.world = world
        self._times: dict[str, deque[float]] = defaultdict(deque)

    def add(
        self,
        app: web.Application,
        method: str,
        path: str,
        handler: Handler,
        name: str,
        *,
        user: bool = False,
        limited: bool = True,
        audience: str = "partner-center",
    ) -> None:
        """Serve a path; `limited` ones are counted together."""

        async def answer(request: web.Request) -> web.StreamResponse:
            await self._remember(request, name)
            early = self._too_many(name) if limited else None
            early = early or self._unknown(request, name, audience, user=user)
            if early is not None:
                return self._sealed(request, early)
            try:
                found = await mishaps.through(self.world, name, request, handler)
            except EarlyAnswer as refusal:
                found = refusal.answer
            return self._sealed(request, found)

        app.router.add_route(method, path, answer)

    async def _remember(self, request: web.Request, name: str) -> None:
        world = self.world
        world.counts[name] += 1
        headers = dict(request.headers) | {"Authorization": "…"}
        world.asked.append(Asked(request.method, request.path_qs, name, headers, await request.read()))

    def _too_many(self, _name: str) -> web.Response | None:
        now, times = asyncio.get_running_loop().time(), self._times["limited"]
        while times and times[0] <= now - self.world.window:
            times.popleft()
        if len(times) >= self.world.a_minute:
            self.world.counts["throttled"] += 1
            return throttled(max(1, math.ceil(times[0] + self.world.window - now)))
        times.append(now)
        return None

    def _unknown(self, request: web.Request, name: str, audience: str, *, user: bool) -> web.Response | None:
        kind, target = self.world.tokens.get(request.headers.get("Authorization", "").removeprefix("Bearer "), ("", ""))
        if target != audience:
            if audience == "graph":
                return graph_refused(401, "InvalidAuthenticationToken", "Access token validation failure.")
            return refused(401, 400, "Access denied, invalid token.", "")
        if user and kind == "app" and not self.world.app_may_all:
            return refused(403, 900329, f"App only token is not supported for {name}.")
        return None

    def _sealed(self, request: web.Request, answer: web.StreamResponse) -> web.StreamResponse:
        for name in ECHOED:
            if name in request.headers:
                answer.headers[name] = request.headers[name]
        answer.headers["MS-CV"] = "local.0"
        answer.headers["MS-ServerId"] = "00000001"
        answer.headers["Date"] = format_datetime(self.world.now() + timedelta(seconds=self.world.skew), usegmt=True)
        if request.headers.get("ValidateMfa") == "true":
            kind = self.world.tokens.get(request.headers.get("Authorization", "").removeprefix("Bearer "), ("", ""))[0]
            if kind.startswith("user"):
                answer.headers["isMfaCompliant"] = str(kind == "user").lower()
        return answer
