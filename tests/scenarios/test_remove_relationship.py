"""`/remove-relationship` as people use it, in both transports, on both databases (docs/domain.md#scenarios)."""

from dataclasses import replace

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from bot.db import Database
from bot.local_slack import NotVisible, Person
from bot.models import Assignment, AuditEvent, Customer, CustomerRelationship, Partnership, Subscription, SupportContact
from bot.services.basis import flagging
from bot.services.contacts import assignments
from bot.services.handover import jobs
from tests.conftest import PROVIDER
from tests.kit.desk import ANA, DESK, GLOBAL_ADMINS, GLORIA, HUGO, NOBODY, SARA, Desk, screen
from tests.kit.world import ANN, CONTOSO, EXCHANGE, FABRIKAM, OFFICE, TREY, Reseller, build, link, proposal
from tests.kit.world import scene as assigning

COMMAND = "/remove-relationship"


@pytest.fixture
def directory(database: Database) -> None:
    """TREY and FABRIKAM may both support CONTOSO."""

    def fill(s: Session) -> None:
        build(s, Reseller(TREY, "Trey Research"), Reseller(FABRIKAM, "Fabrikam"))

    database.write_now(fill)


def words(person: Person) -> str:
    return screen(person, 250).replace("*", "")


def assigned(desk: Desk, target: str, *ids: str, by: str = HUGO) -> None:
    actor = replace(ANN, user_id=by, reference=f"A{target[-1]}{ids[0][0]}")
    at = assigning(desk.clock.now(), actor.reference, None)
    desk.db.write_now(lambda s: assignments.submit(s, actor, proposal(target, *ids), at))


def states(desk: Desk) -> list[str]:
    return list(desk.db.read_now(lambda s: s.exec(select(Assignment.state).order_by(col(Assignment.id))).all()))


def contact(desk: Desk, subscription: str = OFFICE) -> str:
    found = desk.db.read_now(lambda s: s.get(SupportContact, subscription))
    return found.support_tenant_id if found else PROVIDER


def suspended(desk: Desk) -> None:
    desk.db.write_now(lambda s: s.connection().execute(update(Subscription).values(status="deleted")))


async def opened(desk: Desk, user_id: str, text: str = "") -> Person:
    return await desk.opened(user_id, COMMAND, text)


async def previewed(desk: Desk, user_id: str, kind: str, reseller: str | None = TREY) -> Person:
    """The screen that says what removing would do."""
    person = await opened(desk, user_id, "contoso")
    await person.select("remove.kind", kind)
    await desk.settle()
    if kind in ("ours", "reseller"):
        assert person.value("remove.customer")["value"] == CONTOSO
    if kind != "ours" and reseller:
        await person.search("remove.reseller", "trey" if reseller == TREY else "fabrikam")
        await person.select("remove.reseller", reseller)
    assert (await person.submit()).ok
    await desk.settle()
    return person


async def test_a16_blockers_first_and_no_button_that_removes(desk: Desk) -> None:
    gloria = await previewed(desk, GLORIA, "ours")
    seen = words(gloria)
    assert "4 suscripciones lo impiden" in seen
    for name in ("Office 365", "Exchange Online", "Azure"):
        assert f"{name} está" in seen
    assert "Teams está activa: cancélala" in seen
    with pytest.raises(NotVisible):
        await gloria.submit()
    suspended(desk)
    await gloria.click("remove.again")
    await desk.settle()
    assert "suscripciones lo impiden" not in words(gloria)


async def test_a17_ours_effect_legal_notice_confirm_and_everyone_is_told(desk: Desk) -> None:
    assigned(desk, TREY, OFFICE)
    suspended(desk)
    gloria = await previewed(desk, GLORIA, "ours")
    seen = words(gloria)
    assert "Un contacto de soporte depende de ella" in seen
    assert "Office 365 (Contoso): Trey Research" in seen
    assert "los avisos que exija la ley" in seen
    assert "reservas de Azure" in seen
    await gloria.submit()
    await desk.settle()
    assert "se ha quitado" in words(gloria)
    with pytest.raises(NotVisible):
        await gloria.click("remove.hand_back")
    customer = desk.db.read_now(lambda s: s.get(Customer, CONTOSO))
    assert customer is not None
    assert customer.relationship_to_partner == "none"
    assert states(desk) == ["invalidated"]
    await desk.notices()
    assert "lost its basis" in desk.person(HUGO).dms[-1].text
    channel = [message.text for message in gloria.messages(DESK)]
    assert any("was removed by Gloria" in text for text in channel)
    assert any("lost its basis" in text for text in channel)


