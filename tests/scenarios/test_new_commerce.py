"""New commerce as people meet it (A14): kept here and said so, or refused where the operator wants that."""

from collections.abc import AsyncIterator
from dataclasses import asdict

import pytest
from sqlalchemy import update

from bot.db import Database
from bot.local_slack import Person
from bot.local_slack.text_view import render_message
from bot.models import Customer, Partner
from bot.services.contacts import lookup
from bot.services.store.sql import table
from tests.conftest import PROVIDER
from tests.kit import desk as desks
from tests.kit.desk import ANA, DESK, HUGO, Desk, Transport, flat, screen
from tests.kit.steps import opened, rows
from tests.kit.world import AZURE, CONTOSO, NCE, TREY

KEPT = "kept here; Microsoft has no support contact for new commerce"
KEPT_ES = "solo aquí; Microsoft no tiene contacto de soporte para el nuevo comercio"


@pytest.fixture
async def strict(database: Database, database_url: str, transport: Transport, directory: None) -> AsyncIterator[Desk]:
    """Open a desk whose operator refuses new commerce."""
    async with desks.opened(database, database_url, transport, assign_new_commerce="refuse") as opened_desk:
        yield opened_desk
        await opened_desk.check()


async def chosen(desk: Desk, user_id: str, *subscriptions: str, contact: str = "Trey Research") -> Person:
    """Fill in the form."""
    person = await opened(desk, user_id)
    await person.select("assign.subscriptions", list(subscriptions))
    await desk.settle()
    await person.select("assign.contact", contact)
    await desk.settle()
    return person


def reachable(desk: Desk) -> None:
    known = {"telephone": "+34 910 000 000", "email": "help@trey.example", "website": "https://trey.example"}
    at = table(Partner).c.tenant_id == TREY
    desk.db.write_now(lambda s: s.connection().execute(update(table(Partner)).where(at).values(**known)))


def contacts(desk: Desk) -> list[tuple[str, str]]:
    lines = desk.db.read_now(lambda s: lookup.lines(s, PROVIDER, CONTOSO, [NCE, AZURE]))
    return [(line.contact_name, line.origin) for line in lines]


async def test_a14_new_commerce_is_assigned_and_never_said_to_be_at_microsoft(desk: Desk) -> None:
    hugo = await chosen(desk, HUGO, "Teams", "Azure")
    seen = screen(hugo)
    assert KEPT in seen
    assert "kept here; Microsoft has no support contact for usage-based subscriptions" in seen
    assert "The customer will see" not in seen
    await hugo.submit()
    await desk.notices()
    seen = screen(hugo)
    assert "Trey Research is now the designated support contact of 2 subscriptions of Contoso" in seen
    assert KEPT in seen
    assert "What the customer will see" not in seen
    assert "Microsoft shows them nothing of it" in seen
    assert contacts(desk) == [("Trey Research", "assigned")] * 2
    (told,) = hugo.messages(DESK)
    assert "kept here; Microsoft has no support contact" in flat(render_message(asdict(told)))


async def test_a_mixed_choice_says_how_many_are_kept_here(desk: Desk) -> None:
    hugo = await chosen(desk, HUGO, "Teams", "Office 365")
    await hugo.submit()
    await desk.notices()
    assert "What the customer will see" in screen(hugo)
    assert screen(hugo).count(KEPT) == 1
    (told,) = hugo.messages(DESK)
    assert "one of them kept here; Microsoft has no support contact for it" in flat(render_message(asdict(told)))


