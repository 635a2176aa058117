"""`/relationships` as people use it, in both transports, on both databases (docs/domain.md#scenarios)."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col, select

from bot.db import Database
from bot.local_slack import NotVisible, Person
from bot.local_slack.text_view import render_message
from bot.models import Customer, CustomerRelationship, RelationshipRequest, RequestType
from bot.services.invitations.rules import RequestWish
from bot.services.relationships import requests
from tests.kit.desk import ANA, GLORIA, GUEST, HUGO, NOBODY, SARA, Desk, screen
from tests.kit.relationships import GLO, MAIL, NORTHWIND, searchable
from tests.kit.transport.sending import deliver
from tests.kit.world import TREY, scene

COMMAND = "/relationships"
DAY = timedelta(days=1)
MINE = GLO.__class__(GLORIA, "Gloria", GLO.roles, GLO.matrix, "REF90001")


@pytest.fixture
def directory(database: Database) -> None:
    database.write_now(searchable)


def row(desk: Desk, request_id: int) -> RelationshipRequest:
    return desk.db.read_now(
        lambda s: s.exec(select(RelationshipRequest).where(RelationshipRequest.id == request_id)).one()
    )


def pending(desk: Desk, wish: RequestWish) -> int:
    """A request of GLORIA's that was sent now."""
    at = scene(desk.clock.now(), f"{wish}:{desk.clock.now()}")
    made = desk.db.write_now(lambda s: requests.create(s, MINE, wish, at))
    desk.db.write_now(lambda s: requests.mark_sent(s, MINE, made, MAIL, at))
    return made


def northwind(desk: Desk) -> int:
    return pending(desk, RequestWish(RequestType.CUSTOMER_RESELLER, NORTHWIND))


async def opened(desk: Desk, user_id: str, text: str = "") -> Person:
    return await desk.opened(user_id, COMMAND, text)


async def detail(desk: Desk, user_id: str, request_id: int) -> Person:
    person = await opened(desk, user_id)
    await person.click("relations.open", str(request_id))
    await desk.settle()
    return person


async def test_the_list_says_age_owner_next_reminder_and_what_is_next(desk: Desk) -> None:
    northwind(desk)
    await desk.advance(2 * DAY)
    hugo = await opened(desk, HUGO)
    seen = screen(hugo)
    assert "Pending Northwind" in seen.replace("*", "")
    assert "2 days old" in seen
    assert GLORIA in seen
    assert "Next: reminder" in seen
    assert "1–1 of 1" in seen


async def test_the_relationships_themselves_are_a_list_of_their_own(desk: Desk) -> None:
    link = CustomerRelationship(customer_id=NORTHWIND, partner_tenant_id=TREY, delegated_admin="gdap")
    desk.db.write_now(lambda s: s.add(link))
    hugo = await opened(desk, HUGO)
    await hugo.click("relations.standing_open")
    await desk.settle()
    assert "Northwind with Trey Research · reseller relationship" in screen(hugo).replace("*", "")
    assert "Admin privileges: GDAP" in screen(hugo)
    gloria = await opened(desk, GLORIA, "vigentes nobody")
    assert "Ningún cliente ni partner con ese nombre tiene una relación" in screen(gloria)
    gloria = await opened(desk, GLORIA, "vigentes trey")
    assert "Northwind con Trey Research" in screen(gloria).replace("*", "")
    nobody = await opened(desk, NOBODY, "standing")
    assert nobody.modal is None


async def test_an_empty_list_says_what_to_do(desk: Desk) -> None:
    gloria = await opened(desk, GLORIA)
    assert "Aquí no hay nada" in screen(gloria)
    await gloria.click("relations.request")
    await desk.settle()
    assert gloria.modal is not None
    assert gloria.modal.callback_id == "request.form"


