"""The fixture that scenarios stand on."""

from collections.abc import AsyncIterator

import pytest

from bot.db import Database
from bot.settings import Settings
from tests.assignments.world import FABRIKAM, NEWCOMER, TREY, Reseller, build
from tests.scenario import desk as desks
from tests.scenario.desk import Desk, Transport


@pytest.fixture(params=["socket", "http"])
def transport(request: pytest.FixtureRequest) -> Transport:
    """Each scenario runs in both."""
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
async def desk(
    database: Database, database_url: str, transport: Transport, directory: None, settings: Settings
) -> AsyncIterator[Desk]:
    """Workspace and bot in this process; `settings` only clears the environment. Checked for violations at the end."""
    async with desks.opened(database, database_url, transport) as opened:
        yield opened
        await opened.check()
