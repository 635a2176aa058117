"""HTTP face of a workspace on 127.0.0.1: Web API, Socket Mode, response URLs, files and the driver."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.local_slack.api.files import FileRoutes
from bot.local_slack.api.response_urls import ResponseUrls
from bot.local_slack.api.webapi import WebApi
from bot.local_slack.browser.client_state import ClientState
from bot.local_slack.browser.control import Control
from bot.local_slack.browser.page_api import PageApi
from bot.local_slack.browser.pages import Pages
from bot.local_slack.saving.state_file import StateFile
from bot.local_slack.workspace import Workspace

HOST = "127.0.0.1"
LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
ONLY_OWN_PAGES = "This workspace answers only to pages from this machine."
MAX_BODY = 64 * 1024 * 1024
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Server:
    """Address of a workspace; `api_url` is the base URL for a bot."""

    workspace: Workspace
    port: int
    url: str

    @property
    def api_url(self) -> str:
        """Base URL of the Web API with a trailing slash."""
        return f"{self.url}/api/"


def loopback_host(value: str) -> bool:
    """Tell if a Host header or an origin's authority names this machine."""
    name = value.rsplit(":", 1)[0] if not value.endswith("]") else value
    return name in LOOPBACK_NAMES


# "same-site" counts for pages of other ports, too.
OWN_SITE = frozenset({"none", "same-origin"})


@web.middleware
async def only_loopback(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse foreign Host headers (DNS rebinding) and requests of other sites' pages: scripts, forms, images, links."""
    origin, host = request.headers.get("Origin", ""), request.headers.get("Host", "")
    if not loopback_host(host):
        raise web.HTTPForbidden(text="This workspace answers only to 127.0.0.1 and localhost.")
    # What another program serves on another port of this machine is a stranger's page, too.
    if origin and origin.split("://", 1)[-1] != host:
        raise web.HTTPForbidden(text=ONLY_OWN_PAGES)
    # Another site's image or link has no origin, and may name a method and its arguments; only the page is linked to.
    if request.headers.get("Sec-Fetch-Site", "none") not in OWN_SITE and request.path != "/":
        raise web.HTTPForbidden(text=ONLY_OWN_PAGES)
    return await handler(request)


def application(ws: Workspace) -> web.Application:
    """Build the aiohttp application of a workspace, with its page at `/`."""
    app = web.Application(middlewares=[only_loopback], client_max_size=MAX_BODY)
    api = WebApi(ws, ws.limits)
    app.router.add_route("*", "/api/{method}", api.handle)
    app.router.add_get("/link/", ws.sockets.handle)
    app.router.add_get("/link", ws.sockets.handle)
    app.router.add_post("/response/{id}", ResponseUrls(ws).handle)
    FileRoutes(ws.state).register(app)
    client = ClientState(ws, ws.walkthrough)
    Control(ws, ws.people, client).register(app)
    page = PageApi(ws.people, client, ws.outside, ws.clock, ws.wire)
    page.register(app)
    Pages(page.state_of, ws.people.first).register(app)
    return app


@asynccontextmanager
async def serve(
    workspace: Workspace,
    port: int = 0,
    *,
    state_file: Path | None = None,
    ssl: Any = None,
) -> AsyncIterator[Server]:
    """Listen on 127.0.0.1 (any free port for 0) until the block ends.

    `state_file`: loaded when it exists, written after changes. `ssl`: a server TLS context, for load tests.
    OSError when the port is taken; SeedError when the state file is damaged.
    """
    saved = StateFile(workspace, state_file) if state_file else None
    if saved:
        saved.load()
    runner = web.AppRunner(application(workspace), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, HOST, port, ssl_context=ssl)
        await site.start()
        workspace.base_url = f"{'https' if ssl else 'http'}://{HOST}:{_port(runner)}"
        yield Server(workspace, _port(runner), workspace.base_url)
    finally:
        await workspace.close()
        await runner.cleanup()
        if saved:
            await saved.close()
        await asyncio.sleep(0)


def _port(runner: web.AppRunner) -> int:
    return int(runner.addresses[0][1])
