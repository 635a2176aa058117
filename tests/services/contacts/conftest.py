"""Fixtures of the contacts' tests."""

import pytest

from bot.db import Database
from tests.kit.world import FABRIKAM, THREE, TREY, Reseller, build


@pytest.fixture
def world(database: Database) -> Database:
    """Write two resellers that can be chosen and one without a relationship."""
    database.write_now(lambda s: build(s, *THREE))
    return database


@pytest.fixture
def contoso(database: Database) -> Database:
    """Write two resellers that can be chosen."""
    database.write_now(lambda s: build(s, Reseller(TREY, "Trey Research"), Reseller(FABRIKAM, "Fabrikam Support")))
    return database
