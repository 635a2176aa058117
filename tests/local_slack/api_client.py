"""A served workspace with a plain HTTP client beside it, and no bot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientResponse, ClientSession, ClientWebSocketResponse

from bot.local_slack import ManualClock, Server, Workspace, serve
from tests.local_slack.tiny_bot import Json, seed


class Api:
    """Calls the Web API as a bot would, returning the JSON answer."""

    def __init__(self, ws: Workspace, server: Server, http: ClientSession) -> None:
        self.ws = ws
        self.server = server
        self.http = http
        self.sockets: list[ClientWebSocketResponse] = []
        self.token: str | None = ws.app.bot_token

    async def raw(self, method: str, **request: Any) -> ClientResponse:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        headers |= request.pop("headers", {})
        return await self.http.post(f"{self.server.api_url}{method}", headers=headers, **request)

    async def __call__(self, method: str, **arguments: Any) -> Json:
        answer = await self.raw(method, json=arguments)
        body: Json = await answer.json()
        return body

    async def error(self, method: str, **arguments: Any) -> str:
        body = await self(method, **arguments)
        assert body["ok"] is False, body
        return str(body["error"])

    async def trigger(self, user: str) -> str:
        return self.ws.grants.trigger(user)


@asynccontextmanager
async def served(description: Json | None = None, **options: Any) -> AsyncIterator[Api]:
    options.setdefault("clock", ManualClock())
    ws = Workspace(description or seed(), **options)
    async with serve(ws) as server, ClientSession() as http:
        yield Api(ws, server, http)
