"""One invitation for several links, as people use it, in both transports, on both databases."""

from datetime import timedelta

import pytest

from bot.db import Database
from bot.local_slack import Person
from bot.local_slack.text_view import render_view
from bot.models import RequestType
from tests.conftest import MONDAY
from tests.kit.asks import lit
from tests.kit.desk import ANA, GLORIA, Desk, flat, screen
from tests.kit.relationships import MAIL, searchable
from tests.kit.steps import request_rows
from tests.kit.world import customer

DAY = timedelta(days=1)
RESELLER, GDAP = RequestType.CUSTOMER_RESELLER, RequestType.GDAP


@pytest.fixture
def directory(database: Database) -> None:
    database.write_now(searchable)


async def drafted(desk: Desk, user_id: str = ANA) -> Person:
    """Ask for the relationship and GDAP in one request, up to the text."""
    person = await desk.opened(user_id, "/request-relationship", "northwind")
    await person.select("request.dap", ["También roles de administrador (GDAP)"])
    assert (await person.submit()).ok
    await desk.settle()
    return person


async def sent(desk: Desk, user_id: str = ANA) -> Person:
    person = await drafted(desk, user_id)
    await person.type("request.recipient", MAIL)
    assert (await person.submit()).ok
    await desk.settle()
    return person


async def listed(desk: Desk, user_id: str = ANA) -> Person:
    return await desk.opened(user_id, "/relationships")


async def accepted(desk: Desk, label: str, ends: str = "") -> Person:
    """Mark one link of the request as accepted by hand."""
    person = await listed(desk)
    await person.click("relations.open")
    await desk.settle()
    await person.click("relations.confirm")
    await desk.settle()
    await person.select("relations.links", [label])
    if ends:
        await person.select("relations.ends", ends)
    assert (await person.submit()).ok
    await desk.settle()
    await desk.notices()
    return person


def home(person: Person) -> str:
    assert person.home is not None
    return flat(render_view(person.home.body, values=person.home.values, width=200))


async def test_one_invitation_two_links_and_a_lamp_each(desk: Desk) -> None:
    ana = await drafted(desk)
    shown = screen(ana)
    assert "2 vínculos por aceptar" in shown
    assert "Abra estos 2 vínculos en este orden" in shown
    await ana.type("request.recipient", MAIL)
    assert (await ana.submit()).ok
    await desk.settle()
    await desk.notices()
    (row,) = request_rows(desk)
    assert lit(desk.db, row.id or 0) == {RESELLER: False, GDAP: False}
    for words in (ana.dms[-1].text, screen(await listed(desk))):
        assert "Relación con nosotros: sin aceptar" in words
        assert "Roles de administrador (GDAP): sin aceptar" in words


async def test_partly_accepted_is_said_everywhere(desk: Desk) -> None:
    await sent(desk)
    ana = await accepted(desk, "Relación con nosotros")
    assert "La solicitud espera los demás vínculos" in screen(ana)
    assert "Aún falta: Roles de administrador (GDAP)" in screen(ana)
    assert any("aceptada en parte" in message.text for message in ana.dms)
    assert "Partly accepted" in desk.told()[0].text
    assert "Aceptada en parte" in screen(await listed(desk))
    await ana.open_home()
    await desk.settle()
    assert "Aceptada en parte" in home(ana)
    ana = await accepted(desk, "Roles de administrador (GDAP)", f"{(MONDAY + 300 * DAY).date()}")
    assert request_rows(desk)[0].state == "established"
    assert all(lit(desk.db, request_rows(desk)[0].id or 0).values())


async def test_gdap_needs_its_end_and_one_link_at_least(desk: Desk) -> None:
    await sent(desk)
    ana = await listed(desk)
    await ana.click("relations.open")
    await desk.settle()
    await ana.click("relations.confirm")
    await desk.settle()
    assert not (await ana.submit()).ok
    await ana.select("relations.links", ["Relación con nosotros", "Roles de administrador (GDAP)"])
    assert not (await ana.submit()).ok
    assert not any(lit(desk.db, request_rows(desk)[0].id or 0).values())


async def test_21_days_without_gdap_are_called_what_they_are(desk: Desk) -> None:
    await sent(desk)
    ana = await accepted(desk, "Relación con nosotros")
    desk.ws.advance(20 * DAY)
    assert "días sin GDAP" not in screen(await listed(desk))
    desk.ws.advance(DAY)
    assert "21 días sin GDAP" in screen(await listed(desk))
    await ana.open_home()
    await desk.settle()
    assert "21 días sin GDAP" in home(ana)
    await desk.sweep("reminders")
    await desk.advance(timedelta(hours=20))
    await desk.sweep("reminders")
    assert any("sin GDAP" in message.text and "Aún falta" in message.text for message in ana.dms)


async def test_a_newcomers_domain_is_asked_for_and_known_ones_are_not(desk: Desk, database: Database) -> None:
    gloria = await desk.opened(GLORIA, "/request-relationship")
    await gloria.search("request.customer", "Woodgrove")
    await gloria.select("request.customer", "«Woodgrove»")
    assert (await gloria.submit()).ok
    await desk.settle()
    assert "Dominio del cliente" in screen(gloria)
    await gloria.type("request.recipient", MAIL)
    await gloria.type("request.domain", "no es un dominio")
    assert not (await gloria.submit()).ok
    await gloria.type("request.domain", "https://www.woodgrove.example/")
    assert (await gloria.submit()).ok
    await desk.settle()
    assert request_rows(desk)[0].customer_domain == "woodgrove.example"
    # Once it is in the directory, nobody has to say who accepted.
    database.write_now(
        lambda s: s.add(customer("33333333-0000-4000-8000-0000000000c1", "Woodgrove Bank", "woodgrove.example"))
    )
    gloria = await listed(desk, GLORIA)
    await gloria.click("relations.open")
    await desk.settle()
    await gloria.click("relations.confirm")
    await desk.settle()
    assert (await gloria.submit()).ok
    await desk.settle()
    row = request_rows(desk)[0]
    assert (row.state, row.customer_id) == ("established", "33333333-0000-4000-8000-0000000000c1")


async def test_the_line_of_time_has_each_link_with_its_day_and_who(desk: Desk) -> None:
    await sent(desk)
    await desk.advance(2 * DAY)
    await accepted(desk, "Relación con nosotros")
    await desk.advance(DAY)
    ana = await listed(desk)
    await ana.click("relations.open")
    await desk.settle()
    shown = screen(ana)
    steps = (
        "Línea de tiempo",
        f"● Mar 2, 2026 9:00 AM · Solicitada · @{ANA}",
        f"● Mar 2, 2026 9:00 AM · Enviada · @{ANA}",
        f"● Mar 4, 2026 9:00 AM · Aceptado: Relación con nosotros · @{ANA}",
        "○ Sin aceptar todavía: Roles de administrador (GDAP)",
        "· Caduca",
    )
    places = [shown.find(step) for step in steps]
    assert -1 not in places, shown
    assert places == sorted(places)