async def test_words_in_either_language_and_menus_filter_the_same(desk: Desk) -> None:
    northwind(desk)
    pending(desk, RequestWish(RequestType.CUSTOMER_RESELLER, new_name="Wingtip"))
    gloria = await opened(desk, GLORIA, "PENDIENTES northw")
    assert "Northwind" in screen(gloria)
    assert "Wingtip" not in screen(gloria)
    await gloria.click("relations.clear")
    await desk.settle()
    assert "Wingtip" in screen(gloria)
    await gloria.select("relations.state", "declined")
    await desk.settle()
    assert "Ninguna solicitud encaja" in screen(gloria)
    ana = await opened(desk, ANA, "waiting")
    assert "Northwind" not in screen(ana)
    await ana.select("relations.scope", "all")
    await desk.settle()
    await ana.select("relations.owner", GLORIA)
    await desk.settle()
    assert "Northwind" in screen(ana)
    await ana.type("relations.query", "wing", enter=True)
    await desk.settle()
    assert "Northwind" not in screen(ana)
    assert "Wingtip" in screen(ana)


async def test_pages_turn_and_the_way_back_leads_to_the_same_page(desk: Desk) -> None:
    for number in range(12):
        pending(desk, RequestWish(RequestType.CUSTOMER_RESELLER, new_name=f"Kunde {number:02}"))
        desk.ws.advance(timedelta(minutes=1))
    hugo = await opened(desk, HUGO)
    assert "Kunde 11" not in screen(hugo)
    await hugo.click("relations.next")
    await desk.settle()
    assert "11–12 of 12" in screen(hugo)
    await hugo.click("relations.open", "12")
    await desk.settle()
    await hugo.click("relations.back")
    await desk.settle()
    assert "11–12 of 12" in screen(hugo)


async def test_a10_snooze_in_the_persons_own_zone(desk: Desk) -> None:
    made = northwind(desk)
    gloria = await detail(desk, GLORIA, made)
    await gloria.click("relations.more", "snooze-morning")
    await desk.settle()
    assert "Pospuesta" in screen(gloria)
    # Madrid is at UTC+1 in March.
    assert row(desk, made).next_reminder_at == datetime(2026, 3, 3, 8, tzinfo=UTC)
    await gloria.click("relations.more", "snooze-hour")
    await desk.settle()
    assert row(desk, made).next_reminder_at == desk.clock.now() + timedelta(hours=1)
    at = desk.clock.now() + 5 * DAY
    await gloria.click("relations.more", "snooze-at")
    await desk.settle()
    await gloria.select("relations.until", int((desk.clock.now() - DAY).timestamp()))
    await gloria.submit()
    assert "90" in str(gloria.errors["until"])
    await gloria.select("relations.until", int(at.timestamp()))
    await gloria.submit()
    await desk.settle()
    assert "Pospuesta" in screen(gloria)
    assert row(desk, made).next_reminder_at == at.replace(microsecond=0)


async def test_reminders_stop_and_the_button_goes(desk: Desk) -> None:
    made = northwind(desk)
    gloria = await detail(desk, GLORIA, made)
    await gloria.click("relations.more", "stop")
    await desk.settle()
    assert "Recordatorios detenidos" in screen(gloria)
    with pytest.raises(NotVisible):
        await gloria.click("relations.more", "stop")
    assert row(desk, made).reminders_stopped


async def test_handed_to_someone_who_may_and_to_nobody_else(desk: Desk) -> None:
    made = northwind(desk)
    gloria = await detail(desk, GLORIA, made)
    await gloria.click("relations.more", "give")
    await desk.settle()
    for stranger in (HUGO, NOBODY, GUEST):
        await gloria.select("relations.new_owner", stranger)
        await gloria.submit()
        await desk.settle()
        assert "no puede hacer este tipo de solicitudes" in gloria.errors["owner"]
        assert row(desk, made).owner == GLORIA
    await gloria.select("relations.new_owner", ANA)
    await gloria.submit()
    await desk.settle()
    assert "Traspasada" in screen(gloria)
    assert row(desk, made).owner == ANA
    await desk.notices()
    card, ring = desk.person(ANA).dms
    assert "por Gloria" in card.text
    assert "A cargo de Ana" in card.text
    assert "Gloria te ha traspasado" in ring.text
    assert ["Ana" in message.text for message in gloria.dms] == [True]


