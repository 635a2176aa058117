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
from bot.services import outbox
from bot.services.assign_many import jobs
from bot.services.assign_many.nudges import NudgeSweep
from bot.services.contacts import assignments, reviews, waiting
from bot.services.invitations.rules import RequestWish
from bot.services.people.profiles import Person
from bot.services.policy import Actor
from bot.services.relationships import followup, handover, removal, requests
from bot.services.relationships.establish import confirm_established
from bot.services.relationships.handover import Handover, HandoverScope
from bot.services.relationships.removal import Removal, RemovalKind
from bot.services.reminders.sweep import ReminderSweep
from bot.services.scene import Scene
from tests.conftest import MONDAY, PROVIDER
from tests.kit import assign_many as many
from tests.kit import world as contacts
from tests.kit.relationships import GLO, MAIL, pending
from tests.kit.world import ANN, CONTOSO, EXCHANGE, NEWCOMER, OFFICE, TREY, Reseller, link, proposal
from tests.services.outbox.rows import ROWS, Row

NOON = MONDAY + timedelta(hours=3)
Story = Callable[[Database], Awaitable[None]]


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
    await running.run()
    clock.advance(timedelta(days=1))
    await NudgeSweep(database, many.now(clock)).run()
    database.write_now(lambda s: jobs.close(s, ANN, "REF00001", contacts.scene(clock.now(), "c")))


async def a_digest(database: Database) -> None:
    database.write_now(lambda s: contacts.build(s, *contacts.THREE))
    assign(database, ANN, TREY, OFFICE)
    later = MONDAY + timedelta(days=1)

    async def fetch(user_id: str) -> Person | None:
        return Person(user_id, user_id, "en-US", "UTC")

    await ReminderSweep(database, fetch, lambda key: at(key, later), "UTC").run()


def told(database: Database) -> list[Row]:
    """Every row in the order of its key."""
    rows = database.read_now(lambda s: s.exec(select(OutboxMessage).order_by(col(OutboxMessage.id))).all())
    found = [(r.dedupe_key, r.kind, r.subject, r.recipient, r.thread, r.payload) for r in rows]
    return sorted(found, key=lambda row: row[0])


STORIES: tuple[Story, ...] = (
    a_submission_closed_and_one_handed_back,
    an_assignment_that_waits,
    a_request_resent_handed_over_and_accepted,
    a_request_withdrawn,
    a_removal_and_what_it_took_handed_over,
    a_job_of_many,
    a_digest,
)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
async def test_rows_are_as_older_versions_wrote_them(database: Database, story: Story) -> None:
    await story(database)
    assert told(database) == ROWS[story.__name__]


def test_people_come_first_each_once_then_the_channel_if_there_is_one() -> None:
    assert outbox.readers(at("k"), "UANN", None, "WBOB", "UANN") == ("UANN", "WBOB", "C0DESK")
    assert outbox.readers(Scene(PROVIDER, MONDAY), "UANN", None) == ("UANN",)
    assert outbox.readers(Scene(PROVIDER, MONDAY)) == ()


@pytest.mark.parametrize(
    ("recipient", "person"), [("U0ANN", True), ("W0ANN", True), ("C0DESK", False), ("G0OLD", False)]
)
def test_a_person_is_told_from_a_channel_by_the_id(recipient: str, person: bool) -> None:
    assert outbox.is_person(recipient) is person


def test_telling_the_same_again_is_silent_and_a_repetition_is_told_apart(database: Database) -> None:
    for again in ("", "", "2", "2"):
        database.write_now(lambda s, a=again: outbox.tell(s, at("k"), "k", "s:1", "e", ["UANN"], {}, again=a))  # type: ignore[misc]
    assert [row[0] for row in told(database)] == ["s:1:e:UANN", "s:1:e:UANN:2"]
