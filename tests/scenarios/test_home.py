"""App Home, people's settings and shortcuts as people use them, in both transports, on both databases."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from bot.db import Database
from bot.local_slack import Person
from bot.local_slack.text_view import render_view
from bot.models import CustomerRelationship
from bot.services.people import settings
from bot.services.people.settings import Choices
from tests.conftest import MONDAY
from tests.kit.desk import ANA, DESK, GLORIA, GUEST, HELPDESK, HUGO, NOBODY, OUTSIDER, SARA, Desk, flat, screen
from tests.kit.relationships import NORTHWIND, searchable
from tests.kit.rows import invite
from tests.kit.steps import filled, request_rows, sent
from tests.kit.world import CONTOSO, TREY

ABOUT = "Here you decide who gives technical support"


@pytest.fixture
def directory(database: Database) -> None:
    """Trey Research may support Contoso, for twenty days more."""

    def fill(session: Session) -> None:
        searchable(session)
        held = CustomerRelationship(customer_id=CONTOSO, partner_tenant_id=TREY, delegated_admin="gdap")
        held.delegated_admin_expires_at = MONDAY + timedelta(days=20)
        session.add(held)

    database.write_now(fill)


def home(desk: Desk, user_id: str) -> str:
    """Return the text that the person sees in App Home, flat."""
    view = desk.person(user_id).home
    assert view is not None
    return flat(render_view(view.body, values=view.values, width=200))


async def opened(desk: Desk, user_id: str) -> Person:
    person = desk.person(user_id)
    assert (await person.open_home()).ok
    await desk.settle()
    return person


async def click(desk: Desk, person: Person, ref: str, value: str | None = None) -> None:
    assert (await person.click(ref, value)).ok
    await desk.settle()


def published(desk: Desk, user_id: str) -> int:
    return sum(call.data["user_id"] == user_id for call in desk.wire.calls("views.publish"))


async def test_a_newcomer_reads_what_this_is_and_begins(desk: Desk) -> None:
    hugo = await opened(desk, HUGO)
    seen = home(desk, HUGO)
    for words in (ABOUT, "Nothing waits for you", "Begin with Assign support contact", "No changes yet", "Updated"):
        assert words in seen
    assert "Request relationship]" not in seen
    await click(desk, hugo, "open.assign")
    assert "Start typing" in screen(hugo)


@pytest.mark.parametrize(
    ("user_id", "words"),
    [(NOBODY, "Ask the owner of one of these groups to add you"), (GUEST, "Guests of this workspace cannot do this")],
)
async def test_people_without_a_role_read_whom_to_ask(desk: Desk, user_id: str, words: str) -> None:
    await opened(desk, user_id)
    seen = home(desk, user_id)
    assert ABOUT in seen
    assert words in seen
    assert "[" not in seen


async def test_outsiders_get_nothing(desk: Desk) -> None:
    await desk.person(OUTSIDER).open_home()
    await desk.settle()
    assert desk.person(OUTSIDER).home is None


async def test_a_role_given_while_nobody_looked(desk: Desk) -> None:
    nobody = await opened(desk, NOBODY)
    desk.ws.admin.add_to_group(HELPDESK, NOBODY)
    await desk.settle()
    await nobody.open_home()
    await desk.settle()
    assert "Waiting for me (0)" in home(desk, NOBODY)


async def test_a_review_waits_is_opened_and_is_gone_while_the_team_looks_on(desk: Desk) -> None:
    ana, hugo = await opened(desk, ANA), await opened(desk, HUGO)
    await filled(desk, HUGO)
    await hugo.submit()
    await hugo.dismiss()
    await desk.sweep("home")
    assert "One subscription of Contoso is with Trey Research now: review due. Submitted today." in home(desk, HUGO)
    assert ABOUT not in home(desk, HUGO)
    assert "asignó a Trey Research como contacto de soporte de una suscripción de Contoso" in home(desk, ANA)
    assert "Pendiente de mí (0)" in home(desk, ANA)
    await desk.advance(timedelta(days=2))
    await desk.sweep("home")
    await opened(desk, HUGO)
    assert "Submitted 2 days ago." in home(desk, HUGO)
    await click(desk, hugo, "assign.review")
    assert "Trey Research is now the designated support contact" in screen(hugo)
    await hugo.submit()
    await desk.sweep("home")
    assert "Nothing waits for you" in home(desk, HUGO)
    assert "in force, reviewed and closed" in home(desk, HUGO)
    assert ana.modal is None


async def test_drawn_again_only_for_those_who_look_and_only_when_it_says_something_new(desk: Desk) -> None:
    await opened(desk, ANA)
    await desk.sweep("home")
    assert (published(desk, ANA), published(desk, HUGO)) == (1, 0)
    hugo = await filled(desk, HUGO)
    await hugo.submit()
    await desk.settle()
    assert published(desk, ANA) == 1  # nothing is published before the tick: acknowledgements come first
    await desk.sweep("home")
    await desk.sweep("home")
    assert (published(desk, ANA), published(desk, HUGO)) == (2, 0)


async def test_five_hundred_requests_are_turned_page_by_page(desk: Desk) -> None:
    desk.db.write_now(lambda s: s.add_all([invite(number, owner=GLORIA) for number in range(500)]))
    gloria = await opened(desk, GLORIA)
    assert "Pendiente de mí (500)" in home(desk, GLORIA)
    assert "1–10 de 500" in home(desk, GLORIA)
    assert "Target 499," in home(desk, GLORIA)
    await click(desk, gloria, "home.next")
    assert "11–20 de 500" in home(desk, GLORIA)
    await click(desk, gloria, "home.refresh")
    assert "11–20 de 500" in home(desk, GLORIA)
    # Somebody else's change draws Home again, at the page that is looked at.
    hugo = await filled(desk, HUGO)
    await hugo.submit()
    await desk.sweep("home")
    assert "Contoso" in home(desk, GLORIA)
    assert "11–20 de 500" in home(desk, GLORIA)
    await click(desk, gloria, "home.previous")
    assert "1–10 de 500" in home(desk, GLORIA)
    await gloria.open_home()
    await desk.settle()
    view = gloria.home
    assert view is not None
    assert len(view.blocks) <= 100


async def test_a_request_is_resent_from_home_and_home_follows(desk: Desk) -> None:
    gloria = await sent(desk)
    await gloria.dismiss()
    await desk.advance(timedelta(days=3))
    await opened(desk, GLORIA)
    assert "Northwind, enviada hace 3 días" in home(desk, GLORIA)
    await click(desk, gloria, "request.resend")
    assert "Reenviar invitación" in screen(gloria)
    assert gloria.home is not None
    assert gloria.home.kind == "home"
    await gloria.submit()
    await desk.sweep("home")
    assert request_rows(desk)[0].resend_count == 1
    assert "Northwind, enviada hoy" in home(desk, GLORIA)


async def test_a_draft_is_continued_from_home(desk: Desk) -> None:
    gloria = desk.person(GLORIA)
    await gloria.command("/request-relationship", "northwind")
    await desk.settle()
    await gloria.submit()
    await gloria.dismiss()
    await opened(desk, GLORIA)
    assert "sin enviar todavía" in home(desk, GLORIA)
    await click(desk, gloria, "request.resume")
    assert "Paso 2 de 2" in screen(gloria)


async def test_privileges_that_end_are_renewed_from_home(desk: Desk) -> None:
    hugo = await filled(desk, HUGO)
    await hugo.submit()
    await hugo.submit()
    await desk.settle()
    await opened(desk, HUGO)
    assert "Trey Research with Contoso: the privileges (GDAP) end in 20 days" in home(desk, HUGO)
    assert "[Request admin privileges]" not in home(desk, HUGO)
    ana = await opened(desk, ANA)
    await click(desk, ana, "home.renew")
    shown = screen(ana)
    assert "Contoso" in shown
    assert "Trey Research" in shown
    assert (await ana.submit()).ok
    await desk.settle()
    assert [(row.type, row.customer_id) for row in request_rows(desk)] == [("gdap", CONTOSO)]


async def test_a_language_chosen_in_home_is_heard_everywhere(desk: Desk) -> None:
    ana = await opened(desk, ANA)
    await click(desk, ana, "home.settings")
    assert "Europe/Madrid" in screen(ana)
    await ana.select("home.language", "en")
    await ana.select("home.hour", "8")
    await ana.select("home.quiet", ["1", "5"])
    assert (await ana.submit()).ok
    await desk.settle()
    assert ana.modal is None
    assert desk.db.read_now(lambda s: settings.read(s, ANA)) == Choices(8, (1, 5), "en")
    await desk.sweep("home")
    assert "Waiting for me (0)" in home(desk, ANA)
    await filled(desk, ANA)
    assert "Designated support contact" in screen(ana)
    await ana.submit()
    await ana.dismiss()
    await desk.notices()
    assert "is now the designated support contact" in ana.dms[-1].text
    await click(desk, ana, "home.settings")
    assert chosen(ana, "home.language") == "en"
    await ana.select("home.language", "usual")
    await ana.submit()
    await desk.sweep("home")
    assert "Pendiente de mí" in home(desk, ANA)


async def test_no_day_left_for_reminders_is_said_at_the_field(desk: Desk) -> None:
    hugo = await opened(desk, HUGO)
    await click(desk, hugo, "home.settings")
    await hugo.select("home.quiet", ["1", "2", "3", "4", "5"])
    await hugo.submit()
    assert "Leave at least one working day" in str(hugo.errors)
    assert desk.db.read_now(lambda s: settings.read(s, HUGO)) == Choices()


async def test_a_role_taken_away_while_home_is_open(desk: Desk) -> None:
    hugo = await opened(desk, HUGO)
    desk.ws.admin.remove_from_group(HELPDESK, HUGO)
    await desk.settle()
    await click(desk, hugo, "home.refresh")
    assert "It takes one of these roles" in hugo.dms[-1].text
    await desk.advance(timedelta(seconds=60))
    await desk.sweep("home")
    assert "Waiting for me" not in home(desk, HUGO)


async def test_help_opens_forms_and_leads_to_home(desk: Desk) -> None:
    hugo = desk.person(HUGO)
    await hugo.command("/support-contact", "help", channel=DESK)
    await desk.settle()
    told = hugo.ephemerals[-1]
    assert f"slack://app?team=T0HOME&amp;id={desk.ws.state.app.id}&amp;tab=home|open Home" in str(told.blocks)
    assert (await hugo.click("open.support-contact", message=told)).ok
    await desk.settle()
    assert "Support contacts" in screen(hugo)


@pytest.mark.parametrize("callback_id", ["shortcut.assign", "shortcut.relationships", "shortcut.support-contact"])
async def test_every_main_command_has_a_global_shortcut(desk: Desk, callback_id: str) -> None:
    hugo = desk.person(HUGO)
    assert (await hugo.shortcut(callback_id)).ok
    await desk.settle()
    assert hugo.modal is not None


async def quoted(desk: Desk, user_id: str, text: str) -> Person:
    """The shortcut in the menu of a message somebody wrote to the team."""
    await desk.person(NOBODY).say(DESK, text)
    person = desk.person(user_id)
    await person.message_shortcut("message.request", person.messages(DESK)[-1])
    await desk.settle()
    return person


def chosen(person: Person, ref: str) -> Any:
    option = person.value(ref)
    return option and option["value"]


async def test_a_message_that_names_a_customer_becomes_a_request(desk: Desk) -> None:
    text = "Hi, the admin of *Northwind* (bob@northwind.example) asked us for help, <!here>"
    gloria = await quoted(desk, GLORIA, text)
    assert "El mensaje nombra a Northwind" in screen(gloria)
    assert chosen(gloria, "request.customer") == NORTHWIND
    assert gloria.value("request.note").startswith("«Hi, the admin of *Northwind*")
    await gloria.submit()
    await desk.settle()
    row = request_rows(desk)[0]
    assert (row.customer_id, row.note is not None) == (NORTHWIND, True)


async def test_a_message_that_names_both_asks_the_customer_along_with_the_reseller(desk: Desk) -> None:
    gloria = await quoted(desk, GLORIA, "northwind would like trey research to support them")
    assert chosen(gloria, "request.kind") == "customer_indirect_reseller"
    assert (chosen(gloria, "request.customer"), chosen(gloria, "request.reseller")) == (NORTHWIND, TREY)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("what is for lunch?", "no nombra a nadie del directorio"),
        ("Northwind or Contoso, I forgot", "puede referirse a Northwind y Contoso"),
        (":tada:", "no nombra a nadie del directorio"),
        ("x " * 2000, "no nombra a nadie del directorio"),
    ],
)
async def test_a_message_that_names_nobody_or_several_leaves_the_choice(desk: Desk, text: str, words: str) -> None:
    gloria = await quoted(desk, GLORIA, text)
    assert words in screen(gloria)
    assert chosen(gloria, "request.customer") is None


@pytest.mark.parametrize("user_id", [HUGO, NOBODY])
async def test_the_shortcut_is_refused_to_who_may_not_ask(desk: Desk, user_id: str) -> None:
    person = await quoted(desk, user_id, "Northwind wants help")
    assert person.modal is None
    assert "It takes one of these roles" in person.ephemerals[-1].text


async def test_who_may_only_ask_resellers_gets_their_partnership(desk: Desk) -> None:
    sara = await quoted(desk, SARA, "Northwind says Fabrikam is good")
    assert "The message names Fabrikam" in screen(sara)
    assert chosen(sara, "request.kind") == "partnership"


async def test_home_opens_with_what_was_counted_a_few_minutes_ago(desk: Desk) -> None:
    """Four numbers and one bar; what is done meanwhile is counted the next time, and the page says as of when."""
    await opened(desk, HUGO)
    assert "requests without an answer" not in home(desk, HUGO)
    gloria = await sent(desk)
    await gloria.close()
    await desk.sweep("figures")
    await click(desk, desk.person(HUGO), "home.refresh")
    shown = home(desk, HUGO)
    assert (
        shown.index("Support contacts") < shown.index("1 0 request without an answer") < shown.index("Waiting for me")
    )
    assert "Who supports our customers' 5 subscriptions" in shown
    assert "100% (5) nobody chose, so by default us" in shown
    assert "Counted Mar 2, 2026 9:00 AM" in shown
    hugo = await filled(desk, HUGO)
    await hugo.submit()
    await desk.settle()
    await hugo.close()
    assert "Trey Research 20%" not in home(desk, HUGO)
    await desk.advance(timedelta(minutes=5))
    await desk.sweep("figures")
    await click(desk, desk.person(HUGO), "home.refresh")
    assert "20% (1) resellers: Trey Research 20%" in home(desk, HUGO)
    assert "Counted Mar 2, 2026 9:05 AM" in home(desk, HUGO)


async def test_numbers_that_stay_are_not_published_again(desk: Desk) -> None:
    await desk.sweep("figures")
    await opened(desk, GLORIA)
    assert "suscripciones de nuestros clientes" in home(desk, GLORIA)
    before = published(desk, GLORIA)
    await desk.advance(timedelta(minutes=5))
    await desk.sweep("figures")
    await desk.tick("home").run()
    await desk.settle()
    assert published(desk, GLORIA) == before
