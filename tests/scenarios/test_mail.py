"""Invitations that leave as e-mails, to a real server on loopback, in both transports, on both databases."""

import logging
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientSession
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr
from sqlalchemy import update
from sqlmodel import col, select

from bot.db import Database
from bot.local_slack import Person
from bot.models import AuditEvent, MailMessage, OutboxMessage, OutboxState, RelationshipRequest
from bot.services.relationships import requests
from bot.services.running.tracing import REFERENCE
from bot.services.store.references import current
from tests.kit import desk as desks
from tests.kit.desk import GLORIA, Desk, Transport, screen
from tests.kit.relationships import GLO, MAIL, searchable
from tests.kit.smtp import Mailbox, serving
from tests.kit.spans import recorded
from tests.kit.steps import drafted, request_rows
from tests.kit.world import scene

OTHER = "other@northwind.example"


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with serving() as made:
        # The bot trusts what the machine trusts; on loopback it may speak in plain words.
        made.starttls = False
        yield made


@pytest.fixture
async def desk(database: Database, database_url: str, transport: Transport, box: Mailbox) -> AsyncIterator[Desk]:
    database.write_now(searchable)
    mail: dict[str, Any] = {
        "smtp_url": SecretStr(f"smtp://desk:right@localhost:{box.port}"),
        "mail_from": "Contacts <desk@example.com>",
    }
    async with desks.opened(database, database_url, transport, **mail) as opened:
        yield opened
        await opened.check()


