"""The running bot reads by itself, unless Partner Center is off or another tenant's."""

import pytest

from bot.clock import SystemClock
from bot.db import Database
from bot.local_partner_center.world import Mishap
from bot.partner_center.reading import PartnerCenterReading, reading
from bot.services.hearing.registration import Places
from bot.services.mirror import runs
from bot.services.running.doctor import find
from bot.services.scene import Scene
from tests.conftest import MONDAY
from tests.kit.given import given
from tests.kit.microsoft import add_provider, connected, scene_at, settings_for

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_a_tick_brings_the_directory(database: Database) -> None:
    add_provider(database)
    async with connected(database) as there:
        ours = PartnerCenterReading(settings_for(there.url), database, there.client)
        _registration, tick, _events = ours.ticks(SystemClock(), scene_at())
        assert tick.at_once
        await tick.run()
    seen = database.read_now(lambda s: runs.latest(s))
    assert seen is not None
    assert (seen.kind, seen.state) == ("first", "done")


async def test_another_tenants_partner_center_is_not_read(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    async with connected(database) as there:
        ours = PartnerCenterReading(settings_for(there.url), database, there.client)
        assert ours.ticks(SystemClock(), lambda key: Scene("another", MONDAY, key)) == []
    assert "is not our tenant" in caplog.text


async def test_registering_says_what_it_did_or_what_microsoft_answered(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.partner_center.calls.PAUSES", (0.0,))
    add_provider(database)
    async with connected(database) as there:
        places = Places.of("https://bot.example", None)
        ours = PartnerCenterReading(settings_for(there.url), database, there.client, places=places)
        there.world.mishaps.append(Mishap("registration", "html", 9))
        found = await find("registering", ours.register)
        assert (found.ok, found.line.startswith("502/no code")) == (False, True)
        there.world.mishaps.clear()
        found = await find("registering", ours.register)
        assert str(found) == "ok   registering: 5 kinds of events come to https://bot.example/partner-center/events"


async def test_without_a_tenant_nothing_is_opened(database: Database) -> None:
    async with reading(given(), database) as ours:
        assert ours.client is None
        assert ours.ticks(SystemClock(), scene_at()) == []
        assert ours.checks() == {}
