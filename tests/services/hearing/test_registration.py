"""One registration, one address: a free one is taken, a foreign one told of once and never displaced unasked."""

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.clock import ManualClock
from bot.db import Database
from bot.errors import ConfigurationError, Unavailable
from bot.local_partner_center.webhooks.rival import KEY, RivalTool, rival
from bot.local_partner_center.world import PROVIDER, LocalWorld, Mishap
from bot.models import AuditEvent, OutboxMessage
from bot.partner_center.checks import Check
from bot.partner_center.webhooks.checks import EventChecks
from bot.partner_center.webhooks.registry import PartnerCenterRegistry
from bot.services.hearing.ports import Registration
from bot.services.hearing.registration import KIND, Owner, Places, RegistrationSweep, owner, take_over
from tests.kit.microsoft import add_provider, connected, scene_at
from tests.services.mirror.test_mirror import rows

OWN = "https://bot.example"
HOOK = f"{OWN}/partner-center/events"


@dataclass
class Bench:
    """A program that wants events, the Partner Center that it asks, and another tool beside it."""

    database: Database
    world: LocalWorld
    registry: PartnerCenterRegistry
    other: RivalTool
    clock: ManualClock

    def sweep(self, own: str = HOOK) -> RegistrationSweep:
        """Make the sweep of a program that began now."""
        return RegistrationSweep(self.database, self.registry, scene_at(self.clock, channel="C0TEAM"), own)

    async def take(self, forward: str = "") -> None:
        """Take the registration, as `doctor --register` does."""
        scene = scene_at(self.clock)("take")
        await take_over(self.registry, self.database, scene, Places.of(OWN, forward))

    async def doctor(self, own: str | None = OWN, forward: str = "") -> str:
        """Return what the doctor says, a failure behind "FAIL "."""
        checks = EventChecks(PROVIDER, Places.of(own, forward), self.database, self.registry, self.clock, None)
        return await said(checks.all()["Partner Center registration"])

    @property
    def address(self) -> str:
        """The address that is registered."""
        return str((self.world.registration or {}).get("WebhookUrl", ""))

    def told(self) -> list[str]:
        """Return what the team was told of."""
        return [each.payload["address"] for each in rows(self.database, OutboxMessage) if each.kind == KIND]


async def said(check: Check) -> str:
    """Return what a check says, a failure behind "FAIL "."""
    try:
        return await check()
    except ConfigurationError as error:
        return f"FAIL {error}"


@pytest.fixture
async def bench(database: Database, clock: ManualClock) -> AsyncIterator[Bench]:
    """Nobody is registered yet."""
    add_provider(database)
    async with connected(database) as there, rival(there.world) as other:
        yield Bench(database, there.world, PartnerCenterRegistry(there.client), other, clock)


async def test_a_free_registration_is_taken_for_what_tells_us_something(bench: Bench) -> None:
    assert (await bench.doctor()).startswith("FAIL nobody is registered: start the bot")
    await bench.sweep().run()
    assert bench.address == HOOK
    registered = set(bench.world.registration["WebhookEvents"])  # type: ignore[index]
    assert {"test-created", "subscription-updated", "granular-admin-relationship-terminated"} <= registered
    assert "invoice-ready" not in registered
    assert await bench.doctor() == "ours, 5 kinds of events; no event has come yet"
    assert b'"SignatureTokenToMsSignatureHeader": true' in next(
        each.body for each in bench.world.asked if each.method == "POST" and each.endpoint == "register"
    )
    await bench.sweep().run()
    assert (bench.world.counts["register"], bench.told()) == (1, [])


async def test_a_foreign_registration_stays_and_is_told_once(bench: Bench) -> None:
    bench.other.put_back("invoice-ready")
    sweep = bench.sweep()
    for _day in range(3):
        await sweep.run()
        bench.clock.advance(timedelta(days=1, minutes=1))
    assert bench.address.startswith(bench.other.url)
    assert bench.world.counts["register"] == 0
    assert bench.told() == [bench.other.url]
    line = await bench.doctor()
    assert line.startswith(f"FAIL events go to {bench.other.url}, and nothing is displaced unasked.")
    assert KEY not in line
    assert all(KEY not in str(each.after) for each in rows(bench.database, AuditEvent))


async def test_two_programs_tell_once(bench: Bench) -> None:
    bench.other.put_back()
    for _replica in range(2):
        await bench.sweep().run()
    assert len(bench.told()) == 1


async def test_it_is_asked_once_a_day(bench: Bench) -> None:
    sweep = bench.sweep()
    for _hour in range(24):
        await sweep.run()
        bench.clock.advance(timedelta(hours=1))
    assert bench.world.counts["registration"] == 1
    await sweep.run()
    assert bench.world.counts["registration"] == 2


