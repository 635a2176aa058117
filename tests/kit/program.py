"""Runs the program as a person or a supervisor does: in its own process, with an environment of its own."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
# The port for discarding: a connection there is refused at once.
NOBODY = "http://127.0.0.1:9/api/"


@dataclass(frozen=True)
class Ended:
    """Result of a finished run."""

    code: int
    out: str
    err: str

    @property
    def errors(self) -> list[str]:
        """Lines on stderr that say what is wrong."""
        return [line for line in self.err.splitlines() if line.startswith("error: ")]


class Running:
    """Program under way; `seen` holds what it said so far."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.seen = ""

    async def until(self, words: str, seconds: float = 20) -> str:
        """Wait for a line of either stream with these words; fail with what was said instead."""
        assert self.process.stdout is not None
        async with asyncio.timeout(seconds):
            while True:
                line = (await self.process.stdout.readline()).decode()
                assert line, f"ended without {words!r}:\n{self.seen}"
                self.seen += line
                if words in line:
                    return line.strip()

    async def stop(self, number: signal.Signals = signal.SIGTERM, seconds: float = 12) -> int:
        """Send a signal and return the exit code."""
        self.process.send_signal(number)
        async with asyncio.timeout(seconds):
            assert self.process.stdout is not None
            self.seen += (await self.process.stdout.read()).decode()
            return await self.process.wait()


def environment(**variables: str) -> dict[str, str]:
    """Make an environment without any of the tester's own settings, in which Slack is away."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "XDG_RUNTIME_DIR") if name in os.environ}
    ours = {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", "SLACK_API_BASE_URL": NOBODY}
    return kept | ours | variables


async def start(folder: Path, *arguments: str, **variables: str) -> Running:
    """Start the program; both streams come in order through `Running.until`."""
    return await _started([], folder, arguments, variables)


async def start_with_files(files: int, folder: Path, *arguments: str, **variables: str) -> Running:
    """Start the program, which may not open more than so many files.

    A tool sets that limit: code of ours between fork and exec may wait for a lock that a thread of this process had."""
    return await _started(["prlimit", f"--nofile={files}:{files}"], folder, arguments, variables)


async def _started(
    before: Sequence[str], folder: Path, arguments: Sequence[str], variables: Mapping[str, str]
) -> Running:
    process = await asyncio.create_subprocess_exec(
        *(*before, sys.executable, "-m", "bot", *arguments),
        cwd=folder,
        env=environment(**variables),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    return Running(process)


async def run(folder: Path, *arguments: str, **variables: str) -> Ended:
    """Run the program to its end, at most 30 s."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *arguments),
        cwd=folder,
        env=environment(**variables),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(30):
        out, err = await process.communicate()
    return Ended(process.returncode or 0, out.decode(), err.decode())


async def port_of(running: Running) -> int:
    """Wait until it serves; the port it listens on."""
    return int((await running.until("ready: ")).rsplit(":", 1)[1])
