"""The hand-over room as people use it: begun, taken step by step by several, closed with what is left, exported."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, select

from bot.db import Database
from bot.local_slack import NotVisible, Person
from bot.local_slack.base.models import Message
from bot.models import Absence, AuditEvent, Departure, StepKind
from bot.services.contacts import assignments
from bot.services.departures import changes
from tests.kit.departing import began, seen
from tests.kit.desk import ANA, GLOBAL_ADMINS, GLORIA, HUGO, NOBODY, SARA, Desk, screen
from tests.kit.relationships import GLO
from tests.kit.world import ANN, EXCHANGE, FABRIKAM, OFFICE, TREY, Reseller, build, proposal
from tests.kit.world import scene as assigning

COMMAND = "/remove-relationship"
DAY = timedelta(days=1)


@pytest.fixture
def directory(database: Database) -> None:
    """TREY and FABRIKAM may both support CONTOSO, and TREY does."""
    database.write_now(lambda s: build(s, Reseller(TREY, "Trey Research"), Reseller(FABRIKAM, "Fabrikam")))
    actor = replace(ANN, user_id=HUGO)
    wish = proposal(TREY, OFFICE, EXCHANGE)
    database.write_now(lambda s: assignments.submit(s, actor, wish, assigning(key="given", channel=None)))


def words(person: Person) -> str:
    return screen(person, 250).replace("*", "")


async def begun(desk: Desk, user_id: str = HUGO) -> Person:
    """Begin TREY's departure from the form of removals."""
    person = await desk.opened(user_id, COMMAND)
    if user_id == GLORIA:
        await person.select("remove.kind", "leaves")
        await desk.settle()
    await person.search("remove.reseller", "trey")
    await person.select("remove.reseller", TREY)
    await person.click("departure.leaving")
    await desk.settle()
    await person.type("departure.reason", "contract ended")
    assert (await person.submit()).ok
    await desk.settle()
    return person


async def clicked(desk: Desk, person: Person, action: str, value: str | None = None) -> str:
    await (person.click(action, value) if value else person.click(action))
    await desk.settle()
    return words(person)


async def test_a_reseller_leaves_over_days_and_the_record_says_who_did_what(desk: Desk) -> None:
    hugo = await begun(desk)
    seen_now = words(hugo)
    assert "Departure of Trey Research (PartnerID 4000001): 1 of 8 steps done" in seen_now
    assert "Support contacts: 2 left, 2 at the start" in seen_now
    assert "Why: contract ended" in seen_now
    (message,) = desk.told()
    assert "1 of 8 steps done" in message.text
    await desk.advance(DAY)
    await clicked(desk, hugo, "departure.hand_over")
    assert hugo.value("remove.reseller")["value"] == TREY
    await hugo.submit()
    await desk.settle()
    await hugo.submit()
    await desk.settle()
    await desk.sweep("jobs")
    await hugo.close()
    await desk.settle()
    seen_now = await clicked(desk, hugo, "departure.refresh")
    assert "2 of 8 steps done" in seen_now
    assert f"Support contacts · Done Mar 3, 2026 9:00 AM by @{HUGO}" in seen_now
    await desk.advance(DAY)
    gloria = desk.person(GLORIA)
    await gloria.click("departure.open", message=desk.told()[0])
    await desk.settle()
    await clicked(desk, gloria, "departure.show", "relationships")
    await clicked(desk, gloria, "departure.remove_one")
    await gloria.submit()
    await desk.settle()
    await gloria.close()
    await desk.settle()
    assert "4 de 8 pasos" in await clicked(desk, gloria, "departure.back")
    await clicked(desk, gloria, "departure.tick", "notice")
    await gloria.type("departure.remark", "=carta del 3")
    await gloria.submit()
    await desk.settle()
    assert "5 de 8 pasos" in words(gloria)
    assert "Nota: =carta del 3" in words(gloria)
    await clicked(desk, gloria, "departure.export")
    await desk.settle()
    message = [message for message in gloria.dms if message.files][-1]
    content = (desk.ws.state.files[message.files[-1]].content or b"").decode("utf-8-sig")
    assert "'=carta del 3" in content
    assert "Contactos de soporte traspasados" in content
    assert HUGO in content
    assert GLORIA in content


