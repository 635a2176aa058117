"""The line of time of a request: each step once with its date and who, links one by one, in order."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from bot.clock import ManualClock
from bot.db import Database
from bot.models import AuditEvent, RequestType
from bot.services.relationships import requests, summaries
from bot.services.trails import milestones
from bot.services.trails.milestones import ASKED, MOST, Milestone
from tests.kit.asks import ANA, accept, everything
from tests.kit.relationships import CLOCKWORK, GLO, directory, ours, pending
from tests.kit.world import scene

DAY = timedelta(days=1)


@pytest.fixture
def books(database: Database) -> Database:
    database.write_now(directory)
    return database


def line(books: Database, request_id: int) -> tuple[Milestone, ...]:
    return books.read_now(lambda s: milestones.read(s, summaries.read(s, request_id)))


def note(session: Session, request_id: int, clock: ManualClock, action: str) -> None:
    session.add(
        AuditEvent(
            at=clock.now(),
            reference="REF00009",
            actor_id="system:reminders",
            action=f"request.{action}",
            subject_type="relationship_request",
            subject_id=str(request_id),
            after={"owner": "UANA"},
        )
    )


def test_steps_come_in_order_and_what_follows_itself_is_one(books: Database, clock: ManualClock) -> None:
    began = clock.now()
    made = pending(books, began, ours())
    for days, action in ((3, "reminded"), (4, "snoozed"), (5, "reminded"), (6, "resent"), (7, "reminded")):
        clock.advance(began + days * DAY - clock.now())
        books.write_now(lambda s, action=action: note(s, made, clock, action))  # type: ignore[misc]
    clock.advance(DAY)
    books.write_now(lambda s: requests.withdraw(s, GLO, made, scene(clock.now(), "no")))
    assert line(books, made) == (
        Milestone(ASKED, began, "UGLO"),
        Milestone("pending", began, "UGLO"),
        # What was snoozed between them is no step.
        Milestone("reminded", began + 5 * DAY, "UANA", 2),
        Milestone("resent", began + 6 * DAY, "system:reminders"),
        Milestone("reminded", began + 7 * DAY, "UANA"),
        Milestone("withdrawn", began + 8 * DAY, "UGLO"),
    )


def test_each_link_has_its_acceptance_and_the_last_one_establishes(books: Database, clock: ManualClock) -> None:
    made = pending(books, clock.now(), everything(), actor=ANA)
    clock.advance(DAY)
    accept(books, clock.now(), made, RequestType.CUSTOMER_INDIRECT_RESELLER)
    clock.advance(DAY)
    accept(books, clock.now(), made)
    *_, one, last = line(books, made)
    assert (one.step, one.links) == ("link_accepted", (RequestType.CUSTOMER_INDIRECT_RESELLER,))
    assert last.step == "established"
    assert last.links == (RequestType.CUSTOMER_RESELLER, RequestType.GDAP)
    assert last.at - one.at == DAY


def test_a_request_of_one_link_is_only_established(books: Database, clock: ManualClock) -> None:
    made = pending(books, clock.now(), ours())
    accept(books, clock.now(), made)
    last = line(books, made)[-1]
    assert (last.step, last.links, last.by) == ("established", (), CLOCKWORK.user_id)


def test_of_a_very_long_history_the_newest_steps_are_read(books: Database, clock: ManualClock) -> None:
    made = pending(books, clock.now(), ours())

    def many(session: Session) -> None:
        for number in range(MOST + 5):
            note(session, made, clock, ("reminded", "resent")[number % 2])

    books.write_now(many)
    found = line(books, made)
    assert (found[0].step, len(found)) == (ASKED, MOST + 1)
