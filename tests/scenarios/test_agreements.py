"""Support agreements as people record them, assign under them and hear of their end, in both transports."""

from datetime import timedelta

from bot.local_slack import Person
from tests.kit.desk import ANA, GLORIA, HUGO, SARA, Desk, flat, shared
from tests.kit.desk import screen as drawn
from tests.kit.world import OFFICE, TREY


def screen(person: Person) -> str:
    """Return what the person sees, without emphasis."""
    return drawn(person).replace("*", "")


async def page(desk: Desk, user_id: str) -> Person:
    """Open the agreements of the reseller from its page."""
    person = await desk.opened(user_id, "/support-contact", "trey research")
    await person.click("agreement.list", TREY)
    await desk.settle()
    return person


async def recorded(desk: Desk, user_id: str = HUGO, reference: str = "AGR-7", last: str = "2026-04-30") -> Person:
    person = await page(desk, user_id)
    await person.click("agreement.new", TREY)
    await desk.settle()
    await person.type("agreement.reference", reference)
    await person.select("agreement.first", "2026-01-01")
    await person.select("agreement.last", last)
    await person.submit()
    await desk.settle()
    return person


async def form(desk: Desk, user_id: str) -> Person:
    person = await desk.opened(user_id, "/assign-support", "contoso")
    await person.select("assign.subscriptions", OFFICE)
    await desk.settle()
    await person.select("assign.contact", TREY)
    await desk.settle()
    return person


async def test_it_is_recorded_listed_changed_and_shared(desk: Desk) -> None:
    hugo = await page(desk, HUGO)
    assert "No support agreement with Trey Research is recorded yet." in screen(hugo)
    hugo = await recorded(desk)
    seen = screen(hugo)
    assert "one support agreement is recorded" in seen
    assert "AGR-7 · Jan 1, 2026 to Apr 30, 2026 · valid" in seen
    assert f"{HUGO} hears of its end 30 days before" in seen
    await hugo.click("agreement.export")
    await desk.settle()
    (row,) = shared(desk, hugo)
    assert (row["Agreement"], row["From"], row["To"], row["State"]) == ("AGR-7", "2026-01-01", "2026-04-30", "valid")
    ana = await page(desk, ANA)
    assert "del 1 ene 2026 al 30 abr 2026 · vigente" in screen(ana)
    await ana.click("agreement.open", "1")
    await desk.settle()
    await ana.select("agreement.last", "2026-05-31")
    await ana.submit()
    await desk.settle()
    assert "al 31 may 2026 · vigente" in screen(ana)


async def test_what_makes_no_sense_is_said_at_its_field(desk: Desk) -> None:
    hugo = await recorded(desk, last="2025-12-31")
    assert "It ends before it begins: choose a later day." in screen(hugo)
    await recorded(desk)
    ana = await recorded(desk, ANA, "agr-7")
    assert "ya está registrado con este revendedor" in screen(ana)


async def test_who_may_only_look_records_nothing(desk: Desk) -> None:
    await recorded(desk)
    sara = await page(desk, SARA)
    assert "AGR-7" in screen(sara)
    assert "agreement.new" not in str(sara.modal and sara.modal.body)
    assert "agreement.open" not in str(sara.modal and sara.modal.body)


async def test_an_assignment_names_one_that_holds(desk: Desk) -> None:
    await recorded(desk)
    hugo = await form(desk, HUGO)
    await hugo.select("assign.agreed", "AGR-7")
    await desk.settle()
    assert ":warning:" not in screen(hugo)
    await hugo.submit()
    await desk.settle()
    assert "Support agreement: AGR-7, until Apr 30, 2026" in screen(hugo)
    ana = await desk.opened(ANA, "/support-contact", "agr-7")
    seen = screen(ana)
    assert "«agr-7» es una referencia" in seen
    assert "Trey Research" in seen
    await ana.click("contact.show_subscription", OFFICE)
    await desk.settle()
    assert "Contrato de soporte: AGR-7, hasta el 30 abr 2026" in screen(ana)


async def test_under_one_that_ended_it_is_warned_in_words(desk: Desk) -> None:
    await recorded(desk, last="2026-01-31")
    hugo = await form(desk, HUGO)
    await hugo.select("assign.agreed", "AGR-7")
    await desk.settle()
    assert "AGR-7 ended on Jan 31, 2026. You can assign all the same" in screen(hugo)
    assert hugo.value("assign.agreed")["value"] == "AGR-7"
    await hugo.submit()
    await desk.settle()
    seen = screen(hugo)
    assert "Support agreement: AGR-7, until Jan 31, 2026" in seen
    assert "The agreement had ended by then." in seen


async def test_its_end_is_told_before_and_when_it_comes_with_what_is_next(desk: Desk) -> None:
    await recorded(desk, GLORIA)
    gloria = await form(desk, GLORIA)
    await gloria.select("assign.agreed", "AGR-7")
    await desk.settle()
    await gloria.submit()
    await desk.settle()
    await desk.advance(timedelta(days=35))
    await desk.sweep("agreements")
    told = [flat(message.text) for message in gloria.dms]
    assert any("El contrato de soporte *AGR-7* con Trey Research termina el 30 abr 2026." in text for text in told)
    assert any("Lo nombra un contacto de soporte." in text for text in told)
    await desk.sweep("agreements")
    assert len([text for text in told if "termina el" in text]) == 1
    await desk.advance(timedelta(days=26))
    await desk.sweep("agreements")
    last = gloria.dms[-1]
    assert "terminó el 30 abr 2026" in last.text
    assert any("ended on Apr 30, 2026" in message.text for message in desk.told())
    await gloria.click("agreement.contacts", "1", message=last)
    await desk.settle()
    assert "Office 365" in screen(gloria)
    await gloria.close()
    await gloria.click("agreement.open", "1", message=last)
    await desk.settle()
    await gloria.select("agreement.last", "2027-04-30")
    await gloria.submit()
    await desk.settle()
    assert "al 30 abr 2027 · vigente" in screen(gloria)