async def test_the_viewer_and_the_history_say_what_microsoft_keeps(desk: Desk) -> None:
    hugo = await chosen(desk, HUGO, "Teams")
    await hugo.submit()
    await desk.settle()
    await hugo.dismiss()
    hugo = await desk.opened(HUGO, "/support-contact", "contoso")
    seen = screen(hugo)
    assert "kept here (new commerce)" in seen
    assert "Kept here: of new commerce, usage and software Microsoft has no support contact" in seen
    await hugo.click("contact.menu", f"history:{NCE}")
    await desk.settle()
    assert f"One event · {KEPT}" in screen(hugo)
    await hugo.close()
    await hugo.click("contact.menu", f"details:{NCE}")
    await desk.settle()
    assert KEPT in screen(hugo)
    ana = await desk.opened(ANA, "/support-contact", NCE)
    assert KEPT_ES in screen(ana)


async def test_the_sentence_for_the_customer_is_in_its_own_language(desk: Desk) -> None:
    reachable(desk)
    hugo = await chosen(desk, HUGO, "Teams")
    seen = screen(hugo)
    assert "For the customer, once this is submitted. Microsoft shows them nothing of it:" in seen
    spanish = (
        "Su contacto de soporte para Teams: Trey Research",
        "Teléfono: +34 910 000 000",
        "Correo electrónico: help@trey.example",
        "Sitio web: https://trey.example",
    )
    assert all(line in seen for line in spanish)
    assert "mailto:?subject=Trey%20Research%20da%20soporte" in str(hugo.modal)
    await hugo.submit()
    await desk.settle()
    assert all(line in screen(hugo) for line in spanish)
    await hugo.dismiss()
    abroad = update(table(Customer)).where(table(Customer).c.id == CONTOSO).values(country="IE")
    desk.db.write_now(lambda s: s.connection().execute(abroad))
    hugo = await chosen(desk, HUGO, "Azure", "Exchange Online", "Office 365", "Old Office")
    seen = screen(hugo)
    assert "Trey Research is your support contact for these subscriptions:" in seen
    assert "- Old Office" in seen


async def test_the_spanish_form_says_it_in_spanish(desk: Desk) -> None:
    ana = await chosen(desk, ANA, "Teams")
    assert KEPT_ES in screen(ana)
    assert "Microsoft no le muestra nada de esto" in screen(ana)


async def test_many_at_once_are_counted_as_kept_here_in_the_dry_run(desk: Desk) -> None:
    hugo = await desk.opened(HUGO, "/assign-many", "Contoso")
    await hugo.search("bulk.contact", "trey")
    await hugo.select("bulk.contact", "Trey Research")
    await hugo.submit()
    await desk.settle()
    seen = screen(hugo)
    assert "One that will change is new commerce: kept here; Microsoft has no support contact for it." in seen
    assert "One that will change is billed by usage: kept here; Microsoft has no support contact for it." in seen
    await hugo.submit()
    await desk.settle()
    await desk.sweep("jobs")
    assert contacts(desk) == [("Trey Research", "assigned")] * 2


async def test_a14_the_operator_may_have_it_refused(strict: Desk) -> None:
    hugo = await opened(strict, HUGO)
    shown = await hugo.search("assign.subscriptions", "")
    groups = {group["label"]["text"]: [each["text"]["text"] for each in group["options"]] for group in shown.groups}
    assert groups == {
        "Can have a support contact": ["Exchange Online", "Office 365", "Old Office"],
        "Cannot have one": ["Azure", "Teams", "Visio"],
    }
    hugo = await chosen(strict, HUGO, "Teams")
    assert "Teams: no support contact. Not available for new-commerce subscriptions." in screen(hugo)
    await hugo.submit()
    await strict.settle()
    assert any("new-commerce" in text for text in hugo.errors.values())
    assert rows(strict.db) == (0, 0, 0, 0)


async def test_refused_the_viewer_lists_it_apart(strict: Desk) -> None:
    hugo = await strict.opened(HUGO, "/support-contact", "contoso")
    seen = screen(hugo)
    assert "3 us · 3 none" in seen
    assert "Teams · new commerce" in seen
    await hugo.click("contact.menu", f"history:{NCE}")
    await strict.settle()
    assert "Not available for new-commerce subscriptions" in screen(hugo)
    assert "default from the start" not in screen(hugo)
