"""Ways into a replica that nobody has in service: its clock, its leases, and a death at any commit.

A replica with hooks is `python -m tests.torture.hooked serve`; `HOOKS` in its environment names a folder of its own,
through which the driver reaches it, and one that all replicas share.
"""

import json
import mmap
import os
import signal
import struct
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from bot.clock import SystemClock
from bot.db import Database
from bot.services.assign_many import files
from bot.services.jobs import claims, runner
from bot.services.jobs.runner import JobRunner
from bot.services.outbox import lanes, sender, store, worker
from bot.services.outbox.worker import OutboxWorker
from bot.services.slack import web
from bot.services.slack.web import SlackWeb

HOOKS = "TORTURE_HOOKS"
SHIPPED_LEASE = 60.0
_OFFSET = struct.Struct("d")
_here = threading.local()


@dataclass(frozen=True)
class Hooks:
    """Configuration of one replica: its clock's file, the folder of the commit points, and a shorter lease, if any.

    `by_program`: leases and due times go by the program's clock and not by the database's.
    """

    clock: Path
    points: Path
    lease: float = SHIPPED_LEASE
    by_program: bool = False

    def dump(self) -> str:
        """Write it for the environment."""
        return json.dumps(asdict(self), default=str)

    @classmethod
    def load(cls, text: str) -> "Hooks":
        """Read what `dump` wrote."""
        given = json.loads(text)
        return cls(Path(given["clock"]), Path(given["points"]), given["lease"], given["by_program"])


def set_clock(file: Path, seconds: float) -> None:
    """Let the wall clock of the replica that watches this file differ from the machine's by so much."""
    # In place: the replica has the file mapped.
    with file.open("r+b" if file.exists() else "w+b") as opened:
        opened.write(_OFFSET.pack(seconds))


def install(hooks: Hooks) -> None:
    """Change the program of this process."""
    _follow(hooks.clock)
    _watch_commits(Points(hooks.points))
    if hooks.lease < SHIPPED_LEASE:
        _hasten(hooks.lease)
    if hooks.by_program:
        # No clock is the machine's any more, as far as the outbox can tell.
        vars(worker)["SystemClock"] = type("MachineClock", (), {})


def _follow(file: Path) -> None:
    with file.open("r+b") as opened:
        shared = mmap.mmap(opened.fileno(), _OFFSET.size)

    def now(self: SystemClock) -> datetime:
        (offset,) = _OFFSET.unpack_from(shared)
        return datetime.now(UTC) + timedelta(seconds=offset)

    SystemClock.now = now  # type: ignore[method-assign]


def _hasten(lease: float) -> None:
    """Shorten the lease and, in proportion, all that must fit into it."""
    share = lease / SHIPPED_LEASE
    modules: tuple[Any, ...] = (store, lanes, worker, sender, claims, files)
    for module in modules:
        module.LEASE *= share
    runner.WAIT *= share
    worker.SEND_SECONDS *= share
    web.TIMEOUT *= share
    given: Any = SlackWeb._call.__kwdefaults__
    given["deadline"] = web.TIMEOUT
    backoff = sender.backoff
    sender.backoff = lambda attempts: backoff(attempts) * share


class Points:
    """Commit points by name, as the folder shared with the driver has them.

    `seen` has a line for each name reached so far; `armed` holds the name at which the next process to come there
    dies by SIGKILL.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: set[str] = set()

    def reached(self, name: str) -> None:
        """Take note of the point, and die here if that is wanted."""
        if name not in self._known:
            self._known.add(name)
            with (self._folder / "seen").open("a") as seen:
                seen.write(f"{name}\n")
        armed = self._folder / "armed"
        try:
            if armed.read_text() != name:
                return
            armed.unlink()  # one process only
        except FileNotFoundError:
            return
        os.kill(os.getpid(), signal.SIGKILL)


def arm(folder: Path, name: str) -> None:
    """Let the next process that comes to this point die there."""
    draft = folder / "draft"
    draft.write_text(name)
    draft.replace(folder / "armed")


def disarm(folder: Path) -> bool:
    """Take an armed point back; tell if it was still waiting for somebody."""
    try:
        (folder / "armed").unlink()
    except FileNotFoundError:
        return False
    return True


def seen(folder: Path) -> list[str]:
    """List the points reached by any process so far, in order."""
    try:
        return sorted(set((folder / "seen").read_text().split("\n")) - {""})
    except FileNotFoundError:
        return []


def _watch_commits(points: Points) -> None:
    for name in ("write_now", "write_one_now"):
        setattr(Database, name, _named(getattr(Database, name)))
    event.listen(Session, "before_commit", lambda _session: _reached(points, "before"))
    event.listen(Session, "after_commit", lambda _session: _reached(points, "after"))
    for what, of in (("outbox", OutboxWorker), ("jobs", JobRunner)):
        given: Any = of.__init__.__kwdefaults__
        given["crash"] = partial(_crash, points, what)


def _crash(points: Points, what: str, point: str) -> None:
    points.reached(f"{what} {point}")


def _named(write: Callable[[Database, Any], Any]) -> Callable[[Database, Any], Any]:
    def named(database: Database, work: Any) -> Any:
        _here.work = _name(work)
        try:
            return write(database, work)
        finally:
            _here.work = ""

    return named


def _name(work: Any) -> str:
    """Name a transaction by the function that is its work, `assign_support.command._submitted`."""
    function = getattr(work, "func", work)
    module = str(function.__module__).removeprefix("bot.").removeprefix("services.").removeprefix("commands.")
    return f"{module}.{function.__qualname__}".replace(".<locals>", "").replace(".<lambda>", "")


def _reached(points: Points, when: str) -> None:
    if work := getattr(_here, "work", ""):
        points.reached(f"{work} {when}")
