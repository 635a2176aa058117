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
from tests.kit.world import ANN, DELETED, OFFICE, TREY, Reseller

CROWD = rows.guid(1)


@pytest.fixture
def directory(database: Database) -> None:
    """CONTOSO with its history, a customer with 60 subscriptions, and one with a name that sounds alike."""

    def work(session: Session) -> None:
        world.build(session, Reseller(TREY, "Trey Research"))
        session.flush()
        crowd = rows.customer(1, "Contoso Ibérica", "iberica.example")
        session.add_all([crowd, rows.customer(2, "Empty <!channel> & Sons", "empty.example")])
        session.flush()
        session.add_all(rows.subscription(number, crowd, f"Seat {number:02d}", "Office 365 E3") for number in range(60))

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


async def test_a_customer_by_name_shows_who_supports_what(desk: Desk) -> None:
    hugo = await opened(desk, HUGO, "contoso")
    seen = screen(hugo)
    assert "Contoso · 6 subscriptions" in seen
    assert "1 Trey Research · 4 us · 1 none" in seen
    assert "phone unknown" in seen
    order = ("Trey Research", "Office 365 · assigned", "Iberia Cloud (us)", "Exchange Online · since", "Can have no")
    places = [seen.index(part, seen.index("1 none")) for part in order]
    assert places == sorted(places)
    assert seen.index("Visio · deleted") > places[-1]


async def test_details_of_one_subscription_with_the_partner_on_record(desk: Desk) -> None:
    hugo = await opened(desk, HUGO, "contoso")
    await hugo.click("contact.menu", f"details:{OFFICE}")
    await desk.settle()
    seen = screen(hugo)
    assert "Contoso · one of 6 subscriptions" in seen
    assert "Trey Research, assigned" in seen
    assert "Phone: unknown" in seen
    assert "Trey Research · PartnerID 4000001" in seen
    await hugo.click("contact.all")
    await desk.settle()
    assert "Contoso · 6 subscriptions" in screen(hugo)


async def test_without_text_one_looks_for_a_customer_first(desk: Desk) -> None:
    ana = await opened(desk, ANA)
    assert "Nombre, dominio o id" in screen(ana)
    assert await ana.search("contact.find", "iber")
    await ana.select("contact.find", f"customer:{CROWD}")
    await desk.settle()
    assert "Contoso Ibérica · 1–25 de 60 suscripciones" in screen(ana)
    assert ana.value("contact.find")["value"] == f"customer:{CROWD}"


async def test_pages_forth_and_back(desk: Desk) -> None:
    hugo = await opened(desk, HUGO, "ibérica")
    for expected in ("26–50 of 60", "51–60 of 60"):
        await hugo.click("contact.next")
        await desk.settle()
        assert expected in screen(hugo)
    assert "Seat 59" in screen(hugo)
    with pytest.raises(NotVisible):
        await hugo.click("contact.next")
    await hugo.click("contact.previous")
    await desk.settle()
    assert "26–50 of 60" in screen(hugo)


async def test_one_field_finds_lists_subscriptions_and_customers(desk: Desk) -> None:
    hugo = await opened(desk, HUGO, "contoso.com")
    found = await hugo.search("contact.find", "o")
    labels = {group["label"]["text"]: [each["text"]["text"] for each in group["options"]] for group in found.groups}
    assert labels["This customer"] == ["All 3 that match “o”", "Office 365", "Exchange Online", "Old Office"]
    await hugo.select("contact.find", f"subscription:{OFFICE}")
    await desk.settle()
    assert "Contoso · one of 6 subscriptions" in screen(hugo)
    others = await hugo.search("contact.find", "iber")
    assert [group["label"]["text"] for group in others.groups] == [
        "This customer",
        "Customers",
        "Subscriptions: the first 25, type more to narrow",
    ]


async def test_words_filter_the_customers_list_and_away_again(desk: Desk) -> None:
    hugo = await opened(desk, HUGO, "ibérica")
    listed = await hugo.search("contact.find", "seat 0")
    assert list(listed)[:2] == ["All 10 that match “seat 0”", "Seat 00"]
    await hugo.select("contact.find", "words:seat 0")
    await desk.settle()
    seen = screen(hugo)
    assert "1–10 of 10 that match “seat 0” (60 in all)" in seen
    assert "10 us" in seen
    assert "Seat 10" not in seen
    nothing = await hugo.search("contact.find", "no such")
    assert list(nothing) == ["Try another part of the name, a domain or an ID"]
    await hugo.click("contact.all")
    await desk.settle()
    assert "1–25 of 60" in screen(hugo)
    assert hugo.value("contact.find")["value"] == f"customer:{CROWD}"


async def test_one_subscription_out_of_all(desk: Desk) -> None:
    sara = await opened(desk, SARA)
    found = await sara.search("contact.find", "seat 17")
    assert list(found) == ["Seat 17"]
    await sara.select("contact.find", f"subscription:{rows.guid(17, 2)}")
    await desk.settle()
    assert "Contoso Ibérica · one of 60 subscriptions" in screen(sara)
    assert "Seat 17" in screen(sara)
    await sara.click("contact.all")
    await desk.settle()
    assert "1–25 of 60" in screen(sara)


async def test_the_history_of_one_subscription(desk: Desk) -> None:
    hugo = await opened(desk, HUGO, "contoso.com")
    await hugo.click("contact.menu", f"history:{OFFICE}")
    await desk.settle()
    seen = screen(hugo)
    assert "2 events, newest first" in seen
    assert seen.index("Reviewed and closed") < seen.index("Assigned")
    for part in ("From: Iberia Cloud", "To: Trey Research", "State: in force, reviewed and closed", ANN.reference):
        assert part in seen
    assert "Iberia Cloud was the default from the start" in seen
    await hugo.close()
    assert "Contoso · 6 subscriptions" in screen(hugo)


