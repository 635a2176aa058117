"""50,000 support contacts of a leaving reseller handed over: CPU, how it grows, and what others wait meanwhile."""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlmodel import col, func, select

from bot.clock import ManualClock
from bot.db import Database
from bot.models import AuditEvent, SupportContact
from bot.services.handover import review
from bot.services.handover.scope import Handover, HandoverScope
from tests.benchmarks import crowd
from tests.benchmarks.ratio import quantiles, tell
from tests.benchmarks.waits import Waits, second_writer
from tests.conftest import MONDAY, PROVIDER
from tests.kit.handover import begun, handing_over
from tests.kit.store.engines import open_database
from tests.kit.store.templates import PostgresTemplate, SqliteTemplate
from tests.kit.world import TREY

pytestmark = pytest.mark.benchmark

SIZES = (10_000, 50_000, 100_000)
# Milliseconds of the longest other write; CPU seconds of 50,000; how the cost grows with the number.
MOST_WAIT, MOST_CPU, MOST_EXPONENT = 250.0, 25.0, 1.05
PLAN = Handover("HAND", HandoverScope(TREY), PROVIDER, MONDAY)


@contextmanager
def filled(
    engine: str, templates: tuple[SqliteTemplate, PostgresTemplate], place: Path, contacts: int
) -> Iterator[Database]:
    """A database of its own in which TREY supports so many."""
    sqlite, postgres = templates
    with sqlite.fresh(place) if engine == "sqlite" else postgres.fresh() as url:
        database = open_database(url)
        try:
            crowd.resellers(database)
            crowd.supported(database, contacts)
            yield database
        finally:
            database.close()


async def handed_over(database: Database, clock: ManualClock) -> tuple[float, float, float, Waits]:
    """CPU seconds of the review; wall and CPU seconds from the click to the last contact; what other writes took."""
    began = time.process_time()
    database.read_now(lambda s: review.review(s, PROVIDER, PLAN))
    looked = time.process_time() - began
    with second_writer(database) as waits:
        waits.took.clear()
        began, cpu = time.perf_counter(), time.process_time()
        begun(database, clock, PLAN)
        await handing_over(database, clock).run()
        took, used = time.perf_counter() - began, time.process_time() - cpu
    return looked, took, used, waits


def exponent(costs: dict[int, float]) -> float:
    """The slope of the line through (log size, log cost), by least squares."""
    points = [(math.log(size), math.log(cost)) for size, cost in costs.items()]
    mean_x, mean_y = (sum(column) / len(points) for column in zip(*points, strict=True))
    across = sum((x - mean_x) * (y - mean_y) for x, y in points)
    return float(across / sum((x - mean_x) ** 2 for x, _ in points))


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
async def test_a_leaving_reseller_at_growing_sizes(
    engine: str,
    sqlite_template: SqliteTemplate,
    postgres_template: PostgresTemplate,
    tmp_path: Path,
    clock: ManualClock,
    capsys: pytest.CaptureFixture[str],
) -> None:
    costs: dict[int, float] = {}
    longest = 0.0
    for size in SIZES:
        place = tmp_path / str(size)
        place.mkdir()
        with filled(engine, (sqlite_template, postgres_template), place, size) as database:
            looked, took, costs[size], waits = await handed_over(database, clock)
            assert left(database) == (0, size)
        longest = max(longest, waits.longest)
        figures = f"{took:.1f} s, CPU {costs[size]:.1f} s, review {looked * 1000:.0f} ms"
        tell(
            capsys, f"handover of {size}, {engine}: {figures}; other writes (ms, p50/p99/worst) {quantiles(waits.took)}"
        )
    tell(capsys, f"handover, {engine}: fitted exponent {exponent(costs):.2f}, longest other write {longest:.0f} ms")
    assert costs[50_000] <= MOST_CPU
    assert exponent(costs) <= MOST_EXPONENT
    assert longest <= MOST_WAIT


def left(database: Database) -> tuple[int, int]:
    """Contacts that still name TREY, and history rows of those that were moved."""
    still = select(func.count()).select_from(SupportContact).where(col(SupportContact.support_tenant_id) == TREY)
    moved = select(func.count()).select_from(AuditEvent).where(col(AuditEvent.action) == "contact.assigned")
    return database.read_now(lambda s: (s.exec(still).one(), s.exec(moved).one()))
