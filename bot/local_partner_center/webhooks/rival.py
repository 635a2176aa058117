"""Another tool of the same partner: it takes deliveries at an address of its own, and puts that back if it is asked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from bot.local_partner_center.world import LocalWorld

PATH = "/rival/hook"
KEY = "code=key-of-the-rival"


@dataclass
class RivalTool:
    """The tool: what it was sent, and the status that it answers with."""

    world: LocalWorld
    url: str = ""
    status: int = 200
    taken: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def put_back(self, *events: str) -> None:
        """Register its address in place of any other, as such tools do whenever their set-up runs."""
        self.world.registration = {
            "SubscriberId": "00000000-0000-4000-8000-000000000001",
            "WebhookUrl": f"{self.url}?{KEY}",
            "WebhookEvents": list(events),
        }

    async def take(self, request: web.Request) -> web.Response:
        """Take a delivery."""
        if self.status == 200:
            self.taken.append((dict(request.headers), await request.read()))
        return web.Response(status=self.status)


@asynccontextmanager
async def rival(world: LocalWorld) -> AsyncIterator[RivalTool]:
    """Run the tool until the block ends."""
    tool, app = RivalTool(world), web.Application()
    app.router.add_post(PATH, tool.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        tool.url = f"http://127.0.0.1:{runner.addresses[0][1]}{PATH}"
        yield tool
    finally:
        await runner.cleanup()