async def test_it_is_closed_with_what_is_left_and_says_so(desk: Desk) -> None:
    hugo = await begun(desk)
    seen_now = await clicked(desk, hugo, "departure.close")
    assert "7 steps are left of Trey Research" in seen_now
    actor = replace(ANN, user_id=ANA, reference="A2")
    desk.db.write_now(
        lambda s: assignments.submit(
            s, actor, proposal(FABRIKAM, OFFICE, version=1), assigning(desk.clock.now(), "moved", None)
        )
    )
    await hugo.submit()
    await desk.settle()
    assert "What is left changed while you looked" in words(hugo)
    await hugo.type("departure.remark", "the rest moved to Fabrikam")
    await hugo.submit()
    await desk.settle()
    seen_now = words(hugo)
    assert "closed" in seen_now
    assert "with 7 steps left" in seen_now
    assert "the rest moved to Fabrikam" in seen_now
    with pytest.raises(NotVisible):
        await hugo.click("departure.close")
    await desk.notices()
    assert "with 7 steps left" in desk.told()[0].text


async def test_two_at_once_and_the_second_is_told(desk: Desk) -> None:
    hugo = await begun(desk)
    ana = desk.person(ANA)
    await ana.click("departure.open", message=desk.told()[0])
    await desk.settle()
    for person in (hugo, ana):
        await clicked(desk, person, "departure.tick", "partner_center")
    for person in (hugo, ana):
        await person.submit()
        await desk.settle()
    assert "2 of 8 steps done" in words(hugo)
    assert "Alguien se adelantó: este paso ya está hecho" in words(ana)
    assert "Aún no está hecho" in words(ana)
    await clicked(desk, ana, "departure.untick", "partner_center")
    assert "1 de 8 pasos" in words(ana)
    assert "A cargo de" in await clicked(desk, ana, "departure.take")
    query = select(AuditEvent.action).order_by(col(AuditEvent.id))
    actions = desk.db.read_now(lambda s: s.exec(query).all())
    assert [action for action in actions if action.startswith("departure.")] == [
        "departure.opened",
        "departure.step_done",
        "departure.step_reopened",
        "departure.taken",
    ]


async def test_a_contact_that_comes_back_opens_its_step_again(desk: Desk) -> None:
    made = began(desk.db)

    def given(target: str, version: int) -> None:
        actor = replace(ANN, user_id=HUGO, reference=f"G{version}{target[-1]}")
        at = assigning(desk.clock.now(), actor.reference, None)
        desk.db.write_now(
            lambda s: assignments.submit(s, actor, proposal(target, OFFICE, EXCHANGE, version=version), at)
        )

    given(FABRIKAM, 1)
    await desk.sweep("departures")
    assert seen(desk.db, made).step(StepKind.CONTACTS).done_by == HUGO
    assert "2 of 8 steps" in desk.told()[0].text
    given(TREY, 2)
    await desk.advance(timedelta(minutes=1))
    await desk.sweep("departures")
    assert seen(desk.db, made).step(StepKind.CONTACTS).left == 2
    assert "1 of 8 steps" in desk.told()[0].text


async def test_whoever_leaves_is_found_from_the_lists_and_home(desk: Desk) -> None:
    began(desk.db)
    sara = await desk.opened(SARA, "/relationships", "departures")
    assert "Trey Research: 1 of 8 steps done" in words(sara)
    await clicked(desk, sara, "departure.open")
    assert "Support contacts: 2 left" in words(sara)
    with pytest.raises(NotVisible):
        await sara.click("departure.hand_over")
    ana = await desk.opened(ANA, "/relationships", "vigentes")
    assert "Trey Research: 1 de 8 pasos" in await clicked(desk, ana, "departure.under_way")
    await ana.close()
    await ana.open_home()
    await desk.settle()
    await ana.click("departure.under_way")
    await desk.settle()
    assert "Trey Research" in words(ana)


async def test_what_is_left_leads_on(desk: Desk) -> None:
    began(desk.db)
    gloria = await desk.opened(GLORIA, "/relationships", "salidas")
    await clicked(desk, gloria, "departure.open")
    seen_now = await clicked(desk, gloria, "departure.show", "record")
    assert "Office 365 (Contoso)" in seen_now
    await clicked(desk, gloria, "departure.back")
    seen_now = await clicked(desk, gloria, "departure.show", "privileges")
    assert "Contoso · Permisos" in seen_now or "Contoso · Privilegios" in seen_now
    await clicked(desk, gloria, "departure.back")
    await clicked(desk, gloria, "departure.remove")
    assert "Quitar la asociación con Trey Research" in words(gloria)


