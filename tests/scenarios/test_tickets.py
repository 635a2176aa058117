"""Assigning from a message, with the number of its ticket and its address, in both transports and languages."""

import pytest

from bot.local_slack import Person
from tests.kit.desk import ANA, DESK, HUGO, SARA, Desk, screen, shared
from tests.kit.world import CONTOSO, OFFICE, TREY


async def said(desk: Desk, user_id: str, text: str) -> Person:
    """Let somebody write a message, and somebody assign from it."""
    await desk.person(SARA).say(DESK, text)
    person = desk.person(user_id)
    outcome = await person.message_shortcut("message.assign", person.messages(DESK)[-1])
    assert outcome.ok, outcome
    await desk.settle()
    return person


async def filled(desk: Desk, person: Person) -> None:
    await person.select("assign.subscriptions", OFFICE)
    await desk.settle()
    await person.select("assign.contact", TREY)
    await desk.settle()


def link(desk: Desk) -> str:
    """Return the address of the last message as the local Slack gives it."""
    ts = desk.person(SARA).messages(DESK)[-1].ts.replace(".", "")
    return f"/archives/{DESK}/p{ts}"


async def test_a_message_fills_the_form_and_its_ticket_goes_all_the_way(desk: Desk) -> None:
    hugo = await said(desk, HUGO, "INC0012345: who supports Office of Contoso?")
    seen = screen(hugo)
    assert "The message names Contoso: check what is filled in below." in seen
    assert hugo.value("assign.ticket") == "INC0012345"
    address = link(desk)
    assert address in str(hugo.modal and hugo.modal.body)
    await filled(desk, hugo)
    assert hugo.value("assign.ticket") == "INC0012345"
    await hugo.submit()
    await desk.settle()
    assert "Ticket: INC0012345" in screen(hugo)
    assert address in str(hugo.modal and hugo.modal.body)
    await hugo.submit()
    ana = await desk.opened(ANA, "/support-contact", "inc0012345")
    assert "Ticket: INC0012345" in screen(ana)
    assert address in str(ana.modal and ana.modal.body)
    await ana.click("contact.history", OFFICE)
    await desk.settle()
    assert "Ticket: INC0012345" in screen(ana)


async def test_whoever_is_named_later_keeps_what_the_message_told(desk: Desk) -> None:
    ana = await said(desk, ANA, "ticket #48213, ¿quién lo lleva?")
    assert "El mensaje no nombra a nadie del directorio" in screen(ana)
    await ana.select("assign.customer", CONTOSO)
    await desk.settle()
    assert ana.value("assign.ticket") == "48213"
    assert link(desk) in str(ana.modal and ana.modal.body)
    await ana.type("assign.ticket", "48214")
    await filled(desk, ana)
    await ana.submit()
    await desk.settle()
    assert "Ticket: 48214" in screen(ana)


async def test_without_a_ticket_the_field_is_empty_and_optional(desk: Desk) -> None:
    hugo = await said(desk, HUGO, "Contoso and Trey Research, please")
    assert not hugo.value("assign.ticket")
    assert "Trey Research" in screen(hugo)
    await filled(desk, hugo)
    await hugo.submit()
    await desk.settle()
    assert "Ticket:" not in screen(hugo)


async def test_the_files_have_both(desk: Desk) -> None:
    hugo = await said(desk, HUGO, "Contoso, SR-12345")
    address = link(desk)
    await filled(desk, hugo)
    await hugo.submit()
    await desk.settle()
    hugo = await desk.opened(HUGO, "/support-contact", "contoso")
    await hugo.click("contact.export")
    await desk.settle()
    (row,) = [row for row in shared(desk, hugo) if row["Ticket"]]
    assert row["Ticket"] == "SR-12345"
    assert row["Message"].endswith(address)


@pytest.mark.parametrize("user_id", [SARA])
async def test_who_may_not_assign_is_told_so(desk: Desk, user_id: str) -> None:
    person = await said(desk, user_id, "Contoso, SR-12345")
    assert person.modal is None
