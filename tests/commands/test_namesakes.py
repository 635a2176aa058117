"""Two customers, two resellers and two subscriptions of one name: every screen and message tells them apart."""

from collections.abc import Callable

import pytest
from sqlmodel import Session

from bot.commands.assign_support import form as assign_form
from bot.commands.assign_support import review, waiting
from bot.commands.assign_support.form import AssignForm, Screen
from bot.commands.support_contact import history
from bot.db import Database
from bot.models import Subscription
from bot.services.contacts import assignments, submissions, timeline
from bot.services.contacts import form as form_facts
from bot.text import Reader, reader
from tests.conftest import MONDAY, PROVIDER
from tests.kit.world import (
    ANN,
    CONTOSO,
    FABRIKAM,
    OFFICE,
    TREY,
    Reseller,
    build,
    customer,
    proposal,
    scene,
    subscription,
)

ENGLISH = reader("en-US", "UTC")
CUSTOMER, RESELLER, SUBSCRIPTION = "Contoso (contoso.com)", "Trey (PartnerID 4000001)", "Office 365 (×25 · 2026-03-02)"
TWIN, OTHER = "33333333-0000-4000-8000-000000000009", "64444444-0000-4000-8000-000000000000"


@pytest.fixture
def books(database: Database) -> Database:
    """Write a directory in which everything has a namesake, and one assignment in it."""

    def write(session: Session) -> None:
        build(session, Reseller(TREY, "Trey"), Reseller(FABRIKAM, "TREY"))
        session.add(customer(TWIN, "CONTOSO", "contoso.es"))
        session.flush()
        session.get_one(Subscription, OFFICE).quantity = 25
        session.add(subscription(OTHER, "Office 365", quantity=5))

    database.write_now(write)
    database.write_now(lambda s: assignments.submit(s, ANN, proposal(TREY, OFFICE), scene()))
    return database


Drawing = Callable[[Session, Reader], object]


def _form(session: Session, t: Reader) -> object:
    facts = form_facts.read(session, PROVIDER, CONTOSO, [OFFICE], TREY, MONDAY)
    return assign_form.build(t, Screen(AssignForm(CONTOSO, (OFFICE,), TREY), facts))


def _review(session: Session, t: Reader) -> object:
    return review.build(t, submissions.read(session, ANN.reference))


def _notice(session: Session, t: Reader) -> object:
    return review.notice(t, submissions.read(session, ANN.reference), personal=True)


def _waiting(session: Session, t: Reader) -> object:
    return waiting.notice(t, submissions.read(session, ANN.reference))


def _last_look(session: Session, t: Reader) -> object:
    return waiting.last_look(t, submissions.read(session, ANN.reference))


def _history(session: Session, t: Reader) -> object:
    return history.build(t, timeline.history(session, PROVIDER, OFFICE))


ALL = (CUSTOMER, RESELLER, SUBSCRIPTION)
SCREENS: dict[str, tuple[Drawing, tuple[str, ...]]] = {
    "assignment form": (_form, ALL),
    "review": (_review, ALL),
    "notice of a submission": (_notice, ALL),
    "notice of what waited": (_waiting, ALL),
    "last look": (_last_look, ALL),
    "history": (_history, ALL),
}


@pytest.mark.parametrize("screen", SCREENS)
def test_each_screen_tells_namesakes_apart(books: Database, screen: str) -> None:
    draw, told = SCREENS[screen]
    drawn = str(books.read_now(lambda s: draw(s, ENGLISH)))
    assert [label for label in told if label not in drawn] == []


def test_the_answer_to_a_submission_says_what_is_read_later(books: Database) -> None:
    done = books.write_now(
        lambda s: assignments.submit(s, ANN, proposal(FABRIKAM, OFFICE, version=1), scene(key="again"))
    )
    assert done.submission.customer_name == CUSTOMER
    assert done.submission.target.label == "TREY (PartnerID 4000002)"
    assert [(change.subscription_name, change.from_name) for change in done.submission.changes] == [
        (SUBSCRIPTION, RESELLER)
    ]
