"""The fixture that scenarios stand on."""

import os
from collections.abc import AsyncIterator

import pytest

from bot.db import Database
from tests.kit import desk as desks
from tests.kit.desk import Desk, Transport
from tests.kit.world import FABRIKAM, NEWCOMER, TREY, Reseller, build


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run each scenario in both transports and on both databases, in two runs; FULL_MATRIX=1 crosses them all."""
    if os.environ.get("FULL_MATRIX"):
        return
    crossed = [item for item in items if "transport" in getattr(item, "fixturenames", ()) and _is_crossed(item)]
    if crossed:
        config.hook.pytest_deselected(items=crossed)
        items[:] = [item for item in items if item not in set(crossed)]


def _is_crossed(item: pytest.Item) -> bool:
    params = getattr(item, "callspec", None)
    chosen = params.params if params else {}
    engine, way = chosen.get("database_url"), chosen.get("transport")
    return bool(engine and way) and (engine == "sqlite") != (way == "socket")


@pytest.fixture(params=["socket", "http"])
def transport(request: pytest.FixtureRequest) -> Transport:
    """Choose the transport; each scenario runs in both."""
    chosen: Transport = request.param
    return chosen


@pytest.fixture
def directory(database: Database) -> None:
    """CONTOSO with subscriptions of each kind, TREY eligible, FABRIKAM without relationship, NEWCOMER no partner.

    A test module that needs another directory overrides this fixture.
    """
    resellers = (
        Reseller(TREY, "Trey Research"),
        Reseller(FABRIKAM, "Fabrikam", relationship=None),
        Reseller(NEWCOMER, "Newcomer", partnership=None, relationship=None),
    )
    database.write_now(lambda session: build(session, *resellers))


@pytest.fixture
async def desk(database: Database, database_url: str, transport: Transport, directory: None) -> AsyncIterator[Desk]:
    """Workspace and bot in this process. Checked for violations at the end."""
    async with desks.opened(database, database_url, transport) as opened:
        yield opened
        await opened.check()
