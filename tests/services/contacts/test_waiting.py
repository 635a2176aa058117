"""Assignments waiting for a relationship, on both databases: kept, replaced, linked, made ready, applied, given up."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from bot.clock import ManualClock
from bot.db import Database
from bot.errors import Conflict, Denied, InvalidInput
from bot.models import (
    Assignment,
    AuditEvent,
    CustomerRelationship,
    OutboxMessage,
    Partner,
    RequestType,
    SupportContact,
)
from bot.services.contacts import assignments, reviews, submissions, waiting
from bot.services.contacts.assignments import MOST_AT_ONCE
from bot.services.contacts.waiting_sweep import WaitingSweep
from bot.services.home import mine
from bot.services.home.parts import SubmissionGroup
from bot.services.invitations.rules import RequestWish
from bot.services.people.profiles import Person
from bot.services.policy import Action, Actor, Role, may, system_actor
from bot.services.relationships import requests
from bot.services.relationships.establish import confirm_established
from bot.services.scene import Scene
from tests.conftest import MONDAY, PROVIDER
from tests.kit.relationships import GLO, pending
from tests.kit.store.rivals import interrupted, statements
from tests.kit.world import (
    ANN,
    CONTOSO,
    EXCHANGE,
    NEWCOMER,
    OFFICE,
    OPEN_CHANNEL,
    SALES,
    STRANGER,
    THREE,
    TREY,
    Reseller,
    build,
    customer,
    link,
    proposal,
    scene,
    subscription,
)

BARE = "22222222-0000-4000-8000-000000000004"
BOB = replace(ANN, user_id="UBOB", reference="REFBOB")
AGENT = replace(ANN, user_id="UAGT", roles=frozenset({Role.ADMIN_AGENT}), reference="REFAGT")
CLOCKWORK = system_actor("waiting", "SYS")


@pytest.fixture
def world(database: Database) -> Database:
    bare = Reseller(BARE, "Bare", partnership=None, relationship=None)
    database.write_now(lambda s: build(s, *THREE, bare))
    return database


def propose(database: Database, actor: Actor, target: str, *ids: str, by_itself: bool = False) -> str:
    """Propose and return the batch that waits now; one for each reference."""
    at = scene(MONDAY, actor.reference)
    kept = database.write_now(lambda s: waiting.propose(s, actor, proposal(target, *ids), at, by_itself=by_itself))
    return kept.batch_id


def evaluate(database: Database) -> tuple[str, ...]:
    return database.write_now(lambda s: waiting.evaluate(s, CLOCKWORK, scene(MONDAY)))


def ready(database: Database, actor: Actor, *ids: str, by_itself: bool = False) -> str:
    """A batch whose reseller, the newcomer, got its relationship."""
    batch_id = propose(database, actor, NEWCOMER, *ids, by_itself=by_itself)
    database.write_now(lambda s: link(s, Reseller(NEWCOMER, "Newcomer", partnership=None)))
    assert evaluate(database) == (batch_id,)
    return batch_id


def apply(database: Database, actor: Actor, batch_id: str, key: str = "go") -> assignments.Submitted:
    return database.write_now(lambda s: waiting.apply_ready(s, actor, batch_id, scene(MONDAY, key)))


def assign(database: Database, target: str, key: str, version: int = 0) -> None:
    actor, wish = replace(ANN, reference=key), proposal(target, key, version=version)
    database.write_now(lambda s: assignments.submit(s, actor, wish, scene(MONDAY, f"to {target}", None)))


def states(database: Database) -> list[str]:
    return [row.state for row in rows(database)]


def rows(database: Database) -> list[Assignment]:
    return sorted(database.read_now(lambda s: s.exec(select(Assignment)).all()), key=lambda row: row.id or 0)


def told(database: Database) -> list[str]:
    return sorted(database.read_now(lambda s: s.exec(select(OutboxMessage.dedupe_key)).all()))


def trail(database: Database) -> list[str]:
    return sorted(database.read_now(lambda s: s.exec(select(AuditEvent.action)).all()))


def test_what_waits_is_kept_whole_and_nothing_is_changed(world: Database) -> None:
    actor = replace(ANN, reason="On leave")
    wish = replace(proposal(NEWCOMER, OFFICE, EXCHANGE), agreement_ref="CR-7")
    kept, again = (
        world.write_now(lambda s: waiting.propose(s, actor, wish, scene(MONDAY), by_itself=True)) for _ in range(2)
    )
    assert again == kept
    assert [(row.subscription_id, row.from_tenant_id, row.to_tenant_id, row.state) for row in rows(world)] == [
        (key, PROVIDER, NEWCOMER, "waiting_relationship") for key in (OFFICE, EXCHANGE)
    ]
    batch = world.read_now(lambda s: submissions.read(s, kept.batch_id))
    assert (batch.reason, batch.agreement_ref, batch.by, batch.by_itself) == ("On leave", "CR-7", "UANN", True)
    assert (batch.waiting, batch.ready, batch.open, batch.in_force) == (True, False, False, 0)
    assert (trail(world), told(world)) == (["contact.waiting"], [])
    assert world.read_now(lambda s: s.exec(select(SupportContact)).all()) == []
    assert world.read_now(lambda s: waiting.able(s, scene(MONDAY))) == []


@pytest.mark.parametrize(
    "lacking",
    [
        Reseller("", "", partnership=None),
        Reseller("", "", mpa_signed=False),
        Reseller("", "", program_active=False),
        Reseller("", "", relationship=None),
        Reseller("", "", delegated_admin="none"),
        Reseller("", "", expires_at=MONDAY),
    ],
    ids=["partnership", "mpa", "inactive", "relationship", "privileges", "expired"],
)
def test_whatever_somebody_can_bring_about_is_waited_for(database: Database, lacking: Reseller) -> None:
    database.write_now(lambda s: build(s, replace(lacking, tenant_id=TREY, name="Trey")))
    propose(database, ANN, TREY, OFFICE)
    assert states(database) == ["waiting_relationship"]
    assert evaluate(database) == ()


@pytest.mark.parametrize(
    ("actor", "target", "ids", "refusal", "match"),
    [
        (SALES, NEWCOMER, (OFFICE,), Denied, "denied-role"),
        (ANN, TREY, (OFFICE,), Conflict, "assign-eligible-now"),
        (ANN, BARE, (OFFICE,), InvalidInput, "check-e7-other-region"),
        (ANN, NEWCOMER, (), InvalidInput, "assign-how-many"),
        (ANN, NEWCOMER, (OFFICE,) * (MOST_AT_ONCE + 1), InvalidInput, "assign-how-many"),
        (ANN, NEWCOMER, (OFFICE, "gone"), InvalidInput, "assign-subscription-gone"),
    ],
)
def test_what_cannot_wait_is_refused_and_writes_nothing(
    world: Database, actor: Actor, target: str, ids: tuple[str, ...], refusal: type[Exception], match: str
) -> None:
    world.write_now(lambda s: setattr(s.get(Partner, BARE), "location", "US"))
    with pytest.raises(refusal, match=match):
        propose(world, actor, target, *ids)
    assert (states(world), trail(world), told(world)) == ([], [], [])


def test_a_second_wish_replaces_ones_own_for_the_same_subscriptions_alone(world: Database) -> None:
    first = propose(world, ANN, NEWCOMER, OFFICE, EXCHANGE)
    propose(world, BOB, NEWCOMER, OFFICE)
    propose(world, replace(ANN, reference="REF2"), BARE, OFFICE)
    assert states(world) == ["cancelled", *["waiting_relationship"] * 3]
    assert trail(world) == ["assignment.cancelled", *["contact.waiting"] * 3]
    assert world.read_now(lambda s: submissions.read(s, first)).waiting
    world.write_now(lambda s: link(s, Reseller(NEWCOMER, "Newcomer", partnership=None)))
    assert first in evaluate(world)
    assert world.read_now(lambda s: submissions.read(s, first)).ready


def test_it_hangs_on_the_newest_open_request_that_can_help_and_ends_with_it(world: Database) -> None:
    def request(kind: RequestType, reseller: str, customer: str | None = None) -> int:
        wish = RequestWish(kind, customer_id=customer, reseller_id=reseller)
        return world.write_now(lambda s: requests.create(s, AGENT, wish, at(f"{kind}{reseller}")))

    def at(key: str) -> Scene:
        return Scene(PROVIDER, MONDAY, key)

    partnership = request(RequestType.PARTNERSHIP, BARE)
    propose(world, ANN, NEWCOMER, OPEN_CHANNEL)
    first = propose(world, replace(ANN, reference="REF2"), BARE, OFFICE)
    assert [row.relationship_request_id for row in rows(world)] == [None, partnership]
    world.write_now(lambda s: waiting.cancel(s, ANN, first, scene(MONDAY)))
    elsewhere = {"customer_id": STRANGER, "batch_id": "ELSEWHERE", "state": "waiting_relationship"}
    own = rows(world)[1].model_dump(exclude={"id"}) | elsewhere
    world.write_now(lambda s: s.add(Assignment(**own)))
    second = propose(world, replace(ANN, reference="REF3"), BARE, EXCHANGE)
    combined = request(RequestType.CUSTOMER_INDIRECT_RESELLER, BARE, CONTOSO)
    third = propose(world, BOB, BARE, OFFICE)
    hanging = [None, partnership, partnership, combined, combined]
    assert [row.relationship_request_id for row in rows(world)] == hanging

    world.write_now(lambda s: requests.withdraw(s, AGENT, combined, at("withdrawn")))
    assert states(world) == ["waiting_relationship", "cancelled", "waiting_relationship", "cancelled", "cancelled"]
    assert told(world) == sorted(
        f"waiting:{batch_id}:cancelled:{who}" for batch_id, who in ((first, "UANN"), (second, "UANN"), (third, "UBOB"))
    )


def test_it_becomes_ready_once_and_is_applied_once(world: Database) -> None:
    assign(world, TREY, OFFICE)
    batch_id = ready(world, replace(ANN, reason="On leave"), OFFICE, EXCHANGE)
    assert evaluate(world) == ()
    assert f"waiting:{batch_id}:ready:UANN" in told(world)
    batch = world.read_now(lambda s: submissions.read(s, batch_id))
    assert (batch.waiting, batch.ready, batch.open) == (False, True, False)

    done, again = (apply(world, BOB, batch_id) for _ in range(2))
    assert again == done
    assert (done.changed, done.unchanged) == (2, 0)
    assert states(world) == ["superseded", "applied", "applied"]
    applied = rows(world)[1]
    assert (applied.applied_at, applied.next_nudge_at) == (MONDAY, MONDAY + timedelta(days=1))
    contact = world.read_now(lambda s: s.get(SupportContact, OFFICE))
    assert contact is not None
    assert (contact.support_tenant_id, contact.set_by, contact.version) == (NEWCOMER, "UBOB", 2)
    assert contact.assignment_id == applied.id
    assert trail(world).count("assignment.ready") == trail(world).count("assignment.submitted") == 2
    assert {f"batch:{batch_id}:applied:UANN", f"batch:{batch_id}:applied:C0DESK"} <= set(told(world))
    with pytest.raises(Conflict, match="assign-not-ready"):
        apply(world, ANN, batch_id, "once more")


def test_a_closed_review_is_said_where_it_waited_too(world: Database) -> None:
    batch_id = ready(world, ANN, OFFICE)
    apply(world, ANN, batch_id)
    before = set(told(world))
    for _ in range(2):
        world.write_now(lambda s: reviews.close(s, ANN, batch_id, scene(MONDAY, "close")))
    assert set(told(world)) - before == {
        f"batch:{batch_id}:closed:UANN",
        f"batch:{batch_id}:closed:C0DESK",
        f"waiting:{batch_id}:again:UANN:closed",
    }


def test_what_moved_meanwhile_is_cancelled_and_the_rest_applied(world: Database) -> None:
    batch_id = ready(world, ANN, OFFICE, EXCHANGE)
    assign(world, TREY, OFFICE)
    done = apply(world, ANN, batch_id)
    assert (done.changed, done.unchanged) == (1, 1)
    assert states(world) == ["cancelled", "applied", "applied"]
    assert (done.submission.open, done.submission.in_force) == (True, 1)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_whoever_is_quicker_while_it_is_applied_wins(world: Database) -> None:
    batch_id = ready(world, ANN, OFFICE)
    held = "INSERT INTO support_contact"
    with interrupted(world, held, lambda: assign(world, TREY, OFFICE)), pytest.raises(Conflict):
        apply(world, ANN, batch_id)
    assert states(world) == ["ready", "applied"]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_who_give_up_at_once_do_so_once(world: Database) -> None:
    batch_id = propose(world, ANN, NEWCOMER, OFFICE)

    def give_up(actor: Actor) -> None:
        world.write_now(lambda s: waiting.cancel(s, actor, batch_id, scene(MONDAY)))

    with interrupted(world, "UPDATE assignment", lambda: give_up(BOB)):
        give_up(ANN)
    assert trail(world) == ["assignment.cancelled", "contact.waiting"]


def test_given_up_is_what_was_not_applied(world: Database) -> None:
    batch_id = ready(world, ANN, OFFICE, EXCHANGE)
    with pytest.raises(Denied):
        world.write_now(lambda s: waiting.cancel(s, SALES, batch_id, scene(MONDAY)))
    with pytest.raises(Denied):
        apply(world, SALES, batch_id)
    for _ in range(2):
        world.write_now(lambda s: waiting.cancel(s, BOB, batch_id, scene(MONDAY)))
    assert states(world) == ["cancelled", "cancelled"]
    assert told(world) == sorted(f"waiting:{batch_id}:{event}:UANN" for event in ("ready", "cancelled"))
    assign(world, TREY, OFFICE)
    world.write_now(lambda s: waiting.cancel(s, BOB, rows(world)[2].batch_id, scene(MONDAY)))
    assert states(world)[2] == "applied"


@pytest.mark.parametrize(
    ("person", "roles", "applied"),
    [
        (Person("UANN", "Ann", "en", "UTC"), ANN, True),
        (Person("UANN", "Ann", "en", "UTC"), SALES, False),
        (Person("UANN", "Ann", "en", "UTC", is_deleted=True), ANN, False),
        (None, ANN, False),
    ],
    ids=["may", "may no more", "left", "unknown"],
)
async def test_by_itself_only_for_whom_may_at_that_moment(
    world: Database, clock: ManualClock, person: Person | None, roles: Actor, applied: bool
) -> None:
    async def admit(_user_id: str, reference: str) -> Actor:
        if person is None or person.is_deleted or not may(roles, Action.ASSIGN):
            raise Denied("denied-role", roles=(), groups=())
        return replace(roles, reference=reference)

    ready(world, BOB, OPEN_CHANNEL)
    batch_id = propose(world, ANN, BARE, OFFICE, by_itself=True)
    sweep = WaitingSweep(world, admit, lambda key: scene(clock.now(), key))
    await sweep.run()
    assert states(world) == ["ready", "waiting_relationship"]
    world.write_now(lambda s: link(s, Reseller(BARE, "Bare")))
    for _ in range(2):
        await sweep.run()
    assert states(world) == ["ready", "applied" if applied else "ready"]
    assert (f"waiting:{batch_id}:by-hand:UANN" in told(world)) is not applied
    assert world.read_now(waiting.automatic) == []


def test_what_waited_is_in_force_since_it_was_applied(world: Database) -> None:
    batch_id = ready(world, ANN, OFFICE)
    later = MONDAY + timedelta(days=5)
    done = world.write_now(lambda s: waiting.apply_ready(s, ANN, batch_id, scene(later, "go")))
    assert [change.since for change in done.submission.changes] == [later]
    home = world.read_now(lambda s: mine.waiting(s, "UANN", 0))
    assert [line.since for line in home.items if isinstance(line, SubmissionGroup)] == [later]
    world.write_now(lambda s: reviews.close(s, ANN, batch_id, scene(later, "close")))
    assert [group.since for group in world.read_now(lambda s: mine.assigned(s, "UANN"))] == [later]


def crowd(database: Database, customers: int, target: str) -> None:
    """Let Ann wait with one subscription of each customer for a reseller that could support them all."""

    def fill(s: Session) -> None:
        for number in range(customers):
            key, held = f"55555555-0000-4000-8000-{number:012}", f"66666666-0000-4000-8000-{number:012}"
            s.add(customer(key, f"K{number}"))
            s.flush()
            s.add(CustomerRelationship(customer_id=key, partner_tenant_id=target, delegated_admin="gdap"))
            s.add(subscription(held, f"S{number}", key))
            s.flush()
            s.add(awaited(key, held, target, f"B{number:03}"))

    database.write_now(fill)


def awaited(customer_id: str, subscription_id: str, target: str, batch_id: str) -> Assignment:
    return Assignment(
        batch_id=batch_id,
        customer_id=customer_id,
        subscription_id=subscription_id,
        from_tenant_id=PROVIDER,
        to_tenant_id=target,
        state="waiting_relationship",
        requested_by="UANN",
        requested_at=MONDAY,
        reference=batch_id,
    )


def test_an_acceptance_moves_on_only_what_waited_for_it(world: Database) -> None:
    made = pending(world, MONDAY, RequestWish(RequestType.PARTNERSHIP, reseller_id=BARE), actor=GLO)
    crowd(world, 3, BARE)
    crowd_of_newcomer = awaited(CONTOSO, OFFICE, NEWCOMER, "OTHER")
    world.write_now(lambda s: s.add(crowd_of_newcomer))
    # The newcomer could by now, but it is the sweep that finds out.
    world.write_now(lambda s: link(s, Reseller(NEWCOMER, "Newcomer", partnership=None)))
    world.write_now(lambda s: confirm_established(s, GLO, made, scene(MONDAY, "yes")))
    assert states(world) == ["ready"] * 3 + ["waiting_relationship"]
    assert evaluate(world) == ("OTHER",)


def test_an_acceptance_concerns_one_customer_or_one_pair(world: Database) -> None:
    for reseller, held in ((NEWCOMER, OFFICE), (BARE, EXCHANGE)):
        propose(world, replace(ANN, reference=reseller), reseller, held)
    world.write_now(lambda s: link(s, Reseller(NEWCOMER, "Newcomer", partnership=None)))
    for customer_id, target in ((STRANGER, NEWCOMER), (CONTOSO, BARE), (None, TREY), (STRANGER, None)):
        assert world.write_now(lambda s, c=customer_id, t=target: waiting.evaluate(s, ANN, scene(), c, t)) == ()  # type: ignore[misc]
    assert world.write_now(lambda s: waiting.evaluate(s, ANN, scene(), CONTOSO)) == (NEWCOMER,)


def test_the_number_of_statements_does_not_grow_with_what_waits(world: Database) -> None:
    """Nothing can go on: one query says so, however many pairs there are."""
    crowd(world, 40, BARE)
    with statements(world) as said:
        assert evaluate(world) == ()
    assert len(said) == 1


async def test_a_pass_that_finds_nothing_writes_nothing(world: Database, clock: ManualClock) -> None:
    crowd(world, 3, BARE)
    sweep = WaitingSweep(world, nobody_asked, lambda key: scene(clock.now(), key))
    with statements(world) as said:
        await sweep.run()
    assert said == []


async def test_many_at_once_go_on_in_pieces_each_told_once(
    world: Database, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "AT_ONCE", 2)
    crowd(world, 5, BARE)
    world.write_now(lambda s: link(s, Reseller(BARE, "Bare", relationship=None)))
    assert evaluate(world) == ("B000", "B001")
    with statements(world) as said:
        await WaitingSweep(world, nobody_asked, lambda key: scene(clock.now(), key)).run()
    assert sum(statement.startswith("UPDATE assignment") for statement in said) == 2
    assert states(world) == ["ready"] * 5
    assert told(world) == [f"waiting:B{n:03}:ready:UANN" for n in range(5)]
    assert trail(world) == ["assignment.ready"] * 5


async def nobody_asked(_user_id: str, _reference: str) -> Actor:
    raise AssertionError("nothing was to apply by itself")
