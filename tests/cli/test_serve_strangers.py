"""`serve` on an open port: strangers who ask once and stay do not switch it off."""

import asyncio
from pathlib import Path

from bot import manifest
from bot.local_slack import Server
from tests.kit.desk import DESK, HUGO
from tests.kit.program import port_of, start_with_files
from tests.transport.test_connections import ask


async def test_few_files_and_many_strangers(server: Server, variables: dict[str, str], tmp_path: Path) -> None:
    del variables["SLACK_APP_TOKEN"]
    app = server.workspace.app
    running = await start_with_files(120, tmp_path, "serve", SLACK_SIGNING_SECRET=app.signing_secret, **variables)
    port = await port_of(running)
    app.manifest = manifest.build(url=f"http://127.0.0.1:{port}")
    lines = await asyncio.gather(*(asyncio.open_connection("127.0.0.1", port) for _ in range(200)))
    await asyncio.gather(*(ask(line, "/healthz") for line in lines))
    assert (await server.workspace.person(HUGO).command("/assign-support", channel=DESK)).ok
    for _, writer in lines:
        writer.close()
    assert await running.stop() == 0
    assert len(running.seen.splitlines()) < 300, running.seen[-2000:]
    assert "Traceback" not in running.seen
