"""All three services on one port of 127.0.0.1: paths tell them apart."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from aiohttp import web

from bot.local_partner_center.customers_api import CustomersApi
from bot.local_partner_center.endpoints import Endpoints
from bot.local_partner_center.graph_api import GraphApi
from bot.local_partner_center.partners_api import PartnersApi
from bot.local_partner_center.sign_in import SignIn
from bot.local_partner_center.world import LocalWorld


@dataclass(frozen=True)
class LocalPartnerCenter:
    """A running server: what it knows, and its address, the base of all three services."""

    world: LocalWorld
    url: str


def application(world: LocalWorld) -> web.Application:
    """Build the application over a world."""
    app = web.Application()
    endpoints = Endpoints(world)
    CustomersApi(world).register(app, endpoints)
    PartnersApi(world).register(app, endpoints)
    GraphApi(world).register(app, endpoints)
    SignIn(world).register(app)
    for path in ("/cert/{name}", "/authority/{name}"):
        app.router.add_get(path, partial(_file, world))
    return app


async def _file(world: LocalWorld, request: web.Request) -> web.Response:
    """Serve what anybody may read without a token: certificates of those who sign."""
    world.counts[request.path] += 1
    found = world.files.get(request.path)
    return web.Response(status=404) if found is None else web.Response(body=found)


@asynccontextmanager
async def serving(world: LocalWorld, port: int = 0) -> AsyncIterator[LocalPartnerCenter]:
    """Serve a world until the block ends; port 0 takes any free one."""
    runner = web.AppRunner(application(world), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield LocalPartnerCenter(world, f"http://127.0.0.1:{runner.addresses[0][1]}")
    finally:
        await runner.cleanup()
