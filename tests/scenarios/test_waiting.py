"""From assignment to request and back: what waits goes on by itself or with one click, in both transports."""

import pytest
from sqlmodel import col, select

from bot.db import Database
from bot.local_slack import Person
from bot.models import Assignment, RelationshipRequest
from bot.services.policy import POLICIES, Actor, Role
from bot.services.relationships import requests
from bot.services.relationships.establish import confirm_established
from bot.services.scene import Scene
from tests.conftest import PROVIDER
from tests.kit import desk as desks
from tests.kit.desk import ANA, DESK, GLORIA, HELPDESK, HUGO, Desk, Transport, screen
from tests.kit.relationships import MAIL
from tests.kit.steps import contact, ineligible, opened

AGENT = Actor(ANA, "Ana", frozenset({Role.ADMIN_AGENT}), POLICIES["partner-center-2020"], "REFANA01")


def states(desk: Desk) -> list[str]:
    return desk.db.read_now(lambda s: list(s.scalars(select(col(Assignment.state)).order_by(col(Assignment.id)))))


def at(desk: Desk, key: str) -> Scene:
    return Scene(PROVIDER, desk.clock.now(), key, DESK)


async def requested(desk: Desk, ana: Person) -> int:
    """Ana asks for the combined link from where she waits, and says that it was sent."""
    await ana.click("assign.request_relationship")
    await desk.settle()
    await ana.submit()
    await desk.settle()
    request = desk.db.read_now(lambda s: s.scalars(select(RelationshipRequest)).one())
    assert request.id is not None
    key = request.id
    desk.db.write_now(lambda s: requests.mark_sent(s, AGENT, key, "admin@contoso.com", at(desk, "sent")))
    await desk.notices()
    return key


async def test_the_form_knows_its_request_and_that_it_keeps_the_assignment(desk: Desk) -> None:
    ana = await ineligible(desk, ANA)
    assert "Solicitar relación de revendedor" in screen(ana)
    await ana.click("assign.request_relationship")
    await desk.settle()
    await ana.close()
    under = screen(ana)
    assert "Una suscripción elegida espera a Fabrikam" in under
    assert "recibe un aviso y puede enviarla" in under
    await ana.click("assign.request_relationship")
    await desk.settle()
    await ana.submit()
    await desk.settle()
    key = desk.db.read_now(lambda s: s.scalars(select(RelationshipRequest)).one().id)
    await ana.close()
    assert "sin enviar todavía" in screen(ana)
    assert "[Solicitar relación de revendedor]" not in screen(ana)
    desk.db.write_now(lambda s: requests.mark_sent(s, AGENT, key or 0, "admin@contoso.com", at(desk, "sent")))
    await ana.submit()
    await desk.settle()
    seen = screen(ana)
    assert "a la espera de Contoso" in seen
    assert "Solicitar relación de revendedor" not in seen
    assert states(desk)[-1] == "waiting_relationship"
    await desk.check()


async def sent_from(desk: Desk, person: Person, button: str) -> None:
    """Make and send the request behind a button, and go back to where it was pressed."""
    assert f"[{ASKING}]" in screen(person)
    await person.click(button)
    await desk.settle()
    assert (await person.submit()).ok
    await desk.settle()
    await person.type("request.recipient", MAIL)
    assert (await person.submit()).ok
    await desk.settle()
    await person.close()


ASKING = "Solicitar relación de revendedor"
UNDER_WAY = "se pidió Mar 2, 2026"


async def test_the_form_below_says_at_once_that_its_request_was_sent(desk: Desk) -> None:
    ana = await ineligible(desk, ANA)
    await ana.type("assign.reason", "porque sí")
    await sent_from(desk, ana, "assign.request_relationship")
    assert UNDER_WAY in screen(ana)
    assert "a la espera de Contoso" in screen(ana)
    assert f"[{ASKING}]" not in screen(ana)
    assert "Office 365: soporte de Iberia Cloud" in screen(ana)
    assert "Todavía no se puede elegir a Fabrikam" in screen(ana)
    assert ana.value("assign.reason") == "porque sí"
    assert (await ana.submit()).ok
    await desk.settle()
    assert states(desk)[-1] == "waiting_relationship"


async def test_what_waits_says_at_once_that_its_request_was_sent(desk: Desk) -> None:
    ana = await ineligible(desk, ANA)
    await ana.submit()
    await desk.settle()
    await sent_from(desk, ana, "assign.request_relationship")
    assert UNDER_WAY in screen(ana)
    assert "Fabrikam será el contacto de soporte" in screen(ana)
    assert f"[{ASKING}]" not in screen(ana)


async def test_a_customer_that_is_not_ours_is_asked_once(desk: Desk) -> None:
    ana = await opened(desk, ANA, "stranger")
    await sent_from(desk, ana, "assign.request_customer")
    assert UNDER_WAY in screen(ana)
    assert "a la espera de Stranger" in screen(ana)
    assert f"[{ASKING}]" not in screen(ana)


async def test_the_request_that_somebody_else_made_meanwhile_is_told_below_its_twin(desk: Desk) -> None:
    ana, gloria = await opened(desk, ANA, "stranger"), await opened(desk, GLORIA, "stranger")
    await gloria.click("assign.request_customer")
    await desk.settle()
    await sent_from(desk, ana, "assign.request_customer")
    await gloria.submit()
    await desk.settle()
    await gloria.close()
    assert UNDER_WAY in screen(gloria)
    assert f"[{ASKING}]" not in screen(gloria)