async def test_it_is_taken_over_only_with_a_place_to_hand_events_on_to(bench: Bench) -> None:
    bench.other.put_back("invoice-ready")
    for wrong in ("", "https://elsewhere.example/hook"):
        with pytest.raises(ConfigurationError, match="nothing is displaced unasked"):
            await bench.take(wrong)
    assert bench.address.startswith(bench.other.url)
    await bench.take(bench.other.url)
    assert bench.address == HOOK
    # The other tool goes on to get what it got.
    assert "invoice-ready" in bench.world.registration["WebhookEvents"]  # type: ignore[index]
    assert (await bench.doctor(forward=bench.other.url)).endswith(f"; handed on to {bench.other.url}, 0 wait")


async def test_a_tool_that_puts_its_address_back_is_told_each_time_and_left_alone(bench: Bench) -> None:
    await bench.sweep().run()
    for times in (1, 2):
        bench.other.put_back()
        bench.clock.advance(timedelta(days=1, minutes=1))
        await bench.sweep().run()
        await bench.sweep().run()
        assert bench.address.startswith(bench.other.url)
        assert bench.told() == [bench.other.url] * times
        await bench.take(bench.other.url)
        assert bench.address == HOOK


async def test_without_an_address_of_our_own_nothing_is_registered_or_told(bench: Bench) -> None:
    await bench.sweep("").run()
    assert bench.world.registration is None
    assert (await bench.doctor(own=None)).startswith("nobody is registered, and PUBLIC_URL is not set")
    bench.other.put_back()
    await bench.sweep("").run()
    assert bench.told() == []
    assert (await bench.doctor(own=None)).startswith(f"{bench.other.url} is registered, and PUBLIC_URL is not set")
    with pytest.raises(ConfigurationError, match="PUBLIC_URL: is required"):
        await take_over(bench.registry, bench.database, scene_at(bench.clock)("x"), Places())


async def test_our_former_address_is_ours(bench: Bench) -> None:
    await bench.sweep("https://old.example/partner-center/events").run()
    assert (await bench.doctor()).startswith("FAIL https://old.example/partner-center/events is registered, our former")
    await bench.sweep().run()
    assert bench.address == HOOK
    assert bench.told() == []


async def test_kinds_of_events_that_lack_are_added(bench: Bench) -> None:
    bench.world.registration = {"WebhookUrl": f"{HOOK}/", "WebhookEvents": ["test-created"]}
    assert (await bench.doctor()).startswith("FAIL registered without granular-admin-relationship-approved, ")
    await bench.sweep().run()
    assert (await bench.doctor()).startswith("ours, 5 kinds")


@pytest.mark.parametrize("kind", ["malformed", "html", "wrong types"])
async def test_an_answer_that_is_none_displaces_nobody(
    bench: Bench, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.partner_center.calls.PAUSES", (0.0,))
    bench.other.put_back()
    bench.world.mishaps.append(Mishap("registration", kind, 9))
    with suppress(Unavailable):
        await bench.sweep().run()
    assert bench.world.counts["register"] == 0
    assert bench.address.startswith(bench.other.url)
    assert bench.told() == []


@pytest.mark.parametrize("answer", [{}, [], {"items": []}, {"code": 1, "description": "later"}])
async def test_without_the_names_of_events_nothing_is_registered(bench: Bench, answer: object) -> None:
    bench.world.mishaps.append(Mishap("event names", "answer", 1, 200, answer))
    with pytest.raises(Unavailable):
        await bench.sweep().run()
    assert bench.world.registration is None
    await bench.sweep().run()
    assert bench.address == HOOK


def test_deliveries_are_not_handed_on_to_ourselves() -> None:
    with pytest.raises(ConfigurationError, match="PARTNER_CENTER_FORWARD_URL: is this program's own"):
        Places.of(f"{OWN}/", f"{HOOK}?again")


async def test_roots_that_end_are_told_before(bench: Bench) -> None:
    checks = EventChecks(PROVIDER, Places(), bench.database, bench.registry, bench.clock, None).all()
    assert (await said(checks["Partner Center certificate roots"])).startswith("7 (built in), the first ends on 20")
    bench.clock.advance(timedelta(days=365 * 6))
    line = await said(checks["Partner Center certificate roots"])
    assert line.startswith("FAIL ")
    assert "name a file with its successor in PARTNER_CENTER_WEBHOOK_ROOTS" in line


@pytest.mark.parametrize("written", ["https://bot.example:443", "https://BOT.example.", "https://u:p@bot.example"])
def test_our_address_is_ours_however_it_is_written(written: str) -> None:
    again = f"{written}/partner-center/events"
    assert owner(Registration(again), HOOK, None) is Owner.OURS
    with pytest.raises(ConfigurationError, match="own address"):
        Places.of(OWN, again)


@pytest.mark.parametrize(
    "url", ["https://bot.example:444", "http://bot.example", "https://bot.example.org", "https://[::1"]
)
def test_another_address_is_another_tools(url: str) -> None:
    assert owner(Registration(f"{url}/partner-center/events"), HOOK, None) is Owner.OTHER
