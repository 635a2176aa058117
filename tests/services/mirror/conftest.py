"""A database with the provider in it, and a small Partner Center beside it."""

from collections.abc import AsyncIterator

import pytest

from bot.clock import ManualClock
from bot.db import Database
from bot.services.mirror.mirror import Mirror
from tests.kit.microsoft import Connected, add_provider, connected, scene_at


@pytest.fixture
def mine(database: Database) -> Database:
    """A database that knows nobody but the provider."""
    add_provider(database)
    return database


@pytest.fixture
async def there(mine: Database) -> AsyncIterator[Connected]:
    """A client at a small world; the application may ask everything."""
    async with connected(mine) as found:
        found.world.app_may_all = True
        yield found


@pytest.fixture
def mirror(mine: Database, there: Connected, clock: ManualClock) -> Mirror:
    """The mirror of that world, at a clock that stands still."""
    return Mirror(mine, there.client, clock, scene_at(clock))