async def test_a17_a_resellers_relationship_and_hand_all_back_in_one_go(desk: Desk) -> None:
    assigned(desk, TREY, OFFICE, EXCHANGE)
    gloria = await previewed(desk, GLORIA, "reseller")
    assert "2 contactos de soporte dependen de ella" in words(gloria)
    await gloria.submit()
    await desk.settle()
    assert states(desk) == ["invalidated"] * 2
    await gloria.click("remove.hand_back")
    await desk.settle()
    seen = words(gloria)
    assert "2 contactos de soporte para traspasar a Iberia Cloud; 2 pueden" in seen
    assert "Office 365 (Contoso): de Trey Research a Iberia Cloud" in seen
    assert contact(desk) == TREY
    await gloria.submit()
    await desk.settle()
    assert "El traspaso a Iberia Cloud ha empezado. Recorre 2 contactos de soporte" in words(gloria)
    assert contact(desk) == TREY
    await desk.sweep("jobs")
    assert "ha traspasado 2 de 2 contactos de soporte a *Iberia Cloud*" in gloria.dms[-1].text
    assert (contact(desk), contact(desk, EXCHANGE)) == (PROVIDER, PROVIDER)
    assert states(desk) == ["superseded"] * 2 + ["closed"] * 2
    await desk.notices()
    hugo = desk.person(HUGO)
    assert "All of it is settled" in [m for m in hugo.dms if "basis" in m.text][-1].text


async def test_the_owner_hands_back_from_the_notice_and_the_button_goes(desk: Desk) -> None:
    assigned(desk, TREY, OFFICE)
    assigned(desk, TREY, EXCHANGE, by=ANA)
    gloria = await previewed(desk, GLORIA, "reseller")
    await gloria.submit()
    await desk.notices()
    hugo = desk.person(HUGO)
    notice = hugo.dms[-1]
    await hugo.click("remove.loss", message=notice)
    await desk.settle()
    assert "To go to Iberia Cloud: one support contact" in words(hugo)
    await hugo.submit()
    await desk.settle()
    await desk.sweep("jobs")
    assert (contact(desk), contact(desk, EXCHANGE)) == (PROVIDER, TREY)
    after = next(message for message in hugo.dms if message.ts == notice.ts)
    assert "remove.loss" not in str(after.blocks)
    ana = desk.person(ANA)
    assert "remove.loss" in str([m for m in ana.dms if "base" in m.text][-1].blocks)


async def test_a18_partnership_removed_by_a_sales_agent(desk: Desk) -> None:
    assigned(desk, TREY, OFFICE)
    sara = await opened(desk, SARA)
    assert sara.labels("remove.kind") == ["Our partnership with a reseller"]
    await sara.search("remove.reseller", "trey")
    await sara.select("remove.reseller", TREY)
    await sara.type("remove.reason", "contract ended")
    await sara.submit()
    await desk.settle()
    assert "Its customers stay" in words(sara)
    assert "One support contact names this reseller" in words(sara)
    await sara.submit()
    await desk.settle()
    bond = desk.db.read_now(lambda s: s.get(Partnership, (PROVIDER, TREY)))
    customer = desk.db.read_now(lambda s: s.get(Customer, CONTOSO))
    assert bond is not None
    assert customer is not None
    assert (bond.state, customer.relationship_to_partner) == ("Removed", "reseller")
    assert states(desk) == ["invalidated"]
    assert contact(desk) == TREY
    reasons = desk.db.read_now(lambda s: s.exec(select(AuditEvent.reason)).all())
    assert "contract ended" in reasons
    # She may not assign, so she is not offered to.
    with pytest.raises(NotVisible):
        await sara.click("remove.hand_back")


async def test_a_reseller_leaves_to_another_with_the_verdict_of_each(desk: Desk) -> None:
    assigned(desk, TREY, OFFICE, EXCHANGE)
    hugo = await opened(desk, HUGO)
    assert hugo.labels("remove.kind") == ["A reseller leaves: hand over support contacts"]
    await hugo.search("remove.reseller", "trey")
    await hugo.select("remove.reseller", TREY)
    await hugo.search("remove.to", "trey")
    await hugo.select("remove.to", TREY)
    await hugo.submit()
    assert "Choose another reseller" in str(hugo.errors)
    await hugo.search("remove.to", "fabrikam")
    await hugo.select("remove.to", FABRIKAM)
    desk.db.write_now(
        lambda s: s.connection().execute(
            update(Subscription).where(col(Subscription.id) == EXCHANGE).values(status="deleted")
        )
    )
    await hugo.submit()
    await desk.settle()
    assert "2 support contacts are to go to Fabrikam; one can" in words(hugo)
    assert "Exchange Online (Contoso) stays as it is" in words(hugo)
    await hugo.submit()
    await desk.settle()
    assert "The handover to Fabrikam has begun. It goes through 2 support contacts" in words(hugo)
    await desk.notices()
    assert "0 of 2 so far" in hugo.dms[-1].text
    await desk.sweep("jobs")
    assert (contact(desk), contact(desk, EXCHANGE)) == (FABRIKAM, TREY)
    assert "handed over 1 of 2 support contacts to *Fabrikam*" in hugo.messages(DESK)[-1].text
    assert "handed over 1 of 2 support contacts to *Fabrikam*" in hugo.dms[-1].text
    await hugo.click("remove.left", message=hugo.dms[-1])
    await desk.settle()
    assert "Exchange Online (Contoso) stays as it is" in words(hugo)