async def test_the_history_says_why_there_never_was_a_contact(desk: Desk) -> None:
    hugo = await opened(desk, HUGO, "contoso.com")
    await hugo.click("contact.menu", f"history:{DELETED}")
    await desk.settle()
    seen = screen(hugo)
    assert "The subscription is deleted; it cannot have a support contact" in seen
    assert "default from the start" not in seen


async def test_only_those_who_may_assign_are_offered_change(desk: Desk) -> None:
    hugo, sara = await opened(desk, HUGO, "ibérica"), await opened(desk, SARA, "ibérica")
    assert "[⋯ Details | History | Assign]" in screen(hugo)
    assert "[⋯ Details | History]" in screen(sara)
    with pytest.raises(NotVisible):
        await sara.click("contact.menu", f"change:{rows.guid(0, 2)}")


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
    assert "26–50 of 60" not in screen(sara)
    assert "Seat 25" not in screen(sara)


async def test_a_reseller_by_name_shows_what_it_supports_for_whom_and_until_when(desk: Desk) -> None:
    hugo = await opened(desk, HUGO, "trey")
    seen = screen(hugo)
    assert "Trey Research supports one subscription" in seen
    places = [seen.index(part) for part in ("Trey Research supports", "Contoso", "Office 365 · assigned")]
    assert places == sorted(places)
    assert hugo.value("contact.find")["value"] == f"reseller:{TREY}"
    listed = await hugo.search("contact.find", "visio")
    assert list(listed)[0] == "What matches “visio”"
    await hugo.select("contact.find", "words:visio")
    await desk.settle()
    assert "does not match “visio”" in screen(hugo)
    await hugo.click("contact.all")
    await desk.settle()
    await hugo.click("contact.menu", f"details:{OFFICE}")
    await desk.settle()
    assert "Contoso · one of 6 subscriptions" in screen(hugo)


async def test_a_reseller_in_spanish_is_found_in_the_field(desk: Desk) -> None:
    ana = await opened(desk, ANA)
    assert "Trey Research" in await ana.search("contact.find", "trey")
    await ana.select("contact.find", f"reseller:{TREY}")
    await desk.settle()
    assert "Trey Research da soporte a una suscripción" in screen(ana)


async def test_a_name_of_a_customer_and_a_reseller_is_asked_about(desk: Desk) -> None:
    desk.db.write_now(lambda s: s.add(rows.partner(9, "Contoso", "4000009")))
    hugo = await opened(desk, HUGO, "contoso")
    seen = screen(hugo)
    assert "2 customers and resellers match “contoso”. Which one?" in seen
    assert "Contoso · reseller, PartnerID 4000009" in seen
    await hugo.click("contact.show_reseller", rows.guid(9, 3))
    await desk.settle()
    assert "Contoso is the support contact of no subscription" in screen(hugo)


async def test_an_unknown_customer_is_told_what_to_do(desk: Desk) -> None:
    hugo = await opened(desk, HUGO, "Nobody & <!channel>")
    assert "No customer, reseller or subscription matches “Nobody & <!channel>”" in screen(hugo)
    assert "search above" in screen(hugo)


@pytest.mark.parametrize(("user_id", "words"), [(HUGO, "Did you mean"), (ANA, "¿Querías decir")])
async def test_a_near_miss_offers_what_it_nearly_was(desk: Desk, user_id: str, words: str) -> None:
    person = await opened(desk, user_id, "Contosso Iberica")
    assert words in screen(person)
    found = await person.search("contact.find", "Trey Reseach")
    assert [group["label"]["text"].split("…")[0].strip() for group in found.groups] == [words]
    assert list(found) == ["Trey Research (PartnerID 4000001)"]
    await person.click("contact.show_customer", CROWD)
    await desk.settle()
    assert "Contoso Ibérica · 1–25" in screen(person)


async def test_several_customers_are_offered(desk: Desk) -> None:
    hugo = await opened(desk, HUGO, "conto")
    assert "2 customers match “conto”" in screen(hugo)
    await hugo.click("contact.show_customer", CROWD)
    await desk.settle()
    assert "Contoso Ibérica · 1–25 of 60" in screen(hugo)


async def test_a_customer_without_subscriptions(desk: Desk) -> None:
    hugo = await opened(desk, HUGO, "empty")
    assert "Empty <!channel> & Sons has no subscriptions in the directory" in screen(hugo)


async def test_the_hint_of_an_empty_list_is_no_customer(desk: Desk) -> None:
    hugo = await opened(desk, HUGO)
    before = screen(hugo)
    hint = await hugo.search("contact.find", "no such")
    assert list(hint) == ["Try another part of the name, a domain or an ID"]
    await hugo.select("contact.find", "-")
    await desk.settle()
    assert "subscriptions" not in before
    assert "subscriptions" not in screen(hugo)


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
        await hugo.click("contact.menu", f"change:{OFFICE}")
        await desk.settle()
        assert "Office 365: supported by Trey Research" in screen(hugo)
        assert "[Submit]" in screen(hugo)
        await hugo.close()
        assert "Contoso · 6 subscriptions" in screen(hugo)
        await desk.check()


class TestEmptyDirectory:
    """Before anything but the provider was imported."""

    @pytest.fixture
    def directory(self, database: Database) -> None:
        database.write_now(lambda s: s.add(rows.partner(1, "Iberia Cloud", kind="indirect_provider")))

    async def test_it_says_how_to_begin(self, desk: Desk) -> None:
        hugo = await opened(desk, HUGO, "contoso")
        assert "The directory has no customers yet" in screen(hugo)
        assert list(await hugo.search("contact.find", "")) == [
            "Ask the engineer who runs this bot to import the directory"
        ]
