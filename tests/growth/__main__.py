"""Measure every path at growing sizes on SQLite, print one table, and fail where one grows too fast.

Run as `python -m tests.growth [SIZE …]`; sizes are numbers of subscriptions.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bot.migrations import upgrade
from tests.growth import changing, departing, reading, ticking
from tests.growth.ground import Ground, build
from tests.growth.measure import Cost, GaugedDatabase
from tests.growth.paths import ServicePath
from tests.growth.table import Line, head

SIZES = (10_000, 100_000, 1_000_000)
PATHS: Sequence[ServicePath] = (*reading.PATHS, *departing.PATHS, *changing.PATHS, *ticking.PATHS)
ROUNDS = 3
# Milliseconds above which one measurement is enough.
LONG = 500.0


def made(folder: Path, size: int) -> Ground:
    """Fill a database on the disk."""
    ground = Ground(GaugedDatabase(f"sqlite:///{folder}/{size}.db"), size)
    upgrade(ground.database)
    began = time.perf_counter()
    build(ground)
    print(f"{size:,} subscriptions made in {time.perf_counter() - began:.0f} s", flush=True)
    return ground


def cost(ground: Ground, path: ServicePath) -> Cost:
    """Measure a path: the median of several times where that is possible and quick."""
    found = [ground.database.measured(lambda: path.call(ground))]
    while not path.once and len(found) < ROUNDS and found[0].ms < LONG:
        found.append(ground.database.measured(lambda: path.call(ground)))
    middle = sorted(found, key=lambda one: one.ms)[len(found) // 2]
    middle.held = statistics.median(one.held for one in found)
    return middle


def main(sizes: Sequence[int]) -> int:
    """Return the exit code: the number of paths that break their law, at most 1."""
    with tempfile.TemporaryDirectory(prefix="growth-") as folder:
        grounds = [made(Path(folder), size) for size in sizes]
        print(head(sizes), flush=True)
        broken = 0
        for path in PATHS:
            line = Line(path, {ground.size: cost(ground, path) for ground in grounds})
            print(line, flush=True)
            broken += bool(line.faults)
        for ground in grounds:
            ground.database.close()
    print(f"{len(PATHS)} paths, {broken} of them grow too fast or keep others waiting")
    return min(broken, 1)


if __name__ == "__main__":
    sys.exit(main([int(size) for size in sys.argv[1:]] or SIZES))
