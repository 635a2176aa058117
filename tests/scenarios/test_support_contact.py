"""`/support-contact` as people use it: look somebody up, turn pages, filter, read the history; and who may not."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from bot.commands.assign_support import command as assign_support
from bot.commands.support_contact import command as support_contact
from bot.db import Database
from bot.local_slack import NotVisible, Person
from bot.local_slack.text_view import render_view
from bot.services.contacts import assignments, reviews
from bot.settings import Settings
from tests.conftest import MONDAY
from tests.kit import desk as desks
from tests.kit import rows, world
from tests.kit.desk import ANA, GUEST, HUGO, NOBODY, SALES, SARA, Desk, Transport
from tests.kit.world import ANN, NCE, OFFICE, TREY, Reseller

CROWD = rows.guid(1)


@pytest.fixture
def directory(database: Database) -> None:
    """CONTOSO with its history, a customer with 25 subscriptions, and one with a name that sounds alike."""

    def work(session: Session) -> None:
        world.build(session, Reseller(TREY, "Trey Research"))
        session.flush()
        crowd = rows.customer(1, "Contoso Ibérica", "iberica.example")
        session.add_all([crowd, rows.customer(2, "Empty <!channel> & Sons", "empty.example")])
        session.flush()
        session.add_all(rows.subscription(number, crowd, f"Seat {number:02d}", "Office 365 E3") for number in range(25))

    database.write_now(work)
    scene = world.scene(MONDAY - timedelta(days=3), key="assigned")
    done = database.write_now(lambda s: assignments.submit(s, ANN, world.proposal(TREY, OFFICE), scene))
    later = world.scene(MONDAY - timedelta(days=2), key="closed")
    database.write_now(lambda s: reviews.close(s, ANN, done.batch_id, later))


def screen(person: Person) -> str:
    """Return the text that the person sees in the modal on top."""
    assert person.modal is not None
    return render_view(person.modal.body, width=160)


async def opened(desk: Desk, user_id: str, text: str = "") -> Person:
    return await desk.opened(user_id, "/support-contact", text)


async def test_a_customer_by_name_shows_contacts_sources_and_partner_on_record(desk: Desk) -> None:
    hugo = await opened(desk, HUGO, "contoso")
    seen = screen(hugo)
    assert "Contoso · 1–6 of 6 subscriptions" in seen
    assert "Trey Research, assigned" in seen
    assert "Iberia Cloud, default since" in seen
    assert "Phone: unknown" in seen
    assert "Trey Research · PartnerID 4000001" in seen
    assert "Not available for new-commerce subscriptions." in seen


async def test_without_text_one_looks_for_a_customer_first(desk: Desk) -> None:
    ana = await opened(desk, ANA)
    assert "Cliente" in screen(ana)
    assert await ana.search("contact.customer", "iber")
    await ana.select("contact.customer", CROWD)
    await desk.settle()
    assert "Contoso Ibérica · 1–10 de 25 suscripciones" in screen(ana)
    assert ana.value("contact.customer")["value"] == CROWD


async def test_pages_forth_and_back(desk: Desk) -> None:
    hugo = await opened(desk, HUGO, "ibérica")
    for expected in ("11–20 of 25", "21–25 of 25"):
        await hugo.click("contact.next")
        await desk.settle()
        assert expected in screen(hugo)
    assert "Seat 24" in screen(hugo)
    with pytest.raises(NotVisible):
        await hugo.click("contact.next")
    await hugo.click("contact.previous")
    await desk.settle()
    assert "11–20 of 25" in screen(hugo)


async def test_the_filter_by_enter_and_by_button_and_away_again(desk: Desk) -> None:
    hugo = await opened(desk, HUGO, "ibérica")
    await hugo.type("contact.filter", "seat 03", enter=True)
    await desk.settle()
    assert "one of 25 subscriptions matches “seat 03”" in screen(hugo)
    await hugo.type("contact.filter", "no such")
    await hugo.submit()
    await desk.settle()
    assert "None of the 25 subscriptions of Contoso Ibérica matches “no such”" in screen(hugo)
    await hugo.click("contact.all")
    await desk.settle()
    assert "1–10 of 25" in screen(hugo)
    assert hugo.value("contact.filter") is None


async def test_one_subscription_out_of_all(desk: Desk) -> None:
    sara = await opened(desk, SARA)
    found = await sara.search("contact.find", "seat 17")
    assert list(found) == ["Seat 17"]
    await sara.select("contact.find", rows.guid(17, 2))
    await desk.settle()
    assert "Contoso Ibérica · one of 25 subscriptions" in screen(sara)
    assert "Seat 17" in screen(sara)
    await sara.click("contact.all")
    await desk.settle()
    assert "1–10 of 25" in screen(sara)
    within = await sara.search("contact.find", "visio")
    assert "Visio" not in list(within)


async def test_the_history_of_one_subscription(desk: Desk) -> None:
    hugo = await opened(desk, HUGO, "contoso.com")
    await hugo.click("contact.history", OFFICE)
    await desk.settle()
    seen = screen(hugo)
    assert "2 events, newest first" in seen
    assert seen.index("Reviewed and closed") < seen.index("Assigned")
    for part in ("From: Iberia Cloud", "To: Trey Research", "State: in force, reviewed and closed", ANN.reference):
        assert part in seen
    assert "Iberia Cloud was the default from the start" in seen
    await hugo.close()
    assert "Contoso · 1–6 of 6" in screen(hugo)


async def test_the_history_says_why_there_never_was_a_contact(desk: Desk) -> None:
    hugo = await opened(desk, HUGO, "contoso.com")
    await hugo.click("contact.history", NCE)
    await desk.settle()
    seen = screen(hugo)
    assert "Not available for new-commerce subscriptions" in seen
    assert "default from the start" not in seen


async def test_only_those_who_may_assign_are_offered_change(desk: Desk) -> None:
    hugo, sara = await opened(desk, HUGO, "ibérica"), await opened(desk, SARA, "ibérica")
    assert "Change" in screen(hugo)
    assert "Change" not in screen(sara)


async def test_a_person_without_a_role_learns_who_may(desk: Desk) -> None:
    for user_id in (NOBODY, GUEST):
        person = await opened(desk, user_id, "contoso")
        assert person.modal is None
        assert person.ephemerals
    told = desk.person(NOBODY).ephemerals[-1].text
    assert "Contoso" not in told
    assert "S0HELP" in told


async def test_a_role_taken_away_ends_the_looking(desk: Desk) -> None:
    sara = await opened(desk, SARA, "ibérica")
    desk.ws.admin.remove_from_group(SALES, SARA)
    await desk.settle()
    await sara.click("contact.next")
    await desk.settle()
    assert "11–20 of 25" not in screen(sara)
    assert "Seat 10" not in screen(sara)


async def test_an_unknown_customer_is_told_what_to_do(desk: Desk) -> None:
    hugo = await opened(desk, HUGO, "Nobody & <!channel>")
    assert "Neither a customer nor a subscription matches “Nobody & <!channel>”" in screen(hugo)
    assert "search below" in screen(hugo)


async def test_several_customers_are_offered(desk: Desk) -> None:
    hugo = await opened(desk, HUGO, "conto")
    assert "2 customers match “conto”" in screen(hugo)
    await hugo.click("contact.show_customer", CROWD)
    await desk.settle()
    assert "Contoso Ibérica · 1–10 of 25" in screen(hugo)


async def test_a_customer_without_subscriptions(desk: Desk) -> None:
    hugo = await opened(desk, HUGO, "empty")
    assert "Empty <!channel> & Sons has no subscriptions in the directory" in screen(hugo)


async def test_the_hint_of_an_empty_list_is_no_customer(desk: Desk) -> None:
    hugo = await opened(desk, HUGO)
    hint = await hugo.search("contact.customer", "no such")
    assert list(hint) == ["Try another part of the name, a domain or an ID"]
    await hugo.select("contact.customer", "-")
    await desk.settle()
    outcome = await hugo.submit()
    assert outcome.errors
    assert "Choose a customer from the list." in outcome.errors.values()


async def test_help_names_the_command(desk: Desk) -> None:
    hugo = await opened(desk, HUGO, "help")
    assert hugo.modal is None
    assert "/support-contact" in hugo.ephemerals[-1].text


async def test_change_leads_to_the_assignment_and_back(
    database: Database, database_url: str, transport: Transport, directory: None, settings: Settings
) -> None:
    commands = (assign_support.COMMAND, support_contact.COMMAND)
    async with desks.opened(database, database_url, transport, commands=commands) as desk:
        hugo = await opened(desk, HUGO, "contoso.com")
        await hugo.click("assign.from_subscription", OFFICE)
        await desk.settle()
        assert "Office 365: supported by Trey Research" in screen(hugo)
        assert "[Submit]" in screen(hugo)
        await hugo.close()
        assert "Contoso · 1–6 of 6 subscriptions" in screen(hugo)
        await desk.check()


class TestEmptyDirectory:
    """Before anything but the provider was imported."""

    @pytest.fixture
    def directory(self, database: Database) -> None:
        database.write_now(lambda s: s.add(rows.partner(1, "Iberia Cloud", kind="indirect_provider")))

    async def test_it_says_how_to_begin(self, desk: Desk) -> None:
        hugo = await opened(desk, HUGO, "contoso")
        assert "The directory has no customers yet" in screen(hugo)
        assert list(await hugo.search("contact.customer", "")) == [
            "Ask the engineer who runs this bot to import the directory"
        ]
