"""Submitting, reviewing and handing back on both databases: what is written, once, or not at all."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from bot.clock import ManualClock
from bot.db import Database
from bot.errors import Conflict, Denied, InvalidInput
from bot.models import Assignment, AuditEvent, OutboxMessage, ProcessedDelivery, Subscription, SupportContact
from bot.services import assignments, batches, contacts, reviews
from bot.services.assignments import Submitted
from tests.assignments.world import (
    ANN,
    CONTOSO,
    EXCHANGE,
    FABRIKAM,
    NCE,
    NEWCOMER,
    OFFICE,
    SALES,
    TREY,
    Reseller,
    build,
    proposal,
    scene,
)
from tests.conftest import MONDAY, PROVIDER


@pytest.fixture
def world(database: Database) -> Database:
    database.write_now(
        lambda s: build(
            s,
            Reseller(TREY, "Trey Research"),
            Reseller(FABRIKAM, "Fabrikam"),
            Reseller(NEWCOMER, "Newcomer", relationship=None),
        )
    )
    return database


def counts(database: Database) -> tuple[int, ...]:
    tables = (SupportContact, Assignment, AuditEvent, OutboxMessage, ProcessedDelivery)
    return database.read_now(
        lambda s: tuple(s.execute(select(func.count()).select_from(table)).scalar_one() for table in tables)
    )


def submit(
    database: Database, target: str, *ids: str, key: str = "d1", reference: str = "REF1", version: int = 0
) -> Submitted:
    actor = replace(ANN, reference=reference)
    return database.write_now(
        lambda s: assignments.submit(s, actor, proposal(target, *ids, version=version), scene(MONDAY, key))
    )


def contact_of(database: Database, subscription_id: str) -> tuple[str, str, int]:
    line = database.read_now(lambda s: contacts.lines(s, PROVIDER, CONTOSO, [subscription_id]))[0]
    return line.contact_name, line.origin, line.version


def test_a2_one_transaction_holds_change_history_and_notices(world: Database) -> None:
    done = submit(world, TREY, OFFICE, EXCHANGE)
    assert (done.changed, done.unchanged) == (2, 0)
    assert counts(world) == (2, 2, 2, 2, 1)
    assert done.batch == world.read_now(lambda s: batches.batch(s, done.batch_id))
    assert contact_of(world, OFFICE) == ("Trey Research", "assigned", 1)
    event = world.read_now(lambda s: s.execute(select(AuditEvent.__table__)).first())  # type: ignore[attr-defined]
    assert event is not None
    assert (event.actor_id, event.action, event.reference) == ("UANN", "contact.assigned", "REF1")
    assert event.before == {"support_tenant_id": PROVIDER, "origin": "default"}
    assert event.after["support_tenant_id"] == TREY


def test_a3_sales_agent_is_refused_by_the_service_too(world: Database) -> None:
    with pytest.raises(Denied) as denied:
        world.write_now(lambda s: assignments.submit(s, SALES, proposal(TREY, OFFICE), scene(MONDAY)))
    assert set(denied.value.args_for_text["roles"]) == {"admin_agent", "global_admin", "helpdesk_agent"}  # type: ignore[call-overload]
    assert counts(world) == (0, 0, 0, 0, 0)


def test_the_same_delivery_twice_changes_once(world: Database) -> None:
    first = submit(world, TREY, OFFICE)
    again = submit(world, TREY, OFFICE, reference="REF2")
    assert again == first
    assert counts(world) == (1, 1, 1, 2, 1)


def test_no_change_is_said_and_writes_nothing(world: Database) -> None:
    with pytest.raises(InvalidInput, match="assign-no-change"):
        submit(world, PROVIDER, OFFICE)
    submit(world, TREY, OFFICE)
    before = counts(world)
    with pytest.raises(InvalidInput, match="assign-no-change"):
        submit(world, TREY, OFFICE, key="d2", version=1)
    assert counts(world) == before


def test_subscriptions_that_have_it_already_are_left_alone(world: Database) -> None:
    submit(world, TREY, OFFICE)
    done = world.write_now(
        lambda s: assignments.submit(
            s,
            replace(ANN, reference="REF2"),
            replace(proposal(TREY, OFFICE, EXCHANGE), expected={OFFICE: 1, EXCHANGE: 0}),
            scene(MONDAY, "d2"),
        )
    )
    assert (done.changed, done.unchanged) == (1, 1)
    assert contact_of(world, OFFICE) == ("Trey Research", "assigned", 1)


def test_a15_a_contact_that_moved_on_is_a_conflict(world: Database) -> None:
    submit(world, TREY, OFFICE)
    before = counts(world)
    with pytest.raises(Conflict):
        submit(world, FABRIKAM, OFFICE, key="d2", version=0)
    assert counts(world) == before
    submit(world, FABRIKAM, OFFICE, key="d2", reference="REF2", version=1)
    assert contact_of(world, OFFICE) == ("Fabrikam", "assigned", 2)


@pytest.mark.parametrize(
    ("target", "ids", "field"),
    [
        (TREY, (NCE,), "subscriptions"),
        (TREY, (OFFICE, NCE), "subscriptions"),
        (TREY, (), "subscriptions"),
        (TREY, ("99999999-0000-4000-8000-000000000000",), "subscriptions"),
        (NEWCOMER, (OFFICE,), "contact"),
    ],
)
def test_refusals_name_the_field_and_write_nothing(
    world: Database, target: str, ids: tuple[str, ...], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        submit(world, target, *ids)
    assert refused.value.field == field
    assert counts(world) == (0, 0, 0, 0, 0)


def test_a20_partner_on_record_and_contact_are_independent(world: Database) -> None:
    submit(world, TREY, OFFICE)
    recorded = world.read_now(lambda s: s.get(Subscription, OFFICE))
    assert recorded is not None
    assert recorded.partner_id == "4000001"
    world.write_now(lambda s: setattr(s.get(Subscription, OFFICE), "partner_id", "4000002"))
    assert contact_of(world, OFFICE) == ("Trey Research", "assigned", 1)


def test_close_ends_the_review_once(world: Database, clock: ManualClock) -> None:
    done = submit(world, TREY, OFFICE)
    clock.advance(timedelta(hours=1))
    closed = world.write_now(lambda s: reviews.close(s, ANN, done.batch_id, scene(clock.now(), "d2")))
    again = world.write_now(lambda s: reviews.close(s, ANN, done.batch_id, scene(clock.now(), "d3")))
    assert (closed.open, closed.closed_by, closed.closed_at) == (False, "UANN", clock.now())
    assert again == closed
    assert counts(world) == (1, 1, 2, 4, 1)


def test_not_right_gives_each_its_former_contact_back(world: Database) -> None:
    submit(world, FABRIKAM, OFFICE)
    both = replace(proposal(TREY, OFFICE, EXCHANGE), expected={OFFICE: 1, EXCHANGE: 0})
    done = world.write_now(lambda s: assignments.submit(s, replace(ANN, reference="REF2"), both, scene(MONDAY, "d2")))
    actor = replace(ANN, reference="REF3")
    back = world.write_now(lambda s: reviews.hand_back(s, actor, done.batch_id, scene(MONDAY, "d3")))
    twice = world.write_now(lambda s: reviews.hand_back(s, actor, done.batch_id, scene(MONDAY, "d3")))
    assert twice == back
    assert set(back.restored) == {"Office 365", "Exchange Online"}
    assert contact_of(world, OFFICE) == ("Fabrikam", "assigned", 3)
    assert contact_of(world, EXCHANGE) == ("Iberia Cloud", "assigned", 2)
    assert world.read_now(lambda s: batches.batch(s, done.batch_id)).replaced
    with pytest.raises(Conflict):
        world.write_now(lambda s: reviews.hand_back(s, actor, done.batch_id, scene(MONDAY, "d4")))


def test_a_later_change_supersedes_the_earlier(world: Database) -> None:
    first = submit(world, TREY, OFFICE)
    submit(world, FABRIKAM, OFFICE, key="d2", reference="REF2", version=1)
    states = world.read_now(
        lambda s: {
            row.batch_id: row.state for row in s.execute(select(col(Assignment.batch_id), col(Assignment.state)))
        }
    )
    assert states == {first.batch_id: "superseded", "REF2": "applied"}


async def test_f17_of_two_at_once_one_wins_and_nothing_is_lost(world: Database) -> None:
    async def one(target: str, key: str) -> Submitted | Exception:
        actor = replace(ANN, reference=key)
        try:
            return await world.write(
                lambda s: assignments.submit(s, actor, proposal(target, OFFICE), scene(MONDAY, key))
            )
        except Conflict as conflict:
            return conflict

    results = await asyncio.gather(*(one(TREY if n % 2 else FABRIKAM, f"K{n}") for n in range(16)))
    winners = [result for result in results if isinstance(result, Submitted)]
    assert len(winners) == 1
    assert counts(world) == (1, 1, 1, 2, 1)


async def test_f16_of_the_same_delivery_four_times_at_once_one_counts(world: Database) -> None:
    results = await asyncio.gather(
        *(
            world.write(
                lambda s, n=n: assignments.submit(  # type: ignore[misc]
                    s, replace(ANN, reference=f"R{n}"), proposal(TREY, OFFICE), scene(MONDAY, "same")
                )
            )
            for n in range(4)
        )
    )
    assert len(set(results)) == 1
    assert counts(world) == (1, 1, 1, 2, 1)