async def test_whoever_slack_cannot_tell_of_is_not_said_to_lack_the_role(desk: Desk) -> None:
    made = northwind(desk)
    gloria = await detail(desk, GLORIA, made)
    desk.ws.faults.add("error", "users.info", times=None, code="fatal_error")
    await gloria.click("relations.more", "give")
    await desk.settle()
    await gloria.select("relations.new_owner", NOBODY)
    await gloria.submit()
    await desk.settle()
    assert "no puede hacer este tipo de solicitudes" not in screen(gloria)
    assert "Slack" in screen(gloria)
    assert row(desk, made).owner == GLORIA


async def test_only_looking_without_the_role_and_a_forged_click_is_refused(desk: Desk) -> None:
    made = northwind(desk)
    hugo = await detail(desk, HUGO, made)
    assert "not change it" in screen(hugo)
    with pytest.raises(NotVisible):
        await hugo.click("relations.withdraw")
    gloria = await detail(desk, GLORIA, made)
    outcome = await gloria.click("relations.more", "snooze-hour")
    assert outcome.payload is not None
    before = row(desk, made).next_reminder_at
    forged = outcome.payload | {"user": {"id": HUGO, "team_id": "T0HOME"}, "trigger_id": "9.9.forged"}
    forged["actions"] = [forged["actions"][0] | {"action_id": "relations.withdraw", "action_ts": "9.9"}]
    await deliver(desk, forged)
    await desk.settle()
    assert (row(desk, made).state, row(desk, made).next_reminder_at) == ("pending", before)


async def test_a_sales_agent_sees_all_but_acts_on_partnerships_only(desk: Desk) -> None:
    made = northwind(desk)
    sara = await detail(desk, SARA, made)
    assert "not change it" in screen(sara)


async def test_confirmed_established_tells_and_enters_the_books(desk: Desk) -> None:
    made = northwind(desk)
    gloria = await detail(desk, GLORIA, made)
    await gloria.click("relations.confirm")
    await desk.settle()
    assert (await gloria.submit()).ok
    await desk.settle()
    assert "Establecida." in screen(gloria)
    assert row(desk, made).state == "established"
    customer = desk.db.read_now(lambda s: s.get(Customer, NORTHWIND))
    assert customer is not None
    assert customer.relationship_to_partner == "reseller"
    await desk.notices()
    assert "establecida" in render_message(asdict(gloria.dms[-1]))


async def test_invariant_28_who_accepted_must_be_said_when_only_the_name_was_known(desk: Desk) -> None:
    made = pending(desk, RequestWish(RequestType.CUSTOMER_RESELLER, new_name="Wingtip"))
    gloria = await detail(desk, GLORIA, made)
    await gloria.click("relations.confirm")
    await desk.settle()
    await gloria.type("relations.tenant", "not a guid at all")
    await gloria.type("relations.domain", "wingtip.example")
    await gloria.submit()
    assert "GUID" in str(gloria.errors)
    tenant = "99999999-0000-4000-8000-00000000000a"
    await gloria.type("relations.tenant", tenant.upper())
    await gloria.type("relations.country", "es")
    assert (await gloria.submit()).ok
    await desk.settle()
    held = desk.db.read_now(lambda s: s.get(Customer, tenant))
    assert held is not None
    assert (held.company_name, held.domain, held.country) == ("Wingtip", "wingtip.example", "ES")
    assert row(desk, made).customer_id == tenant


