"""The mirror: everything for the first time, then what changed; one process at a time, and another after a crash."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text, update
from sqlmodel import SQLModel

from bot.clock import ManualClock
from bot.db import Database
from bot.local_partner_center.world import PROVIDER, Contract, LoggedActivity, Mishap
from bot.models import (
    AuditEvent,
    Customer,
    CustomerRelationship,
    GdapGroup,
    GdapRelationship,
    MirroredCustomer,
    MirrorRun,
    OtherStatement,
    OutboxMessage,
    Partner,
    PartnerIdCheck,
    Subscription,
    SupportContact,
)
from bot.services import search
from bot.services.basis import endings
from bot.services.directory import import_directory
from bot.services.mirror.mirror import MIRRORED, Mirror
from bot.services.mirror.queue import GONE
from bot.services.mirror.runs import LEASE, RunKind
from tests.kit.fakes import until
from tests.kit.microsoft import FIRST_UP, RELECLOUD, Connected, company, guid, privileges, scene_at


def rows(database: Database, model: type[SQLModel], **which: object) -> list[Any]:
    return database.read_now(lambda s: list(s.scalars(select(model).filter_by(**which))))


def one(database: Database, model: type[SQLModel], **which: object) -> Any:
    (found,) = rows(database, model, **which)
    return found


def count(database: Database, model: type[SQLModel]) -> int:
    return database.read_now(lambda s: s.scalar(select(func.count()).select_from(model)) or 0)


def states(seen: Any) -> dict[str, str]:
    return {name: outcome["state"] for name, outcome in seen.outcomes.items()}


async def test_the_first_run_brings_everything(mine: Database, there: Connected, mirror: Mirror) -> None:
    seen = await mirror.run(RunKind.FIRST)
    assert seen is not None
    assert seen.state == "done"
    assert set(states(seen).values()) == {"done"}
    assert {each.id for each in rows(mine, Customer)} == set(there.world.companies)
    assert count(mine, Subscription) == 12
    assert {each.status for each in rows(mine, Subscription)} == {"active"}
    assert {each.name for each in rows(mine, Partner)} == {"Our Own Distributor", FIRST_UP.name, RELECLOUD.name}
    assert one(mine, Partner, tenant_id=FIRST_UP.tenant).mpa_signed is True
    assert {each.customer_id for each in rows(mine, CustomerRelationship, partner_tenant_id=FIRST_UP.tenant)} == set(
        there.world.companies
    )
    assert {each.partner_id for each in rows(mine, PartnerIdCheck, is_valid=True)} == {FIRST_UP.mpn, RELECLOUD.mpn}
    assert [each.action for each in rows(mine, AuditEvent)] == [MIRRORED]


async def test_type_ahead_answers_from_our_own_tables(mine: Database, there: Connected, mirror: Mirror) -> None:
    await mirror.run(RunKind.FIRST)
    asked = len(there.world.asked)
    found = mine.read_now(lambda s: search.customers(s, "company 2"))
    assert [each.id for each in found.items] == [guid("company 2")]
    found_too = mine.read_now(lambda s: search.subscriptions(s, "company 2 product 1"))
    assert guid("contract 2 1") in {each.id for each in found_too.items}
    assert len(there.world.asked) == asked


async def test_the_same_again_changes_nothing(mine: Database, clock: ManualClock, mirror: Mirror) -> None:
    await mirror.run(RunKind.FIRST)
    before = rows(mine, Customer), rows(mine, Subscription), rows(mine, CustomerRelationship)
    clock.advance(timedelta(days=2))
    await mirror.run(RunKind.NIGHT)
    assert (rows(mine, Customer), rows(mine, Subscription), rows(mine, CustomerRelationship)) == before


async def test_an_update_reads_what_the_activity_names(
    mine: Database, there: Connected, clock: ManualClock, mirror: Mirror
) -> None:
    await mirror.run(RunKind.FIRST)
    changed = there.world.companies[guid("company 1")]
    changed.contracts[0].status = "suspended"
    there.world.companies[guid("company 2")].contracts[0].status = "suspended"
    there.world.activity.append(
        LoggedActivity("update_subscription", "subscription", "2026-03-02T09:30:00Z", "a", changed.id)
    )
    clock.advance(timedelta(hours=1))
    there.world.counts.clear()
    await mirror.run(RunKind.UPDATE)
    assert there.world.counts["subscriptions"] == 1
    assert one(mine, Subscription, id=guid("contract 1 0")).status == "suspended"
    assert one(mine, Subscription, id=guid("contract 2 0")).status == "active"


async def test_a_night_reads_what_nobody_told_of(
    mine: Database, there: Connected, clock: ManualClock, mirror: Mirror
) -> None:
    await mirror.run(RunKind.FIRST)
    there.world.companies[guid("company 2")].contracts[0].status = "a word of tomorrow"
    clock.advance(timedelta(days=1))
    await mirror.run(RunKind.NIGHT)
    assert one(mine, Subscription, id=guid("contract 2 0")).status == "unknown"


async def test_new_customers_come_with_an_update(
    mine: Database, there: Connected, clock: ManualClock, mirror: Mirror
) -> None:
    await mirror.run(RunKind.FIRST)
    there.world.add(company(9, 2))
    clock.advance(timedelta(hours=1))
    there.world.counts.clear()
    await mirror.run(RunKind.UPDATE)
    assert len(rows(mine, Subscription, customer_id=guid("company 9"))) == 2
    assert there.world.counts["subscriptions"] == 1


async def test_a_customer_who_left_is_asked_for_before_it_is_gone(
    mine: Database, there: Connected, clock: ManualClock, mirror: Mirror
) -> None:
    await mirror.run(RunKind.FIRST)
    left = guid("company 0")
    there.world.companies[left].relationship = "none"
    clock.advance(timedelta(hours=1))
    await mirror.run(RunKind.UPDATE)
    assert one(mine, Customer, id=left).relationship_to_partner == "none"
    assert one(mine, MirroredCustomer, customer_id=left).failure == "20002"
    assert len(rows(mine, AuditEvent, action=GONE)) == 1
    clock.advance(timedelta(hours=1))
    await mirror.run(RunKind.UPDATE)
    assert len(rows(mine, AuditEvent, action=GONE)) == 1


async def test_a_contact_ends_with_what_microsoft_says_is_over(
    mine: Database, there: Connected, clock: ManualClock, mirror: Mirror
) -> None:
    await mirror.run(RunKind.FIRST)
    over = [guid(f"contract {number} 1") for number in range(2)]
    kept = guid("contract 2 1")
    mine.write_now(
        lambda s: s.add_all(
            SupportContact(subscription_id=key, support_tenant_id=FIRST_UP.tenant, since=clock.now(), set_by="UANN")
            for key in (*over, kept)
        )
    )
    for number in range(2):
        there.world.companies[guid(f"company {number}")].contracts[1].status = "deleted"
    clock.advance(timedelta(hours=30))
    await mirror.run(RunKind.NIGHT)
    ended = [one(mine, SupportContact, subscription_id=key) for key in over]
    assert [(each.origin, each.ended_why, each.ended_tenant_id) for each in ended] == [
        ("default", "deleted", FIRST_UP.tenant)
    ] * 2
    assert one(mine, SupportContact, subscription_id=kept).ended_why is None
    assert {(each.kind, each.recipient) for each in rows(mine, OutboxMessage)} == {(endings.ENDED, "UANN")}
    assert len({each.subject for each in rows(mine, OutboxMessage)}) == 1
    clock.advance(timedelta(hours=30))
    await mirror.run(RunKind.NIGHT)
    assert len(rows(mine, AuditEvent, action=endings.ENDED)) == 2


@pytest.mark.parametrize("kind", ["endless", "malformed", "wrong types"])
async def test_a_list_that_is_not_whole_takes_nobody_away(
    mine: Database, there: Connected, clock: ManualClock, mirror: Mirror, kind: str
) -> None:
    await mirror.run(RunKind.FIRST)
    clock.advance(timedelta(hours=1))
    there.world.mishaps.append(Mishap("customers", kind, 99))
    seen = await mirror.run(RunKind.UPDATE)
    assert seen is not None
    assert states(seen)["subscriptions"] == "done"
    assert rows(mine, AuditEvent, action=GONE) == []
    assert {each.relationship_to_partner for each in rows(mine, Customer, id=guid("company 0"))} == {"reseller"}


async def test_what_may_not_be_read_is_said_and_costs_nothing_else(
    mine: Database, there: Connected, mirror: Mirror
) -> None:
    there.world.app_may_all = False
    seen = await mirror.run(RunKind.FIRST)
    assert seen is not None
    assert seen.state == "done"
    assert {name for name, state in states(seen).items() if state == "refused"} == {"resellers"}
    assert "needs a user's consent" in seen.outcomes["resellers"]["said"]
    assert count(mine, Subscription) == 12


async def test_what_does_not_answer_fails_alone(mine: Database, there: Connected, mirror: Mirror) -> None:
    there.world.mishaps.append(Mishap("validate", "malformed", 99))
    seen = await mirror.run(RunKind.FIRST)
    assert seen is not None
    assert seen.state == "failed"
    assert {name for name, state in states(seen).items() if state == "failed"} == {"partners on record"}


async def test_gdap_is_kept_with_its_groups(mine: Database, there: Connected, mirror: Mirror) -> None:
    there.world.add(privileges(1, status="approvalPending"), privileges(99))
    await mirror.run(RunKind.FIRST)
    assert count(mine, GdapRelationship) == 3
    assert {each.group_id for each in rows(mine, GdapGroup)} == {guid("agents")}
    ours = one(mine, CustomerRelationship, partner_tenant_id=PROVIDER)  # customer 99 is none of ours
    assert (ours.customer_id, ours.delegated_admin) == (guid("company 0"), "gdap")
    assert ours.delegated_admin_expires_at.year == 2027


async def test_a_customer_who_changed_its_reseller(
    mine: Database, there: Connected, clock: ManualClock, mirror: Mirror
) -> None:
    await mirror.run(RunKind.FIRST)
    there.world.companies[guid("company 0")].reseller = RELECLOUD.tenant
    clock.advance(timedelta(days=1))
    await mirror.run(RunKind.NIGHT)
    found = {
        each.partner_tenant_id: each.state for each in rows(mine, CustomerRelationship, customer_id=guid("company 0"))
    }
    assert (found[FIRST_UP.tenant], found[RELECLOUD.tenant]) == ("removed", "established")


def customers_file(folder: Path, *lines: str) -> Path:
    file = folder / "customers.csv"
    file.write_text("\n".join(["id,companyName,domain", *lines]) + "\n", "utf-8")
    return file


async def test_a_file_and_the_mirror_stand_side_by_side(
    mine: Database, clock: ManualClock, mirror: Mirror, tmp_path: Path
) -> None:
    own = guid("company 0")
    file = customers_file(tmp_path, f"{own},Our Name For It,company0.example")
    load: Callable[[], Any] = lambda: import_directory(mine, [file], provider_tenant_id=PROVIDER, clock=clock)  # noqa: E731
    load()
    assert one(mine, Customer, id=own).said_by == "import"
    imported_at = clock.now()
    clock.advance(timedelta(hours=1))
    await mirror.run(RunKind.FIRST)
    found = one(mine, Customer, id=own)
    assert (found.company_name, found.said_by, found.said_at) == ("Company 0", "partner-center", clock.now())
    kept = one(mine, OtherStatement, subject="customer", subject_id=own, field="company_name")
    assert (kept.source, kept.value, kept.said_at) == ("import", "Our Name For It", imported_at)
    # The file once more changes nothing; another file is kept beside what counts, and found by nobody.
    assert not load().changed
    file = customers_file(tmp_path, f"{own},A Third Name,company0.example")
    load()
    assert one(mine, Customer, id=own).company_name == "Company 0"
    assert one(mine, OtherStatement, subject_id=own, field="company_name").value == "A Third Name"
    assert mine.read_now(lambda s: search.customers(s, "third name")).items == ()
    file = customers_file(tmp_path, f"{own},Company 0,company0.example")
    load()
    assert rows(mine, OtherStatement) == []


async def test_what_only_files_say_stays(mine: Database, there: Connected, clock: ManualClock, mirror: Mirror) -> None:
    await mirror.run(RunKind.FIRST)
    ours = "UPDATE customer_relationship SET delegated_admin = 'dap' WHERE partner_tenant_id = :tenant"
    mine.write_now(lambda s: s.connection().execute(text(ours), {"tenant": FIRST_UP.tenant}))
    clock.advance(timedelta(days=1))
    await mirror.run(RunKind.NIGHT)
    assert {each.delegated_admin for each in rows(mine, CustomerRelationship, partner_tenant_id=FIRST_UP.tenant)} == {
        "dap"
    }


async def test_one_works_and_another_goes_on(mine: Database, there: Connected, clock: ManualClock) -> None:
    there.world.add(*(company(number, 1) for number in range(300)))
    first, second = (Mirror(mine, there.client, clock, scene_at()) for _ in range(2))
    working = asyncio.create_task(first.run(RunKind.FIRST))
    await until(lambda: there.world.counts["subscriptions"] >= 100)
    assert await second.run(RunKind.FIRST) is None
    # As after kill -9: nothing is said, and the lease has to end by itself.
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    dead = update(MirrorRun).values(claimed_by="dead", lease_until=clock.now() + LEASE)
    mine.write_now(lambda s: s.execute(dead))
    assert await second.run(RunKind.FIRST) is None
    clock.advance(LEASE + timedelta(seconds=1))
    seen = await second.run(None)
    assert seen is not None
    assert seen.state == "done"
    assert count(mine, Subscription) == 300 - 3 + 3
    assert sum("filter" not in each.path for each in there.world.asked if each.endpoint == "customers") == 1
    assert there.world.counts["subscriptions"] <= 300 + 210  # what was read and not yet written is read again


async def test_whoever_lost_the_run_writes_nothing_more(mine: Database, there: Connected, clock: ManualClock) -> None:
    there.world.add(*(company(number, 1) for number in range(200)))
    slow, other = (Mirror(mine, there.client, clock, scene_at()) for _ in range(2))
    working = asyncio.create_task(slow.run(RunKind.FIRST))
    await until(lambda: there.world.counts["subscriptions"] >= 50)
    mine.write_now(lambda s: s.execute(update(MirrorRun).values(claimed_by=None, lease_until=None)))
    assert await other.run(None) is not None
    assert await working is None
    assert len(rows(mine, AuditEvent, action=MIRRORED)) == 1


async def test_a_customer_without_a_name_is_no_loss(mine: Database, there: Connected, mirror: Mirror) -> None:
    there.world.companies[guid("company 0")].name = ""
    there.world.companies[guid("company 1")].name = "x" * 900
    there.world.companies[guid("company 2")].contracts.append(Contract("no-guid", "Odd"))
    await mirror.run(RunKind.FIRST)
    assert one(mine, Customer, id=guid("company 0")).company_name == "company0.example"
    assert len(one(mine, Customer, id=guid("company 1")).company_name) == 500
    assert count(mine, Subscription) == 12
