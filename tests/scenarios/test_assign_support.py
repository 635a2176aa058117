"""`/assign-support` as people use it, in both transports, on both databases (docs/domain.md#scenarios)."""

import asyncio
from dataclasses import asdict
from typing import Any

import pytest

from bot.local_slack.text_view import render_message
from tests.kit.desk import ANA, DESK, GUEST, HELPDESK, HUGO, NOBODY, SARA, Desk, flat, screen
from tests.kit.steps import contact, filled, opened, rows
from tests.kit.world import CONTOSO, OFFICE, TREY, partner


async def test_a2_helpdesk_agent_assigns_reviews_and_closes(desk: Desk) -> None:
    hugo = desk.person(HUGO)
    await hugo.command("/assign-support")
    await desk.settle()
    found = await hugo.search("assign.customer", "CONTÓSO")
    assert [option["text"]["text"] for option in found.options] == ["Contoso"]
    await hugo.select("assign.customer", "Contoso")
    await desk.settle()
    await hugo.select("assign.subscriptions", ["Office 365", "Exchange Online"])
    await desk.settle()
    assert "Office 365: supported by Iberia Cloud (default since" in screen(hugo)
    assert "partner on record: Trey Research" in screen(hugo)
    await hugo.select("assign.contact", "Trey Research")
    await desk.settle()
    await hugo.type("assign.agreement", "AGR-2026-7")
    await hugo.submit()
    await desk.settle()
    assert "Trey Research is now the designated support contact of 2 subscriptions of Contoso" in screen(hugo)
    assert "Office 365: from Iberia Cloud to Trey Research" in screen(hugo)
    assert "What the customer will see" in screen(hugo)
    assert contact(desk.db) == ("Trey Research", "assigned")
    await hugo.submit()
    await desk.notices()
    assert hugo.modal is None
    assert rows(desk.db) == (2, 2, 3, 4)
    assert [message.text.count("Reviewed and closed") for message in hugo.dms] == [1]
    channel = hugo.messages(DESK)
    assert len(channel) == 1
    assert "Reviewed and closed" in flat(render_message(asdict(channel[0])))


async def test_two_quick_choices_both_show(desk: Desk) -> None:
    hugo = await filled(desk, HUGO, "Trey Research")
    one_by_one = screen(hugo)
    await hugo.dismiss()
    await opened(desk, HUGO)
    await hugo.search("assign.subscriptions", "office")
    await hugo.search("assign.contact", "trey")
    await asyncio.gather(
        hugo.select("assign.contact", "Trey Research"), hugo.select("assign.subscriptions", ["Office 365"])
    )
    await desk.settle()
    assert screen(hugo) == one_by_one


async def test_each_form_is_empty_when_it_opens(desk: Desk) -> None:
    hugo = await desk.opened(HUGO, "/assign-support", "")
    empty = screen(hugo)
    await hugo.search("assign.customer", "contoso")
    await hugo.select("assign.customer", "Contoso")
    await desk.settle()
    assert screen(hugo) != empty
    await hugo.dismiss()
    again = await desk.opened(HUGO, "/assign-support", "")
    assert screen(again) == empty
    ana = await desk.opened(ANA, "/assign-support", "")
    assert "Asignar" in screen(ana)


async def test_a3_sales_agent_is_told_who_may(desk: Desk) -> None:
    sara = desk.person(SARA)
    outcome = await sara.command("/assign-support", "Contoso")
    await desk.settle()
    assert sara.modal is None
    told = flat(str(outcome.ack))
    assert "helpdesk" in told.lower()
    assert HELPDESK in told
    assert rows(desk.db) == (0, 0, 0, 0)


@pytest.mark.parametrize("stranger", [NOBODY, GUEST])
async def test_people_without_a_role_guests_and_foreigners_are_refused(desk: Desk, stranger: str) -> None:
    person = desk.person(stranger)
    outcome = await person.command("/assign-support")
    await desk.settle()
    assert person.modal is None
    assert outcome.ack
    assert rows(desk.db) == (0, 0, 0, 0)


async def test_a5_ineligible_reseller_says_everything_that_is_missing(desk: Desk) -> None:
    hugo = await opened(desk, HUGO)
    await hugo.select("assign.subscriptions", ["Office 365"])
    await desk.settle()
    listed = await hugo.search("assign.contact", "")
    labels = [option["text"]["text"] for group in listed.groups for option in group["options"]]
    assert labels == ["Trey Research", "Iberia Cloud", "Someone else…"]
    assert listed.groups[0]["options"][0]["description"]["text"] == "partner on record · PartnerID 4000001"
    typed = await hugo.search("assign.contact", "fabri")
    assert [group["label"]["text"] for group in typed.groups] == ["Not yet possible", "Not in the list?"]
    (fabrikam,) = typed.groups[0]["options"]
    assert fabrikam["description"]["text"] == "no relationship, no admin privileges · PartnerID 4000002"
    await hugo.select("assign.contact", "Fabrikam")
    await desk.settle()
    seen = screen(hugo)
    assert "Fabrikam cannot be chosen yet" in seen
    assert "no established relationship with this customer" in seen
    assert "no delegated admin privileges" in seen
    assert "[Request a reseller relationship]" in seen
    assert "[Save and assign later]" in seen
    assert "[Submit]" not in seen
    assert rows(desk.db) == (0, 0, 0, 0)