class Listener(logging.Filter):
    """References under which the worker's lines are written."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str | None] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        """Let everything through."""
        if record.name == "bot.trail.mail":
            self.seen.add(current())
        return True


async def sent(desk: Desk, recipient: str = MAIL) -> Person:
    gloria = await drafted(desk)
    await gloria.type("request.recipient", recipient)
    assert (await gloria.submit()).ok
    await desk.settle()
    return gloria


def events(desk: Desk) -> list[str]:
    query = select(AuditEvent.action).where(col(AuditEvent.action).startswith("request.mail"))
    return list(desk.db.read_now(lambda s: s.exec(query.order_by(col(AuditEvent.id))).all()))


async def test_send_sends_what_was_looked_over(desk: Desk, box: Mailbox) -> None:
    gloria = await sent(desk)
    assert "Sale por correo en menos de un minuto" in screen(gloria)
    await desk.sweep("mail")
    ((to, came),) = box.arrived
    assert (to, came["From"]) == (MAIL, "Contacts <desk@example.com>")
    (row,) = request_rows(desk)
    assert box.body().split() == (row.email_text or "").split()
    assert row.state == "pending"
    assert events(desk) == ["request.mailed"]
    await desk.sweep("mail")
    assert len(box.arrived) == 1


async def test_a_changed_text_leaves_as_it_was_changed(desk: Desk, box: Mailbox) -> None:
    gloria = await drafted(desk)
    await gloria.type("request.text", f"{gloria.value('request.text')}\n\nP. S.: hasta pronto")
    await gloria.type("request.recipient", MAIL)
    assert (await gloria.submit()).ok
    await desk.settle()
    await desk.sweep("mail")
    assert "P. S.: hasta pronto" in box.body()


async def test_unticked_it_is_copied_as_ever(desk: Desk, box: Mailbox) -> None:
    gloria = await drafted(desk)
    await gloria.select("request.by_mail", [])
    await gloria.type("request.recipient", MAIL)
    assert (await gloria.submit()).ok
    await desk.settle()
    await desk.sweep("mail")
    assert box.arrived == []
    assert request_rows(desk)[0].state == "pending"
    assert "Sale por correo" not in screen(gloria)


async def test_a_refused_address_is_told_and_another_one_taken(desk: Desk, box: Mailbox) -> None:
    box.answers["RCPT"] = "550 5.1.1 no such user here"
    gloria = await sent(desk)
    await desk.sweep("mail")
    assert "550 5.1.1 no such user here" in gloria.dms[-1].text
    assert events(desk) == ["request.mail_failed"]
    assert any("never left" in message.text for message in desk.told())
    box.answers.clear()
    await gloria.click("request.resend", message=gloria.dms[-1])
    await desk.settle()
    await gloria.type("request.recipient", OTHER)
    assert (await gloria.submit()).ok
    await desk.settle()
    await desk.sweep("mail")
    assert [to for to, _ in box.arrived] == [OTHER]
    assert not any("never left" in message.text for message in desk.told())


async def test_a_server_that_is_away_is_asked_again_for_a_day(desk: Desk, box: Mailbox) -> None:
    box.answers["EHLO"] = "hang up"
    await sent(desk)
    await desk.sweep("mail")
    assert events(desk) == []
    box.answers.clear()
    await desk.advance(timedelta(minutes=2))
    await desk.sweep("mail")
    assert len(box.arrived) == 1
    assert events(desk) == ["request.mailed"]


async def test_given_up_after_a_day_it_is_told(desk: Desk, box: Mailbox) -> None:
    box.answers["EHLO"] = "hang up"
    gloria = await sent(desk)
    for _ in range(20):
        await desk.sweep("mail")
        desk.ws.advance(timedelta(hours=2))
    assert events(desk) == ["request.mail_failed"]
    assert any("no se pudo enviar durante un día" in message.text for message in gloria.dms)


async def test_what_was_withdrawn_meanwhile_does_not_leave(desk: Desk, box: Mailbox) -> None:
    await sent(desk)
    row = request_rows(desk)[0]
    desk.db.write_now(lambda s: requests.withdraw(s, GLO, row.id or 0, scene(desk.clock.now(), "w")))
    await desk.sweep("mail")
    assert box.arrived == []
    assert [each.state for each in desk.db.read_now(lambda s: s.exec(select(MailMessage)).all())] == ["dead"]


async def test_no_secret_is_logged(desk: Desk, box: Mailbox, caplog: pytest.LogCaptureFixture) -> None:
    box.answers["AUTH"] = "535 no right here"
    await sent(desk)
    await desk.sweep("mail")
    assert "tried again" in caplog.text
    assert "desk:right" not in caplog.text
    assert f":{box.port}" not in caplog.text
    assert desk.person(GLORIA).dms


async def test_an_address_that_no_mail_server_knows_stays_at_its_field(desk: Desk) -> None:
    gloria = await drafted(desk)
    await gloria.type("request.recipient", "dos..puntos@northwind.example")
    (words,) = (await gloria.submit()).errors.values()
    assert words == "Escribe una sola dirección de correo, como nombre@example.com."
    assert request_rows(desk)[0].state == "link_ready"


async def test_an_address_that_was_queued_all_the_same_is_told(desk: Desk, box: Mailbox) -> None:
    gloria = await sent(desk)
    rows, bad = (RelationshipRequest, MailMessage), "dos..puntos@northwind.example"
    desk.db.write_now(lambda s: [s.execute(update(row).values(recipient=bad)) for row in rows])
    await desk.sweep("mail")
    assert box.arrived == []
    assert events(desk) == ["request.mail_failed"]
    assert desk.db.read_now(lambda s: s.exec(select(MailMessage.state)).one()) == OutboxState.DEAD
    assert bad in gloria.dms[-1].text


async def test_what_becomes_of_an_e_mail_has_the_reference_of_its_sending(
    desk: Desk, box: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    box.answers["RCPT"] = "550 5.1.1 no such user here"
    await sent(desk)
    caplog.set_level("INFO", "bot.trail.mail")
    with caplog.filtering(listener := Listener()):
        await desk.sweep("mail")
    asked = select(AuditEvent.reference).where(col(AuditEvent.action).in_(("request.pending", "request.mail_failed")))
    told = select(OutboxMessage.reference).where(col(OutboxMessage.dedupe_key).contains(":mail:"))
    noted, messages = desk.db.read_now(lambda s: (s.exec(asked).all(), s.exec(told).all()))
    assert (len(noted), len(messages)) == (2, 4)
    cause = desk.db.read_now(lambda s: s.exec(select(MailMessage.reference)).one())
    assert cause
    assert {*noted, *messages} == listener.seen == {cause}


async def test_an_e_mail_that_a_restore_brought_back_is_told_of_and_does_not_leave_by_itself(
    desk: Desk, box: Mailbox
) -> None:
    gloria = await sent(desk)
    desk.db.write_now(lambda s: s.execute(update(MailMessage).values(doubted_at=desk.clock.now())))
    await desk.sweep("mail")
    assert box.arrived == []
    assert events(desk) == ["request.mail_unclear"]
    assert "puede haber salido o no, porque la base de datos se restauró" in gloria.dms[-1].text
    assert any("may or may not have left: the database" in message.text for message in desk.told())
    assert (await told(desk))["unclear"] == 1
    await gloria.click("request.resend", message=gloria.dms[-1])
    await desk.settle()
    assert (await gloria.submit()).ok
    await desk.settle()
    await desk.sweep("mail")
    assert [to for to, _ in box.arrived] == [MAIL]
    assert not any("may or may not have left: the database" in message.text for message in desk.told())


async def test_an_e_mail_is_a_span_under_its_reference(desk: Desk, box: Mailbox) -> None:
    await sent(desk)
    with recorded() as found:
        await desk.sweep("mail")
    (span,) = (span for span in found if span.name == "e-mail")
    cause = desk.db.read_now(lambda s: s.exec(select(MailMessage.reference)).one())
    assert dict(span.attributes) == {"attempt": 1, REFERENCE: cause}


async def test_metrics_tell_what_waits_since_when_and_what_became_of_it(desk: Desk, box: Mailbox) -> None:
    assert await told(desk) == {"waiting": 0, "age_seconds": 0}
    box.answers["EHLO"] = "hang up"
    await sent(desk)
    desk.ws.advance(timedelta(minutes=2))
    await desk.sweep("mail")
    waits = await told(desk)
    assert 120 <= waits.pop("age_seconds") < 150
    assert waits == {"waiting": 1, "later": 1}
    box.answers.clear()
    desk.ws.advance(timedelta(minutes=2))
    await desk.sweep("mail")
    assert await told(desk) == {"waiting": 0, "age_seconds": 0, "later": 1, "sent": 1}


async def test_metrics_tell_refusals_and_what_was_given_up(desk: Desk, box: Mailbox) -> None:
    box.answers["RCPT"] = "550 5.1.1 no such user here"
    await sent(desk)
    await desk.sweep("mail")
    assert await told(desk) == {"waiting": 0, "age_seconds": 0, "refused": 1}
    box.answers["RCPT"] = "450 later"
    gloria = desk.person(GLORIA)
    await gloria.click("request.resend", message=gloria.dms[-1])
    await desk.settle()
    assert (await gloria.submit()).ok
    await desk.settle()
    for _ in range(20):
        await desk.sweep("mail")
        desk.ws.advance(timedelta(hours=2))
    assert (await told(desk))["given_up"] == 1


async def told(desk: Desk) -> dict[str, float]:
    """Figures of e-mails that are not 0, and those of what waits."""
    async with (
        ClientSession() as session,
        session.get(f"http://127.0.0.1:{desk.bot.port}/metrics") as answer,
    ):
        families = text_string_to_metric_families(await answer.text())
    samples = [sample for family in families for sample in family.samples if sample.name.startswith("bot_mail_")]
    found = {sample.labels.get("outcome", sample.name.removeprefix("bot_mail_")): sample.value
             for sample in samples if not sample.name.endswith("_created")}  # fmt: skip
    return {name: value for name, value in found.items() if value or name in ("waiting", "age_seconds")}
