"""Submitting on both databases: what is written, once, or not at all."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from bot.db import Database
from bot.errors import Conflict, Denied, InvalidInput, NotFound
from bot.models import Assignment, AuditEvent, OutboxMessage, ProcessedDelivery, Subscription, SupportContact
from bot.services import commerce, outbox
from bot.services.commerce import KeptHere
from bot.services.contacts import assignments, reviews, submissions
from bot.services.contacts.assignments import MOST_AT_ONCE
from bot.services.store import audit
from bot.services.store.after_commit import listen
from tests.conftest import MONDAY, PROVIDER
from tests.kit.submitting import contact_of, counts, rows, submit
from tests.kit.world import (
    ANN,
    AZURE,
    CONTOSO,
    DELETED,
    EXCHANGE,
    FABRIKAM,
    NCE,
    NEWCOMER,
    OFFICE,
    SALES,
    TREY,
    UNKNOWN,
    proposal,
    scene,
    subscription,
)

TUESDAY = MONDAY + timedelta(days=1, microseconds=7)


def test_a2_one_transaction_holds_change_history_and_notices(world: Database) -> None:
    done = submit(world, TREY, OFFICE, EXCHANGE)
    assert (done.changed, done.unchanged) == (2, 0)
    assert counts(world) == (2, 2, 2, 2, 1)
    assert done.submission == world.read_now(lambda s: submissions.read(s, done.batch_id))
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
    chosen = replace(proposal(FABRIKAM, EXCHANGE, OFFICE), expected={OFFICE: 1, EXCHANGE: 0})
    wanted = replace(chosen, agreement_ref="CR-7", ticket_ref="#INC 1")
    done = world.write_one_now(lambda s: assignments.submit(s, actor, wanted, scene(TUESDAY, "d2")))
    assert done.submission == world.read_now(lambda s: submissions.read(s, "REF2"))

    shared: dict[str, object] = {
        "batch_id": "REF2",
        "customer_id": CONTOSO,
        "requested_by": "UANN",
        "reference": "REF2",
    }
    shared |= {"to_tenant_id": FABRIKAM, "reason": actor.reason, "state": "applied"}
    shared |= {"agreement_ref": "CR-7", "agreement_key": "cr-7", "ticket_ref": "#INC 1", "ticket_key": "inc1"}
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
    told = {"kind": "contact.changed", "attempts": 0, "created_at": TUESDAY, "due_at": TUESDAY, "state": "pending"}
    written = sorted(rows(world, OutboxMessage)[2:], key=lambda row: row["dedupe_key"])
    assert [{**row, "id": 0} for row in written] == [
        told
        | {"id": 0, "recipient": reader, "dedupe_key": f"batch:{batch}:{key}"}
        | {"subject": f"batch:{batch}", "payload": {"batch_id": batch}}
        for batch, reader, key in (
            ("REF1", "C0DESK", "again:C0DESK:REF2"),
            ("REF1", "UANN", "again:UANN:REF2"),
            ("REF2", "C0DESK", "applied:C0DESK"),
            ("REF2", "UANN", "applied:UANN"),
        )
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


@pytest.mark.parametrize(
    ("target", "ids", "field", "key"),
    [
        (TREY, (DELETED,), "subscriptions", "check-e1-deleted-for"),
        (TREY, (OFFICE, DELETED), "subscriptions", "check-e1-deleted-for"),
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


@pytest.mark.parametrize("ids", [(NCE,), (OFFICE, NCE), (AZURE, NCE)])
def test_new_commerce_is_assigned_as_any_other_or_refused_as_the_operator_says(
    world: Database, ids: tuple[str, ...]
) -> None:
    world.info[commerce.REFUSED] = True
    with pytest.raises(InvalidInput) as refused:
        submit(world, TREY, *ids)
    first = "not-licensed" if AZURE in ids else "new-commerce"
    assert (refused.value.field, refused.value.key) == ("subscriptions", f"check-e2-{first}-for")
    assert counts(world) == (0, 0, 0, 0, 0)
    world.info[commerce.REFUSED] = False
    done = submit(world, TREY, *ids)
    kept = {NCE: KeptHere.NEW_COMMERCE, AZURE: KeptHere.USAGE}
    assert [change.kept_here for change in done.submission.changes] == [kept.get(key) for key in ids]
    assert world.read_now(lambda s: submissions.read(s, done.batch_id)) == done.submission


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
