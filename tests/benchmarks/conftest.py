"""Fixtures of the benchmarks: databases as in production, on a real disk and durable, and a full-size directory."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.benchmarks.full_directory import Loaded, fresh, imported
from tests.kit.store.templates import PostgresTemplate, embedded_server

PREFIX = "support-contact-durable-pg-"
# PostgreSQL's own defaults, said aloud: whatever is committed survives a power loss.
DURABLE = ("fsync=on", "full_page_writes=on", "synchronous_commit=on")


@pytest.fixture(scope="session")
def postgres_template() -> Iterator[PostgresTemplate]:
    """Migrated template on a durable server of our own; never TEST_DATABASE_URL, of which we know nothing."""
    with embedded_server(PREFIX, DURABLE) as server:
        template = PostgresTemplate(server.get_uri())
        yield template
        template.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of an own, migrated, empty database: a file of a real disk, or one of the durable server's."""
    with fresh(request, tmp_path, request.param) as url:
        yield url


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def full_directory(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    """100,000 customers and 1,000,000 subscriptions, imported (BENCH_SMALLER=10 for a tenth)."""
    yield from imported(request, tmp_path_factory.mktemp("full"), request.param)
