"""Fixtures every test may use: a database of each engine, a clock that stands still, settings."""

import gc
import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from bot.clock import ManualClock
from bot.db import Database
from bot.settings import Settings
from tests.kit.examples import SEARCHES, examples
from tests.kit.given import given
from tests.kit.store.engines import open_database
from tests.kit.store.templates import PostgresTemplate, SqliteTemplate, server_url

for _name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
    # Loopback servers of the tests must be reached directly.
    os.environ.pop(_name, None)
    os.environ.pop(_name.upper(), None)
if "XDG_RUNTIME_DIR" not in os.environ:
    # Without a private one the embedded PostgreSQL warns about its fallback, and warnings are errors here.
    _runtime = Path(tempfile.gettempdir()) / f"support-contact-runtime-{os.getuid()}"
    _runtime.mkdir(exist_ok=True)
    _runtime.chmod(0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(_runtime)

# A shared machine makes single examples slow at random.
hypothesis_settings.register_profile("house", deadline=None, max_examples=examples(50), derandomize=not SEARCHES)
hypothesis_settings.load_profile("house")

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
PROVIDER = "11111111-0000-4000-8000-000000000001"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Drop the benchmarks unless asked for by `-m benchmark` or BENCH=1."""
    if os.environ.get("BENCH") or "benchmark" in str(config.option.markexpr):
        return
    dropped = [item for item in items if item.get_closest_marker("benchmark")]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = [item for item in items if item not in dropped]


def pytest_collection_finish() -> None:
    """Freeze what was collected: searching some hundred thousand objects for garbage took a tenth of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures that tests recorded; a worker of xdist has no terminal to print them to."""
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            for name, value in report.user_properties:
                if name == "figures":
                    terminalreporter.write_line(f"\n{value}")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplate:
    """Make the migrated SQLite file that tests copy."""
    return SqliteTemplate(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_template() -> Iterator[PostgresTemplate]:
    """Migrated template on a real server that lives as long as this pytest process."""
    with server_url() as url:
        template = PostgresTemplate(url)
        yield template
        template.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """URL of an own, migrated, empty database; on one engine only:
    `@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)`."""
    if request.param == "sqlite":
        with request.getfixturevalue("sqlite_template").fresh() as url:
            yield url
    else:
        with request.getfixturevalue("postgres_template").fresh() as url:
            yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An own, migrated, empty database; the test runs once per engine."""
    opened = open_database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> ManualClock:
    """Make a clock that stands at Monday 2026-03-02 09:00 UTC."""
    return ManualClock(MONDAY)


@pytest.fixture
def settings() -> Settings:
    """Valid settings that read neither the environment nor a .env file; derive with `model_copy(update=…)`."""
    return given(
        slack_bot_token="xoxb-test",
        slack_signing_secret="signing-secret-of-the-tests",
        database_url="sqlite:///never-opened.db",
        provider_tenant_id=PROVIDER,
    )
