"""`directory sync` and `doctor` as processes, against a local Partner Center."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.db import Database
from bot.local_partner_center.server import serving
from bot.local_partner_center.world import Mishap
from bot.models import Subscription
from tests.kit.microsoft import add_provider, variables_for, world
from tests.kit.program import run

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_sync_reads_everything_and_says_what(tmp_path: Path, database: Database, database_url: str) -> None:
    add_provider(database)
    async with serving(world()) as there:
        ended = await run(tmp_path, "directory", "sync", DATABASE_URL=database_url, **variables_for(there.url))
    assert (ended.code, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert "customers: 3 customers, 3 new, 0 not in the list any more" in lines
    assert "subscriptions: 12 subscriptions of 3 customers" in lines
    assert "resellers: refused" in lines
    assert any(line.startswith("notice: resellers: ") and "needs a user's consent" in line for line in lines)
    count = select(func.count()).select_from(Subscription)
    assert database.read_now(lambda s: s.scalar(count)) == 12


async def test_sync_names_the_part_that_failed(tmp_path: Path, database: Database, database_url: str) -> None:
    add_provider(database)
    there_is = world()
    there_is.mishaps.append(Mishap("gdap", "malformed"))
    async with serving(there_is) as there:
        ended = await run(tmp_path, "directory", "sync", DATABASE_URL=database_url, **variables_for(there.url))
    assert ended.code == 1
    assert ended.errors[0].startswith("error: GDAP: a list that is no JSON")


async def test_sync_needs_to_know_who_we_are(tmp_path: Path, database: Database, database_url: str) -> None:
    async with serving(world()) as there:
        ended = await run(tmp_path, "directory", "sync", DATABASE_URL=database_url, **variables_for(there.url))
    assert ended.code == 1
    assert "give it a row in partners.csv" in ended.errors[0]


async def test_doctor_tells_of_each_part(tmp_path: Path, database: Database, database_url: str) -> None:
    add_provider(database)
    async with serving(world()) as there:
        given = {"DATABASE_URL": database_url, **variables_for(there.url)}
        await run(tmp_path, "directory", "sync", **given)
        lines = (await run(tmp_path, "doctor", **given)).out.splitlines()
    ours = [line for line in lines if "Partner Center" in line]
    assert len(ours) == 15
    assert [line for line in ours if line.startswith("FAIL")] == []
    assert "ok   Partner Center customers: 3 customers" in ours
    assert any("without resellers" in line for line in ours if "mirror" in line)
