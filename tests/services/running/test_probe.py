"""Readiness of the database: it takes what is written, and its schema is for this version."""

import pytest
from sqlalchemy import text

from bot import migrations
from bot.clock import ManualClock
from bot.db import Database
from bot.front import database_check
from bot.services.running.clocks import Clocks


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("oldest_code", "found"), [(migrations.head(), None), ("9998", "schema 9999 needs a newer version")]
)
async def test_a_version_that_a_newer_schema_excludes_is_not_ready(
    database: Database, clock: ManualClock, oldest_code: str, found: str | None
) -> None:
    stated = "UPDATE alembic_version SET version_num = '9999', oldest_code = :oldest"
    with database.writer.begin() as connection:
        connection.execute(text(stated), {"oldest": oldest_code})
    assert await database_check(database, clock, Clocks(clock))() == found
