"""Web API: authentication, faults, limits, scopes and arguments by table, then the method itself."""

from __future__ import annotations

import json
import uuid
from functools import partial
from typing import Any

from aiohttp import web

from bot.local_slack.api import strikes
from bot.local_slack.api.arguments import charset_warning, read_arguments
from bot.local_slack.api.call import Call, missing, warned
from bot.local_slack.api.methods import METHODS
from bot.local_slack.api.rate_limits import RateLimits
from bot.local_slack.api.specs import SPECS, Spec
from bot.local_slack.base.errors import ApiError
from bot.local_slack.base.models import Json
from bot.local_slack.base.wire import masked
from bot.local_slack.core.parts import Core

_dumps = partial(json.dumps, separators=(",", ":"))


class Limited(Exception):
    """The caller must wait; `retry_after` is the header's text."""

    def __init__(self, retry_after: str) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


class WebApi:
    """Answers `/api/{method}` for one workspace."""

    def __init__(self, core: Core, limits: RateLimits) -> None:
        self._core = core
        self._limits = limits

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one HTTP request; business errors are HTTP 200."""
        method = request.match_info["method"]
        ref = uuid.uuid4().hex
        started = self._core.clock.stopwatch()
        with self._core.activity.busy(method):
            arguments, problem = await self._read(request)
            self._core.wire.add("call", method, masked(arguments), ref=ref)
            if fault := await strikes.before(self._core, method):
                return strikes.struck(self._core, request, method, fault, ref)
            answer, headers, status = self._answer(request, method, arguments, problem, ref)
            delay = (self._core.clock.stopwatch() - started) * 1000
            if fault := strikes.after(self._core, method):
                return strikes.struck(self._core, request, method, fault, ref)
            self._core.wire.add("answer", method, masked(answer), ref=ref, delay_ms=delay, ok=answer["ok"])
            return web.json_response(answer, status=status, headers=headers, dumps=_dumps)

    @staticmethod
    async def _read(request: web.Request) -> tuple[Json, ApiError | None]:
        try:
            return await read_arguments(request), None
        except ApiError as problem:
            return {}, problem

    def _answer(
        self, request: web.Request, method: str, arguments: Json, problem: ApiError | None, ref: str
    ) -> tuple[Json, dict[str, str], int]:
        try:
            if problem is not None:
                raise problem
            # Slack tells with every answer which scopes the token has; bots check them at their start.
            granted = {"X-OAuth-Scopes": ",".join(self._core.state.app.scopes)}
            answer = {"ok": True} | self._run(request, method, arguments, ref)
            warning = charset_warning(request)
            return warned(answer, warning) if warning else answer, granted, 200
        except ApiError as error:
            return {"ok": False, "error": error.code, **error.extra}, {}, 200
        except Limited as limited:
            return {"ok": False, "error": "ratelimited"}, {"Retry-After": limited.retry_after}, 429

    def _run(self, request: web.Request, method: str, arguments: Json, ref: str) -> Json:
        spec = SPECS.get(method)
        if spec is None:
            raise ApiError("unknown_method", req_method=method)
        if "insecure_request" in spec.errors and request.method != "POST":
            raise ApiError("insecure_request")
        self._authenticate(request, spec, arguments)
        self._limit(method, spec, arguments)
        if forced := self._core.faults.take("error", method):
            raise ApiError(forced.code)
        self._check_arguments(method, spec, arguments, ref)
        call = Call(self._core, method, arguments, ref, frozenset(self._core.state.app.scopes))
        call.require(*spec.scopes)
        return METHODS[method](call)

    def _authenticate(self, request: web.Request, spec: Spec, arguments: Json) -> None:
        if spec.token == "none":  # noqa: S105 - the kind of token, not one
            return
        app = self._core.state.app
        given = request.headers.get("Authorization", "").removeprefix("Bearer ") or str(arguments.get("token", ""))
        if not given:
            raise ApiError("not_authed")
        if given not in (app.bot_token, app.app_token):
            raise ApiError("invalid_auth")
        if app.revoked_as:
            raise ApiError(app.revoked_as)
        if (given == app.app_token) != (spec.token == "app"):  # noqa: S105 - as above
            raise ApiError("not_allowed_token_type")

    def _limit(self, method: str, spec: Spec, arguments: Json) -> None:
        if fault := self._core.faults.take("rate_limited", method):
            raise Limited(fault.retry_after)
        wait = self._limits.wait_for(method, spec.tier, self._conversation(arguments.get("channel")))
        if wait:
            raise Limited(str(wait))

    def _conversation(self, given: Any) -> str | None:
        """One conversation has one limit, whether it is called by its id, its name or the person in it."""
        state, wanted = self._core.state, str(given or "")
        found = state.find_channel(wanted) or state.direct(state.app.bot_user_id, wanted)
        return found.id if found else wanted or None

    def _check_arguments(self, method: str, spec: Spec, arguments: Json, ref: str) -> None:
        for name in arguments.keys() - spec.known:
            message = f"{method} has no argument {name}; Slack ignores it."
            self._core.validator.note(method, "unknown_argument", message, ref=ref, pointer=f"/{name}", strict=False)
        absent = [name for name in spec.required if arguments.get(name) in (None, "")]
        if absent:
            raise missing(absent, "missing_argument" if "missing_argument" in spec.errors else "invalid_arguments")
