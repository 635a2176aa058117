"""The import of a full-size directory against raw executemany, and its memory."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.benchmarks.full_directory import SMALLER, Loaded, files, fresh, load
from tests.benchmarks.ratio import tell

pytestmark = pytest.mark.benchmark

# docs/limits.md#import
MOST_TIMES_RAW = 3.0
# Page cache and sorter of SQLite, which do not grow with the files.
MOST_GROWTH_MB = 160.0


@pytest.fixture
def empty(full_directory: Loaded, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Make a second database of the same engine, without the directory."""
    with fresh(request, tmp_path, "sqlite" if full_directory.url.startswith("sqlite") else "postgresql") as url:
        yield url


def test_import_against_raw_inserts(full_directory: Loaded, empty: str, capsys: pytest.CaptureFixture[str]) -> None:
    raw = load("raw", empty, full_directory.folder)
    ours = full_directory.figures
    ratio = ours["seconds"] / raw["seconds"]
    engine = full_directory.url.partition(":")[0]
    tell(capsys, f"{engine}: import {ours['seconds']:.1f} s, raw {raw['seconds']:.1f} s, ratio {ratio:.2f}")
    assert ours["rows"] == raw["rows"] - 20_000 // SMALLER, "the raw load also counts its support contacts"
    assert ratio <= MOST_TIMES_RAW


def test_memory_does_not_grow_with_the_files(
    full_directory: Loaded, empty: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tenth = load("import", empty, files(tmp_path, SMALLER * 10))
    ours = full_directory.figures
    figures = (
        f"{ours['before_mb']:.0f} MB before, {tenth['peak_mb']:.0f} MB for a tenth, {ours['peak_mb']:.0f} MB for all"
    )
    tell(capsys, f"{full_directory.url.partition(':')[0]}: {figures}")
    assert ours["peak_mb"] - ours["before_mb"] <= MOST_GROWTH_MB
    assert ours["peak_mb"] <= tenth["peak_mb"] + MOST_GROWTH_MB / 2
