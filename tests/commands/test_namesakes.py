"""Two customers, two resellers and two subscriptions of one name: every screen and message tells them apart."""

from collections.abc import Callable

import pytest
from sqlmodel import Session

from bot.commands.assign_many import preview
from bot.commands.assign_support import form as assign_form
from bot.commands.assign_support import review, waiting
from bot.commands.assign_support.form import AssignForm, Screen
from bot.commands.home import views as home_views
from bot.commands.relationships import confirm, message
from bot.commands.relationships import detail as relationship_detail
from bot.commands.relationships import views as relationship_views
from bot.commands.relationships.views import ListMemory
from bot.commands.reminders import views as reminders
from bot.commands.remove_relationship import handover as handover_view
from bot.commands.remove_relationship import losses as lost_view
from bot.commands.remove_relationship import views as removal_views
from bot.commands.remove_relationship.handover import HandoverMemory
from bot.commands.remove_relationship.views import RemovalMemory
from bot.commands.support_contact import history
from bot.commands.support_contact import notices as support_contact_notices
from bot.commands.support_contact import views as support_contact_views
from bot.commands.support_contact.finder import ViewerMemory
from bot.db import Database
from bot.models import AssignManyKind, Customer, CustomerRelationship, RequestType, Subscription
from bot.services.assign_many import dry_run, jobs, overview
from bot.services.assign_many.dry_run import Ask
from bot.services.assign_many.jobs import Paper
from bot.services.basis import invalidation, losses, settling
from bot.services.contacts import assignments, submissions, support_contact, timeline
from bot.services.contacts import form as form_facts
from bot.services.directory import observed
from bot.services.handover import review as handover
from bot.services.handover.scope import Handover, HandoverScope
from bot.services.home import page as home_page
from bot.services.invitations.rules import RequestWish
from bot.services.relationships import listing, removal, requests, summaries
from bot.services.relationships.filters import RequestFilter
from bot.services.relationships.removal import Removal, RemovalKind
from bot.services.reminders.agenda import Agenda, Reminder
from bot.services.search import matching
from bot.services.search.folding import customer_key
from bot.services.store import audit
from bot.text import Reader, reader
from tests.conftest import MONDAY, PROVIDER
from tests.kit.relationships import GLO, MAIL
from tests.kit.world import (
    ANN,
    CONTOSO,
    FABRIKAM,
    NEWCOMER,
    OFFICE,
    STRANGER,
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
        build(
            session,
            Reseller(TREY, "Trey"),
            Reseller(FABRIKAM, "TREY"),
            Reseller(NEWCOMER, "Newcomer", relationship=None),
        )
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
    found = submissions.read(session, ANN.reference)
    return waiting.notice(t, found, found.by)


def _last_look(session: Session, t: Reader) -> object:
    return waiting.last_look(t, submissions.read(session, ANN.reference))


def _history(session: Session, t: Reader) -> object:
    return history.build(t, timeline.history(session, PROVIDER, OFFICE))


def _removal(session: Session, t: Reader) -> object:
    wanted = Removal(RemovalKind.RESELLER, CONTOSO, TREY)
    found = removal.preview(session, wanted, scene())
    return removal_views.preview(t, found, RemovalMemory(wanted.kind, CONTOSO, TREY))


def _removed(session: Session, t: Reader) -> object:
    found = removal.preview(session, Removal(RemovalKind.RESELLER, CONTOSO, TREY), scene())
    return removal_views.result(t, found, invalidation.Settled(1), "REF", may_assign=True)


def _blocked(session: Session, t: Reader) -> object:
    wanted = Removal(RemovalKind.OURS, CONTOSO)
    found = removal.preview(session, wanted, scene())
    return removal_views.preview(t, found, RemovalMemory(wanted.kind, CONTOSO))


def _handover(session: Session, t: Reader) -> object:
    plan = Handover("PLAN", HandoverScope(TREY), FABRIKAM, MONDAY)
    return handover_view.build(t, handover.review(session, PROVIDER, plan), HandoverMemory(plan))


def _loss(session: Session, t: Reader) -> object:
    session.get_one(CustomerRelationship, (CONTOSO, TREY)).state = "removed"
    session.flush()
    settling.settle(session, ANN, scene())
    return lost_view.notice(t, losses.loss(session, ANN.reference), ANN.reference, personal=True)


def _digest(session: Session, t: Reader) -> object:
    due = Agenda(MONDAY, reviews=(submissions.read(session, ANN.reference),), count=1)
    return reminders.digest(t, due, personal=True)


def _home(session: Session, t: Reader) -> object:
    return home_views.build(t, home_page.read(session, ANN, MONDAY), ANN, [], MONDAY)


def _home_lost(session: Session, t: Reader) -> object:
    _loss(session, t)
    return _home(session, t)


def _dry_run(session: Session, t: Reader) -> object:
    ask = Ask(AssignManyKind.CUSTOMER, customer_id=CONTOSO, target_id=FABRIKAM)
    verdicts = dry_run.check(session, PROVIDER, ask, MONDAY)
    prepared = jobs.prepare(ANN, ask, verdicts, Paper(zone="UTC"), scene(key="job"))
    job_id = jobs.keep(session, ANN, prepared, scene(key="job"))
    return preview.build(t, overview.overview(session, job_id))


def _drift(session: Session, t: Reader) -> object:
    (row,) = submissions.rows_of(session, ANN.reference)
    before, after = {"support_tenant_id": TREY, "assignment_id": row.id}, {"support_tenant_id": FABRIKAM}
    subject = ("subscription", OFFICE)
    audit.record(session, ANN, MONDAY, observed.OBSERVED, subject, customer_id=CONTOSO, before=before, after=after)
    session.flush()
    return support_contact_notices.notice(t, observed.drift(session, ANN.reference), "R", personal=True)


def _asked(session: Session, *, to: str = CONTOSO) -> int:
    """Ask for the reseller's relationship with the customer, and send it."""
    wish = RequestWish(RequestType.CUSTOMER_INDIRECT_RESELLER, customer_id=to, reseller_id=NEWCOMER)
    made = requests.create(session, GLO, wish, scene(key=f"ask {to}"))
    requests.mark_sent(session, GLO, made, MAIL, scene(key=f"send {to}"))
    return made


def _request(session: Session, t: Reader) -> object:
    return message.build(t, summaries.read(session, _asked(session)))


def _request_detail(session: Session, t: Reader) -> object:
    found = listing.detail(session, _asked(session), PROVIDER)
    return relationship_detail.build(t, found, ListMemory(request=found.summary.id), MONDAY, may_act=True)


def _request_list(session: Session, t: Reader) -> object:
    _asked(session)
    page = listing.page(session, GLO.user_id, tuple(RequestType), RequestFilter(), MONDAY)
    return relationship_views.build(t, page, ListMemory(), MONDAY, may_request=True)


def _confirmation(session: Session, t: Reader) -> object:
    return confirm.build(t, listing.detail(session, _asked(session), PROVIDER), ListMemory())


def _request_digest(session: Session, t: Reader) -> object:
    due = Agenda(MONDAY, (Reminder(summaries.read(session, _asked(session)), 1, False),), count=1)
    return reminders.digest(t, due, personal=True)


def _request_home(session: Session, t: Reader) -> object:
    _asked(session)
    return home_views.build(t, home_page.read(session, GLO, MONDAY), GLO, [], MONDAY)


def _contacts(session: Session, t: Reader) -> object:
    page = support_contact.page(session, PROVIDER, CONTOSO)
    return support_contact_views.build(t, page, ViewerMemory(CONTOSO), may_change=True)


def _card(session: Session, t: Reader) -> object:
    page = support_contact.single(session, PROVIDER, OFFICE)
    return support_contact_views.build(t, page, ViewerMemory(CONTOSO, subscription=OFFICE), may_change=True)


def _matches(session: Session, t: Reader) -> object:
    return support_contact_views.found(t, "office", matching.matches(session, "office"))


ALL = (CUSTOMER, RESELLER, SUBSCRIPTION)
SCREENS: dict[str, tuple[Drawing, tuple[str, ...]]] = {
    "assignment form": (_form, ALL),
    "review": (_review, ALL),
    "notice of a submission": (_notice, ALL),
    "notice of what waited": (_waiting, ALL),
    "last look": (_last_look, ALL),
    "history": (_history, ALL),
    "support contacts": (_contacts, ALL),
    "one support contact": (_card, (*ALL, f"`{OFFICE}`")),
    "matches": (_matches, (CUSTOMER, SUBSCRIPTION)),
    "removal": (_removal, ALL),
    "what was removed": (_removed, (CUSTOMER, RESELLER)),
    "what blocks a removal": (_blocked, (CUSTOMER, SUBSCRIPTION)),
    "hand-over": (_handover, (*ALL, "TREY (PartnerID 4000002)")),
    "request": (_request, (CUSTOMER,)),
    "request detail": (_request_detail, (CUSTOMER,)),
    "list of requests": (_request_list, (CUSTOMER,)),
    "confirmation": (_confirmation, (CUSTOMER,)),
    "request in a digest": (_request_digest, (CUSTOMER,)),
    "request on Home": (_request_home, (CUSTOMER,)),
    "loss": (_loss, ALL),
    "drift": (_drift, (*ALL, "TREY (PartnerID 4000002)")),
    "digest": (_digest, (CUSTOMER, RESELLER)),
    "Home": (_home, (CUSTOMER, RESELLER)),
    "Home after a loss": (_home_lost, ALL),
    "dry run": (_dry_run, (*ALL, "TREY (PartnerID 4000002)")),
}


@pytest.mark.parametrize("screen", SCREENS)
def test_each_screen_tells_namesakes_apart(books: Database, screen: str) -> None:
    draw, told = SCREENS[screen]
    drawn = str(books.write_now(lambda s: draw(s, ENGLISH)))
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


def test_only_a_confirmation_tells_apart_who_has_no_namesake(books: Database) -> None:
    def drawn(session: Session) -> tuple[str, str]:
        asked = _asked(session, to=STRANGER)
        shown = message.build(ENGLISH, summaries.read(session, asked))
        return str(shown), str(confirm.build(ENGLISH, listing.detail(session, asked, PROVIDER), ListMemory()))

    usual, confirmation = books.write_now(drawn)
    assert ("Stranger (stranger.com)" in usual, "Stranger (stranger.com)" in confirmation) == (False, True)


ASKED = ("request", "request detail", "list of requests", "confirmation", "request in a digest", "request on Home")


@pytest.mark.parametrize("screen", ASKED)
def test_who_was_renamed_since_is_named_as_of_today_and_as_asked_for(books: Database, screen: str) -> None:
    draw, _ = SCREENS[screen]

    def drawn(session: Session) -> str:
        _asked(session)
        renamed = session.get_one(Customer, CONTOSO)
        renamed.company_name, renamed.search_key = "Fabrikam GmbH", customer_key("Fabrikam GmbH", "contoso.com")
        session.flush()
        return str(draw(session, ENGLISH))

    shown = books.write_now(drawn)
    always = screen in ("request detail", "confirmation")
    name = "Fabrikam GmbH (contoso.com)" if always else "Fabrikam GmbH"
    assert f"{name} (asked as Contoso)" in shown


def test_an_invitation_keeps_the_name_that_its_text_has(books: Database) -> None:
    def read(session: Session) -> tuple[str, str]:
        asked = _asked(session)
        session.get_one(Customer, CONTOSO).company_name = "Fabrikam GmbH"
        session.flush()
        found = summaries.read(session, asked)
        return found.parties.target, found.text

    name, text = books.write_now(read)
    assert name == "Contoso"
    assert name in text