async def test_gdap_needs_its_last_day(desk: Desk) -> None:
    both = pending(desk, RequestWish(RequestType.CUSTOMER_INDIRECT_RESELLER, NORTHWIND, TREY))
    gdap = pending(desk, RequestWish(RequestType.GDAP, NORTHWIND, TREY))
    gloria = await detail(desk, GLORIA, both)
    await gloria.click("relations.confirm")
    await desk.settle()
    await gloria.submit()
    await desk.settle()
    await gloria.click("relations.back")
    await desk.settle()
    await gloria.click("relations.open", str(gdap))
    await desk.settle()
    await gloria.click("relations.confirm")
    await desk.settle()
    await gloria.select("relations.ends", "2031-01-01")
    await gloria.submit()
    assert "dos años" in str(gloria.errors)
    await gloria.select("relations.ends", "2027-06-01")
    assert (await gloria.submit()).ok
    await desk.settle()
    held = desk.db.read_now(lambda s: s.get(CustomerRelationship, (NORTHWIND, TREY)))
    assert held is not None
    # Midnight in Madrid in summer.
    assert held.delegated_admin_expires_at == datetime(2027, 5, 31, 22, tzinfo=UTC)


async def test_declined_asks_first_and_again_starts_a_new_request_filled_in(desk: Desk) -> None:
    made = northwind(desk)
    gloria = await detail(desk, GLORIA, made)
    assert (await gloria.click("relations.decline", confirm=False)).did == "cancelled"
    assert row(desk, made).state == "pending"
    await gloria.click("relations.decline")
    await desk.settle()
    assert row(desk, made).state == "declined"
    await gloria.click("relations.again")
    await desk.settle()
    assert gloria.value("request.customer")["value"] == NORTHWIND
    assert (await gloria.submit()).ok
    await desk.settle()
    states = desk.db.read_now(
        lambda s: s.exec(select(RelationshipRequest.state).order_by(col(RelationshipRequest.id))).all()
    )
    assert list(states) == ["declined", "link_ready"]


async def test_a28_by_hand_accepted_after_it_was_withdrawn(desk: Desk) -> None:
    made = northwind(desk)
    gloria = await detail(desk, GLORIA, made)
    await gloria.click("relations.withdraw")
    await desk.settle()
    await gloria.click("relations.confirm")
    await desk.settle()
    await gloria.submit()
    await desk.settle()
    assert (row(desk, made).state, row(desk, made).resolution) == ("established", "accepted_late")
    await gloria.click("relations.back")
    await desk.settle()
    assert "Aceptada tarde" in screen(gloria)


async def test_resend_from_the_list_and_the_full_history(desk: Desk) -> None:
    made = northwind(desk)
    gloria = await detail(desk, GLORIA, made)
    await gloria.click("relations.more", "snooze-hour")
    await desk.settle()
    await gloria.click("relations.trail")
    await desk.settle()
    seen = screen(gloria)
    for word in ("Creada", "Enviada", MAIL, "Pospuesta", "Siguiente recordatorio"):
        assert word in seen, word
    await gloria.close()
    await gloria.click("request.resend")
    await desk.settle()
    assert gloria.value("request.recipient") == MAIL
    await gloria.submit()
    await desk.settle()
    assert row(desk, made).resend_count == 1


async def test_two_people_one_declined_meanwhile_the_other_learns_it(desk: Desk) -> None:
    made = northwind(desk)
    gloria, ana = await detail(desk, GLORIA, made), await detail(desk, ANA, made)
    await gloria.click("relations.decline")
    await desk.settle()
    await ana.click("relations.more", "snooze-hour")
    await desk.settle()
    assert "ya está rechazada" in screen(ana)
    assert row(desk, made).state == "declined"


async def test_people_without_any_role_are_refused(desk: Desk) -> None:
    for stranger in (NOBODY, GUEST):
        person = desk.person(stranger)
        await person.command(COMMAND)
        await desk.settle()
        assert person.modal is None