async def test_a_handover_is_cancelled_where_its_progress_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "CHUNK", 1)
    assigned(desk, TREY, OFFICE)
    assigned(desk, TREY, EXCHANGE)
    hugo = await opened(desk, HUGO)
    await hugo.search("remove.reseller", "trey")
    await hugo.select("remove.reseller", TREY)
    await hugo.submit()
    await desk.settle()
    await hugo.submit()
    await desk.settle()
    await desk.tick("jobs").run.__self__.advance()  # type: ignore[attr-defined]
    await desk.notices()
    message = hugo.dms[-1]
    assert "1 of 2 so far" in message.text
    await hugo.click("remove.cancel_handover", message=message)
    await desk.sweep("jobs")
    assert "cancelled the handover to *Iberia Cloud*" in hugo.dms[-1].text
    assert "1 of 2 support contacts were handed over" in hugo.dms[-1].text
    assert sorted((contact(desk), contact(desk, EXCHANGE))) == sorted((PROVIDER, TREY))
    await hugo.click("remove.left", message=hugo.dms[-1])
    await desk.settle()
    assert "To go to Iberia Cloud: one support contact" in words(hugo)


async def test_many_contacts_of_a_removed_partnership_are_flagged_while_its_message_says_how_far(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flagging, "CHUNK", 1)
    assigned(desk, TREY, OFFICE)
    assigned(desk, TREY, EXCHANGE)
    gloria = await previewed(desk, GLORIA, "partnership")
    await gloria.submit()
    await desk.settle()
    assert "Se están marcando sus contactos de soporte" in words(gloria)
    with pytest.raises(NotVisible):
        await gloria.click("remove.hand_back")
    await desk.notices()
    assert "1 hasta ahora" in gloria.dms[-1].text
    assert not any("lost its basis" in message.text for message in desk.person(HUGO).dms)
    await desk.sweep("jobs")
    assert "2 contactos de soporte perdieron su base" in gloria.dms[-1].text
    assert states(desk) == ["invalidated"] * 2
    assert sum("2 support contacts lost their basis" in message.text for message in desk.person(HUGO).dms) == 1


async def test_whoever_was_named_stays_while_the_kind_changes(desk: Desk) -> None:
    gloria = await opened(desk, GLORIA, "contoso")
    await gloria.type("remove.reason", "contract ended")
    for kind in ("partnership", "leaves", "reseller", "ours", "reseller"):
        await gloria.select("remove.kind", kind)
        await desk.settle()
        if kind == "partnership":
            await gloria.search("remove.reseller", "trey")
            await gloria.select("remove.reseller", TREY)
    assert gloria.value("remove.customer")["value"] == CONTOSO
    assert gloria.value("remove.reseller")["value"] == TREY
    assert gloria.value("remove.reason") == "contract ended"
    sara = await opened(desk, GLORIA, "trey research")
    await sara.select("remove.kind", "leaves")
    await desk.settle()
    assert sara.value("remove.reseller")["value"] == TREY


async def test_a_reseller_whom_nobody_can_replace_is_no_dead_end(desk: Desk) -> None:
    """Whom the contacts were to go to lacks the relationship: ask for it, or choose somebody else."""
    assigned(desk, TREY, OFFICE)
    desk.ws.admin.add_to_group(GLOBAL_ADMINS, HUGO)
    await desk.settle()
    desk.db.write_now(lambda s: s.delete(s.get_one(CustomerRelationship, (CONTOSO, FABRIKAM))))
    hugo = await opened(desk, HUGO, "trey research")
    await hugo.select("remove.kind", "leaves")
    await desk.settle()
    await hugo.search("remove.to", "fabrikam")
    await hugo.select("remove.to", FABRIKAM)
    await hugo.type("remove.reason", "moves abroad")
    await hugo.submit()
    await desk.settle()
    assert "One cannot: Fabrikam has no established relationship" in words(hugo)
    assert hugo.modal is not None
    assert not hugo.modal.body.get("submit")
    await hugo.click("remove.request_relationship")
    await desk.settle()
    assert hugo.value("request.customer")["value"] == CONTOSO
    assert hugo.value("request.reseller")["value"] == FABRIKAM
    await hugo.close()
    await hugo.click("remove.back")
    await desk.settle()
    assert [hugo.value(f"remove.{name}")["value"] for name in ("reseller", "to")] == [TREY, FABRIKAM]
    assert hugo.value("remove.reason") == "moves abroad"
    desk.db.write_now(lambda s: link(s, Reseller(FABRIKAM, "Fabrikam", partnership=None)))
    await hugo.submit()
    await desk.settle()
    assert "press “Hand over 1”" in words(hugo)
    await hugo.submit()
    await desk.settle()
    await desk.sweep("jobs")
    assert contact(desk) == FABRIKAM


