"""Torture the program: `python -m tests.torture [--scenario NAME] [--seconds N] [--seed N] [--replicas N]`."""

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

from tests.torture import postgres
from tests.torture.hooks import SHIPPED_LEASE
from tests.torture.postgres import Postgres
from tests.torture.report import Result, table
from tests.torture.scenarios import (
    channels,
    chaos,
    due,
    mixed,
    points,
    roles,
    rolling,
    sigterm,
    silence,
    soak,
    throughput,
)
from tests.torture.stage import Plan

Scenario = Callable[[Postgres, Plan, float], Awaitable[Result]]
# Scenarios with their parts of the time; starting and coming to rest takes each some seconds more.
SCENARIOS: Mapping[str, tuple[Scenario, float]] = {
    "chaos": (chaos.run, 0.2),
    "soak": (soak.run, 0.2),
    "mixed": (mixed.run, 0.12),
    "channels": (channels.run, 0.1),
    "due": (due.run, 0.12),
    "points": (points.run, 0.12),
    "roles": (roles.run, 0.05),
    "silence": (silence.run, 0.04),
    "throughput": (throughput.run, 0.05),
    "rolling": (rolling.run, 0.05),
    "sigterm": (sigterm.run, 0.0),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one table of figures; return 1 if a promise is broken."""
    options = _options(arguments)
    chosen = options.scenario or list(SCENARIOS)
    plan = Plan(
        seed=options.seed,
        replicas=options.replicas,
        lease=options.lease,
        logs=options.logs,
        rooms=options.rooms,
        deeds=tuple(options.deeds or ()),
    )
    results: list[Result] = []
    with postgres.running() as server:
        for name in chosen:
            run, part = SCENARIOS[name]
            seconds = options.seconds if len(chosen) == 1 else options.seconds * part
            print(f"{name}: {seconds:.0f} s …", file=sys.stderr, flush=True)
            results.append(asyncio.run(_finished(run(server, plan, seconds))))
    print(table(results))
    return int(not all(result.is_good for result in results))


async def _finished(running: Awaitable[Result]) -> Result:
    return await running


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    given = os.environ.get
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--scenario", action="append", choices=SCENARIOS, help="may be repeated; all if left out")
    parser.add_argument("--seconds", type=float, default=float(given("TORTURE_SECONDS", "300")))
    parser.add_argument("--seed", type=int, default=int(given("TORTURE_SEED", "1")))
    parser.add_argument("--replicas", type=int, default=int(given("TORTURE_REPLICAS", "4")))
    parser.add_argument("--rooms", type=int, default=100, help="channels among which messages are spread")
    parser.add_argument("--lease", type=float, default=6.0, help=f"seconds; {SHIPPED_LEASE:g} is what is shipped")
    parser.add_argument(
        "--deeds", nargs="+", choices=chaos.MENU, help="what the adversary of chaos does; all if left out"
    )
    parser.add_argument("--logs", type=Path, help="folder in which the replicas' logs stay")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
