"""Fixtures for a desk with the probe command, on SQLite: what is tested with it does not touch the database."""

from collections.abc import AsyncIterator, Iterator

import pytest

from bot.db import Database
from tests.kit import desk as desks
from tests.kit.desk import Desk, Transport
from tests.kit.store.templates import SqliteTemplate
from tests.kit.transport.probe import Probe
from tests.kit.world import build


@pytest.fixture
def database_url(sqlite_template: SqliteTemplate) -> Iterator[str]:
    """Copy the SQLite template only: one engine is enough here."""
    with sqlite_template.fresh() as url:
        yield url


@pytest.fixture(params=["socket", "http"])
def transport(request: pytest.FixtureRequest) -> Transport:
    """Choose the transport: both, unless a test chooses one by indirect parameters."""
    chosen: Transport = request.param
    return chosen


@pytest.fixture
def probe() -> Probe:
    """Make a command under the test's control."""
    return Probe()


@pytest.fixture
def patience() -> float:
    """Seconds after which a handler counts as slow."""
    return 2.2


@pytest.fixture
async def desk(
    database: Database, database_url: str, transport: Transport, probe: Probe, patience: float
) -> AsyncIterator[Desk]:
    """Open a desk whose bot has `/probe`."""
    database.write_now(build)
    commands = (probe.command(),)
    async with desks.opened(database, database_url, transport, commands=commands, patience=patience) as opened:
        yield opened
        await opened.check()
