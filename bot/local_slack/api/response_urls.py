"""Answers of the bot to the response URLs that payloads carry."""

from __future__ import annotations

import json

from aiohttp import web

from bot.local_slack.api import strikes
from bot.local_slack.base.errors import ApiError
from bot.local_slack.base.models import Json
from bot.local_slack.core.parts import Core
from bot.local_slack.core.validation import as_errors, refused_here

# By which faults and the record know these calls, as they know a method of the Web API.
NAME = "response_url"


class ResponseUrls:
    """`POST /response/{id}`: late answers of the bot (docs/slack.md#clocks)."""

    def __init__(self, core: Core) -> None:
        self._core = core

    async def handle(self, request: web.Request) -> web.Response:
        """Post, replace or delete; 404 once expired or used up, 400 for a body that is not valid."""
        with self._core.activity.busy("response_url"):
            text = await request.text()
            ref = request.match_info["id"]
            body = _object(text)
            self._core.wire.add("call", NAME, body if body is not None else text[:2000], ref=ref)
            if fault := await strikes.before(self._core, NAME):
                return strikes.struck(self._core, request, NAME, fault, ref)
            status, answer = self._answer(ref, body)
            if fault := strikes.after(self._core, NAME):
                return strikes.struck(self._core, request, NAME, fault, ref)
            self._core.wire.add("answer", NAME, answer, ref=ref, ok=status == 200)
            return web.json_response(answer, status=status)

    def _answer(self, url_id: str, body: Json | None) -> tuple[int, Json]:
        if forced := self._core.faults.take("error", NAME):
            return 400, {"ok": False, "error": forced.code}
        try:
            url = self._core.grants.use_url(url_id)
        except ApiError as error:
            return 404, {"ok": False, "error": error.code}
        if body is None:
            return 400, {"ok": False, "error": "invalid_payload"}
        strict = self._core.validator.message(body, "response_url", url_id)
        strict = strict or refused_here(self._core.state, self._core.faults, body)
        if strict:
            return 400, {"ok": False, "error": "invalid_blocks", "errors": as_errors(strict)}
        self._core.chat.respond(url, body)
        return 200, {"ok": True}


def _object(text: str) -> Json | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
