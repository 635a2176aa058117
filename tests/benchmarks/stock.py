"""Programs that ours is compared with: a stock AsyncApp, and a tuned one without anything of ours."""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

VIEW: dict[str, Any] = json.loads(Path(os.environ["BENCH_VIEW"]).read_text("utf-8"))
BASE, TOKEN, SECRET = (
    os.environ["SLACK_API_BASE_URL"],
    os.environ["SLACK_BOT_TOKEN"],
    os.environ["SLACK_SIGNING_SECRET"],
)


def stock() -> AsyncApp:
    """Build an app as Bolt's documentation shows it."""
    app = AsyncApp(client=AsyncWebClient(token=TOKEN, base_url=BASE), signing_secret=SECRET)

    @app.command("/assign-support")
    async def run(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=VIEW)

    return app


def tuned() -> AsyncApp:
    """Build the app of docs/limits.md#client-session: no poll, one session, slow work in a task, no auth.test."""
    session = aiohttp.ClientSession()
    client = AsyncWebClient(token=TOKEN, base_url=BASE, session=session, retry_handlers=[])
    known = AuthorizeResult(enterprise_id=None, team_id="T0BENCH", bot_token=TOKEN, bot_id="B0", bot_user_id="U0BOT")

    async def authorize() -> AuthorizeResult:
        return known

    app = AsyncApp(client=client, authorize=authorize, signing_secret=SECRET, process_before_response=True)
    tasks: set[asyncio.Task[Any]] = set()

    @app.command("/assign-support")
    async def run(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        task = asyncio.ensure_future(client.views_open(trigger_id=body["trigger_id"], view=VIEW))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    return app


async def bare() -> AsyncApp:
    """Build the tuned one with the least that a submission can come to: three rows, committed, then the ack."""
    from tests.benchmarks import raw  # the drivers are no part of the others' memory

    app = tuned()
    write = await raw.writer(os.environ["DATABASE_URL"])

    @app.view(VIEW["callback_id"])
    async def submitted(ack: Any, body: dict[str, Any]) -> None:
        values = body["view"]["state"]["values"].values()
        states = {state["type"]: state for block in values for state in block.values()}
        (line,) = states["multi_external_select"]["selected_options"]
        await write(line["value"], states["external_select"]["selected_option"]["value"], body["user"]["id"])
        await ack()

    return app


async def main(kind: str) -> None:
    """Serve on a free port and print it."""
    app = await bare() if kind == "bare" else {"stock": stock, "tuned": tuned}[kind]()
    runner = web.AppRunner(app.web_app(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
    print(f"ready: {runner.addresses[0][1]}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
