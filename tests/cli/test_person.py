"""`person erase` as an operator types it."""

from pathlib import Path

import pytest

from bot.db import Database
from bot.models import PersonSetting
from tests.conftest import MONDAY
from tests.kit.program import run
from tests.kit.rows import invite


@pytest.fixture
async def variables(tmp_path: Path) -> dict[str, str]:
    """A database of its own."""
    url = {"DATABASE_URL": f"sqlite:///{tmp_path / 'bot.db'}"}
    await run(tmp_path, "db", "upgrade", **url)
    return url


async def test_a_person_is_erased_in_one_line(variables: dict[str, str], tmp_path: Path) -> None:
    database = Database(variables["DATABASE_URL"])
    database.write_now(lambda s: s.add_all([invite(1), PersonSetting(user_id="UGLO", updated_at=MONDAY)]))
    database.close()
    refused = await run(tmp_path, "person", "erase", "UGLO", **variables)
    assert (refused.code, refused.out) == (1, "")
    assert refused.err == "error: UGLO: 1 requests still open; hand over and close them first, or say --force\n"
    done = await run(tmp_path, "person", "erase", "UGLO", "--force", **variables)
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "UGLO is erased: 0 events and 1 other rows have a pseudonym now, 1 rows are gone; "
        "older backups and Slack itself still know the person\n"
    )


async def test_what_is_no_id_is_one_line(variables: dict[str, str], tmp_path: Path) -> None:
    refused = await run(tmp_path, "person", "erase", "ann@example.com", **variables)
    assert (refused.code, refused.err) == (1, "error: ann@example.com: is no Slack user id like U0123ABCD\n")
