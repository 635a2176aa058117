"""The client and the local Partner Center, which share nothing: lists, refusals, and everything that goes wrong."""

from collections.abc import AsyncIterator
from datetime import date
from typing import TypeVar

import pytest

from bot.db import Database
from bot.local_partner_center.world import LoggedActivity, Mishap
from bot.partner_center.wire.failures import PartnerCenterUnclear, PartnerCenterUnreadable
from bot.services.mirror.ports import NoSuchCustomer, NotAllowed, Paged
from tests.kit.microsoft import FIRST_UP, RELECLOUD, Connected, company, connected, guid, privileges, world

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
T = TypeVar("T")


@pytest.fixture
async def there(database: Database) -> AsyncIterator[Connected]:
    """A client at a small world."""
    async with connected(database) as found:
        found.world.silence = 0.2
        yield found


async def all_of(pages: AsyncIterator[Paged[T]]) -> list[T]:
    return [item async for page in pages for item in page.items]


async def test_customers_come_in_pages(database: Database) -> None:
    async with connected(database, world(1_000, 0)) as there:
        found = await all_of(there.client.customers())
    assert sorted(each.id for each in found) == sorted(there.world.companies)
    assert there.world.counts["customers"] == 3  # the last page is an empty one


async def test_customers_of_a_reseller(there: Connected) -> None:
    there.world.add(company(77, 0, RELECLOUD))
    assert [each.id for each in await all_of(there.client.customers_of_reseller(RELECLOUD.tenant))] == [
        guid("company 77")
    ]


async def test_subscriptions_are_of_four_kinds(there: Connected) -> None:
    found = await all_of(there.client.subscriptions(guid("company 0").upper()))
    assert [each.product_type for each in found] == ["OnlineServicesNCE", "", "Software", ""]
    assert {each.partner_id for each in found} == {FIRST_UP.mpn}


async def test_a_stranger_is_no_customer_with_no_subscriptions(there: Connected) -> None:
    with pytest.raises(NoSuchCustomer) as refused:
        await all_of(there.client.subscriptions(guid("nobody")))
    assert refused.value.code == "20002"


async def test_what_needs_a_user_is_said(there: Connected) -> None:
    with pytest.raises(NotAllowed, match="needs a user's consent"):
        await all_of(there.client.indirect_resellers())
    there.world.app_may_all = True
    assert {each.name for each in await all_of(there.client.indirect_resellers())} == {FIRST_UP.name, RELECLOUD.name}


async def test_agreements(there: Connected) -> None:
    there.world.app_may_all = True
    there.world.firms[RELECLOUD.tenant] = type(RELECLOUD)(RELECLOUD.tenant, "4847433", "R", signed=False)
    states = [(await there.client.agreement(mpn)).is_signed for mpn in (FIRST_UP.mpn, RELECLOUD.mpn, "7777777")]
    assert states == [True, False, None]


async def test_partner_ids_are_validated_in_one_request(there: Connected) -> None:
    found = await there.client.validate_partner_ids([FIRST_UP.mpn, "7777777"])
    assert [(each.partner_id, each.is_valid) for each in found] == [(FIRST_UP.mpn, True), ("7777777", False)]
    assert there.world.counts["validate"] == 1


async def test_activity_of_a_day(there: Connected) -> None:
    for day in (1, 2, 3):
        there.world.activity.append(LoggedActivity("add_customer", "customer", f"2026-03-0{day}T10:00:00Z"))
    found = await all_of(there.client.audit_records(date(2026, 3, 2)))
    assert [each.at and each.at.day for each in found] == [2]


async def test_gdap_comes_in_pages_of_graphs_own(there: Connected) -> None:
    there.world.add(*(privileges(number) for number in range(700)))
    found = await all_of(there.client.gdap_relationships())
    assert len(found) == 700
    assert there.world.counts["gdap"] == 3
    (group,) = await all_of(there.client.access_assignments(found[0].id))
    assert group.group_id == guid("agents")


@pytest.mark.parametrize("kind", ["malformed", "huge", "endless"])
async def test_what_cannot_be_read_is_no_empty_list(there: Connected, kind: str) -> None:
    there.world.mishaps.append(Mishap("customers", kind, 99))
    with pytest.raises(PartnerCenterUnreadable):
        await all_of(there.client.customers())
    assert there.world.counts["customers"] <= 2


async def test_wrong_types_cost_only_themselves(there: Connected) -> None:
    there.world.mishaps.append(Mishap("customers", "wrong types"))
    pages = [page async for page in there.client.customers()]
    assert [(len(page.items), page.unread, page.total) for page in pages] == [(1, 3, None)]


@pytest.mark.parametrize("kind", ["html", "dropped before", "throttled"])
async def test_what_passes_is_asked_again(there: Connected, kind: str) -> None:
    there.world.mishaps.append(Mishap("customers", kind))
    assert len(await all_of(there.client.customers())) == 3
    asked = [each.headers["MS-RequestId"] for each in there.world.asked if each.endpoint == "customers"]
    assert len(asked) == 2
    assert len(set(asked)) == 1


async def test_a_storm_of_throttling_passes(there: Connected) -> None:
    there.world.mishaps.append(Mishap("subscriptions", "throttled", 3))
    assert len(await all_of(there.client.subscriptions(guid("company 1")))) == 4
    assert there.world.counts["mishap throttled"] == 3


async def test_401_on_one_endpoint_leaves_the_others(there: Connected) -> None:
    said = {"code": "900421", "description": "MFA", "data": [], "source": ""}
    there.world.mishaps.append(Mishap("validate", "answer", 99, 401, said))
    with pytest.raises(NotAllowed, match="multifactor"):
        await there.client.validate_partner_ids([FIRST_UP.mpn])
    assert len(await all_of(there.client.customers())) == 3


async def test_a_revoked_token_is_replaced(there: Connected) -> None:
    await all_of(there.client.customers())
    there.world.tokens.clear()
    assert len(await all_of(there.client.customers())) == 3
    assert there.world.counts["token"] == 2


async def test_a_wrong_secret_is_named(there: Connected) -> None:
    there.world.secrets["client"] = "another one"
    with pytest.raises(NotAllowed, match="PARTNER_CENTER_CLIENT_SECRET is wrong.*7000215"):
        await all_of(there.client.customers())
    assert there.world.counts["customers"] == 0


async def test_silence_has_an_end(there: Connected, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.partner_center.calls.PAUSES", (0.0,))
    monkeypatch.setattr("bot.partner_center.calls.ATTEMPT_SECONDS", 0.1)
    there.world.mishaps.append(Mishap("customers", "silent before", 99))
    with pytest.raises(PartnerCenterUnclear):
        await all_of(there.client.customers())
    assert there.world.counts["customers"] == 2
