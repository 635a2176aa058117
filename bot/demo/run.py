"""Program of the demo: the local workspace in this process, the bot as its child, one address to open."""

import asyncio
import fcntl
import os
import signal
import sys
import webbrowser
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

from platformdirs import user_data_path

from bot import demo, manifest, migrations
from bot.clock import SystemClock
from bot.db import Database
from bot.demo import clock, story
from bot.demo.tasks import tasks
from bot.errors import ConfigurationError, Unavailable
from bot.local_slack import SeedError, Server, Workspace, read_json, serve
from bot.services.directory import import_directory
from bot.text import reader

ROOT = Path(demo.__file__).parent.parent.parent
STOP_SECONDS = 12.0
START_SECONDS = 60.0
NOTICES = "C0PARTNERS"
GENERAL = "C0GENERAL0"
COLLEAGUE = "U0NORA0000"
CLOCK = "clock"
GROUPS = {
    "ROLE_GROUP_GLOBAL_ADMIN": "@pc-global-admins",
    "ROLE_GROUP_ADMIN_AGENT": "@pc-admin-agents",
    "ROLE_GROUP_HELPDESK_AGENT": "@pc-helpdesk-agents",
    "ROLE_GROUP_SALES_AGENT": "@pc-sales-agents",
    "ROLE_GROUP_USER_MANAGEMENT_ADMIN": "@pc-user-management-admins",
    "ROLE_GROUP_BILLING_ADMIN": "@pc-billing-admins",
}


class DemoStopped(Unavailable):
    """The demo's bot did not start, or ended by itself; `str()` says where to look."""

    def __init__(self, line: str) -> None:
        super().__init__("slack-unavailable", error=line)
        self.line = line

    def __str__(self) -> str:
        return self.line


def run(port: int, data: Path | None, *, open_browser: bool = True) -> None:
    """Run the demo until Ctrl-C or SIGTERM; its state stays in `data`, by default in the user's data folder.

    Raise ConfigurationError if the port is taken, or if the folder is unusable or in use by another demo.
    """
    folder = (data or user_data_path("support-contact-bot") / "demo").absolute()
    # What is made from here on, the bot's database and log too, is for the person who tries it.
    before = os.umask(0o077)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder):
            asyncio.run(_main(port, folder, open_browser))
    except SeedError as error:
        raise ConfigurationError(f"{folder}: {error}") from error
    except OSError as error:
        # Only an error about a file names one; the others are about the port.
        if error.filename is None:
            raise ConfigurationError(f"{error.strerror}: choose another port with --port") from error
        raise ConfigurationError(f"cannot use {folder}: {error.strerror}") from error
    finally:
        os.umask(before)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; two demos would send each other's messages and overwrite each other's workspace."""
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ConfigurationError(f"a demo is running on {folder}: choose another folder with --data") from None
        yield


async def _main(port: int, folder: Path, open_browser: bool) -> None:
    body = asyncio.ensure_future(_run(port, folder, open_browser))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, body.cancel)
    with suppress(asyncio.CancelledError):
        await body


async def _run(port: int, folder: Path, open_browser: bool) -> None:
    url = await asyncio.to_thread(prepare, folder)
    async with started(port, folder, url) as (server, bot):
        print(f"Open {server.url}", flush=True)
        if open_browser:
            webbrowser.open(server.url)
        code = await bot.wait()
        raise DemoStopped(f"the bot ended with code {code}; see {folder / 'bot.log'}")


def prepare(folder: Path) -> str:
    """Upgrade and fill the demo's database and return its URL; everything done in earlier runs stays."""
    url = f"sqlite:///{folder / 'bot.db'}"
    database = Database(url)
    try:
        migrations.upgrade(database)
        import_directory(database, [demo.DIRECTORY], provider_tenant_id=None, clock=SystemClock())
    finally:
        database.close()
    return url


@asynccontextmanager
async def started(
    port: int, folder: Path, database_url: str
) -> AsyncIterator[tuple[Server, asyncio.subprocess.Process]]:
    """Start workspace and bot and connect them to each other; both end with the block."""
    seed = read_json(demo.WORKSPACE) | {"app": {"manifest": manifest.build()}}
    database = Database(database_url)
    try:
        async with serve(Workspace(seed), port, state_file=folder / "workspace.json") as server:
            _embed(server.workspace, database, folder / CLOCK)
            await _share_list(server.workspace)
            bot = await _spawn(server, folder, database_url)
            try:
                await _connected(server, bot, folder)
                yield server, bot
            finally:
                await _stop(bot)
    finally:
        database.close()


def _embed(workspace: Workspace, database: Database, clock_file: Path) -> None:
    """Make a bare workspace this demo: things to try, the other end of invitations, one time for both processes."""
    workspace.walkthrough.offer(tasks())
    workspace.outside.play(story.OtherSide(database))
    workspace.outside.moments = story.TimesAhead(database)
    clock.share(clock_file, workspace.clock.offset)
    workspace.clock.on_advance(lambda: clock.share(clock_file, workspace.clock.offset))


async def _share_list(workspace: Workspace) -> None:
    """Let a colleague put the list for /assign-many into #general, once."""
    if any(upload.name == demo.LIST.name for upload in workspace.state.files.values()):
        return
    colleague = workspace.person(COLLEAGUE)
    text = reader(colleague.user.locale, "UTC").plain("demo-list")
    await colleague.say(GENERAL, text, files=[colleague.attach(demo.LIST.name, demo.LIST.read_bytes())])


async def _spawn(server: Server, folder: Path, database_url: str) -> asyncio.subprocess.Process:
    app = server.workspace.state.app
    settings = {
        "SLACK_API_BASE_URL": server.api_url,
        "SLACK_BOT_TOKEN": app.bot_token,
        "SLACK_APP_TOKEN": app.app_token,
        "DATABASE_URL": database_url,
        "NOTIFY_CHANNEL": NOTICES,
        "HOST": "127.0.0.1",
        "PORT": "0",
        # Whoever moves time by days does not want to wait a real minute for what it makes due.
        "REMINDER_SWEEP_SECONDS": "2",
        "PYTHONPATH": str(ROOT),
    }
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "SYSTEMROOT") if name in os.environ}
    # Its own folder as working directory: a .env of the person trying the demo must not leak into it.
    with (folder / "bot.log").open("ab") as log:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot.cli.demo_child", str(folder / CLOCK)),
            env=inherited | settings | GROUPS,
            cwd=folder,
            stdout=log,
            stderr=log,
        )


async def _connected(server: Server, bot: asyncio.subprocess.Process, folder: Path) -> None:
    ended = asyncio.ensure_future(bot.wait())
    connected = asyncio.ensure_future(server.workspace.connected(timeout=START_SECONDS))
    await asyncio.wait({ended, connected}, return_when=asyncio.FIRST_COMPLETED, timeout=START_SECONDS)
    for waiting in (ended, connected):
        waiting.cancel()
    await asyncio.gather(ended, connected, return_exceptions=True)
    if not server.workspace.sockets.connections:
        raise DemoStopped(f"the bot did not start; see {folder / 'bot.log'}")


async def _stop(bot: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        bot.terminate()
    try:
        await asyncio.wait_for(bot.wait(), STOP_SECONDS)
    except TimeoutError:
        bot.kill()
        await bot.wait()