async def test_what_does_not_match_is_never_first(desk: Desk) -> None:
    hugo = await opened(desk, HUGO)
    first = {text: next(iter(await hugo.search("assign.contact", text))) for text in ("trey", "iberia", "some", "zzz")}
    assert first == {
        "trey": "Trey Research",
        "iberia": "Iberia Cloud",
        "some": "Someone else…",
        "zzz": "Try another part of the name, a domain or an ID",
    }
    await hugo.search("assign.contact", "zzz")
    await hugo.select("assign.contact", "-")
    await desk.settle()
    assert "cannot be chosen" not in screen(hugo)


async def test_someone_else_is_searched_among_all_resellers(desk: Desk) -> None:
    hugo = await opened(desk, HUGO)
    await hugo.select("assign.contact", "Someone else…")
    await desk.settle()
    await hugo.search("assign.other", "fabri")
    await hugo.select("assign.other", "Fabrikam")
    await desk.settle()
    assert "Fabrikam cannot be chosen yet" in screen(hugo)


async def test_a6_unknown_reseller_is_said_to_be_unknown(desk: Desk) -> None:
    hugo = await opened(desk, HUGO)
    await hugo.select("assign.subscriptions", ["Office 365"])
    await desk.settle()
    await hugo.select("assign.contact", "Someone else…")
    await desk.settle()
    found = await hugo.search("assign.other", "Wingtip Toys")
    assert "Wingtip" not in str(found.options)
    assert found.groups
    assert "Request a partnership" in screen(hugo)


async def test_a15_the_second_of_two_must_confirm(desk: Desk) -> None:
    hugo, ana = await filled(desk, HUGO), await filled(desk, ANA, "Iberia Cloud")
    await hugo.submit()
    await desk.settle()
    await ana.select("assign.contact", "Trey Research")
    await desk.settle()
    before = rows(desk.db)
    await ana.submit()
    await desk.settle()
    # Drawn again after the first one's change, Ana's form knows the new contact: nothing to do, and so it says.
    assert "ya es el contacto de soporte" in " ".join(ana.errors.values())
    assert rows(desk.db) == before


async def test_a15_a_stale_form_shows_the_new_value_first(desk: Desk) -> None:
    hugo, ana = await filled(desk, HUGO), await filled(desk, ANA)
    await hugo.submit()
    await desk.settle()
    await hugo.click("assign.not_right")
    await desk.settle()
    before = rows(desk.db)
    await ana.submit()
    await desk.settle()
    assert "Alguien cambió esto" in screen(ana)
    assert rows(desk.db) == before
    await ana.submit()
    await desk.settle()
    assert contact(desk.db) == ("Trey Research", "assigned")


async def test_a24_role_taken_away_while_the_form_is_open(desk: Desk) -> None:
    hugo = await filled(desk, HUGO)
    desk.ws.admin.remove_from_group(HELPDESK, HUGO)
    await desk.settle()
    await hugo.submit()
    await desk.settle()
    assert rows(desk.db) == (0, 0, 0, 0)
    assert "helpdesk" in screen(hugo).lower()


async def test_the_same_submission_twice_changes_once(desk: Desk) -> None:
    hugo = await filled(desk, HUGO)
    await hugo.submit()
    sent = desk.wire.payloads("view_submission")[-1]
    answers = [await desk.ws.resend(sent) for _ in range(3)]
    await desk.settle()
    assert len({str(answer.payload) for answer in answers}) == 1
    assert rows(desk.db) == (1, 1, 1, 2)


async def test_subscriptions_that_cannot_have_a_contact_say_why(desk: Desk) -> None:
    hugo = await opened(desk, HUGO)
    shown = await hugo.search("assign.subscriptions", "")
    groups = {group["label"]["text"]: [each["text"]["text"] for each in group["options"]] for group in shown.groups}
    assert groups == {
        "Can have a support contact": ["Azure", "Exchange Online", "Office 365", "Old Office", "Teams"],
        "Cannot have one": ["Visio"],
    }
    why = {option["text"]["text"]: option["description"]["text"] for option in _options(shown)}
    assert "deleted" in why["Visio"]
    assert "now Iberia Cloud" in why["Office 365"]
    await hugo.select("assign.subscriptions", ["Visio"])
    await desk.settle()
    await hugo.select("assign.contact", "Trey Research")
    await desk.settle()
    await hugo.submit()
    await desk.settle()
    assert any("is deleted" in text for text in hugo.errors.values())
    assert rows(desk.db) == (0, 0, 0, 0)


