"""Program behind the `workspace` subcommand: one workspace until it is interrupted."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from pathlib import Path

from bot.local_slack.base.errors import SeedError
from bot.local_slack.base.models import Json
from bot.local_slack.base.seed import DEFAULT_SEED, read_json
from bot.local_slack.server import Server, serve
from bot.local_slack.workspace import Workspace

DEFAULT_PORT = 4390
Say = Callable[[str], None]


def load_seed(manifest_path: Path | None = None, seed_path: Path | None = None) -> Json:
    """Read the seed from a file (default: a small workspace), with the manifest from another if given."""
    seed = read_json(seed_path or DEFAULT_SEED)
    if manifest_path is not None:
        app = seed.get("app") or {}
        if not isinstance(app, dict):
            raise SeedError("app: must be an object.")
        seed["app"] = app | {"manifest": read_json(manifest_path)}
    return seed


async def run_async(
    port: int = DEFAULT_PORT,
    manifest_path: Path | None = None,
    seed_path: Path | None = None,
    *,
    state_path: Path | None = None,
    say: Say = print,
    stop: asyncio.Event | None = None,
) -> None:
    """Serve until `stop` is set. SeedError for bad files, OSError for a port that is taken."""
    workspace = Workspace(load_seed(manifest_path, seed_path))
    async with serve(workspace, port, state_file=state_path) as server:
        for line in introduction(server):
            say(line)
        await (stop or asyncio.Event()).wait()


def run(
    port: int = DEFAULT_PORT,
    manifest_path: Path | None = None,
    seed_path: Path | None = None,
    *,
    state_path: Path | None = None,
    say: Say = print,
) -> None:
    """Serve until Ctrl-C or SIGTERM. Errors as `run_async`."""

    async def main() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        await run_async(port, manifest_path, seed_path, state_path=state_path, say=say, stop=stop)

    asyncio.run(main())


def introduction(server: Server) -> list[str]:
    """Lines that a bot's developer needs to connect; the credentials are of this local workspace only."""
    app = server.workspace.state.app
    return [
        f"Local Slack workspace: {server.url}",
        f"SLACK_API_BASE_URL={server.api_url}",
        f"SLACK_BOT_TOKEN={app.bot_token}",
        f"SLACK_APP_TOKEN={app.app_token}" if app.socket_mode else f"SLACK_SIGNING_SECRET={app.signing_secret}",
    ]
