"""The full-size directory in a database of each engine, loaded once per run and shared by the benchmarks."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.benchmarks.full_size import Size, write

# 1 is the size the product is made for; 10 is ten times smaller, for a quick look.
SMALLER = int(os.environ.get("BENCH_SMALLER", "1"))


@dataclass(frozen=True)
class Loaded:
    """A database that holds the directory, and what loading it took."""

    url: str
    folder: Path
    figures: dict[str, float]


def load(how: str, url: str, folder: Path) -> dict[str, float]:
    """Figures of one load in a process of its own, so that memory is that of the load alone."""
    command = [sys.executable, "-m", "tests.benchmarks.loads", how, url, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=1_800)
    assert done.returncode == 0, f"exit code {done.returncode}: {done.stderr[-2_000:]}"
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def files(folder: Path, smaller: int = SMALLER) -> Path:
    """The directory files, written at most once."""
    target = folder / f"directory-{smaller}"
    return target if target.exists() else write(target, Size().smaller(smaller))


def fresh(request: pytest.FixtureRequest, place: Path, engine: str) -> AbstractContextManager[str]:
    """The address of an empty database with the schema."""
    if engine == "sqlite":
        there: AbstractContextManager[str] = request.getfixturevalue("sqlite_template").fresh(place)
    else:
        there = request.getfixturevalue("postgres_template").fresh()
    return there


def imported(request: pytest.FixtureRequest, place: Path, engine: str) -> Iterator[Loaded]:
    """A fresh database of the engine, filled by the import."""
    with fresh(request, place, engine) as url:
        folder = files(place.parent)
        yield Loaded(url, folder, load("import", url, folder))
