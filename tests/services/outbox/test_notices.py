"""Rows of every kind of notice, byte for byte as earlier versions wrote them: keys, kinds, subjects, readers."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from bot.clock import ManualClock
from bot.db import Database
from bot.models import OutboxMessage, RequestType
from bot.services.assign_many import jobs
from bot.services.contacts import assignments, reviews, waiting
from bot.services.invitations.rules import RequestWish
from bot.services.people.profiles import Person
from bot.services.policy import Actor
from bot.services.relationships import followup, handover, removal, requests
from bot.services.relationships.establish import confirm_established
from bot.services.relationships.handover import Handover, HandoverScope
from bot.services.relationships.removal import Removal, RemovalKind
from bot.services.reminders.sweep import Sweeper
from bot.services.scene import Scene
from tests.conftest import MONDAY, PROVIDER
from tests.kit import assign_many as many
from tests.kit import world as contacts
from tests.kit.relationships import GLO, MAIL, pending
from tests.kit.world import ANN, CONTOSO, EXCHANGE, NEWCOMER, OFFICE, TREY, Reseller, link, proposal

NOON = MONDAY + timedelta(hours=3)
Story = Callable[[Database], Awaitable[None]]
Row = tuple[str, str, str, str, str | None, dict[str, Any]]


def at(key: str, now: Any = MONDAY) -> Scene:
    return Scene(PROVIDER, now, key, "C0DESK")


def assign(database: Database, actor: Actor, target: str, *ids: str) -> None:
    database.write_now(lambda s: assignments.submit(s, actor, proposal(target, *ids), at(f"{actor.reference}{target}")))


async def a_submission_closed_and_one_handed_back(database: Database) -> None:
    database.write_now(lambda s: contacts.build(s, *contacts.THREE))
    assign(database, ANN, TREY, OFFICE)
    database.write_now(lambda s: reviews.close(s, ANN, "REF00001", at("close")))
    assign(database, replace(ANN, reference="REF2"), TREY, EXCHANGE)
    database.write_now(lambda s: reviews.hand_back(s, replace(ANN, reference="REF3"), "REF2", at("back")))


async def an_assignment_that_waits(database: Database) -> None:
    database.write_now(lambda s: contacts.build(s, *contacts.THREE))
    for reference, key in (("W1", OFFICE), ("W2", EXCHANGE)):
        actor, wish = replace(ANN, reference=reference), proposal(NEWCOMER, key)
        database.write_now(lambda s, a=actor, w=wish: waiting.propose(s, a, w, at(a.reference), by_itself=True))  # type: ignore[misc]
    database.write_now(lambda s: link(s, Reseller(NEWCOMER, "Newcomer", partnership=None)))
    database.write_now(lambda s: waiting.evaluate(s, ANN, at("e")))
    database.write_now(lambda s: waiting.by_hand(s, "W1", at("h")))
    database.write_now(lambda s: waiting.apply_ready(s, ANN, "W1", at("a")))
    database.write_now(lambda s: waiting.cancel(s, ANN, "W2", at("c")))


async def a_request_resent_handed_over_and_accepted(database: Database) -> None:
    database.write_now(lambda s: contacts.build(s, Reseller(TREY, "Trey Research", relationship=None)))
    wish = RequestWish(RequestType.CUSTOMER_INDIRECT_RESELLER, customer_id=CONTOSO, reseller_id=TREY)
    database.write_now(lambda s: waiting.propose(s, ANN, proposal(TREY, OFFICE), at("w"), by_itself=False))
    made = pending(database, MONDAY, wish)
    database.write_now(lambda s: requests.resend(s, GLO, made, MAIL, at("again")))
    to = replace(GLO, user_id="WNEW")
    database.write_now(lambda s: followup.hand_over(s, GLO, to, made, at("over")))
    database.write_now(lambda s: confirm_established(s, GLO, made, at("yes")))


async def a_request_withdrawn(database: Database) -> None:
    database.write_now(lambda s: contacts.build(s, Reseller(TREY, "Trey Research", relationship=None)))
    made = pending(database, MONDAY, RequestWish(RequestType.CUSTOMER_RESELLER, customer_id=contacts.STRANGER))
    database.write_now(lambda s: requests.withdraw(s, GLO, made, at("no")))


async def a_removal_and_what_it_took_handed_over(database: Database) -> None:
    database.write_now(lambda s: contacts.build(s, *contacts.THREE))
    assign(database, ANN, TREY, OFFICE)
    what, actor = Removal(RemovalKind.RESELLER, CONTOSO, TREY), replace(GLO, reference="GONE")
    seen = database.read_now(lambda s: removal.preview(s, what, at("r"))).digest
    database.write_now(lambda s: removal.remove(s, actor, what, at("r"), seen))
    plan = Handover("HAND", HandoverScope(reference="GONE"), PROVIDER, NOON)
    database.write_now(lambda s: handover.step(s, ANN, plan, at("s", NOON), None))
    database.write_now(lambda s: handover.finish(s, ANN, plan, at("f", NOON)))


async def a_job_of_many(database: Database) -> None:
    database.write_now(lambda s: many.build(s, contoso=101))
    many.started(database, many.whole())
    clock = ManualClock(MONDAY)
    running = many.runner(database, clock)
    await running.tick()
    clock.advance(timedelta(days=1))
    await running.remind()
    database.write_now(lambda s: jobs.close(s, many.ANN, "REF00001", many.scene(clock.now(), "c")))


async def a_digest(database: Database) -> None:
    database.write_now(lambda s: contacts.build(s, *contacts.THREE))
    assign(database, ANN, TREY, OFFICE)
    later = MONDAY + timedelta(days=1)

    async def fetch(user_id: str) -> Person | None:
        return Person(user_id, user_id, "en-US", "UTC")

    await Sweeper(database, ManualClock(later), fetch, lambda now: at("", now), "UTC").run()


def told(database: Database) -> list[Row]:
    """Every row in the order of its key."""
    rows = database.read_now(lambda s: s.exec(select(OutboxMessage).order_by(col(OutboxMessage.id))).all())
    found = [(r.dedupe_key, r.kind, r.subject, r.recipient, r.thread, r.payload) for r in rows]
    return sorted(found, key=lambda row: row[0])


STORIES: dict[Story, list[Row]] = {
    a_submission_closed_and_one_handed_back: [
        (
            "batch:REF00001:applied:C0DESK",
            "contact.changed",
            "batch:REF00001",
            "C0DESK",
            None,
            {"batch_id": "REF00001"},
        ),
        ("batch:REF00001:applied:UANN", "contact.changed", "batch:REF00001", "UANN", None, {"batch_id": "REF00001"}),
        ("batch:REF00001:closed:C0DESK", "contact.changed", "batch:REF00001", "C0DESK", None, {"batch_id": "REF00001"}),
        ("batch:REF00001:closed:UANN", "contact.changed", "batch:REF00001", "UANN", None, {"batch_id": "REF00001"}),
        ("batch:REF2:applied:C0DESK", "contact.changed", "batch:REF2", "C0DESK", None, {"batch_id": "REF2"}),
        ("batch:REF2:applied:UANN", "contact.changed", "batch:REF2", "UANN", None, {"batch_id": "REF2"}),
        ("batch:REF2:handed-back:C0DESK", "contact.changed", "batch:REF2", "C0DESK", None, {"batch_id": "REF2"}),
        ("batch:REF2:handed-back:UANN", "contact.changed", "batch:REF2", "UANN", None, {"batch_id": "REF2"}),
        ("batch:REF3-1:applied:C0DESK", "contact.changed", "batch:REF3-1", "C0DESK", None, {"batch_id": "REF3-1"}),
        ("batch:REF3-1:applied:UANN", "contact.changed", "batch:REF3-1", "UANN", None, {"batch_id": "REF3-1"}),
    ],
    an_assignment_that_waits: [
        ("batch:W1:applied:C0DESK", "contact.changed", "batch:W1", "C0DESK", None, {"batch_id": "W1"}),
        ("batch:W1:applied:UANN", "contact.changed", "batch:W1", "UANN", None, {"batch_id": "W1"}),
        ("waiting:W1:by-hand:UANN", "contact.waiting", "waiting:W1", "UANN", None, {"batch_id": "W1"}),
        ("waiting:W1:ready:UANN", "contact.waiting", "waiting:W1", "UANN", None, {"batch_id": "W1"}),
        ("waiting:W2:cancelled:UANN", "contact.waiting", "waiting:W2", "UANN", None, {"batch_id": "W2"}),
        ("waiting:W2:ready:UANN", "contact.waiting", "waiting:W2", "UANN", None, {"batch_id": "W2"}),
    ],
    a_request_resent_handed_over_and_accepted: [
        (
            "request:1:accepted:C0DESK",
            "request.accepted",
            "request:1:accepted",
            "C0DESK",
            None,
            {"provider_id": PROVIDER, "request_id": 1},
        ),
        (
            "request:1:accepted:WNEW",
            "request.accepted",
            "request:1:accepted",
            "WNEW",
            None,
            {"provider_id": PROVIDER, "request_id": 1},
        ),
        ("request:1:established:0:C0DESK", "request.established", "request:1", "C0DESK", None, {"request_id": 1}),
        ("request:1:established:0:UANN", "request.established", "request:1", "UANN", None, {"request_id": 1}),
        ("request:1:established:0:WNEW", "request.established", "request:1", "WNEW", None, {"request_id": 1}),
        ("request:1:handed_over:over:C0DESK", "request.handed_over", "request:1", "C0DESK", None, {"request_id": 1}),
        ("request:1:handed_over:over:UGLO", "request.handed_over", "request:1", "UGLO", None, {"request_id": 1}),
        ("request:1:handed_over:over:WNEW", "request.handed_over", "request:1", "WNEW", None, {"request_id": 1}),
        ("request:1:history:4", "request.history", "request:1:history:4", "C0DESK", "request:1", {"event_id": 4}),
        ("request:1:history:5", "request.history", "request:1:history:5", "C0DESK", "request:1", {"event_id": 5}),
        ("request:1:history:6", "request.history", "request:1:history:6", "C0DESK", "request:1", {"event_id": 6}),
        ("request:1:history:7", "request.history", "request:1:history:7", "C0DESK", "request:1", {"event_id": 7}),
        ("request:1:pending:0:C0DESK", "request.pending", "request:1", "C0DESK", None, {"request_id": 1}),
        ("request:1:pending:0:UANN", "request.pending", "request:1", "UANN", None, {"request_id": 1}),
        ("request:1:pending:0:UGLO", "request.pending", "request:1", "UGLO", None, {"request_id": 1}),
        ("request:1:pending:1:C0DESK", "request.pending", "request:1", "C0DESK", None, {"request_id": 1}),
        ("request:1:pending:1:UANN", "request.pending", "request:1", "UANN", None, {"request_id": 1}),
        ("request:1:pending:1:UGLO", "request.pending", "request:1", "UGLO", None, {"request_id": 1}),
    ],
    a_request_withdrawn: [
        ("request:1:history:3", "request.history", "request:1:history:3", "C0DESK", "request:1", {"event_id": 3}),
        ("request:1:history:4", "request.history", "request:1:history:4", "C0DESK", "request:1", {"event_id": 4}),
        ("request:1:pending:0:C0DESK", "request.pending", "request:1", "C0DESK", None, {"request_id": 1}),
        ("request:1:pending:0:UGLO", "request.pending", "request:1", "UGLO", None, {"request_id": 1}),
        ("request:1:withdrawn:0:C0DESK", "request.withdrawn", "request:1", "C0DESK", None, {"request_id": 1}),
        ("request:1:withdrawn:0:UGLO", "request.withdrawn", "request:1", "UGLO", None, {"request_id": 1}),
    ],
    a_removal_and_what_it_took_handed_over: [
        ("basis:GONE:C0DESK", "contact.invalidated", "basis:GONE", "C0DESK", None, {"reference": "GONE"}),
        ("basis:GONE:C0DESK:HAND", "contact.invalidated", "basis:GONE", "C0DESK", None, {"reference": "GONE"}),
        ("basis:GONE:UANN", "contact.invalidated", "basis:GONE", "UANN", None, {"reference": "GONE"}),
        ("basis:GONE:UANN:HAND", "contact.invalidated", "basis:GONE", "UANN", None, {"reference": "GONE"}),
        (
            "batch:REF00001:applied:C0DESK",
            "contact.changed",
            "batch:REF00001",
            "C0DESK",
            None,
            {"batch_id": "REF00001"},
        ),
        ("batch:REF00001:applied:UANN", "contact.changed", "batch:REF00001", "UANN", None, {"batch_id": "REF00001"}),
        (
            "handover:HAND:began:C0DESK",
            "contact.handed_over",
            "handover:HAND",
            "C0DESK",
            None,
            {"by": "UANN", "handover": "HAND"},
        ),
        (
            "handover:HAND:began:UANN",
            "contact.handed_over",
            "handover:HAND",
            "UANN",
            None,
            {"by": "UANN", "handover": "HAND"},
        ),
        (
            "handover:HAND:done:C0DESK",
            "contact.handed_over",
            "handover:HAND",
            "C0DESK",
            None,
            {"by": "UANN", "handover": "HAND"},
        ),
        (
            "handover:HAND:done:UANN",
            "contact.handed_over",
            "handover:HAND",
            "UANN",
            None,
            {"by": "UANN", "handover": "HAND"},
        ),
        ("removed:GONE:C0DESK", "relationship.removed", "removed:GONE", "C0DESK", None, {"reference": "GONE"}),
        ("removed:GONE:UGLO", "relationship.removed", "removed:GONE", "UGLO", None, {"reference": "GONE"}),
    ],
    a_job_of_many: [
        (
            "bulk:REF00001:2026-03-03:U0ANN",
            "bulk.nudge",
            "bulk:REF00001:2026-03-03",
            "U0ANN",
            None,
            {"job": "REF00001"},
        ),
        ("bulk:REF00001:at-1772442000:U0ANN", "bulk.job", "bulk:REF00001", "U0ANN", None, {"job": "REF00001"}),
        ("bulk:REF00001:closed:C0DESK", "bulk.job", "bulk:REF00001", "C0DESK", None, {"job": "REF00001"}),
        ("bulk:REF00001:closed:U0ANN", "bulk.job", "bulk:REF00001", "U0ANN", None, {"job": "REF00001"}),
        ("bulk:REF00001:ended:C0DESK", "bulk.job", "bulk:REF00001", "C0DESK", None, {"job": "REF00001"}),
        ("bulk:REF00001:ended:U0ANN", "bulk.job", "bulk:REF00001", "U0ANN", None, {"job": "REF00001"}),
        ("bulk:REF00001:started:U0ANN", "bulk.job", "bulk:REF00001", "U0ANN", None, {"job": "REF00001"}),
    ],
    a_digest: [
        (
            "batch:REF00001:applied:C0DESK",
            "contact.changed",
            "batch:REF00001",
            "C0DESK",
            None,
            {"batch_id": "REF00001"},
        ),
        ("batch:REF00001:applied:UANN", "contact.changed", "batch:REF00001", "UANN", None, {"batch_id": "REF00001"}),
        (
            "digest:UANN:2026-03-03:reviews:REF00001:2026-03-03T09:00:00+00:00",
            "reminders.digest",
            "digest:UANN:2026-03-03",
            "UANN",
            None,
            {"made": "2026-03-03T09:00:00+00:00", "reviews": ["REF00001"]},
        ),
    ],
}


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
async def test_rows_are_as_older_versions_wrote_them(database: Database, story: Story) -> None:
    await story(database)
    assert told(database) == STORIES[story]
