"""The program around a workspace."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from aiohttp import ClientSession

from bot.local_slack import run_async
from tests.local_slack.tiny_bot import manifest


async def test_the_program_says_how_to_connect(tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(manifest()))
    said: list[str] = []
    ready, stop = asyncio.Event(), asyncio.Event()

    def say(line: str) -> None:
        said.append(line)
        if len(said) == 4:
            ready.set()

    running = asyncio.ensure_future(run_async(0, path, None, say=say, stop=stop))
    await asyncio.wait_for(ready.wait(), 5)
    base = next(line for line in said if line.startswith("SLACK_API_BASE_URL=")).partition("=")[2]
    token = next(line for line in said if line.startswith("SLACK_BOT_TOKEN=")).partition("=")[2]
    async with ClientSession() as http:
        answer = await http.post(f"{base}auth.test", headers={"Authorization": f"Bearer {token}"})
        assert (await answer.json())["ok"]
    stop.set()
    await running
