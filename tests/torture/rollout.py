"""Versions by turns: the schema upgraded and replicas replaced as an operator does, and what each life leaves wrong."""

import asyncio
import os
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from aiohttp import ClientSession

from bot.text import reader
from tests.kit import program
from tests.kit.program import ROOT
from tests.torture import crowd
from tests.torture.checks import Violation
from tests.torture.history import Act
from tests.torture.replicas import Replica
from tests.torture.sight import LOCALES
from tests.torture.stage import Stage

Version = Literal["today", "tomorrow"]
# Seconds for which a replica that is to end gets nothing new any more (deploy/kubernetes, preStop).
DRAIN = 0.3
# Metrics that must be 0 at the end of each life.
BAD = re.compile(
    r"bot_(silent_failures|background_errors|stale_triggers)_total"
    r'|bot_deliveries_total\{.*outcome="(error|unavailable|unknown)"'
)
# What people read when the program failed them.
FAILURES = (
    "error-unexpected",
    "error-database-busy",
    "error-database-away",
    "error-database-slow",
    "error-database-closing",
    "error-outcome-unknown",
    "error-stopping",
    "error-too-late",
    "error-not-shown",
    "error-slow",
    "error-view-outdated",
)
WORDS = frozenset(reader(locale, "UTC").plain(key)[:50] for locale in LOCALES for key in FAILURES)
LOGGED = re.compile(r" (ERROR|CRITICAL) |^Traceback")


@dataclass
class Rollout:
    """Replacing of a stage's replicas; `trees` are the folders of both versions' code."""

    stage: Stage
    trees: Mapping[Version, Path]
    upgrades: list[float] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)
    wrong: list[Violation] = field(default_factory=list)

    async def upgrade(self, version: Version) -> None:
        """Run `db upgrade` of a version."""
        began = time.monotonic()
        given = {"DATABASE_URL": self.stage.database_url, **self._code(version)}
        ended = await program.run(self.stage.folder, "db", "upgrade", **given)
        self.upgrades.append(time.monotonic() - began)
        if ended.code:
            self.wrong.append(Violation("upgrades", f"{version}: {ended.err}"))

    async def replace(self, replica: Replica, version: Version) -> None:
        """End a replica as a supervisor does, and start it in a version."""
        replica.serves = False
        await asyncio.sleep(DRAIN)
        await self.look(replica)
        code, seconds = await replica.end()
        if code or seconds > crowd.LEAVE:
            self.wrong.append(Violation("ends", f"replica {replica.life}: code {code} after {seconds:.1f} s"))
        replica.variables = {**replica.variables, **self._code(version)}
        began = time.monotonic()
        await replica.start()
        self.starts.append(time.monotonic() - began)

    def _code(self, version: Version) -> dict[str, str]:
        """Name where a process finds its code; the hooks of the tests are today's."""
        return {"PYTHONPATH": os.pathsep.join(map(str, (self.trees[version], ROOT)))}

    async def look(self, replica: Replica) -> None:
        """Read what a process counted that must not be."""
        async with ClientSession() as session:
            counted = await replica.metrics(session)
        if not counted:
            self.wrong.append(Violation("metrics", f"replica {replica.life} does not tell"))
        found = {name: value for name, value in counted.items() if value and BAD.match(name)}
        self.wrong += [Violation("metrics", f"replica {replica.life}: {name} is {found[name]:.0f}") for name in found]

    def logged(self) -> Iterator[Violation]:
        """Find what a replica logged that is no mere warning."""
        for replica in self.stage.replicas:
            lines = replica.said().decode(errors="replace").splitlines()
            yield from (Violation("logs", f"replica {replica.number}: {one}") for one in lines if LOGGED.search(one))


def failed(acts: Iterable[Act]) -> Iterator[Violation]:
    """Find what people read when the program failed them."""
    for act in acts:
        if any(words in act.said for words in WORDS):
            yield Violation("failed requests", f"{act.kind} {act.name} of {act.person} at {act.at:.1f} s: {act.said!r}")
