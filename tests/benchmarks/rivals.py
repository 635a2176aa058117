"""Starts the bot and what it is compared with as processes on one core, against one fake Slack on another."""

import asyncio
import json
import os
import ssl
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import trustme

from bot.commands.assign_support import form as assign_form
from bot.text import reader
from tests.benchmarks.fake_slack import GROUP, FakeSlack, fake_slack
from tests.benchmarks.load import SECRET, Load, command
from tests.kit.program import ROOT

COMMAND = "/assign-support"
LIBRARIES = "import slack_bolt.async_app, sqlmodel, sqlalchemy.ext.asyncio, apscheduler.schedulers.asyncio"
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Rival:
    """One server under load: its process, the load on it, and the fake Slack it talks to."""

    name: str
    process: asyncio.subprocess.Process
    load: Load
    slack: FakeSlack

    def cpu_seconds(self) -> float:
        """Return the user and system time used so far, in seconds."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def megabytes(self) -> float:
        """Resident memory in the units of `top`: 1,048,576 bytes."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text("utf-8").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


@dataclass(frozen=True)
class Field:
    """The fake Slack and how to start rivals against it."""

    slack: FakeSlack
    folder: Path
    database_url: str
    authority: Path | None

    @asynccontextmanager
    async def rival(self, name: str) -> AsyncIterator[Rival]:
        """`ours`, `tuned`, `stock` or `bare`, ready to answer."""
        view = self.folder / "view.json"
        view.write_text(json.dumps(assign_form.build(reader("en-US", "UTC"), assign_form.Screen())), "utf-8")
        arguments = ["-m", "bot", "serve"] if name == "ours" else ["-m", "tests.benchmarks.stock", name]
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, *arguments),
            cwd=self.folder,
            env=self._environment(view),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            preexec_fn=_first_core,
        )
        port = await _port(process)
        drained = asyncio.create_task(_drain(process))
        try:
            yield Rival(name, process, Load(port, partial(command, self.slack.url, COMMAND)), self.slack)
        finally:
            process.terminate()
            await process.wait()
            await drained

    async def imports(self) -> float:
        """Seconds that the libraries alone take to load."""
        began = time.perf_counter()
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", LIBRARIES, preexec_fn=_first_core)
        await process.wait()
        return time.perf_counter() - began

    def _environment(self, view: Path) -> dict[str, str]:
        trusted = {"SSL_CERT_FILE": str(self.authority)} if self.authority else {}
        return trusted | {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "BENCH_VIEW": str(view),
            "SLACK_API_BASE_URL": f"{self.slack.url}/api/",
            "SLACK_BOT_TOKEN": "xoxb-bench",
            "SLACK_SIGNING_SECRET": SECRET,
            "DATABASE_URL": self.database_url,
            "ROLE_GROUP_HELPDESK_AGENT": GROUP,
            "PORT": "0",
        }


@asynccontextmanager
async def field(folder: Path, database_url: str, *, tls: bool) -> AsyncIterator[Field]:
    """A fake Slack, over TLS with a certificate of its own authority or in plain."""
    authority, context = None, None
    if tls:
        made = trustme.CA()
        authority = folder / "authority.pem"
        made.cert_pem.write_to_path(str(authority))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.issue_cert("localhost").configure_cert(context)
    cores = os.sched_getaffinity(0)
    if len(cores) > 1:
        os.sched_setaffinity(0, cores - {min(cores)})
    try:
        async with fake_slack(context) as slack:
            yield Field(slack, folder, database_url, authority)
    finally:
        os.sched_setaffinity(0, cores)


def _first_core() -> None:
    os.sched_setaffinity(0, {0})


async def _port(process: asyncio.subprocess.Process) -> int:
    assert process.stdout is not None
    seen = ""
    async with asyncio.timeout(30):
        while True:
            line = (await process.stdout.readline()).decode()
            assert line, f"it did not start:\n{seen}"
            seen += line
            if "ready: " in line:
                return int(line.strip().replace(":", " ").rsplit(" ", 1)[1])


async def _drain(process: asyncio.subprocess.Process) -> None:
    assert process.stdout is not None
    while await process.stdout.read(65_536):
        pass
