"""Aliases as people say, find and see them, in both transports, on both databases."""

import pytest
from sqlmodel import select

from bot.db import Database
from bot.local_slack import Person
from bot.models import AuditEvent
from bot.services.aliases import editing
from tests.kit import world
from tests.kit.desk import ANA, GLORIA, HUGO, SARA, Desk, screen
from tests.kit.world import CONTOSO, TREY, Reseller


@pytest.fixture
def directory(database: Database) -> None:
    database.write_now(lambda s: world.build(s, Reseller(TREY, "Trey Research")))


async def named(desk: Desk, user_id: str, of: str, names: str) -> Person:
    """Open somebody's page and say these names of them."""
    person = await desk.opened(user_id, "/support-contact", of)
    await person.click("contact.names")
    await desk.settle()
    await person.type("contact.names_text", names)
    assert (await person.submit()).ok
    await desk.settle()
    return person


async def test_a_customer_is_found_by_the_name_that_somebody_said(desk: Desk, database: Database) -> None:
    hugo = await named(desk, HUGO, "contoso", "Woodgrove Bank\nWGB")
    assert "saved" in screen(hugo)
    await hugo.close()
    assert "also WGB and Woodgrove Bank" in screen(hugo)
    await hugo.dismiss()
    again = await desk.opened(HUGO, "/support-contact", "woodgrove bank")
    assert "Contoso · 6 subscriptions" in screen(again)
    assert "also WGB and Woodgrove Bank" in screen(again)
    await again.dismiss()
    for command in ("/assign-support", "/assign-many"):
        form = await desk.opened(HUGO, command, "wgb")
        assert "Contoso" in screen(form)
        assert command == "/assign-support" or "“WGB” is another name of Contoso" in screen(form)
        await form.dismiss()
    for command in ("/request-relationship", "/remove-relationship"):
        gloria = await desk.opened(GLORIA, command, "wgb")
        assert "«WGB» es otro nombre de Contoso" in screen(gloria)
        await gloria.dismiss()
    query = select(AuditEvent).where(AuditEvent.action == editing.CHANGED)
    actions = database.read_now(lambda s: [(event.actor_id, event.customer_id) for event in s.exec(query)])
    assert actions == [(HUGO, CONTOSO)]


async def test_a_menu_says_by_which_name_it_found(desk: Desk) -> None:
    hugo = await named(desk, HUGO, "trey research", "Trey Labs")
    assert "Trey Labs" in screen(hugo)
    await hugo.dismiss()
    person = await desk.opened(HUGO, "/assign-support", "contoso")
    offered = await person.search("assign.contact", "labs")
    assert "also Trey Labs" in repr(offered)
    found = await (await desk.opened(HUGO, "/support-contact")).search("contact.find", "labs")
    assert "also Trey Labs" in repr(found)


async def test_what_cannot_be_a_name_is_said_at_the_field(desk: Desk) -> None:
    hugo = await desk.opened(HUGO, "/support-contact", "contoso")
    await hugo.click("contact.names")
    await desk.settle()
    await hugo.type("contact.names_text", "CONTOSO")
    assert not (await hugo.submit()).ok
    assert "finds it already" in screen(hugo)


async def test_who_may_only_look_has_no_button(desk: Desk) -> None:
    sara = await desk.opened(SARA, "/support-contact", "contoso")
    assert "Edit names" not in screen(sara)


async def test_in_spanish(desk: Desk) -> None:
    ana = await named(desk, ANA, "contoso", "Banco Woodgrove")
    assert "Se han guardado" in screen(ana)
    await ana.close()
    assert "también Banco Woodgrove" in screen(ana)
