"""The bot as a container runs it: no capability, nothing writable but the database's folder and TMPDIR."""

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot import demo, manifest
from bot.local_slack import Server, Workspace, serve
from tests.deploy import files
from tests.kit.desk import SEED
from tests.kit.program import ROOT, Ended, Running

READ_ONLY = 0o555
# Root is asked no permission as long as it has its capabilities.
CONFINED = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs"] if os.geteuid() == 0 else []


class Box:
    """A copy of the program in folders that nobody may write to, `data` and `tmp` beside them."""

    def __init__(self, folder: Path) -> None:
        self.program, self.home, self.data, self.tmp = (folder / name for name in ("app", "home", "data", "tmp"))
        for place in (self.home, self.data, self.tmp):
            place.mkdir()
        shutil.copytree(ROOT / "bot", self.program / "bot", ignore=shutil.ignore_patterns("__pycache__"))
        self._set(READ_ONLY)

    def open(self) -> None:
        """Let the test's own clean-up in again."""
        self._set(0o755)

    def _set(self, mode: int) -> None:
        for place in (self.program, self.home):
            for folder, _, _ in os.walk(place):
                Path(folder).chmod(mode)

    def written(self) -> set[str]:
        """Everything that has come to be, by the place it is in."""
        found = {path for place in (self.home, self.data, self.tmp) for path in place.rglob("*")}
        found |= {path for path in self.program.rglob("*") if not (ROOT / path.relative_to(self.program)).exists()}
        found |= set(self.program.rglob("__pycache__"))
        return {str(path.relative_to(self.program.parent)) for path in found}

    async def start(self, *arguments: str, **variables: str) -> Running:
        """Start the interpreter as the image does, with its variables."""
        given = {name: value for name, value in files.image_environment().items() if name != "PATH"}
        places = {"HOME": str(self.home), "TMPDIR": str(self.tmp), "PATH": os.environ["PATH"]}
        database = {"DATABASE_URL": f"sqlite:///{self.data / 'bot.db'}", "HOST": "127.0.0.1", "PORT": "0"}
        process = await asyncio.create_subprocess_exec(
            *(*CONFINED, sys.executable, *arguments),
            cwd=self.program,
            env=given | places | database | variables,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        return Running(process)

    async def run(self, *arguments: str, **variables: str) -> Ended:
        """Run to the end."""
        process = (await self.start(*arguments, **variables)).process
        async with asyncio.timeout(60):
            out, _ = await process.communicate()
        return Ended(process.returncode or 0, out.decode(), "")


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    """One in which nothing has run yet."""
    if CONFINED and not shutil.which(CONFINED[0]):
        pytest.skip("needs setpriv, of util-linux")
    made = Box(tmp_path)
    yield made
    made.open()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """A workspace on real time, with the bot's manifest."""
    async with serve(Workspace(SEED | {"app": {"manifest": manifest.build()}})) as served:
        yield served


@pytest.mark.parametrize("place", ["app", "app/bot", "home"])
async def test_the_box_is_closed(box: Box, place: str) -> None:
    ended = await box.run("-c", f"open({str(box.program.parent / place / 'new')!r}, 'w')")
    assert (ended.code, ended.out.splitlines()[-1][:15]) == (1, "PermissionError")


async def test_it_writes_nowhere_but_beside_its_database(box: Box, server: Server) -> None:
    upgraded = await box.run("-m", "bot", "db", "upgrade")
    assert upgraded.code == 0, upgraded.out
    imported = await box.run("-m", "bot", "directory", "import", str(demo.DIRECTORY))
    assert imported.code == 0, imported.out
    app = server.workspace.app
    slack = {"SLACK_API_BASE_URL": server.api_url, "SLACK_BOT_TOKEN": app.bot_token, "SLACK_APP_TOKEN": app.app_token}
    running = await box.start("-m", "bot", "serve", **slack)
    port = (await running.until("ready: ")).rsplit(":", 1)[1]
    async with ClientSession() as session, session.get(f"http://127.0.0.1:{port}/readyz") as answer:
        assert answer.status == 200, await answer.text()
    during = box.written()
    healthy = files.compose()["services"]["bot"]["healthcheck"]["test"]
    assert healthy[:3] == ["CMD", "python", "-c"]
    assert await box.run("-c", healthy[3], PORT=port) == Ended(0, "", "")
    assert await running.stop() == 0
    assert (await box.run("-c", healthy[3], PORT=port)).code == 1
    assert "data/bot.db" in during
    assert {path for path in during | box.written() if not path.startswith("data/bot.db")} == set()
