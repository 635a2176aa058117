"""The doctor's checks of Microsoft: each failure has its next step."""

import re
from collections.abc import AsyncIterator

import pytest

from bot.clock import SystemClock
from bot.db import Database
from bot.errors import BotError
from bot.local_partner_center.world import PROVIDER, Mishap
from bot.partner_center.checks import PartnerCenterChecks
from bot.services.mirror.mirror import Mirror
from bot.services.mirror.runs import RunKind
from tests.kit.microsoft import Connected, add_provider, connected, privileges, scene_at, settings_for

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
DENIED = {"code": 2032, "description": "Access denied", "data": [], "source": "PartnerFD"}


class Bench:
    """Checks that are run by name."""

    def __init__(self, there: Connected, database: Database) -> None:
        self.world = there.world
        self.client = there.client
        self.database = database
        settings = settings_for(there.url)
        self._checks = PartnerCenterChecks(settings, database, there.client, SystemClock()).all()

    async def __call__(self, name: str) -> str:
        """Return what the check says, a failure behind "FAIL "."""
        try:
            return await self._checks[f"Partner Center {name}"]()
        except BotError as error:
            return f"FAIL {error}"


@pytest.fixture
async def check(database: Database) -> AsyncIterator[Bench]:
    """Checks of a small world in which all is well."""
    add_provider(database)
    async with connected(database) as there:
        yield Bench(there, database)


async def test_all_is_well(check: Bench) -> None:
    for name in ("tenant", "sign-in", "customers", "subscriptions", "activity", "partners on record", "GDAP", "clock"):
        assert not (await check(name)).startswith("FAIL"), name
    assert await check("GDAP principal") == "there"
    assert await check("subscriptions") == "4 subscriptions of one customer"


async def test_what_needs_a_user_is_no_failure(check: Bench) -> None:
    assert (await check("resellers")).startswith("not for the application alone; files tell of resellers instead")


@pytest.mark.parametrize("endpoint", ["customers", "subscriptions", "audit records", "validate", "gdap"])
async def test_a_missing_permission_has_a_next_step(check: Bench, endpoint: str) -> None:
    names = {"audit records": "activity", "validate": "partners on record", "gdap": "GDAP"}
    check.world.mishaps.append(Mishap(endpoint, "answer", 9, 403, DENIED))
    said = await check(names.get(endpoint, endpoint))
    assert said.startswith("FAIL ")
    assert "with admin consent [403/2032 Access denied" in said


async def test_a_wrong_secret_has_a_next_step(check: Bench) -> None:
    check.world.secrets["client"] = "another"
    assert (await check("sign-in")).startswith("FAIL refused: PARTNER_CENTER_CLIENT_SECRET is wrong")


async def test_a_missing_principal_has_a_next_step(check: Bench) -> None:
    check.world.principals.clear()
    assert "az ad sp create --id 2832473f" in await check("GDAP principal")
    check.world.mishaps.append(Mishap("service principals", "answer", 1, 403, {"error": {"code": "Authorization"}}))
    assert (await check("GDAP principal")).startswith("not known without Application.Read.All")


async def test_a_clock_that_is_off_is_told(check: Bench) -> None:
    check.world.skew = 600
    assert re.search(r"-(599|600) s off Microsoft's: set it", await check("clock"))


async def test_an_outage_is_no_missing_permission(check: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.partner_center.calls.PAUSES", (0.0,))
    check.world.mishaps.append(Mishap("customers", "html", 9))
    said = await check("customers")
    assert said.startswith("FAIL 502/no code")
    assert "permission" not in said


async def test_throttling_shows_in_the_pace(check: Bench) -> None:
    assert "held" not in await check("pace")
    check.world.mishaps.append(Mishap("customers", "throttled", 9, headers={"Retry-After": "900"}))
    await check("customers")
    assert "held for" in await check("pace")


async def test_the_mirror_is_told_of(check: Bench) -> None:
    assert "`python -m bot directory sync`" in await check("mirror")
    await Mirror(check.database, check.client, SystemClock(), scene_at()).run(RunKind.FIRST)
    assert await check("mirror") == "last read 0.0 hours ago (first), without resellers"


async def test_entries_that_cannot_be_read_are_told_of_with_what_they_hold_up(check: Bench) -> None:
    check.world.mishaps.append(Mishap("gdap", "answer", 1, 200, {"value": [7]}))
    await Mirror(check.database, check.client, SystemClock(), scene_at()).run(RunKind.FIRST)
    assert await check("mirror") == (
        "last read 0.0 hours ago (first), without resellers; "
        "GDAP: 1 entries could not be read, so none is taken for ended early"
    )


async def test_gdap_for_resellers_is_counted(check: Bench) -> None:
    check.world.add(privileges(1, provider=PROVIDER))
    assert await check("GDAP") == "2 relationships on the first page, 1 of them for resellers"
