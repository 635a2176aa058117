"""A partnership on which 50,000 support contacts rest is removed: in all, and what others wait meanwhile."""

import time
from collections.abc import Sequence
from statistics import median

import pytest
from sqlmodel import func, select

from bot.clock import ManualClock
from bot.db import Database
from bot.models import Assignment, AuditEvent
from bot.services.basis import settling
from bot.services.jobs.runner import JobRunner
from bot.services.relationships import removal
from tests.benchmarks import crowd
from tests.benchmarks.ratio import quantiles, tell
from tests.benchmarks.waits import second_writer
from tests.kit.relationships import GLO
from tests.kit.removing import PARTNERSHIP
from tests.kit.world import scene

pytestmark = pytest.mark.benchmark

CONTACTS = 50_000
# Milliseconds of the longest other write, seconds in all.
MOST_WAIT, MOST_SECONDS = 250.0, 3.0


async def removed(database: Database, clock: ManualClock) -> tuple[float, float, Sequence[float]]:
    """Wall and CPU seconds from the click to the last contact flagged, and what the other writes took."""
    at = scene(clock.now(), "remove")
    runner = JobRunner(database, [settling.work()], lambda key: scene(clock.now(), key))
    seen = database.read_now(lambda s: removal.preview(s, PARTNERSHIP, at)).digest
    with second_writer(database) as waits:
        waits.took.clear()
        began, cpu = time.perf_counter(), time.process_time()
        database.write_now(lambda s: removal.remove(s, GLO, PARTNERSHIP, at, seen))
        await runner.run()
        took, used = time.perf_counter() - began, time.process_time() - cpu
    return took, used, waits.took


async def test_a_partnership_with_fifty_thousand_contacts(
    database: Database, clock: ManualClock, capsys: pytest.CaptureFixture[str]
) -> None:
    crowd.resellers(database)
    crowd.supported(database, CONTACTS)
    took, used, waits = await removed(database, clock)
    flagged = database.read_now(
        lambda s: s.exec(select(func.count()).select_from(Assignment).where(Assignment.state == "invalidated")).one()
    )
    noted = database.read_now(lambda s: s.exec(select(func.count()).select_from(AuditEvent)).one())
    assert (flagged, noted) == (CONTACTS, CONTACTS + 2)
    engine = "SQLite" if database.is_sqlite else "PostgreSQL"
    others = f"{len(waits)} other writes (ms, p50/p99/worst) {quantiles(waits)}, median {median(waits):.0f}"
    tell(capsys, f"removal with {CONTACTS} contacts, {engine}: {took:.1f} s, CPU {used:.1f} s; {others}")
    assert max(waits) <= MOST_WAIT
    assert used <= MOST_SECONDS
