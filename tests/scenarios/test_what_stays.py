"""Independence of a contact from new subscriptions, further partners and the partner on record (A1, A19, A20)."""

import re

import pytest

from bot.db import Database
from bot.local_slack import Person
from bot.local_slack.text_view import render_view
from bot.models import RequestType, Subscription
from bot.services.contacts import assignments
from bot.services.invitations.rules import RequestWish
from bot.services.relationships import requests
from bot.services.relationships.establish import confirm_established
from bot.services.scene import Scene
from tests.conftest import MONDAY, PROVIDER
from tests.kit import world
from tests.kit.desk import HUGO, Desk
from tests.kit.relationships import GLO, MAIL
from tests.kit.world import ANN, CONTOSO, FABRIKAM, OFFICE, TREY, Reseller


@pytest.fixture
def directory(database: Database) -> None:
    """CONTOSO, supported by TREY for one subscription; FABRIKAM is no partner of theirs yet."""

    resellers = (Reseller(TREY, "Trey Research"), Reseller(FABRIKAM, "Fabrikam", relationship=None))
    database.write_now(lambda s: world.build(s, *resellers))
    scene = world.scene(MONDAY, key="assigned")
    database.write_now(lambda s: assignments.submit(s, ANN, world.proposal(TREY, OFFICE), scene))


async def contacts(desk: Desk) -> str:
    """Return the text that `/support-contact contoso` shows to Hugo."""
    hugo: Person = desk.person(HUGO)
    assert (await hugo.command("/support-contact", "contoso")).ok
    await desk.settle()
    assert hugo.modal is not None
    return render_view(hugo.modal.body, width=160)


async def details(desk: Desk) -> str:
    """Return the text that *Details* of OFFICE shows to Hugo."""
    await contacts(desk)
    hugo = desk.person(HUGO)
    await hugo.click("contact.menu", f"details:{OFFICE}")
    await desk.settle()
    assert hugo.modal is not None
    return render_view(hugo.modal.body, width=160)


async def test_a1_a_new_subscription_is_supported_by_the_provider(desk: Desk) -> None:
    before = await contacts(desk)
    new = world.subscription("94444444-0000-4000-8000-000000000000", "Brand New Planner")
    desk.db.write_now(lambda s: s.add(new))
    after = await contacts(desk)
    assert "Brand New Planner" not in before
    assert re.search(r"Iberia Cloud \(us\)[^─]*?Brand New Planner", after, re.DOTALL)


async def test_a19_a_second_partner_of_the_customer_changes_no_contact(desk: Desk) -> None:
    before = await contacts(desk)
    at = Scene(PROVIDER, desk.clock.now(), "second", None)
    wish = RequestWish(RequestType.CUSTOMER_INDIRECT_RESELLER, CONTOSO, FABRIKAM)
    made = desk.db.write_now(lambda s: requests.create(s, GLO, wish, at))
    desk.db.write_now(lambda s: requests.mark_sent(s, GLO, made, MAIL, at))
    desk.db.write_now(lambda s: confirm_established(s, GLO, made, at))
    await desk.settle()
    assert re.search(r"1 Trey Research · .*?Office 365 · assigned", before, re.DOTALL)
    assert await contacts(desk) == before


async def test_a20_another_partner_on_record_changes_no_contact(desk: Desk) -> None:
    assert "Trey Research · PartnerID 4000001" in await details(desk)
    desk.db.write_now(lambda s: setattr(s.get(Subscription, OFFICE), "partner_id", "4000002"))
    after = await details(desk)
    assert "Fabrikam · PartnerID 4000002" in after
    assert "Trey Research, assigned" in after


async def test_the_agreement_kept_with_a_relationship_shows_at_assignment(desk: Desk) -> None:
    at = Scene(PROVIDER, desk.clock.now(), "agreed", None)
    wish = RequestWish(
        RequestType.CUSTOMER_INDIRECT_RESELLER, CONTOSO, FABRIKAM, agreement_ref="AG-7 <!channel>", note="24x7"
    )
    made = desk.db.write_now(lambda s: requests.create(s, GLO, wish, at))
    desk.db.write_now(lambda s: requests.mark_sent(s, GLO, made, MAIL, at))
    desk.db.write_now(lambda s: confirm_established(s, GLO, made, at))
    hugo = desk.person(HUGO)
    await hugo.command("/assign-support", "contoso")
    await desk.settle()
    await hugo.select("assign.contact", "Trey Research")
    await desk.settle()
    assert hugo.modal is not None
    assert "Agreed with" not in render_view(hugo.modal.body, width=160)
    await hugo.select("assign.contact", "Someone else…")
    await desk.settle()
    await hugo.search("assign.other", "fabrikam")
    await hugo.select("assign.other", "Fabrikam")
    await desk.settle()
    assert "Agreed with this reseller: AG-7 <!channel> · 24x7" in render_view(hugo.modal.body, width=160)