async def test_another_customer_empties_what_hung_on_the_first(desk: Desk) -> None:
    hugo = await filled(desk, HUGO)
    await hugo.search("assign.customer", "strang")
    await hugo.select("assign.customer", "Stranger")
    await desk.settle()
    assert "no reseller relationship with us" in screen(hugo)
    assert "[Request a reseller relationship]" in screen(hugo)
    await hugo.search("assign.customer", "conto")
    await hugo.select("assign.customer", "Contoso")
    await desk.settle()
    assert "Office 365" not in screen(hugo)


async def test_unknown_customer_text_says_so_and_lets_search(desk: Desk) -> None:
    hugo = await opened(desk, HUGO, "Zzz <!channel>")
    seen = screen(hugo)
    assert "No customer matches" in seen
    assert "<!channel>" in seen
    assert rows(desk.db) == (0, 0, 0, 0)


async def test_review_from_the_notice_and_not_right(desk: Desk) -> None:
    ana = await filled(desk, ANA)
    await ana.submit()
    await ana.dismiss()
    await desk.notices()
    assert ana.modal is None
    await ana.click("assign.review")
    await desk.settle()
    assert "Trey Research es ahora el contacto de soporte" in screen(ana)
    refused = await ana.click("assign.not_right", confirm=False)
    assert refused.did == "cancelled"
    await ana.click("assign.not_right")
    await desk.settle()
    assert contact(desk.db) == ("Iberia Cloud", "assigned")
    assert "Restablecido" in screen(ana)
    assert "Office 365" in screen(ana)


async def test_the_global_shortcut_opens_the_form(desk: Desk) -> None:
    hugo = desk.person(HUGO)
    await hugo.shortcut("shortcut.assign")
    await desk.settle()
    assert "Designated support contact" not in screen(hugo)
    assert "Customer" in screen(hugo)


def _options(shown: Any) -> list[dict[str, Any]]:
    return [*shown.options, *(option for group in shown.groups for option in group["options"])]


@pytest.mark.parametrize("text", ["contoso trey", "Contoso → Trey Research", "Trey para Contoso", '"Contoso" "Trey"'])
async def test_customer_and_reseller_after_the_command_are_filled_in(desk: Desk, text: str) -> None:
    hugo = await opened(desk, HUGO, text)
    assert hugo.value("assign.customer")["value"] == CONTOSO
    assert hugo.value("assign.contact")["value"] == TREY
    await hugo.select("assign.subscriptions", ["Office 365"])
    await desk.settle()
    await hugo.submit()
    await desk.settle()
    assert contact(desk.db) == ("Trey Research", "assigned")


async def test_the_id_of_a_subscription_after_the_command_fills_in_both(desk: Desk) -> None:
    hugo = await opened(desk, HUGO, OFFICE)
    assert hugo.value("assign.customer")["value"] == CONTOSO
    assert [option["value"] for option in hugo.value("assign.subscriptions")] == [OFFICE]
    hugo = await opened(desk, HUGO, f"{OFFICE} trey")
    assert hugo.value("assign.contact")["value"] == TREY
    await hugo.submit()
    await desk.settle()
    assert contact(desk.db) == ("Trey Research", "assigned")


async def test_what_was_not_found_is_said_and_the_rest_filled_in(desk: Desk) -> None:
    hugo = await opened(desk, HUGO, "contoso, nebula")
    assert hugo.value("assign.customer")["value"] == CONTOSO
    assert "No reseller matches “nebula”" in screen(hugo)
    hugo = await opened(desk, HUGO, "zzz, trey")
    assert "No customer matches “zzz”" in screen(hugo)
    assert "Trey Research is filled in as contact as soon as you choose the customer" in screen(hugo)
    await hugo.search("assign.customer", "contoso")
    await hugo.select("assign.customer", "Contoso")
    await desk.settle()
    assert hugo.value("assign.contact")["value"] == TREY


async def test_a_reseller_who_may_not_yet_is_filled_in_with_what_is_missing(desk: Desk) -> None:
    hugo = await opened(desk, HUGO, "contoso fabrikam")
    assert "has no established relationship with this customer" in screen(hugo)


async def test_a_reseller_that_waits_for_its_customer_is_told_from_its_namesake(desk: Desk) -> None:
    twin = partner("22222222-0000-4000-8000-000000000099", "TREY RESEARCH", "4000099", kind="indirect_reseller")
    desk.db.write_now(lambda s: s.add(twin))
    hugo = await opened(desk, HUGO, "zzz, 4000099")
    assert "TREY RESEARCH (PartnerID 4000099) is filled in as contact" in screen(hugo)
