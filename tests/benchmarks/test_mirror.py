"""The first reading of 10,000 customers: how close to what the limit allows, in how much memory, how long it writes."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.clock import SystemClock
from bot.db import Database
from bot.models import Subscription
from bot.partner_center.limiter import Limiter
from bot.partner_center.opening import opened
from bot.services.directory import Progress
from bot.services.mirror.mirror import Mirror
from bot.services.mirror.runs import RunKind
from tests.benchmarks.full_directory import SMALLER
from tests.benchmarks.microsoft import SUBSCRIPTIONS_EACH, partner_center
from tests.benchmarks.ratio import tell
from tests.kit.microsoft import add_provider, scene_at, settings_for

pytestmark = [
    pytest.mark.benchmark,
    pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True),
]
CUSTOMERS = 10_000 // SMALLER
# Microsoft's 500 a minute, eight times as fast, so that twenty minutes are two and a half.
A_MINUTE = 500 * 8
MOST_TIMES_LIMIT = 1.1
MOST_GROWTH_MB = 16.0
MOST_WRITE_SECONDS = 0.25
PAGE_MB = os.sysconf("SC_PAGE_SIZE") / (1 << 20)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Address of a Partner Center of full size."""
    with partner_center(CUSTOMERS) as address:
        yield address


def memory_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE_MB


class Watched:
    """Memory by share of the customers read, seconds of each write, and requests that were allowed."""

    def __init__(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        self.memory: list[float] = []
        self.writes: list[float] = []
        self.turns = 0
        write, turn = Database.write_now, Limiter.turn

        def timed(of: Database, work: Any) -> Any:
            began = time.perf_counter()
            try:
                return write(of, work)
            finally:
                self.writes.append(time.perf_counter() - began)

        async def counted(of: Limiter, longest: float) -> None:
            self.turns += 1
            await turn(of, longest)

        monkeypatch.setattr(Database, "write_now", timed)
        monkeypatch.setattr(Limiter, "turn", counted)

    def tell(self, at: Progress) -> None:
        if at.file == "subscriptions":
            self.memory.append(memory_mb())


async def test_reading_takes_what_the_limit_allows(
    database: Database, url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    add_provider(database)
    watched = Watched(database, monkeypatch)
    async with opened(settings_for(url), database, SystemClock(), A_MINUTE) as client:
        mirror = Mirror(database, client, SystemClock(), scene_at(), watched.tell)
        began = time.perf_counter()
        seen = await mirror.run(RunKind.FIRST)
        seconds = time.perf_counter() - began
    assert seen is not None
    assert seen.state == "done"
    count = select(func.count()).select_from(Subscription)
    assert database.read_now(lambda s: s.scalar(count)) == CUSTOMERS * SUBSCRIPTIONS_EACH
    allowed = watched.turns / (A_MINUTE / 60)
    early, late = watched.memory[len(watched.memory) // 5], watched.memory[-1]
    writes = sorted(watched.writes)
    engine = "SQLite" if database.is_sqlite else "PostgreSQL"
    tell(
        capsys,
        f"{engine}: {CUSTOMERS} customers in {seconds:.1f} s, the limit allows {allowed:.1f} s, ratio "
        f"{seconds / allowed:.3f}; {early:.0f} MB after a fifth, {late:.0f} MB at the end; {len(writes)} writes, "
        f"p99 {writes[int(len(writes) * 0.99)] * 1000:.0f} ms, longest {writes[-1] * 1000:.0f} ms",
    )
    assert seconds / allowed <= MOST_TIMES_LIMIT
    assert late - early <= MOST_GROWTH_MB
    assert not database.is_sqlite or writes[-1] <= MOST_WRITE_SECONDS
