"""Partners on record as people meet them: health beside the contact, and those that Microsoft refuses."""

import pytest
from sqlmodel import Session

from bot.db import Database
from bot.models import Partner, PartnerIdCheck, Subscription
from tests.conftest import MONDAY, PROVIDER
from tests.kit import world
from tests.kit.desk import ANA, HUGO, Desk, screen
from tests.kit.world import EXCHANGE, FABRIKAM, OFFICE, TREY, Reseller


@pytest.fixture
def directory(database: Database) -> None:
    """CONTOSO with a sound partner on record, one that Microsoft refuses, and a subscription without any."""

    def work(session: Session) -> None:
        world.build(session, Reseller(TREY, "Trey Research"), Reseller(FABRIKAM, "Fabrikam"))
        session.flush()
        session.add(
            PartnerIdCheck(partner_id="4000002", is_valid=False, reason="Partner account suspended", checked_at=MONDAY)
        )
        session.get_one(Subscription, EXCHANGE).partner_id = "4000002"
        session.get_one(Subscription, OFFICE).partner_id = ""

    database.write_now(work)


async def test_the_health_stands_beside_the_contact(desk: Desk) -> None:
    hugo = await desk.opened(HUGO, "/support-contact", "contoso")
    seen = screen(hugo)
    assert "2 subscriptions have no valid partner on record: Microsoft refuses changes of their seats." in seen
    assert "partner on record: suspended or not active" in seen
    assert "partner on record: missing" in seen
    await hugo.click("contact.menu", f"details:{EXCHANGE}")
    await desk.settle()
    seen = screen(hugo)
    assert "Fabrikam · PartnerID 4000002" in seen
    assert "suspended or not active, as Microsoft said" in seen
    assert "“Partner account suspended”" in seen
    assert "until Partner Center has a valid partner on record" in seen
    await hugo.click("contact.all")
    await desk.settle()
    await hugo.click("contact.menu", f"details:{world.NCE}")
    await desk.settle()
    seen = screen(hugo)
    assert "Trey Research · PartnerID 4000001" in seen
    assert "✅ valid" in seen
    assert "Microsoft refuses" not in seen


async def test_those_that_microsoft_refuses_are_a_list_of_their_own(desk: Desk) -> None:
    ana = await desk.opened(ANA, "/support-contact", "contoso")
    assert "2 suscripciones no tienen un asociado registrado válido" in screen(ana)
    await ana.click("contact.refused")
    await desk.settle()
    seen = screen(ana)
    assert "Contoso · 1–2 de 2 sin un asociado registrado válido (6 en total)" in seen
    assert "asociado registrado: falta" in seen
    assert "Teams" not in seen
    await ana.click("contact.all")
    await desk.settle()
    assert "Contoso · 6 suscripciones" in screen(ana)


async def test_nothing_is_left_once_it_was_put_right(desk: Desk) -> None:
    hugo = await desk.opened(HUGO, "/support-contact", "contoso")

    def mended(session: Session) -> None:
        session.get_one(PartnerIdCheck, "4000002").is_valid = True
        session.get_one(Subscription, OFFICE).partner_id = "4000001"

    desk.db.write_now(mended)
    await hugo.click("contact.refused")
    await desk.settle()
    assert "Contoso has no subscription whose partner on record is missing or not valid." in screen(hugo)


async def test_who_sells_directly_is_told_nothing(desk: Desk) -> None:
    def direct(session: Session) -> None:
        session.get_one(Partner, PROVIDER).kind = "direct_bill"
        session.get_one(PartnerIdCheck, "4000002").is_valid = True

    desk.db.write_now(direct)
    hugo = await desk.opened(HUGO, "/support-contact", "contoso")
    assert "no valid partner on record" not in screen(hugo)
