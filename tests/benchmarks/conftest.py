"""Fixtures of the benchmarks that need a full-size directory."""

from collections.abc import Iterator

import pytest

from tests.benchmarks.full_directory import Loaded, imported


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def full_directory(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    """100,000 customers and 1,000,000 subscriptions, imported (BENCH_SMALLER=10 for a tenth)."""
    yield from imported(request, tmp_path_factory.mktemp("full"), request.param)
