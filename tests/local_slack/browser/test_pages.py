"""The page beside the API."""

from __future__ import annotations

from aiohttp import ClientSession

from bot.local_slack import Workspace, serve
from tests.local_slack.tiny_bot import seed


async def test_the_page_is_served_beside_the_api() -> None:
    async with serve(Workspace(seed())) as server, ClientSession() as http:
        assert "<title>Local workspace</title>" in await (await http.get(server.url)).text()
        assert (await http.get(f"{server.url}/js/main.js")).status == 200
        assert (await http.get(f"{server.url}/../pyproject.toml")).status == 404
        assert (await http.get(f"{server.url}/_/state")).status == 200
