"""`serve` while what it needs is away: alive at once, ready with it, and gone at once when told to."""

import asyncio
import json
import time
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.local_slack import Server
from tests.kit import proxy as proxies
from tests.kit.program import Running, run, start


async def listening(running: Running) -> int:
    return int((await running.until("looking at what is needed")).rsplit(":", 1)[1])


async def get(port: int, path: str) -> tuple[int, dict[str, object]]:
    async with ClientSession() as session, session.get(f"http://127.0.0.1:{port}{path}") as answer:
        return answer.status, json.loads(await answer.text())


async def ready_within(port: int, seconds: float) -> None:
    async with asyncio.timeout(seconds):
        while (await get(port, "/readyz"))[0] != 200:  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.1)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_the_database_is_away(
    server: Server, variables: dict[str, str], database_url: str, tmp_path: Path
) -> None:
    async with proxies.before(database_url) as (proxy, through):
        await proxy.stop()
        running = await start(tmp_path, "serve", **(variables | {"DATABASE_URL": through}))
        port = await listening(running)
        await running.until("not ready yet")
        assert (await get(port, "/healthz"))[0] == 200
        assert (await get(port, "/readyz"))[0] == 503
        await proxy.start()
        await running.until("ready: ", 8)
        assert (await get(port, "/readyz"))[0] == 200
        await proxy.stop()
        status, answer = await get(port, "/readyz")
        await asyncio.sleep(2.0)
        status, answer = await get(port, "/readyz")
        assert (status, answer["reasons"]) == (503, {"database": "it cannot be reached"})
        await proxy.start()
        await ready_within(port, 5.0)
        assert await running.stop() == 0
    assert "Traceback" not in running.seen
    assert len(running.seen.splitlines()) < 60, running.seen


async def test_slack_is_away(variables: dict[str, str], tmp_path: Path) -> None:
    away = variables | {"SLACK_API_BASE_URL": "http://127.0.0.1:9/api/"}
    running = await start(tmp_path, "serve", **away)
    port = await listening(running)
    assert (await get(port, "/healthz"))[0] == 200
    async with asyncio.timeout(5):
        while "Slack bot token" not in str((await get(port, "/readyz"))[1]):  # noqa: ASYNC110 - it has no event
            await asyncio.sleep(0.05)
    assert (await get(port, "/readyz"))[0] == 503
    began = time.monotonic()
    assert await running.stop() == 0
    assert time.monotonic() - began < 5.0


async def test_a_second_one_on_the_same_file_is_refused_and_an_import_is_not(
    variables: dict[str, str], tmp_path: Path
) -> None:
    running = await start(tmp_path, "serve", **variables)
    await running.until("ready: ")
    second = await run(tmp_path, "serve", **variables)
    assert (second.code, len(second.err.splitlines())) == (1, 1)
    assert "another `serve` is running" in second.err
    assert (await run(tmp_path, "audit", "export", **variables)).code == 0
    assert await running.stop() == 0
