"""Replicas of the program: processes of their own, started, killed, paused and ended from outside."""

import asyncio
import re
import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from aiohttp import ClientError, ClientSession, ClientTimeout

from tests.kit.program import environment
from tests.torture import hooks, procfs
from tests.torture.hooks import HOOKS, Hooks

Transport = Literal["socket", "http"]
# Also "not ready yet (database: …)": it listens, and says so to whoever asks.
READY = re.compile(rb" in workspace .*, listening on .*:(\d+)\s")
START_SECONDS = 60.0
LOOK_SECONDS = 0.02
# What must not stand in any log, whatever was done to the program.
COMPLAINTS = ("Task was destroyed", "was never awaited", "never retrieved", "Unclosed ")


class NotStarted(Exception):
    """The process ended, or did not get ready; `str()` is the end of its log."""


@dataclass
class Replica:
    """One of several `serve` processes on one database; `lives` counts how often it was started.

    `hooks` replaces `python -m bot` by the same with hooks. `port` is where it listens. `serves` tells if deliveries
    should be carried to it: from ready to its end, and not while it has been paused for longer than anybody's health
    check would bear. `deaths` are lives with the monotonic second of their end, orderly ends left out. `found` is what
    was wrong with it.
    """

    number: int
    transport: Transport
    folder: Path
    variables: Mapping[str, str]
    hooks: Hooks | None = None
    process: asyncio.subprocess.Process | None = None
    port: int = 0
    lives: int = 0
    serves: bool = False
    deaths: list[tuple[tuple[int, int], float]] = field(default_factory=list)
    found: list[str] = field(default_factory=list)
    _ready: set[tuple[int, int]] = field(default_factory=set)
    _ended: set[tuple[int, int]] = field(default_factory=set)
    _watching: "asyncio.Task[None] | None" = None

    @property
    def life(self) -> tuple[int, int]:
        """Name of the present process."""
        return self.number, self.lives

    @property
    def pid(self) -> int:
        """Process id, 0 if none runs."""
        return self.process.pid if self.process and self.process.returncode is None else 0

    @property
    def log(self) -> Path:
        """Everything that all its processes said."""
        return self.folder / f"replica-{self.number}.log"

    async def start(self) -> None:
        """Start a new process and wait until it is ready; raise NotStarted."""
        self.lives += 1
        begins = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, *self._program(), cwd=self.folder, env=self._environment(), stdout=log, stderr=log
            )
        self._watching = asyncio.ensure_future(self._watch(self.process, self.life))
        self.port = await self._until_ready(begins)
        self.serves = True

    async def _watch(self, process: asyncio.subprocess.Process, life: tuple[int, int]) -> None:
        code = await process.wait()
        if life == self.life:
            self.serves = False
        if life not in self._ended:
            self.deaths.append((life, time.monotonic()))
            if code != -signal.SIGKILL and life in self._ready:
                self.found.append(f"replica {self.number} ended by itself with code {code}")

    def _program(self) -> tuple[str, ...]:
        return ("-m", "tests.torture.hooked", "serve") if self.hooks else ("-m", "bot", "serve")

    def _environment(self) -> dict[str, str]:
        if self.hooks is None:
            return environment(**self.variables)
        if not self.hooks.clock.exists():
            hooks.set_clock(self.hooks.clock, 0.0)
        return environment(**self.variables, **{HOOKS: self.hooks.dump()})

    async def _until_ready(self, begins: int) -> int:
        ends_by = time.monotonic() + START_SECONDS
        while time.monotonic() < ends_by:
            said = self.said(begins)
            if found := READY.search(said):
                self._ready.add(self.life)
                return int(found[1])
            if not self.pid:
                break
            await asyncio.sleep(LOOK_SECONDS)
        self.kill()
        raise NotStarted(self.said(begins).decode(errors="replace")[-2000:])

    def said(self, begins: int = 0) -> bytes:
        """Return its log from a byte on."""
        with self.log.open("rb") as log:
            log.seek(begins)
            return log.read()

    def kill(self) -> None:
        """End it by SIGKILL, at once."""
        self.serves = False
        self._send(signal.SIGKILL)

    def pause(self) -> None:
        """Stop it where it is, as a laptop's lid or a hypervisor does."""
        self._send(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        self._send(signal.SIGCONT)

    async def gone(self) -> None:
        """Wait until the process has ended."""
        if self.process is not None:
            await self.process.wait()

    async def end(self, seconds: float = 20.0) -> tuple[int, float]:
        """Ask it to end, as a supervisor does; return exit code and seconds. SIGKILL after `seconds`."""
        began = time.monotonic()
        self.serves = False
        self._ended.add(self.life)
        self._send(signal.SIGTERM)
        assert self.process is not None
        try:
            async with asyncio.timeout(seconds):
                code = await self.process.wait()
        except TimeoutError:
            self.kill()
            code = await self.process.wait()
        return code, time.monotonic() - began

    def _send(self, number: signal.Signals) -> None:
        if self.pid and self.process is not None:
            self.process.send_signal(number)

    def ports(self) -> frozenset[int]:
        """Return the local ports of its connections."""
        return procfs.ports_of(self.pid)

    def megabytes(self) -> float:
        """Return its resident memory now."""
        return procfs.resident_mb(self.pid)

    async def metrics(self, session: ClientSession) -> dict[str, float]:
        """Read its metrics by name with labels, as Prometheus would; empty if it cannot be reached."""
        url = f"http://127.0.0.1:{self.port}/metrics"
        try:
            async with session.get(url, timeout=ClientTimeout(total=5)) as answer:
                lines = (await answer.text()).splitlines()
        except (ClientError, TimeoutError, OSError):
            return {}
        pairs = [line.rpartition(" ") for line in lines if line and not line.startswith("#")]
        return {name: float(value) for name, _, value in pairs}

    def complaints(self) -> list[str]:
        """List what was wrong with it, and the lines of its log that must not be there."""
        lines = self.said().decode(errors="replace").splitlines()
        said = [f"replica {self.number}: {line}" for line in lines if any(words in line for words in COMPLAINTS)]
        return self.found + said