async def test_two_at_once_the_second_learns_that_it_is_gone(desk: Desk) -> None:
    assigned(desk, TREY, OFFICE)
    desk.ws.admin.add_to_group(GLOBAL_ADMINS, ANA)
    await desk.settle()
    gloria, ana = await previewed(desk, GLORIA, "reseller"), await previewed(desk, ANA, "reseller")
    await gloria.submit()
    await desk.settle()
    await ana.submit()
    await desk.settle()
    assert "Alguien se adelantó" in words(ana)
    assert "No hay nada que quitar" in words(ana)
    actions = desk.db.read_now(lambda s: s.exec(select(AuditEvent.action)).all())
    assert list(actions).count("relationship.removed") == 1


async def test_what_rests_on_it_grew_meanwhile_and_is_shown_before_anything_goes(desk: Desk) -> None:
    gloria = await previewed(desk, GLORIA, "reseller")
    assert "Ningún contacto de soporte" in words(gloria)
    assigned(desk, TREY, OFFICE)
    await gloria.submit()
    await desk.settle()
    assert "cambió mientras mirabas" in words(gloria)
    assert "Office 365" in words(gloria)
    assert states(desk) == ["applied"]
    await gloria.submit()
    await desk.settle()
    assert states(desk) == ["invalidated"]


async def test_the_same_click_delivered_again_removes_once(desk: Desk) -> None:
    assigned(desk, TREY, OFFICE)
    gloria = await previewed(desk, GLORIA, "reseller")
    await gloria.submit()
    sent = desk.wire.payloads("view_submission")[-1]
    for _ in range(3):
        await desk.ws.resend(sent)
    await desk.settle()
    actions = desk.db.read_now(lambda s: s.exec(select(AuditEvent.action)).all())
    assert list(actions).count("relationship.removed") == 1


async def test_roles_at_the_command_the_kind_and_the_moment_of_removing(desk: Desk) -> None:
    nobody = desk.person(NOBODY)
    await nobody.command(COMMAND)
    await desk.settle()
    assert nobody.modal is None
    ana = await opened(desk, ANA)
    assert "customer" not in " ".join(ana.labels("remove.kind"))
    gloria = await previewed(desk, GLORIA, "reseller")
    desk.ws.admin.remove_from_group(GLOBAL_ADMINS, GLORIA)
    await desk.settle()
    await gloria.submit()
    await desk.settle()
    assert "Administrador global" in words(gloria)
    actions = desk.db.read_now(lambda s: s.exec(select(AuditEvent.action)).all())
    assert "relationship.removed" not in actions


async def test_nothing_to_remove_is_said_at_the_field(desk: Desk) -> None:
    desk.db.write_now(lambda s: s.delete(s.get_one(Partnership, (PROVIDER, TREY))))
    gloria = await opened(desk, GLORIA, "trey")
    await gloria.select("remove.kind", "partnership")
    await desk.settle()
    await gloria.search("remove.reseller", "trey")
    await gloria.select("remove.reseller", TREY)
    await gloria.submit()
    assert "No hay nada que quitar" in str(gloria.errors)


async def test_unknown_text_says_so(desk: Desk) -> None:
    gloria = await opened(desk, GLORIA, "zzz <!channel>")
    assert "Nadie del directorio" in words(gloria)


@pytest.mark.parametrize(
    ("user_id", "names", "role"),
    [(SARA, "fits a customer", "Global admin"), (ANA, "un cliente", "Administrador global")],
)
async def test_who_may_not_remove_a_customer_reads_so_and_not_that_there_is_none(
    desk: Desk, user_id: str, names: str, role: str
) -> None:
    seen = words(await opened(desk, user_id, "contoso"))
    assert names in seen
    assert role in seen
    assert "Nobody in the directory" not in seen
    assert "Nadie del directorio" not in seen
