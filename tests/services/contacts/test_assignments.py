"""Submitting, reviewing and handing back on both databases: what is written, once, or not at all."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Update, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session, SQLModel, col

from bot.clock import ManualClock
from bot.db import Database
from bot.errors import Conflict, Denied, InvalidInput, NotFound
from bot.models import (
    Assignment,
    AuditEvent,
    OutboxMessage,
    Partner,
    Partnership,
    ProcessedDelivery,
    Subscription,
    SupportContact,
)
from bot.services import outbox
from bot.services.contacts import assignments, changes, lookup, reviews, submissions
from bot.services.contacts.assignments import MOST_AT_ONCE, Proposal, Submitted
from bot.services.store import audit
from bot.services.store.after_commit import listen
from bot.services.store.sql import table
from tests.conftest import MONDAY, PROVIDER
from tests.kit.store.rivals import READS_LINES, interrupted
from tests.kit.world import (
    ANN,
    CONTOSO,
    EXCHANGE,
    FABRIKAM,
    NCE,
    NEWCOMER,
    OFFICE,
    OPEN_CHANNEL,
    SALES,
    THREE,
    TREY,
    build,
    proposal,
    scene,
    subscription,
)

TUESDAY = MONDAY + timedelta(days=1, microseconds=7)


def _run(statement: Update, session: Session) -> None:
    session.execute(statement)


@pytest.fixture
def world(database: Database) -> Database:
    database.write_now(lambda s: build(s, *THREE))
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
    return database.write_one_now(
        lambda s: assignments.submit(s, actor, proposal(target, *ids, version=version), scene(MONDAY, key))
    )


def rows(database: Database, model: type[SQLModel]) -> list[dict[str, Any]]:
    """What was filled in."""
    found = database.read_now(lambda s: s.execute(select(table(model))).mappings().all())
    return [{name: value for name, value in row.items() if value is not None} for row in found]


def contact_of(database: Database, subscription_id: str) -> tuple[str, str, int]:
    line = database.read_now(lambda s: lookup.lines(s, PROVIDER, CONTOSO, [subscription_id]))[0]
    return line.contact_name, line.origin, line.version


def test_a2_one_transaction_holds_change_history_and_notices(world: Database) -> None:
    done = submit(world, TREY, OFFICE, EXCHANGE)
    assert (done.changed, done.unchanged) == (2, 0)
    assert counts(world) == (2, 2, 2, 2, 1)
    assert done.batch == world.read_now(lambda s: submissions.read(s, done.batch_id))
    assert contact_of(world, OFFICE) == ("Trey Research", "assigned", 1)
    event = world.read_now(lambda s: s.execute(select(AuditEvent.__table__)).first())  # type: ignore[attr-defined]
    assert event is not None
    assert (event.actor_id, event.action, event.reference) == ("UANN", "contact.assigned", "REF1")
    assert event.before == {"support_tenant_id": PROVIDER, "origin": "default"}
    assert event.after["support_tenant_id"] == TREY


def test_the_outbox_and_whoever_reads_history_are_woken_once_it_is_committed(world: Database) -> None:
    woken: list[tuple[str, tuple[int, ...]]] = []
    for topic in (outbox.TOPIC, audit.TOPIC):
        listen(world.writer, topic, lambda topic=topic: woken.append((topic, counts(world))))  # type: ignore[misc]
    submit(world, TREY, OFFICE)
    assert sorted(woken) == [(topic, (1, 1, 1, 2, 1)) for topic in sorted((outbox.TOPIC, audit.TOPIC))]


def test_both_databases_write_the_same_rows(world: Database) -> None:
    """One statement on PostgreSQL, several on SQLite: nothing else may tell them apart."""
    submit(world, TREY, OFFICE)
    actor = replace(ANN, reference="REF2", reason='Fabrikam\'s holidays: "till May"')
    wanted = replace(proposal(FABRIKAM, EXCHANGE, OFFICE), expected={OFFICE: 1, EXCHANGE: 0}, agreement_ref="CR-7")
    done = world.write_one_now(lambda s: assignments.submit(s, actor, wanted, scene(TUESDAY, "d2")))
    assert done.batch == world.read_now(lambda s: submissions.read(s, "REF2"))

    shared: dict[str, object] = {
        "batch_id": "REF2",
        "customer_id": CONTOSO,
        "requested_by": "UANN",
        "reference": "REF2",
    }
    shared |= {"to_tenant_id": FABRIKAM, "reason": actor.reason, "agreement_ref": "CR-7", "state": "applied"}
    shared |= {"requested_at": TUESDAY, "applied_at": TUESDAY, "next_nudge_at": TUESDAY + timedelta(days=1)}
    shared |= {"apply_when_established": False}
    first, *later = rows(world, Assignment)
    assert (first["state"], first.get("next_nudge_at")) == ("superseded", None)
    assert later == [
        shared | {"id": first["id"] + 1, "subscription_id": EXCHANGE, "from_tenant_id": PROVIDER},
        shared | {"id": first["id"] + 2, "subscription_id": OFFICE, "from_tenant_id": TREY},
    ]
    held = {"support_tenant_id": FABRIKAM, "origin": "assigned", "since": TUESDAY, "set_by": "UANN"}
    assert sorted(rows(world, SupportContact), key=lambda row: row["version"]) == [
        held | {"subscription_id": EXCHANGE, "version": 1, "assignment_id": first["id"] + 1},
        held | {"subscription_id": OFFICE, "version": 2, "assignment_id": first["id"] + 2},
    ]
    said = {"at": TUESDAY, "reference": "REF2", "actor_id": "UANN", "actor_name": "Ann", "action": "contact.assigned"}
    said |= {"subject_type": "subscription", "customer_id": CONTOSO, "reason": actor.reason}
    events = sorted(rows(world, AuditEvent), key=lambda row: (row["at"], row["before"]["origin"]), reverse=True)
    assert [{**event, "id": 0} for event in events[:2]] == [
        said
        | {
            "id": 0,
            "subject_id": key,
            "before": {"support_tenant_id": former, "origin": origin},
            "after": {"support_tenant_id": FABRIKAM, "assignment_id": first["id"] + number},
        }
        for key, former, origin, number in ((EXCHANGE, PROVIDER, "default", 1), (OFFICE, TREY, "assigned", 2))
    ]
    told = {"kind": "contact.changed", "subject": "batch:REF2", "payload": {"batch_id": "REF2"}, "attempts": 0}
    told |= {"created_at": TUESDAY, "due_at": TUESDAY, "state": "pending"}
    assert [{**row, "id": 0} for row in rows(world, OutboxMessage)[2:]] == [
        told | {"id": 0, "recipient": reader, "dedupe_key": f"batch:REF2:applied:{reader}"}
        for reader in ("UANN", "C0DESK")
    ]
    assert rows(world, ProcessedDelivery)[1:] == [{"key": "d2", "at": TUESDAY, "outcome": {"batch": "REF2"}}]


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
    both = replace(proposal(TREY, OFFICE, EXCHANGE), expected={OFFICE: 1, EXCHANGE: 0})
    done, again = (
        world.write_now(lambda s: assignments.submit(s, replace(ANN, reference="REF2"), both, scene(MONDAY, "d2")))
        for _ in range(2)
    )
    assert (done.changed, done.unchanged) == (1, 1)
    assert again == done
    assert contact_of(world, OFFICE) == ("Trey Research", "assigned", 1)


def test_what_still_waits_for_a_subscription_outlives_a_change_of_its_contact(world: Database) -> None:
    submit(world, TREY, OFFICE)
    row: dict[str, object] = {"customer_id": CONTOSO, "subscription_id": OFFICE, "from_tenant_id": TREY}
    row |= {"to_tenant_id": NEWCOMER}
    row |= {"requested_by": "UBOB", "requested_at": MONDAY, "reference": "R", "apply_when_established": False}
    states = ("waiting_relationship", "ready", "cancelled")
    world.write_now(
        lambda s: s.execute(insert(Assignment), [row | {"batch_id": state, "state": state} for state in states])
    )
    submit(world, FABRIKAM, OFFICE, key="d2", reference="REF2", version=1)
    found = {row["batch_id"]: row["state"] for row in rows(world, Assignment)}
    assert found == {"REF1": "superseded", "REF2": "applied", **{state: state for state in states}}


def test_a15_a_contact_that_moved_on_is_a_conflict(world: Database) -> None:
    submit(world, TREY, OFFICE)
    before = counts(world)
    with pytest.raises(Conflict):
        submit(world, FABRIKAM, OFFICE, key="d2", version=0)
    assert counts(world) == before
    submit(world, FABRIKAM, OFFICE, key="d2", reference="REF2", version=1)
    assert contact_of(world, OFFICE) == ("Fabrikam", "assigned", 2)


def test_a15_a_contact_that_the_form_did_not_show_is_a_conflict(world: Database) -> None:
    unseen = replace(proposal(TREY, OFFICE, EXCHANGE), expected={OFFICE: 0})
    with pytest.raises(Conflict):
        world.write_now(lambda s: assignments.submit(s, ANN, unseen, scene(MONDAY)))
    assert counts(world) == (0, 0, 0, 0, 0)


UNKNOWN = "99999999-0000-4000-8000-000000000000"


@pytest.mark.parametrize(
    ("target", "ids", "field", "key"),
    [
        (TREY, (NCE,), "subscriptions", "check-e2-new-commerce-for"),
        (TREY, (OFFICE, NCE), "subscriptions", "check-e2-new-commerce-for"),
        (TREY, (), "subscriptions", "assign-how-many"),
        (TREY, tuple(f"{n}" for n in range(MOST_AT_ONCE + 1)), "subscriptions", "assign-how-many"),
        (TREY, (UNKNOWN,), "subscriptions", "assign-subscription-gone"),
        (TREY, (OFFICE, UNKNOWN), "subscriptions", "assign-subscription-gone"),
        (NEWCOMER, (OFFICE,), "contact", "check-e8-no-relationship"),
    ],
)
def test_refusals_name_the_field_and_write_nothing(
    world: Database, target: str, ids: tuple[str, ...], field: str, key: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        submit(world, target, *ids)
    assert (refused.value.field, refused.value.key) == (field, key)
    assert counts(world) == (0, 0, 0, 0, 0)


def test_as_many_at_once_as_the_form_lets_one_choose(world: Database) -> None:
    ids = [f"55555555-0000-4000-8000-{n:012}" for n in range(MOST_AT_ONCE)]
    world.write_now(lambda s: s.add_all([subscription(key, "Seat") for key in ids]))
    assert submit(world, TREY, *ids).changed == MOST_AT_ONCE


def test_a20_partner_on_record_and_contact_are_independent(world: Database) -> None:
    submit(world, TREY, OFFICE)
    recorded = world.read_now(lambda s: s.get(Subscription, OFFICE))
    assert recorded is not None
    assert recorded.partner_id == "4000001"
    world.write_now(lambda s: setattr(s.get(Subscription, OFFICE), "partner_id", "4000002"))
    assert contact_of(world, OFFICE) == ("Trey Research", "assigned", 1)


def test_a_batch_nobody_submitted_is_gone_and_so_is_one_whose_partner_left(world: Database) -> None:
    with pytest.raises(NotFound, match="error-batch-gone"):
        world.write_now(lambda s: reviews.close(s, ANN, "NOPE", scene(MONDAY)))
    done = submit(world, TREY, OFFICE)
    world.write_now(lambda s: s.execute(update(Assignment).values(to_tenant_id=UNKNOWN)))
    with pytest.raises(NotFound, match="error-partner-gone"):
        world.read_now(lambda s: submissions.read(s, done.batch_id))


def test_close_ends_the_review_once(world: Database, clock: ManualClock) -> None:
    done = submit(world, TREY, OFFICE)
    clock.advance(timedelta(hours=1))
    bob = replace(ANN, user_id="UBOB")
    closed = world.write_now(lambda s: reviews.close(s, bob, done.batch_id, scene(clock.now(), "d2")))
    again = world.write_now(lambda s: reviews.close(s, ANN, done.batch_id, scene(clock.now(), "d3")))
    assert (closed.open, closed.closed_by, closed.closed_at) == (False, "UBOB", clock.now())
    assert again == closed
    assert counts(world) == (1, 1, 2, 4, 1)
    assert "next_nudge_at" not in rows(world, Assignment)[0]
    said = rows(world, AuditEvent)[-1]
    assert (said["action"], said["actor_id"]) == ("contact.reviewed", "UBOB")
    assert said["after"] == {"state": "closed", "assignments": [closed.changes[0].assignment_id]}


def test_who_may_not_assign_may_not_end_a_review_either(world: Database) -> None:
    done = submit(world, TREY, OFFICE)
    before = counts(world)
    for end in (reviews.close, reviews.hand_back):
        with pytest.raises(Denied):
            world.write_now(lambda s, end=end: end(s, SALES, done.batch_id, scene(MONDAY, "d2")))  # type: ignore[misc]
    assert counts(world) == before


def test_not_right_gives_each_its_former_contact_back(world: Database) -> None:
    submit(world, FABRIKAM, OFFICE)
    both = replace(proposal(TREY, OFFICE, EXCHANGE), expected={OFFICE: 1, EXCHANGE: 0})
    done = world.write_now(lambda s: assignments.submit(s, replace(ANN, reference="REF2"), both, scene(MONDAY, "d2")))
    actor = replace(ANN, reference="REF3")
    back = world.write_now(lambda s: reviews.hand_back(s, actor, done.batch_id, scene(MONDAY, "d3")))
    twice = world.write_now(lambda s: reviews.hand_back(s, actor, done.batch_id, scene(MONDAY, "d3")))
    assert twice == back
    assert set(back.restored) == {"Office 365", "Exchange Online"}
    assert back.batch_ids == ("REF3-1", "REF3-2")
    assert f"batch:{done.batch_id}:handed-back:UANN" in {row["dedupe_key"] for row in rows(world, OutboxMessage)}
    assert contact_of(world, OFFICE) == ("Fabrikam", "assigned", 3)
    assert contact_of(world, EXCHANGE) == ("Iberia Cloud", "assigned", 2)
    assert world.read_now(lambda s: submissions.read(s, done.batch_id)).replaced
    with pytest.raises(Conflict):
        world.write_now(lambda s: reviews.hand_back(s, actor, done.batch_id, scene(MONDAY, "d4")))


def test_what_could_not_go_back_is_named_also_when_its_name_went_back(world: Database) -> None:
    submit(world, FABRIKAM, OFFICE)
    both = replace(proposal(TREY, OFFICE, EXCHANGE), expected={OFFICE: 1, EXCHANGE: 0})
    done = world.write_now(lambda s: assignments.submit(s, replace(ANN, reference="REF2"), both, scene(MONDAY, "d2")))
    ended = update(Partnership).where(col(Partnership.reseller_tenant_id) == FABRIKAM).values(state="Removed")
    for statement in (update(Subscription).values(friendly_name="Office 365"), ended):
        world.write_now(partial(_run, statement))
    actor = replace(ANN, reference="REF3")
    back = world.write_now(lambda s: reviews.hand_back(s, actor, done.batch_id, scene(MONDAY, "d3")))
    assert (back.restored, back.kept) == (("Office 365",), ("Office 365",))


def test_what_changed_again_since_is_kept(world: Database) -> None:
    done = submit(world, TREY, OFFICE, EXCHANGE)
    submit(world, FABRIKAM, OFFICE, key="d2", reference="REF2", version=1)
    left = world.read_now(lambda s: submissions.read(s, done.batch_id))
    assert (left.open, left.replaced) == (True, False)
    actor = replace(ANN, reference="REF3")
    back = world.write_now(lambda s: reviews.hand_back(s, actor, done.batch_id, scene(MONDAY, "d3")))
    assert (back.restored, back.kept) == (("Exchange Online",), ("Office 365",))
    assert contact_of(world, OFFICE) == ("Fabrikam", "assigned", 2)


def test_a_former_contact_that_is_not_eligible_any_more_is_not_put_back(world: Database) -> None:
    submit(world, FABRIKAM, OFFICE)
    done = submit(world, TREY, OFFICE, key="d2", reference="REF2", version=1)
    world.write_now(lambda s: setattr(s.get(Partner, FABRIKAM), "program_active", False))
    before = counts(world)
    with pytest.raises(InvalidInput, match="assign-former-not-eligible"):
        world.write_now(lambda s: reviews.hand_back(s, ANN, done.batch_id, scene(MONDAY, "d3")))
    assert counts(world) == before
    assert contact_of(world, OFFICE) == ("Trey Research", "assigned", 2)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_who_put_back_at_once_put_back_once(world: Database) -> None:
    done = submit(world, TREY, OFFICE)

    def back(key: str) -> reviews.HandedBack:
        actor = replace(ANN, reference=key)
        return world.write_now(lambda s: reviews.hand_back(s, actor, done.batch_id, scene(MONDAY, key)))

    with interrupted(world, READS_LINES, lambda: back("RIVAL")), pytest.raises(Conflict, match="replaced"):
        back("REF2")
    assert contact_of(world, OFFICE) == ("Iberia Cloud", "assigned", 2)


def test_a_later_change_supersedes_the_earlier(world: Database) -> None:
    first = submit(world, TREY, OFFICE)
    submit(world, FABRIKAM, OFFICE, key="d2", reference="REF2", version=1)
    states = world.read_now(
        lambda s: {
            row.batch_id: row.state for row in s.execute(select(col(Assignment.batch_id), col(Assignment.state)))
        }
    )
    assert states == {first.batch_id: "superseded", "REF2": "applied"}


WAYS = pytest.mark.parametrize("way", [Database.write, Database.write_one])
Way = Callable[[Database, Callable[[Session], Submitted]], Awaitable[Submitted]]


async def at_once(world: Database, way: Way, *wishes: tuple[str, Proposal]) -> list[Submitted]:
    """Those that did not meet a Conflict, of deliveries with their own key each."""

    async def one(key: str, wish: Proposal) -> Submitted | Conflict:
        actor = replace(ANN, reference=key)
        try:
            return await way(world, lambda s: assignments.submit(s, actor, wish, scene(MONDAY, key)))
        except Conflict as conflict:
            return conflict

    results = await asyncio.gather(*(one(key, wish) for key, wish in wishes))
    return [result for result in results if isinstance(result, Submitted)]


@WAYS
async def test_f17_of_two_at_once_one_wins_and_nothing_is_lost(world: Database, way: Way) -> None:
    wishes = [(f"K{n}", proposal(TREY if n % 2 else FABRIKAM, OFFICE)) for n in range(16)]
    assert len(await at_once(world, way, *wishes)) == 1
    assert counts(world) == (1, 1, 1, 2, 1)


@WAYS
async def test_who_want_the_same_in_another_order_never_wait_for_each_other(world: Database, way: Way) -> None:
    orders = [(OFFICE, EXCHANGE, OPEN_CHANNEL), (OPEN_CHANNEL, EXCHANGE, OFFICE)]
    for version in range(6):
        wishes = [
            (f"V{version}K{n}", proposal(TREY if version % 2 else FABRIKAM, *orders[n % 2], version=version))
            for n in range(8)
        ]
        (won,) = await at_once(world, way, *wishes)
        assert won.changed == 3
    assert counts(world) == (3, 18, 18, 12, 6)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_contacts_are_taken_in_one_order_whatever_order_they_were_chosen_in(world: Database) -> None:
    submit(world, TREY, OFFICE, OPEN_CHANNEL)
    locked = "SELECT 1 FROM support_contact WHERE subscription_id = :key FOR UPDATE NOWAIT"
    waits = "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    with Session(world.writer) as rival:
        rival.execute(text(locked), {"key": OPEN_CHANNEL})
        wish = proposal(FABRIKAM, OPEN_CHANNEL, OFFICE, version=1)
        other = asyncio.create_task(world.write_one(lambda s: assignments.submit(s, ANN, wish, scene(MONDAY, "d2"))))
        while not rival.execute(text(waits)).first():
            await asyncio.sleep(0.001)
            assert not other.done()
        with pytest.raises(DBAPIError, match="could not obtain lock"):
            rival.execute(text(locked), {"key": OFFICE})
        rival.rollback()
    assert (await other).changed == 2


def test_a_row_that_the_database_refuses_for_another_reason_is_no_conflict(world: Database) -> None:
    def work(session: Session) -> object:
        (line,) = lookup.lines(session, PROVIDER, CONTOSO, [OFFICE])
        row: dict[str, object] = {"batch_id": "B", "customer_id": CONTOSO, "subscription_id": OFFICE}
        row |= {
            "from_tenant_id": PROVIDER,
            "to_tenant_id": UNKNOWN,
            "state": "applied",
            "reason": None,
            "agreement_ref": None,
        }
        row |= {"requested_by": "UANN", "requested_at": MONDAY, "applied_at": MONDAY, "next_nudge_at": None}
        row |= {"apply_when_established": False, "reference": "R"}
        return changes.write(session, ANN, MONDAY, [changes.Decision(line, row)])

    with pytest.raises(IntegrityError):
        world.write_now(work)
    assert counts(world) == (0, 0, 0, 0, 0)


@WAYS
async def test_f16_of_the_same_delivery_four_times_at_once_one_counts(world: Database, way: Way) -> None:
    def again(n: int) -> Awaitable[Submitted]:
        actor = replace(ANN, reference=f"R{n}")
        return way(world, lambda s: assignments.submit(s, actor, proposal(TREY, OFFICE), scene(MONDAY, "same")))

    results = await asyncio.gather(*map(again, range(4)))
    assert len(set(results)) == 1
    assert counts(world) == (1, 1, 1, 2, 1)
