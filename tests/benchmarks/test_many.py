"""`/assign-many` at full size: a file of ten names, and ten thousand rows by name and by id, judged and applied."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from sqlalchemy import select

from bot.clock import ManualClock
from bot.db import Database
from bot.models import AssignManyKind, AssignManyRowState, Customer, Subscription
from bot.services.assign_many import chunks, dry_run, jobs
from bot.services.assign_many.dry_run import Ask
from bot.services.assign_many.jobs import Paper
from bot.services.assign_many.verdicts import Verdict
from bot.services.jobs.runner import JobRunner
from bot.services.store.sql import among, run, table
from tests.benchmarks.full_directory import SMALLER
from tests.benchmarks.ratio import quantiles, tell
from tests.benchmarks.waits import second_writer
from tests.conftest import PROVIDER
from tests.growth.ground import Ground, build, subscription
from tests.growth.measure import GaugedDatabase
from tests.kit.handover import admit
from tests.kit.world import ANN, scene

pytestmark = pytest.mark.benchmark

FEW, MANY, ROUNDS = 10, 10_000, 9
# Milliseconds and megabytes of a file of ten names; CPU seconds of ten thousand rows.
MOST_MS, MOST_MB, MOST_JUDGED, MOST_APPLIED, MOST_WAIT = 50.0, 5.0, 0.5, 2.5, 250.0
# PartnerID of the reseller that every customer of the ground is related with.
TARGET = "4000001"


@pytest.fixture
def filled(database_url: str) -> str:
    """Fill a database with a directory, work and history of full size (BENCH_SMALLER=100 for a hundredth)."""
    database = GaugedDatabase(database_url)
    build(Ground(database, 1_000_000 // SMALLER))
    database.close()
    return database_url


def resident() -> float:
    """Megabytes of this process."""
    status = Path("/proc/self/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))) / 1024


def unsupported(count: int) -> list[str]:
    """Return subscriptions that have no contact and wait for none."""
    return [subscription(3 + 10 * number) for number in range(count)]


def by_id(ids: Sequence[str]) -> bytes:
    """Make a file that names subscriptions by their ids."""
    return "\n".join(("subscriptionId,supportMpnId", *(f"{key},{TARGET}" for key in ids))).encode()


def by_name(database: Database, ids: Sequence[str]) -> bytes:
    """Make a file that names customers and subscriptions by their names."""
    own, theirs = table(Subscription), table(Customer)
    named = select(theirs.c.company_name, own.c.friendly_name).join(own, own.c.customer_id == theirs.c.id)
    rows: Sequence[Any] = database.read_now(lambda s: run(s, named.where(among(own.c.id, "ids")), {"ids": ids}).all())
    return "\n".join(
        ("customer,subscription,supportMpnId", *(f'"{row[0]}","{row[1]}",{TARGET}' for row in rows))
    ).encode()


def judged(database: Database, content: bytes, at: ManualClock) -> tuple[Verdict, ...]:
    """Make a dry run; every row is ready."""
    ask = Ask(AssignManyKind.FILE, file_name="rows.csv", content=content)
    verdicts = database.read_now(lambda s: dry_run.check(s, PROVIDER, ask, at.now()))
    assert {verdict.state for verdict in verdicts} == {AssignManyRowState.READY}
    return verdicts


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return wall and CPU seconds of a piece of work."""
    began, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - cpu


async def test_files_at_full_size(filled: str, clock: ManualClock, capsys: pytest.CaptureFixture[str]) -> None:
    database = Database(filled)
    engine = "SQLite" if database.is_sqlite else "PostgreSQL"
    few, ids = by_name(database, unsupported(FEW)), unsupported(min(MANY, 80_000 // SMALLER))
    names, keys = by_name(database, ids), by_id(ids)
    before = resident()
    times = [timed(lambda: judged(database, few, clock))[0] * 1000 for _ in range(ROUNDS)]
    grown = resident() - before
    tell(
        capsys,
        f"file of {FEW} names, {engine}: {times[0]:.0f} ms at first, then {median(times[1:]):.0f} ms, {grown:+.1f} MB",
    )
    costs = {}
    for how, content in (("name", names), ("id", keys)):
        took, costs[how] = timed(lambda content=content: judged(database, content, clock))  # type: ignore[misc]
        tell(capsys, f"dry run of {len(ids)} rows by {how}, {engine}: {took:.2f} s, CPU {costs[how]:.2f} s")
    kept, applied, waits = await confirmed(database, keys, clock)
    tell(
        capsys,
        f"kept in {kept:.2f} s, applied in CPU {applied:.2f} s; other writes (ms, p50/p99/worst) {quantiles(waits)}",
    )
    database.close()
    assert median(times[1:]) <= MOST_MS
    assert grown <= MOST_MB
    assert max(costs.values()) <= MOST_JUDGED
    assert applied <= MOST_APPLIED
    assert max(waits) <= MOST_WAIT


async def confirmed(database: Database, content: bytes, clock: ManualClock) -> tuple[float, float, Sequence[float]]:
    """Keep the dry run and do the job; return seconds of the former, CPU of the latter, and what other writes took."""
    verdicts = judged(database, content, clock)
    ask = Ask(AssignManyKind.FILE, file_name="rows.csv", content=content)
    runner = JobRunner(database, [chunks.work(admit)], lambda key: scene(clock.now(), key))
    with second_writer(database) as waits:
        waits.took.clear()
        at = scene(clock.now(), "many")
        prepared = jobs.prepare(ANN, ask, verdicts, Paper(), at)
        kept, _ = timed(lambda: database.write_now(lambda s: jobs.keep(s, ANN, prepared, at)))
        database.write_now(lambda s: jobs.start(s, ANN, ANN.reference, at))
        cpu = time.process_time()
        await runner.run()
        applied = time.process_time() - cpu
    return kept, applied, waits.took
