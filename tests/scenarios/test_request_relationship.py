"""`/request-relationship` as people use it, in both transports, on both databases (docs/domain.md#scenarios)."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from sqlmodel import select

from bot.db import Database
from bot.local_slack import NotVisible, Person
from bot.local_slack.text_view import render_message
from bot.models import AuditEvent, OutboxMessage
from bot.services.relationships import requests
from bot.services.relationships.establish import confirm_established
from tests.kit.desk import ADMIN_AGENTS, ANA, DESK, GLOBAL_ADMINS, GLORIA, HUGO, SALES, SARA, Desk, screen
from tests.kit.relationships import CLOCKWORK, GLO, MAIL, NORTHWIND, searchable
from tests.kit.steps import drafted, request_rows, sent
from tests.kit.transport.sending import deliver
from tests.kit.world import CONTOSO, FABRIKAM, TREY, customer, scene

COMMAND = "/request-relationship"


@pytest.fixture
def directory(database: Database) -> None:
    database.write_now(searchable)


def codes(person: Person) -> list[str]:
    """The copyable blocks: link and text."""
    assert person.modal is not None
    blocks: list[Any] = person.modal.body["blocks"]
    return [block["elements"][0]["elements"][0]["text"] for block in blocks if block["type"] == "rich_text"]


async def opened(desk: Desk, user_id: str, text: str = "") -> Person:
    return await desk.opened(user_id, COMMAND, text)


async def test_a_customer_by_name_text_link_done_and_the_team_knows(desk: Desk) -> None:
    gloria = await drafted(desk)
    link, text = codes(gloria)
    assert link.startswith("https://admin.microsoft.com/Adminportal/Home?invType=ResellerRelationship")
    assert "DAP=true" in link
    assert "Hola, Northwind" in text
    assert link in text
    assert gloria.value("request.text") == text
    assert "mailto:" in str(gloria.modal and gloria.modal.body["blocks"])
    await gloria.type("request.recipient", MAIL)
    assert (await gloria.submit()).ok
    await desk.settle()
    assert ": en camino, enviada a" in screen(gloria)
    row = request_rows(desk)[0]
    assert (row.state, row.recipient, row.customer_id, row.owner) == ("pending", MAIL, NORTHWIND, GLORIA)
    assert row.due_at == row.sent_at + timedelta(days=30) if row.sent_at else False
    await desk.notices()
    assert "para *Northwind*" in gloria.dms[-1].text
    assert "for *Northwind*" in desk.told()[-1].text


async def test_a4_a_helpdesk_agent_is_refused_and_told_who_may(desk: Desk) -> None:
    hugo = desk.person(HUGO)
    await hugo.command(COMMAND, "northwind")
    await desk.settle()
    assert hugo.modal is None
    said = hugo.ephemerals[-1].text
    for role in ("Global admin", "Admin agent"):
        assert role in said
    assert request_rows(desk) == []
    assert desk.db.read_now(lambda s: s.exec(select(AuditEvent)).first()) is None


async def test_a4_a_sales_agent_sees_the_partnership_alone(desk: Desk) -> None:
    sara = await opened(desk, SARA)
    assert sara.labels("request.kind") == ["Partnership with a reseller"]
    with pytest.raises(NotVisible):
        sara.value("request.customer")
    await sara.search("request.reseller", "fabri")
    await sara.select("request.reseller", FABRIKAM)
    assert (await sara.submit()).ok
    assert "Hola, Fabrikam" in codes(sara)[1]


async def test_a11_without_its_link_the_text_is_refused(desk: Desk) -> None:
    gloria = await drafted(desk)
    link, _ = codes(gloria)
    await gloria.type("request.recipient", MAIL)
    await gloria.type("request.text", "Acepta, por favor")
    await gloria.submit()
    assert list(gloria.errors.values()) == [f"El vínculo debe quedar en el texto, entero y sin cambios: {link}"]
    assert request_rows(desk)[0].state == "link_ready"
    mine = f"Acepta, por favor:\n{link}"
    await gloria.type("request.text", mine)
    assert (await gloria.submit()).ok
    await desk.settle()
    assert codes(gloria) == [link, mine]
    assert "Cópialo abajo" in screen(gloria)
    assert (request_rows(desk)[0].state, request_rows(desk)[0].email_text) == ("link_ready", mine)
    await gloria.submit()
    await desk.settle()
    assert request_rows(desk)[0].state == "pending"


async def test_step_one_can_be_gone_back_to_and_keeps_what_was_typed(desk: Desk) -> None:
    gloria = await opened(desk, GLORIA, "northwind")
    await gloria.type("request.agreement", "AG-7")
    await gloria.type("request.note", "agreed by phone")
    await gloria.submit()
    await desk.settle()
    mine = f"Hola:\n{codes(gloria)[0]}"
    await gloria.type("request.text", mine)
    await gloria.type("request.recipient", MAIL)
    await gloria.click("request.back")
    await desk.settle()
    assert gloria.value("request.customer")["value"] == NORTHWIND
    assert [gloria.value(f"request.{name}") for name in ("agreement", "note")] == ["AG-7", "agreed by phone"]
    assert gloria.value("request.language")["value"] == "auto"
    await gloria.submit()
    await desk.settle()
    assert [gloria.value(f"request.{name}") for name in ("text", "recipient")] == [mine, MAIL]
    assert [row.state for row in request_rows(desk)] == ["link_ready"]
    await gloria.click("request.back")
    await desk.settle()
    await gloria.select("request.kind", "customer_indirect_reseller")
    await desk.settle()
    await gloria.search("request.reseller", "trey")
    await gloria.select("request.reseller", TREY)
    await gloria.submit()
    await desk.settle()
    assert f"partnerId={TREY}" in codes(gloria)[0]
    assert gloria.value("request.recipient") == MAIL
    assert [row.state for row in request_rows(desk)] == ["superseded", "link_ready"]
    await gloria.submit()
    await desk.settle()
    assert [row.state for row in request_rows(desk)] == ["superseded", "pending"]


async def test_going_back_needs_no_sound_text(desk: Desk) -> None:
    gloria = await drafted(desk)
    text = codes(gloria)[1]
    await gloria.type("request.text", "no link")
    await gloria.click("request.back")
    await desk.settle()
    await gloria.submit()
    await desk.settle()
    assert gloria.value("request.text") == text


async def test_what_went_out_meanwhile_is_not_drafted_anew(desk: Desk) -> None:
    gloria = await drafted(desk)
    await gloria.click("request.back")
    await desk.settle()
    key = request_rows(desk)[0].id or 0
    desk.db.write_now(lambda s: requests.mark_sent(s, GLO, key, MAIL, scene(desk.clock.now(), "meanwhile")))
    await gloria.submit()
    await desk.settle()
    assert "está pendiente" in screen(gloria)
    assert [row.state for row in request_rows(desk)] == ["pending"]


async def test_a12_a_second_request_shows_the_first_with_age_owner_and_resend(desk: Desk) -> None:
    await sent(desk)
    await desk.advance(timedelta(days=5))
    ana = await drafted(desk, ANA)
    seen = screen(ana)
    assert "hace 5 días" in seen
    assert MAIL in seen
    assert GLORIA in seen
    assert len(request_rows(desk)) == 1
    await ana.click("request.resend")
    await desk.settle()
    assert ana.value("request.recipient") == MAIL
    await ana.submit()
    await desk.settle()
    row = request_rows(desk)[0]
    assert (row.resend_count, row.state, row.owner) == (1, "pending", GLORIA)
    assert ": en camino, enviada a" in screen(ana)


async def test_a12_a_draft_left_alone_is_continued(desk: Desk) -> None:
    gloria = await drafted(desk)
    await gloria.close()
    ana = await drafted(desk, ANA)
    assert "sin enviar" in screen(ana)
    await ana.click("request.resume")
    await desk.settle()
    await ana.type("request.recipient", MAIL)
    await ana.submit()
    await desk.settle()
    assert [row.state for row in request_rows(desk)] == ["pending"]


async def test_a13_a_customer_of_another_market_is_refused_at_the_field(desk: Desk) -> None:
    gloria = await opened(desk, GLORIA, "brasil")
    await gloria.submit()
    (error,) = gloria.errors.values()
    assert "BR" in error
    assert "ES" in error
    assert "mercado" in error
    assert request_rows(desk) == []


async def test_another_kind_brings_its_own_fields_and_keeps_the_customer(desk: Desk) -> None:
    gloria = await opened(desk, GLORIA, "northwind")
    with pytest.raises(NotVisible):
        gloria.value("request.reseller")
    await gloria.select("request.kind", "customer_indirect_reseller")
    await desk.settle()
    await gloria.search("request.reseller", "trey")
    await gloria.select("request.reseller", TREY)
    await gloria.select("request.language", "en")
    await gloria.select("request.dap", [])
    await gloria.type("request.agreement", "AG-7 of 2026-01-01")
    await gloria.type("request.note", "agreed by phone")
    assert (await gloria.submit()).ok
    await desk.settle()
    link, text = codes(gloria)
    assert f"partnerId={TREY}" in link
    assert "DAP=false" in link
    assert text.startswith("Hello Northwind")
    row = request_rows(desk)[0]
    assert (row.customer_id, row.reseller_tenant_id, row.inviter_tenant_id) == (NORTHWIND, TREY, TREY)
    assert (row.agreement_ref, row.note) == ("AG-7 of 2026-01-01", "agreed by phone")
    assert desk.db.read_now(lambda s: s.exec(select(AuditEvent.reason)).first()) == "agreed by phone"


async def test_a6_somebody_in_no_directory_is_asked_by_name(desk: Desk) -> None:
    gloria = await opened(desk, GLORIA, "Nobody Knows GmbH")
    assert "Nadie del directorio coincide" in screen(gloria)
    shown = await gloria.search("request.customer", "Nobody <!channel> GmbH")
    assert shown.labels == ["«Nobody <!channel> GmbH»"]
    await gloria.select("request.customer", "new:Nobody <!channel> GmbH")
    assert (await gloria.submit()).ok
    await desk.settle()
    row = request_rows(desk)[0]
    assert (row.customer_id, row.target_name, row.locale) == (None, "Nobody <!channel> GmbH", "es")
    await gloria.type("request.recipient", MAIL)
    await gloria.submit()
    await desk.notices()
    assert "<!channel>" not in gloria.dms[-1].text


async def test_a_reseller_of_ours_by_name_is_invited_along(desk: Desk) -> None:
    gloria = await opened(desk, GLORIA, "trey research")
    assert gloria.value("request.kind")["value"] == "customer_indirect_reseller"
    assert gloria.value("request.reseller")["value"] == TREY


async def test_a_stranger_by_name_is_asked_for_the_partnership(desk: Desk) -> None:
    gloria = await opened(desk, GLORIA, "fabrikam")
    assert gloria.value("request.kind")["value"] == "partnership"
    assert gloria.value("request.reseller")["value"] == FABRIKAM


async def test_many_matches_say_how_many(desk: Desk) -> None:
    gloria = await opened(desk, GLORIA, "example")
    assert "coincide con 3 entradas" in screen(gloria)


async def test_a_wrong_address_stays_at_its_field(desk: Desk) -> None:
    gloria = await drafted(desk)
    await gloria.type("request.recipient", "a@b.c")
    outcome = await gloria.submit()
    assert outcome.errors
    assert request_rows(desk)[0].state == "link_ready"


async def test_a24_role_taken_away_while_the_form_is_open(desk: Desk) -> None:
    ana = await opened(desk, ANA, "northwind")
    desk.ws.admin.remove_from_group(ADMIN_AGENTS, ANA)
    await desk.settle()
    await ana.submit()
    await desk.settle()
    assert "Agente de administrador" in screen(ana)
    assert request_rows(desk) == []


async def test_done_delivered_twice_resends_once(desk: Desk) -> None:
    await sent(desk)
    ana = await drafted(desk, ANA)
    await ana.click("request.resend")
    await desk.settle()
    outcome = await ana.submit()
    assert outcome.payload is not None
    await deliver(desk, outcome.payload)
    await desk.settle()
    assert request_rows(desk)[0].resend_count == 1


async def test_established_updates_the_message_in_place_and_takes_the_button_away(desk: Desk) -> None:
    gloria = await sent(desk)
    await gloria.close()
    await desk.notices()
    before = gloria.dms[-1]
    assert "request.resend" in str(before.blocks)
    at = scene(desk.clock.now(), "confirmed")
    row = request_rows(desk)[0]
    desk.db.write_now(lambda s: confirm_established(s, GLO, row.id or 0, at))
    await desk.notices()
    # The change of an old message rings nowhere, so that a new one tells of it.
    summary, rings = gloria.dms
    assert summary.ts == before.ts
    after = render_message(asdict(summary))
    assert "establecida" in after
    assert "request.resend" not in str(gloria.dms)
    assert CLOCKWORK.user_id not in after
    assert "*Northwind* ya es cliente nuestro" in rings.text
    assert "is our customer now" in desk.told()[-1].text


async def test_resend_from_the_notice_and_an_old_button_says_where_it_stands(desk: Desk) -> None:
    gloria = await sent(desk)
    await gloria.close()
    await desk.notices()
    old = gloria.dms[-1]
    await gloria.click("request.resend", message=old)
    await desk.settle()
    assert codes(gloria)[1].startswith("Hola, Northwind")
    row = request_rows(desk)[0]
    at = scene(desk.clock.now(), "confirmed")
    desk.db.write_now(lambda s: confirm_established(s, GLO, row.id or 0, at))
    await gloria.submit()
    await desk.settle()
    assert "ya está establecida" in screen(gloria)
    assert request_rows(desk)[0].resend_count == 0


async def test_the_mail_link_opens_with_the_whole_text(desk: Desk) -> None:
    gloria = await drafted(desk)
    _, text = codes(gloria)
    assert gloria.modal is not None
    links = [b["text"]["text"] for b in gloria.modal.body["blocks"] if "mailto:" in str(b.get("text"))]
    body = links[0].partition("&amp;body=")[2].partition("|")[0]
    assert unquote(body).replace("\r\n", "\n") == text


async def test_help_lists_it_for_whom_it_is_for(desk: Desk) -> None:
    gloria = desk.person(GLORIA)
    await gloria.command(COMMAND, "help")
    await desk.settle()
    assert "/request-relationship" in gloria.ephemerals[-1].text
    assert desk.db.read_now(lambda s: s.exec(select(OutboxMessage)).first()) is None


async def test_from_an_ineligible_reseller_straight_to_the_request(desk: Desk) -> None:
    """The reseller has a partnership but no relationship with the customer: the button brings both along."""
    gloria = desk.person(GLORIA)
    await gloria.command("/assign-support", "Contoso")
    await desk.settle()
    await gloria.select("assign.contact", "someone-else")
    await desk.settle()
    await gloria.search("assign.other", "trey")
    await gloria.select("assign.other", TREY)
    await desk.settle()
    await gloria.click("assign.request_relationship")
    await desk.settle()
    assert gloria.value("request.kind")["value"] == "customer_indirect_reseller"
    assert gloria.value("request.customer")["value"] == CONTOSO
    assert gloria.value("request.reseller")["value"] == TREY
    assert (await gloria.submit()).ok
    await desk.settle()
    await gloria.type("request.recipient", MAIL)
    await gloria.submit()
    await desk.settle()
    assert [(row.state, row.customer_id) for row in request_rows(desk)] == [("pending", CONTOSO)]
    await gloria.close()
    assert gloria.modal is not None
    assert gloria.modal.callback_id == "assign.form"


async def test_a24_a_role_taken_away_meanwhile_is_named_with_its_group_though_another_stays(desk: Desk) -> None:
    desk.ws.admin.add_to_group(SALES, ANA)
    await desk.settle()
    ana = await opened(desk, ANA, "northwind")
    desk.ws.admin.remove_from_group(ADMIN_AGENTS, ANA)
    await desk.settle()
    await ana.submit()
    await desk.settle()
    assert ana.modal is not None
    said = str(ana.modal.body["blocks"])
    assert f"<!subteam^{GLOBAL_ADMINS}> y <!subteam^{ADMIN_AGENTS}>" in said
    assert "ROLE_GROUP" not in said
    assert request_rows(desk) == []


async def test_who_may_not_ask_a_customer_reads_so_and_not_that_there_is_none(desk: Desk) -> None:
    sara = await opened(desk, SARA, "contoso")
    seen = screen(sara, 200).replace("*", "")
    assert "fits a customer of the directory" in seen
    assert "Admin agent" in seen
    assert "Nobody in the directory" not in seen


async def test_a_refusal_names_the_one_of_two_namesakes_that_was_meant(desk: Desk) -> None:
    desk.db.write_now(lambda s: s.add(customer("33333333-0000-4000-8000-000000000099", "CONTOSO", "contoso.es")))
    for command in (COMMAND, "/remove-relationship"):
        sara = await desk.opened(SARA, command, "contoso.es")
        assert "“CONTOSO (contoso.es)” fits a customer" in screen(sara)
        await sara.dismiss()
        sara = await desk.opened(SARA, command, "contoso")
        assert "“contoso” fits a customer" in screen(sara)
        await sara.dismiss()


@pytest.mark.parametrize(("said", "named"), [("Contoso", "Contoso"), ("contoso.es", "CONTOSO (contoso.es)")])
async def test_a_refusal_from_a_message_names_one_of_two_namesakes_only_if_it_is_meant(
    desk: Desk, said: str, named: str
) -> None:
    desk.db.write_now(lambda s: s.add(customer("33333333-0000-4000-8000-000000000099", "CONTOSO", "contoso.es")))
    sara = desk.person(SARA)
    await sara.say(DESK, f"Help for {said}, please")
    await sara.message_shortcut("message.request", sara.messages(DESK)[-1])
    await desk.settle()
    assert f"“{named}” fits a customer" in screen(sara)
