"""A subscription is over: whoever set its contact and the team hear it once, and what follows is a click away."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from sqlalchemy import update

from bot.local_slack import Person
from bot.local_slack.base.models import Message
from bot.local_slack.text_view import render_message
from bot.models import Subscription
from bot.services.store.sql import table
from tests.conftest import MONDAY
from tests.kit.desk import ANA, DESK, HUGO, SARA, Desk, flat, screen
from tests.kit.steps import filled
from tests.kit.world import EXCHANGE, NCE, OFFICE, STRANGER, subscription

NEW = "77777777-0000-4000-8000-000000000001"


def change(desk: Desk, subscription_id: str, **values: Any) -> None:
    at = table(Subscription).c.id == subscription_id
    desk.db.write_now(lambda s: s.connection().execute(update(table(Subscription)).where(at).values(**values)))


async def assigned(desk: Desk, user_id: str) -> Person:
    """Assign TREY to OFFICE, and close the review."""
    person = await filled(desk, user_id)
    await person.submit()
    await desk.settle()
    await person.submit()
    await desk.notices()
    return person


async def swept(desk: Desk) -> None:
    await desk.sweep("endings")
    await desk.notices()


def words(message: Message) -> str:
    return flat(render_message(asdict(message)))


def renewed(desk: Desk) -> None:
    """The same offer, bought again as new commerce."""
    one = subscription(NEW, "Office 365", product_type="OnlineServicesNCE")
    one.creation_date = MONDAY + timedelta(days=1)
    desk.db.write_now(lambda s: s.add(one))


async def test_a_deleted_subscription_is_told_once_and_leads_to_what_follows(desk: Desk) -> None:
    hugo = await assigned(desk, HUGO)
    renewed(desk)
    before = len(hugo.dms), len(hugo.messages(DESK))
    change(desk, OFFICE, status="deleted")
    for _ in range(3):
        await swept(desk)
    assert (len(hugo.dms), len(hugo.messages(DESK))) == (before[0] + 1, before[1] + 1)
    told = hugo.dms[-1]
    assert "Trey Research no longer supports Office 365" in words(told)
    assert "The subscription was deleted." in words(told)
    assert words(hugo.messages(DESK)[-1]) == words(told)
    await hugo.click("assign.successors", message=told)
    await desk.settle()
    seen = screen(hugo)
    assert "supported by Iberia Cloud" in seen
    assert "Trey Research" in seen
    await hugo.submit()
    await desk.settle()
    assert "Trey Research is now the designated support contact of one subscription of Contoso" in screen(hugo)
    assert "kept here; Microsoft has no support contact for new commerce" in screen(hugo)


async def test_what_moved_to_a_customer_whom_the_contact_does_not_serve(desk: Desk) -> None:
    hugo = await assigned(desk, HUGO)
    change(desk, OFFICE, customer_id=STRANGER)
    await swept(desk)
    assert "The subscription went to another customer, whom this partner does not serve." in words(hugo.dms[-1])
    await hugo.click("assign.successors", message=hugo.dms[-1])
    await desk.settle()
    assert "Stranger" in screen(hugo)


async def test_several_are_one_message_with_a_list_behind_it(desk: Desk) -> None:
    hugo = await filled(desk, HUGO)
    await hugo.select("assign.subscriptions", ["Office 365", "Exchange Online"])
    await desk.settle()
    await hugo.submit()
    await desk.notices()
    for key in (OFFICE, EXCHANGE):
        change(desk, key, status="deleted")
    before = len(hugo.messages(DESK))
    await swept(desk)
    (told,) = hugo.messages(DESK)[before:]
    assert "2 support contacts ended with their subscriptions" in words(told)
    await hugo.click("contact.see_ended", message=told)
    await desk.settle()
    seen = screen(hugo)
    assert seen.count("[Successors]") == 2
    assert "Exchange Online (Contoso)" in seen
    sara = desk.person(SARA)
    await sara.click("contact.see_ended", message=sara.messages(DESK)[-1])
    await desk.settle()
    assert "[Successors]" not in screen(sara)


async def test_nothing_that_could_follow_is_said(desk: Desk) -> None:
    hugo = await assigned(desk, HUGO)
    for key in (NCE, EXCHANGE, "44444444-0000-4000-8000-000000000000", "54444444-0000-4000-8000-000000000000"):
        change(desk, key, status="deleted")
    change(desk, OFFICE, status="deleted")
    await swept(desk)
    await hugo.click("assign.successors", message=hugo.dms[-1])
    await desk.settle()
    assert "Nothing that could follow is in the directory yet" in screen(hugo)


async def test_the_viewer_and_the_history_show_the_end(desk: Desk) -> None:
    await assigned(desk, HUGO)
    change(desk, OFFICE, status="deleted")
    await swept(desk)
    hugo = await desk.opened(HUGO, "/support-contact", "contoso")
    row = next(line for line in screen(hugo).splitlines() if "until" in line)
    assert "Office 365" in row
    assert "Trey Research" in row
    await hugo.click("contact.menu", f"history:{OFFICE}")
    await desk.settle()
    seen = screen(hugo)
    assert "Ended with its subscription" in seen
    assert "Why: The subscription was deleted." in seen
    assert "State: ended with its subscription" in seen
    await hugo.close()
    await hugo.click("contact.menu", f"details:{OFFICE}")
    await desk.settle()
    seen = screen(hugo)
    assert "Trey Research · The subscription was deleted." in seen
    assert "[Successors]" in seen


async def test_a_spaniard_reads_it_in_spanish(desk: Desk) -> None:
    ana = await assigned(desk, ANA)
    change(desk, OFFICE, status="deleted")
    await swept(desk)
    assert "Trey Research ya no da soporte a Office 365" in words(ana.dms[-1])
    assert "La suscripción se eliminó." in words(ana.dms[-1])
    await desk.opened(ANA, "/support-contact", OFFICE)
    assert "Trey Research · La suscripción se eliminó." in screen(ana)