async def test_a_customer_leaves(desk: Desk) -> None:
    gloria = await desk.opened(GLORIA, COMMAND, "contoso")
    await clicked(desk, gloria, "departure.leaving")
    assert "Contoso (contoso.com) se va" in words(gloria)
    await gloria.submit()
    await desk.settle()
    seen_now = words(gloria)
    assert "Suscripciones que impiden quitarla: quedan 4" in seen_now
    assert "Reservas, planes de ahorro y software" in seen_now
    await clicked(desk, gloria, "departure.hand_over")
    assert "2 contactos de soporte para traspasar a Iberia Cloud" in words(gloria)
    await gloria.submit()
    await desk.settle()
    await desk.sweep("jobs")
    await gloria.close()
    await desk.settle()
    assert "Contactos de soporte: quedan" not in await clicked(desk, gloria, "departure.refresh")
    await clicked(desk, gloria, "departure.remove", "subscriptions")
    assert "4 suscripciones lo impiden" in words(gloria)


async def test_nobody_is_chosen_yet(desk: Desk) -> None:
    hugo = await desk.opened(HUGO, COMMAND)
    await hugo.click("departure.leaving")
    await desk.settle()
    assert desk.db.read_now(lambda s: s.exec(select(Departure)).all()) == []


async def test_a_role_taken_away_meanwhile_refuses(desk: Desk) -> None:
    gloria = await begun(desk, GLORIA)
    await clicked(desk, gloria, "departure.close")
    desk.ws.admin.set_group_members(GLOBAL_ADMINS, [])
    await desk.settle()
    await gloria.submit()
    await desk.settle()
    assert seen(desk.db, 1).is_open
    outcome = await desk.person(NOBODY).command("/relationships", "departures")
    assert outcome.ok
    assert desk.person(NOBODY).modal is None


def departures_in(person: Person) -> list[str]:
    """Read the entries about departures of the person's digests, in order."""
    return [message.text for message in person.dms if "leaves since" in message.text or "se va desde" in message.text]


async def test_whoever_looks_after_it_is_reminded_once_a_week_until_it_is_closed(desk: Desk) -> None:
    made = began(desk.db, actor=replace(GLO, user_id=HUGO))
    hugo = desk.person(HUGO)
    desk.ws.advance(timedelta(hours=9))
    said: dict[int, Message] = {}
    for day in range(1, 15):
        desk.ws.advance(DAY)
        for _ in range(2):
            await desk.sweep("reminders")
        # Whatever is older was drawn again as such.
        if current := [message for message in hugo.dms if "leaves since" in message.text]:
            said[day] = current[-1]
    assert list(said) == [7, 14]
    assert "Trey Research leaves since" in said[14].text.replace("*", "")
    assert "1 of 8 steps done" in said[14].text
    await hugo.click("departure.open", message=said[14])
    await desk.settle()
    assert "Support contacts: 2 left" in words(hugo)
    shown = seen(desk.db, made).digest
    desk.db.write_now(lambda s: changes.close(s, GLO, made, assigning(desk.clock.now(), "close"), shown))
    for _ in range(9):
        desk.ws.advance(DAY)
        await desk.sweep("reminders")
        assert departures_in(hugo) == []
    query = select(AuditEvent.action).where(AuditEvent.subject_type == "departure")
    actions = desk.db.read_now(lambda s: s.exec(query).all())
    assert list(actions).count("departure.reminded") == 2


async def test_of_somebody_away_the_stand_in_hears_and_whose_it_is(desk: Desk) -> None:
    began(desk.db, actor=replace(GLO, user_id=HUGO))
    now = desk.clock.now()
    away = Absence(
        user_id=HUGO, stand_in=ANA, from_at=now, until_at=now + 30 * DAY, noted_at=now, checked_at=now + 30 * DAY
    )
    desk.db.write_now(lambda s: s.add(away))
    desk.ws.advance(8 * DAY)
    await desk.sweep("reminders")
    desk.ws.advance(timedelta(hours=20))
    await desk.sweep("reminders")
    assert departures_in(desk.person(HUGO)) == []
    (told,) = departures_in(desk.person(ANA))
    assert "En lugar de" in told
