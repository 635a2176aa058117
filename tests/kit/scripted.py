"""A server that answers what a test has written down, in order, and remembers what it was asked."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.kit.bodies import wire


@dataclass(frozen=True)
class Reply:
    """One answer; without a status the connection is dropped, with `delay` (seconds) it comes late."""

    status: int | None = 200
    body: Any = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0

    @property
    def raw(self) -> bytes:
        """Bytes as they stand in the body."""
        if isinstance(self.body, bytes):
            return self.body
        return wire(self.body, mark=self.status is not None and self.status < 300)


@dataclass
class Scripted:
    """Replies still to be given, the last one for ever, and the requests that came."""

    replies: list[Reply]
    asked: list[web.Request] = field(default_factory=list)
    sent: list[bytes] = field(default_factory=list)
    base: str = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request)
        self.sent.append(await request.read())
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        await asyncio.sleep(reply.delay)
        if reply.status is None:
            assert request.transport is not None
            request.transport.close()
            return web.Response()
        headers = {"Content-Type": "application/json; charset=utf-8", **reply.headers}
        return web.Response(status=reply.status, body=reply.raw, headers=headers)

    def header(self, name: str) -> list[str | None]:
        """Return one header of every request."""
        return [request.headers.get(name) for request in self.asked]


@asynccontextmanager
async def scripted(*replies: Reply) -> AsyncIterator[Scripted]:
    """Serve the replies on a port of 127.0.0.1."""
    script = Scripted(list(replies))
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", script.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    assert runner.addresses
    script.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield script
    finally:
        await runner.cleanup()
