"""What was heard is looked up at Microsoft's, once; a request that was accepted is established and told, once."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from bot.clock import ManualClock
from bot.db import Database
from bot.local_partner_center.world import PROVIDER, Contract, LoggedActivity, Mishap
from bot.models import (
    AuditEvent,
    CustomerRelationship,
    GdapGroup,
    MirrorRun,
    OutboxMessage,
    PartnerCenterEvent,
    RelationshipRequest,
    RequestType,
    Subscription,
)
from bot.services.hearing import inbox
from bot.services.hearing.ports import EventSeen
from bot.services.invitations.rules import RequestWish
from bot.services.mirror import runs
from bot.services.mirror.mirror import Mirror
from bot.services.mirror.ports import CustomerSeen
from bot.services.mirror.runs import RunKind
from bot.services.mirror.sweep import RETRY, EventSweep, MirrorSweep
from bot.services.relationships import identifying, requests
from bot.services.scene import Scene
from tests.kit.asks import lit
from tests.kit.microsoft import Connected, company, guid, privileges
from tests.kit.relationships import GLO, MAIL, prospect
from tests.services.mirror.test_mirror import one, rows

HOST = "https://api.partnercenter.microsoft.com"
NEW = guid("company 7")


def heard(database: Database, clock: ManualClock, name: str, uri: str = "", digest: str = "") -> None:
    event = EventSeen(name, "", uri, "", clock.now())
    database.write_now(lambda s: inbox.keep(s, digest or f"{name}{uri}", event, clock.now()))


def accepted(database: Database, clock: ManualClock, digest: str = "") -> None:
    heard(database, clock, "reseller-relationship-accepted-by-customer", f"{HOST}/v1/customers/{NEW}", digest)


def asked(database: Database, clock: ManualClock, wish: RequestWish) -> int:
    """Send a request for a relationship."""
    at = Scene(PROVIDER, clock.now(), f"ask {wish}")
    made = database.write_now(lambda s: requests.create(s, GLO, wish, at))
    database.write_now(lambda s: requests.mark_sent(s, GLO, made, MAIL, at))
    return made


@pytest.fixture
async def request_id(mine: Database, there: Connected, clock: ManualClock, mirror: Mirror) -> int:
    """A request to a customer that is in our directory and not ours yet; everything else was read."""
    await mirror.run(RunKind.FIRST)
    mine.write_now(lambda s: s.add(prospect(NEW, "Company 7")))
    return asked(mine, clock, RequestWish(RequestType.CUSTOMER_RESELLER, customer_id=NEW))


def told(database: Database) -> list[str]:
    return [each.kind for each in rows(database, OutboxMessage) if each.kind == "request.accepted"]


async def test_an_acceptance_is_looked_up_and_told_once(
    mine: Database, there: Connected, clock: ManualClock, mirror: Mirror, request_id: int
) -> None:
    there.world.add(company(7, 2))
    there.world.counts.clear()
    accepted(mine, clock)
    seen = await mirror.run(RunKind.EVENTS)
    assert seen is not None
    assert seen.state == "done"
    assert one(mine, RelationshipRequest, id=request_id).state == "established"
    assert len(rows(mine, Subscription, customer_id=NEW)) == 2
    assert told(mine) == ["request.accepted"]
    assert (there.world.counts["customers"], there.world.counts["subscriptions"]) == (0, 1)
    # Delivered again with other bytes, and read again by the list of all: nothing more is told.
    accepted(mine, clock, "again")
    await mirror.run(RunKind.EVENTS)
    clock.advance(timedelta(hours=1))
    await mirror.run(RunKind.UPDATE)
    assert told(mine) == ["request.accepted"]
    assert {each.outcome for each in rows(mine, PartnerCenterEvent)} == {"1 customers"}


async def test_the_event_is_not_believed(
    mine: Database, there: Connected, clock: ManualClock, mirror: Mirror, request_id: int
) -> None:
    accepted(mine, clock)  # Microsoft knows no such customer.
    await mirror.run(RunKind.EVENTS)
    assert one(mine, RelationshipRequest, id=request_id).state == "pending"
    assert told(mine) == []
    assert rows(mine, PartnerCenterEvent, handled_at=None) == []


async def test_a_lost_event_is_found_by_the_next_reading(
    mine: Database, there: Connected, clock: ManualClock, mirror: Mirror, request_id: int
) -> None:
    there.world.add(company(7, 2))
    clock.advance(timedelta(hours=1))
    await mirror.run(RunKind.UPDATE)
    assert one(mine, RelationshipRequest, id=request_id).state == "established"
    assert told(mine) == ["request.accepted"]


async def test_an_expired_request_may_be_accepted_late(
    mine: Database, there: Connected, clock: ManualClock, mirror: Mirror, request_id: int
) -> None:
    clock.advance(timedelta(days=31))
    at = Scene(PROVIDER, clock.now(), "expire")
    mine.write_now(lambda s: requests.expire(s, GLO, request_id, at))
    there.world.add(company(7, 2))
    accepted(mine, clock)
    await mirror.run(RunKind.EVENTS)
    found = one(mine, RelationshipRequest, id=request_id)
    assert (found.state, found.resolution) == ("established", "accepted_late")


async def test_a_subscription_that_changed_is_read_and_no_other(
    mine: Database, there: Connected, clock: ManualClock, mirror: Mirror
) -> None:
    await mirror.run(RunKind.FIRST)
    contract: Contract = there.world.companies[guid("company 0")].contracts[0]
    contract.status = "suspended"
    there.world.counts.clear()
    uri = (
        f"http://api.partnercenter.microsoft.com/webhooks/v1/customers/{guid('company 0')}/subscriptions/{contract.id}"
    )
    heard(mine, clock, "subscription-updated", uri)
    await mirror.run(RunKind.EVENTS)
    assert one(mine, Subscription, id=contract.id).status == "suspended"
    assert there.world.counts["subscriptions"] == 1


async def test_gdap_is_read_with_its_groups_and_the_longest_counts(
    mine: Database, there: Connected, clock: ManualClock, mirror: Mirror
) -> None:
    await mirror.run(RunKind.FIRST)
    shorter = privileges(1, status="active")
    shorter.customer, shorter.ends = guid("company 0"), "2026-06-01T00:00:00Z"
    there.world.add(shorter)
    heard(
        mine,
        clock,
        "granular-admin-relationship-approved",
        f"https://partner.microsoft.com/granularAdminRelationships/{shorter.id}",
    )
    await mirror.run(RunKind.EVENTS)
    assert len(rows(mine, GdapGroup, relationship_id=shorter.id)) == 1
    kept = one(mine, CustomerRelationship, customer_id=guid("company 0"), partner_tenant_id=PROVIDER)
    assert kept.delegated_admin_expires_at.year == 2027


async def test_an_event_without_addresses_is_resolved_by_the_activity_of_its_day(
    mine: Database, there: Connected, clock: ManualClock, mirror: Mirror
) -> None:
    await mirror.run(RunKind.FIRST)
    at = clock.now().strftime("%Y-%m-%dT%H:%M:%S.0000000Z")
    changed = LoggedActivity("dap_admin_relationship_terminated", "customer", at, "1_2_3_4", guid("company 1"))
    there.world.activity.append(changed)
    there.world.counts.clear()
    heard(mine, clock, "dap-admin-relationship-terminated-by-microsoft")
    await mirror.run(RunKind.EVENTS)
    assert there.world.counts["subscriptions"] == 1


async def test_what_may_not_be_read_keeps_no_event_for_ever(
    mine: Database, there: Connected, clock: ManualClock, mirror: Mirror
) -> None:
    await mirror.run(RunKind.FIRST)
    body = {"error": {"code": "Forbidden", "message": "no"}}
    there.world.mishaps.append(Mishap("gdap relationship", "answer", 99, 403, body))
    heard(
        mine, clock, "granular-admin-relationship-expired", f"https://x/granularAdminRelationships/{privileges(0).id}"
    )
    await mirror.run(RunKind.EVENTS)
    (event,) = rows(mine, PartnerCenterEvent)
    assert event.handled_at == clock.now()
    assert event.outcome.startswith("GDAP: reading a GDAP relationship: ")


async def test_without_an_answer_events_wait_and_are_tried_again(
    mine: Database, there: Connected, clock: ManualClock, mirror: Mirror, request_id: int
) -> None:
    there.world.add(company(7, 2))
    accepted(mine, clock)
    sweep = EventSweep(mine, clock, mirror)
    there.world.mishaps.append(Mishap("customer", "malformed", 99))
    await sweep.run()
    assert len(mine.read_now(inbox.waiting)) == 1
    there.world.mishaps.clear()
    await sweep.run()
    assert len(mine.read_now(inbox.waiting)) == 1  # not again at once
    clock.advance(RETRY + timedelta(seconds=1))
    await sweep.run()
    assert mine.read_now(inbox.waiting) == []
    assert one(mine, RelationshipRequest, id=request_id).state == "established"


async def test_before_the_directory_was_read_events_wait(mine: Database, clock: ManualClock, mirror: Mirror) -> None:
    accepted(mine, clock)
    await EventSweep(mine, clock, mirror).run()
    assert len(mine.read_now(inbox.waiting)) == 1


async def test_events_are_looked_up_beside_a_reading_that_goes_on(
    mine: Database, there: Connected, clock: ManualClock, mirror: Mirror, request_id: int
) -> None:
    mine.write_now(lambda s: runs.claim(s, RunKind.NIGHT, "another process", clock.now()))
    there.world.add(company(7, 2))
    accepted(mine, clock)
    await EventSweep(mine, clock, mirror).run()
    assert one(mine, RelationshipRequest, id=request_id).state == "established"
    assert told(mine) == ["request.accepted"]
    assert sorted(each.state for each in rows(mine, MirrorRun)) == ["done", "done", "running"]


async def test_one_process_at_a_time_looks_at_events_and_another_goes_on_after_its_death(
    mine: Database, there: Connected, clock: ManualClock, mirror: Mirror, request_id: int
) -> None:
    mine.write_now(lambda s: runs.claim(s, RunKind.EVENTS, "dead", clock.now()))
    there.world.add(company(7, 2))
    accepted(mine, clock)
    await EventSweep(mine, clock, mirror).run()
    assert len(mine.read_now(inbox.waiting)) == 1
    clock.advance(runs.LEASE)
    await EventSweep(mine, clock, mirror).run()
    assert mine.read_now(inbox.waiting) == []
    assert told(mine) == ["request.accepted"]


async def test_what_is_being_looked_at_is_not_looked_at_beside_it(
    mine: Database,
    there: Connected,
    clock: ManualClock,
    mirror: Mirror,
    request_id: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun, goes_on, asked = asyncio.Event(), asyncio.Event(), []
    customer = there.client.customer

    async def slow(customer_id: str) -> CustomerSeen:
        asked.append(customer_id)
        begun.set()
        await goes_on.wait()
        return await customer(customer_id)

    monkeypatch.setattr(there.client, "customer", slow)
    there.world.add(company(7, 2))
    accepted(mine, clock)
    looking = asyncio.create_task(EventSweep(mine, clock, mirror).run())
    await asyncio.wait_for(begun.wait(), 10)
    await asyncio.wait_for(MirrorSweep(mine, clock, mirror).run(), 10)
    goes_on.set()
    await asyncio.wait_for(looking, 10)
    assert asked == [NEW]
    assert mine.read_now(inbox.waiting) == []


async def test_a_run_whose_events_were_all_looked_at_is_ended_after_a_death(
    mine: Database, clock: ManualClock, mirror: Mirror, request_id: int
) -> None:
    mine.write_now(lambda s: runs.claim(s, RunKind.EVENTS, "dead", clock.now()))
    clock.advance(runs.LEASE)
    await EventSweep(mine, clock, mirror).run()
    assert {each.state for each in rows(mine, MirrorRun)} == {"done"}


async def test_a_thousand_events_in_a_burst_ask_once_for_each_thing(
    mine: Database, there: Connected, clock: ManualClock, mirror: Mirror
) -> None:
    await mirror.run(RunKind.FIRST)
    for number in range(1_000):
        uri = f"{HOST}/webhooks/v1/customers/{guid(f'company {number % 3}')}/subscriptions/{number}"
        heard(mine, clock, "subscription-updated", uri)
    there.world.counts.clear()
    await mirror.run(RunKind.EVENTS)
    assert rows(mine, PartnerCenterEvent, handled_at=None) == []
    assert there.world.counts["subscriptions"] == 3
    assert there.world.counts["customer"] <= 3 * (1_000 // inbox.AT_ONCE)


def history(database: Database) -> list[Any]:
    return database.read_now(lambda s: list(s.exec(select(AuditEvent.actor_id, AuditEvent.action)).all()))


async def test_the_history_says_who_established(
    mine: Database, there: Connected, clock: ManualClock, mirror: Mirror, request_id: int
) -> None:
    there.world.add(company(7, 2))
    accepted(mine, clock)
    await mirror.run(RunKind.EVENTS)
    assert ("system:partner-center", "request.established") in history(mine)
    link = one(mine, CustomerRelationship, customer_id=NEW, partner_tenant_id=PROVIDER)
    assert link.source == "webhook"


async def test_the_links_of_one_request_are_accepted_one_after_the_other(
    mine: Database, there: Connected, clock: ManualClock, mirror: Mirror
) -> None:
    await mirror.run(RunKind.FIRST)
    mine.write_now(lambda s: s.add(prospect(NEW, "Company 7")))
    wish = RequestWish(RequestType.CUSTOMER_RESELLER, customer_id=NEW, also=(RequestType.GDAP,))
    made = asked(mine, clock, wish)
    there.world.add(company(7, 2))
    accepted(mine, clock)
    await mirror.run(RunKind.EVENTS)
    assert one(mine, RelationshipRequest, id=made).state == "pending"
    assert lit(mine, made) == {"customer_reseller": True, "gdap": False}
    assert told(mine) == ["request.accepted"]
    there.world.add(privileges(7))
    clock.advance(timedelta(hours=1))
    await mirror.run(RunKind.UPDATE)
    assert one(mine, RelationshipRequest, id=made).state == "established"
    assert lit(mine, made) == {"customer_reseller": True, "gdap": True}
    assert told(mine) == ["request.accepted"] * 2
    # The end that Microsoft's list has is not lost by the acceptance.
    link = one(mine, CustomerRelationship, customer_id=NEW, partner_tenant_id=PROVIDER)
    assert link.delegated_admin_expires_at is not None


async def test_a_customer_nobody_knew_is_recognised_by_its_domain(
    mine: Database, there: Connected, clock: ManualClock, mirror: Mirror
) -> None:
    await mirror.run(RunKind.FIRST)
    made = asked(mine, clock, RequestWish(RequestType.CUSTOMER_RESELLER, new_name="The Seventh"))
    at = Scene(PROVIDER, clock.now(), "domain")
    mine.write_now(lambda s: identifying.ask_domain(s, GLO, made, "company7.example", at))
    there.world.add(company(7, 2))
    accepted(mine, clock)
    await mirror.run(RunKind.EVENTS)
    found = one(mine, RelationshipRequest, id=made)
    assert (found.state, found.customer_id) == ("established", NEW)
    assert told(mine) == ["request.accepted"]