async def test_a_draft_that_the_twin_leads_to_is_told_once_it_is_sent(desk: Desk) -> None:
    ana, gloria = await opened(desk, ANA, "stranger"), await opened(desk, GLORIA, "stranger")
    await gloria.click("assign.request_customer")
    await ana.click("assign.request_customer")
    await desk.settle()
    await ana.submit()
    await gloria.submit()
    await desk.settle()
    await gloria.click("request.resume")
    await desk.settle()
    await gloria.type("request.recipient", MAIL)
    await gloria.submit()
    await desk.settle()
    await gloria.close()
    assert UNDER_WAY in screen(gloria)


def accept(desk: Desk, request_id: int) -> None:
    desk.db.write_now(lambda s: confirm_established(s, AGENT, request_id, at(desk, "yes")))


async def test_a7_waiting_becomes_ready_once_and_is_not_submitted_by_itself(desk: Desk) -> None:
    ana = await ineligible(desk, ANA)
    request_id = await requested(desk, ana)
    assert states(desk) == ["waiting_relationship"]
    accept(desk, request_id)
    accept(desk, request_id)
    await desk.sweep("waiting")
    await desk.sweep("waiting")
    assert states(desk) == ["ready"]
    assert contact(desk.db) == ("Iberia Cloud", "default")
    told = [message for message in ana.dms if "ya puede ser el contacto" in message.text]
    assert len(told) == 1
    await ana.dismiss()
    await ana.click("assign.ready", message=told[0])
    await desk.settle()
    assert "Lo que verá el cliente" in screen(ana)
    await ana.submit()
    await desk.settle()
    assert contact(desk.db) == ("Fabrikam", "assigned")
    assert "Fabrikam es ahora el contacto de soporte" in screen(ana)
    await ana.submit()
    await desk.notices()
    assert states(desk) == ["closed"]


async def test_by_itself_when_that_was_ticked(desk: Desk) -> None:
    ana = await ineligible(desk, ANA, by_itself=True)
    await ana.submit()
    await desk.settle()
    assert "Se aplica entonces automáticamente" in screen(ana)
    accept(desk, await requested(desk, ana))
    await desk.sweep("waiting")
    await desk.sweep("waiting")
    assert states(desk) == ["applied"]
    assert contact(desk.db) == ("Fabrikam", "assigned")
    assert any("automáticamente" in str(message.blocks) for message in ana.dms)


async def test_by_itself_stops_when_the_role_is_gone(desk: Desk) -> None:
    hugo = await ineligible(desk, HUGO, by_itself=True)
    await hugo.submit()
    await desk.settle()
    assert states(desk) == ["waiting_relationship"]
    ana = await ineligible(desk, ANA)
    request_id = await requested(desk, ana)
    desk.ws.admin.remove_from_group(HELPDESK, HUGO)
    await desk.settle()
    accept(desk, request_id)
    await desk.sweep("waiting")
    assert states(desk) == ["ready", "ready"]
    assert contact(desk.db) == ("Iberia Cloud", "default")


async def test_a_contact_that_moved_meanwhile_is_not_overwritten(desk: Desk) -> None:
    ana = await ineligible(desk, ANA)
    request_id = await requested(desk, ana)
    await ana.dismiss()
    hugo = await opened(desk, HUGO)
    await hugo.select("assign.subscriptions", ["Office 365"])
    await desk.settle()
    await hugo.select("assign.contact", "Trey Research")
    await desk.settle()
    await hugo.submit()
    await desk.settle()
    accept(desk, request_id)
    await desk.notices()
    await ana.click("assign.ready")
    await desk.settle()
    await ana.submit()
    await desk.settle()
    assert contact(desk.db) == ("Trey Research", "assigned")
    assert states(desk) == ["cancelled", "applied"]


@pytest.mark.parametrize("end", ["decline", "withdraw"])
async def test_a_request_that_ends_ends_the_wait_and_says_so(desk: Desk, end: str) -> None:
    ana = await ineligible(desk, ANA)
    request_id = await requested(desk, ana)
    act = requests.decline if end == "decline" else requests.withdraw
    desk.db.write_now(lambda s: act(s, AGENT, request_id, at(desk, end)))
    await desk.notices()
    assert states(desk) == ["cancelled"]
    assert [m for m in ana.dms if "Sin asignar" in m.text]


async def test_give_up(desk: Desk) -> None:
    ana = await ineligible(desk, ANA)
    accept(desk, await requested(desk, ana))
    await desk.notices()
    await ana.dismiss()
    await ana.click("assign.ready")
    await desk.settle()
    await ana.click("assign.give_up")
    await desk.settle()
    assert "Sin asignar" in screen(ana)
    assert states(desk) == ["cancelled"]


async def test_the_form_below_is_drawn_after_an_answer_that_came_late_too(
    database: Database, database_url: str, transport: Transport, directory: None
) -> None:
    async with desks.opened(database, database_url, transport, patience=0.0) as desk:
        ana = await opened(desk, ANA, "stranger")
        await sent_from(desk, ana, "assign.request_customer")
        assert UNDER_WAY in screen(ana)
        assert f"[{ASKING}]" not in screen(ana)
        await desk.check()
