"""Reminders: of what, to whom and when, in both transports, on both databases (docs/domain.md#scenarios)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select, update

from bot.db import Database
from bot.local_slack import Person
from bot.local_slack.base.models import Message
from bot.local_slack.text_view import render_view
from bot.models import (
    Assignment,
    AssignmentState,
    AuditEvent,
    CustomerRelationship,
    OutboxMessage,
    RelationshipRequest,
    RequestType,
)
from bot.services.invitations.rules import RequestWish
from bot.services.relationships import requests
from bot.services.relationships.establish import Acceptance, AcceptanceSource, confirm_established
from bot.services.reminders.sweep import ReminderSweep
from tests.conftest import MONDAY
from tests.kit.desk import DESK, GLORIA, HUGO, Desk, screen
from tests.kit.relationships import CLOCKWORK, GLO, MAIL, NORTHWIND, NOWHERE, ours, pending, searchable
from tests.kit.steps import request_rows, sent
from tests.kit.world import CONTOSO, OFFICE, TREY, scene

DAY = timedelta(days=1)


@pytest.fixture
def directory(database: Database) -> None:
    database.write_now(searchable)


async def until(desk: Desk, at: datetime) -> None:
    """Move to an instant, sweeping every few hours as time goes by."""
    while desk.clock.now() < at:
        desk.ws.advance(min(timedelta(hours=1), at - desk.clock.now()))
        if desk.clock.now().minute == 0:
            await desk.tick("reminders").run()
            await desk.settle()
    await desk.sweep("reminders")


def reminders(person: Person) -> list[Message]:
    """Digests in the person's direct messages."""
    return [message for message in person.dms if "reminders.snooze" in str(message.blocks)]


def digests(person: Person) -> list[Message]:
    """All of them, with buttons or without."""
    return [message for message in person.dms if "recordatorio" in message.text or "Recordatorios" in message.text]


def texts(person: Person, part: str) -> list[str]:
    return [message.text for message in person.dms if part in message.text]


def thursday(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, 5, hour, minute, tzinfo=UTC)


async def test_a9_three_days_later_exactly_one_reminder(desk: Desk) -> None:
    gloria = await sent(desk)
    await gloria.close()
    await until(desk, thursday(7, 59))
    assert reminders(gloria) == []
    await until(desk, thursday(8, 1))
    await desk.sweep("reminders")
    (reminder,) = reminders(gloria)
    assert "sin respuesta desde hace 2 días" in reminder.text
    assert "recordatorio 1" in reminder.text
    row = request_rows(desk)[0]
    assert row.reminder_count == 1
    # Monday the 9th at 9:00 in Madrid.
    assert row.next_reminder_at == datetime(2026, 3, 9, 8, tzinfo=UTC)
    assert "longer than usual" not in str([message.text for message in desk.person(HUGO).messages(DESK)])


async def test_a10_snoozed_is_silent_until_the_snooze_ends(desk: Desk) -> None:
    gloria = await sent(desk)
    await gloria.close()
    await until(desk, thursday(8, 1))
    await gloria.select("reminders.snooze", f"{request_rows(desk)[0].id}:hour", message=reminders(gloria)[0])
    await desk.settle()
    (said,) = texts(gloria, "Pospuesto por")
    assert GLORIA in said
    assert reminders(gloria) == []
    await until(desk, thursday(9))
    assert reminders(gloria) == []
    await until(desk, thursday(9, 2))
    assert len(reminders(gloria)) == 1
    assert len(texts(gloria, "Pospuesto por")) == 1


async def test_snooze_until_a_weekend_waits_for_monday(desk: Desk) -> None:
    gloria = await sent(desk)
    await gloria.close()
    await until(desk, thursday(8, 1))
    await gloria.select("reminders.snooze", f"{request_rows(desk)[0].id}:pick", message=reminders(gloria)[0])
    await desk.settle()
    saturday = datetime(2026, 3, 7, 12, tzinfo=UTC)
    await gloria.select("reminders.until", str(int((thursday(6)).timestamp())))
    await gloria.submit()
    await desk.settle()
    assert gloria.errors
    await gloria.select("reminders.until", str(int(saturday.timestamp())))
    assert (await gloria.submit()).ok
    await desk.settle()
    assert request_rows(desk)[0].next_reminder_at == datetime(2026, 3, 9, 8, tzinfo=UTC)
    assert "Pospuesto por" in gloria.dms[-1].text


async def test_stopped_means_stopped_and_the_end_comes_all_the_same(desk: Desk) -> None:
    gloria = await sent(desk)
    await gloria.close()
    await until(desk, thursday(8, 1))
    await gloria.click("reminders.stop", message=reminders(gloria)[0])
    await desk.settle()
    assert "ha detenido los recordatorios" in gloria.dms[-1].text
    assert reminders(gloria) == []
    desk.ws.advance(40 * DAY)
    await desk.sweep("reminders")
    assert reminders(gloria) == []
    assert request_rows(desk)[0].state == "expired"


async def test_who_stopped_the_reminders_hears_of_the_end(desk: Desk) -> None:
    gloria = await sent(desk)
    await gloria.close()
    await until(desk, thursday(8, 1))
    await gloria.click("reminders.stop", message=reminders(gloria)[0])
    await desk.settle()
    before = len(gloria.dms)
    desk.ws.advance(datetime(2026, 4, 2, 10, tzinfo=UTC) - desk.clock.now())
    await desk.sweep("reminders")
    assert len(gloria.dms) == before + 1
    assert "caducó" in gloria.dms[-1].text
    assert "request.again" in str(gloria.dms[-1].blocks)


async def test_what_slack_takes_at_night_waits_for_the_morning(desk: Desk) -> None:
    gloria = await sent(desk)
    await gloria.close()
    await until(desk, thursday(7, 59))
    desk.ws.faults.add("error", "chat.postMessage", times=None, code="internal_error")
    await until(desk, thursday(8, 1))
    assert reminders(gloria) == []
    desk.ws.advance(timedelta(hours=12))
    desk.ws.faults.clear()
    await desk.advance(timedelta(hours=2))
    assert reminders(gloria) == []
    desk.ws.advance(datetime(2026, 3, 6, 8, tzinfo=UTC) - desk.clock.now())  # Friday, 9:00 in Madrid
    await desk.notices()
    (late,) = reminders(gloria)
    assert "llega tarde" not in late.text


async def test_only_the_newest_digest_has_buttons_and_what_is_dealt_with_leaves_it(desk: Desk) -> None:
    gloria = await sent(desk)
    await gloria.close()
    await until(desk, thursday(8, 1))
    await until(desk, datetime(2026, 3, 9, 8, 2, tzinfo=UTC))
    await desk.sweep("reminders")
    assert [("reminders.snooze" in str(m.blocks)) for m in gloria.dms if "ecordatorio" in m.text] == [False, True]
    row = request_rows(desk)[0]
    desk.db.write_now(lambda s: confirm_established(s, GLO, row.id or 0, scene(desk.clock.now(), "yes")))
    await desk.sweep("reminders")
    assert reminders(gloria) == []
    assert len(texts(gloria, "Todo esto ya está resuelto")) == 1
    edits = [message.edited for message in gloria.dms]
    await desk.sweep("reminders")
    assert [message.edited for message in gloria.dms] == edits


async def expired(desk: Desk) -> Person:
    """Let a request of Gloria's expire, of which she is told."""
    gloria = await sent(desk)
    await gloria.close()
    desk.ws.advance(datetime(2026, 4, 2, 10, tzinfo=UTC) - desk.clock.now())
    await desk.sweep("reminders")
    assert pressable(gloria) == [True]
    return gloria


def pressable(person: Person) -> list[bool]:
    """Tell of each digest, in order, if something can be pressed in it."""
    heads = ("Tienes una cosa pendiente", "Todo esto ya está resuelto", "Recordatorios anteriores")
    found = [message for message in person.dms if any(head in message.text for head in heads)]
    return ["actions" in [block["type"] for block in message.blocks] for message in found]


async def test_what_is_let_go_after_weeks_leaves_the_digest_that_told_of_it(desk: Desk) -> None:
    gloria = await expired(desk)
    desk.ws.advance(50 * DAY)
    await desk.sweep("reminders")
    assert pressable(gloria) == [True]
    made = request_rows(desk)[0].id or 0
    desk.db.write_now(lambda s: requests.let_go(s, GLO, made, scene(desk.clock.now(), "go")))
    await desk.sweep("reminders")
    assert pressable(gloria) == [False]


async def test_a_digest_after_weeks_of_silence_takes_the_buttons_from_the_one_before(desk: Desk) -> None:
    gloria = await expired(desk)
    desk.ws.advance(50 * DAY)
    pending(desk.db, desk.clock.now(), ours(NOWHERE), actor=replace(GLO, user_id=GLORIA))
    await until(desk, desk.clock.now() + 5 * DAY)
    await desk.sweep("reminders")
    assert pressable(gloria) == [False, True]


async def test_do_it_now_opens_what_can_be_done(desk: Desk) -> None:
    gloria = await sent(desk)
    await gloria.close()
    await until(desk, thursday(8, 1))
    await gloria.click("relations.open", message=reminders(gloria)[0])
    await desk.settle()
    assert gloria.modal is not None
    shown = render_view(gloria.modal.body, width=200)
    assert "Northwind" in shown
    assert gloria.surface("request.resend")
    await gloria.click("request.resend")
    await desk.settle()
    await gloria.submit()
    await desk.settle()
    assert request_rows(desk)[0].resend_count == 1


async def test_from_the_third_on_and_in_the_last_week_the_channel_reads_along(desk: Desk) -> None:
    gloria = await sent(desk)
    await gloria.close()
    hugo = desk.person(HUGO)

    def team() -> list[Message]:
        return [message for message in hugo.messages(DESK) if "longer than usual" in message.text]

    await until(desk, datetime(2026, 3, 9, 9, tzinfo=UTC))
    assert (len(digests(gloria)), len(team())) == (2, 0)
    await until(desk, datetime(2026, 3, 16, 9, tzinfo=UTC))
    assert (len(digests(gloria)), len(team())) == (3, 1)
    assert GLORIA in team()[0].text
    assert "button" not in str(team()[0].blocks)
    (request,) = [message for message in desk.told() if "for *Northwind*" in message.text and message is not team()[0]]
    lines = [message.text for message in desk.thread(request)]
    # Of the reminders only what the channel was told too, without ringing anybody again.
    assert [line.split("*")[1] for line in lines] == ["Sent", "Reminded"]
    assert "by the bot itself · The team's channel was reminded too" in lines[1]
    assert GLORIA not in lines[1]


async def restarted(desk: Desk) -> None:
    """Make the pass that another process would make after a start."""
    sweep = ReminderSweep(desk.db, desk.bot.people.fetch, lambda key: scene(desk.clock.now(), key, DESK), "UTC")
    await sweep.run()
    await desk.notices()


@pytest.mark.parametrize("ran", [False, True])
async def test_seven_days_away_is_one_message_that_says_it_only_if_nothing_was_running(desk: Desk, ran: bool) -> None:
    gloria = await sent(desk)
    await gloria.close()
    other = desk.db.write_now(lambda s: _pending(s, desk.clock.now(), TREY))
    await desk.sweep("reminders")
    desk.ws.advance(9 * DAY + timedelta(hours=3))
    await (desk.sweep("reminders") if ran else restarted(desk))
    await desk.sweep("reminders")
    (reminder,) = reminders(gloria)
    assert reminder.text.count("llega tarde") == (0 if ran else 2)
    assert "2 cosas pendientes" in reminder.text
    counts = {row.id: row.reminder_count for row in request_rows(desk)}
    assert counts == {request_rows(desk)[0].id: 1, other: 1}


def _pending(session: Any, at: datetime, reseller: str) -> int:
    wish = RequestWish(RequestType.CUSTOMER_INDIRECT_RESELLER, CONTOSO, reseller)
    gloria = replace(GLO, user_id=GLORIA)
    made = requests.create(session, gloria, wish, scene(at, f"c{reseller}"))
    requests.mark_sent(session, gloria, made, MAIL, scene(at, f"s{reseller}"))
    return made


async def test_expired_is_told_once_and_offers_a_new_one(desk: Desk) -> None:
    gloria = await sent(desk)
    await gloria.close()
    desk.ws.advance(31 * DAY)
    await desk.sweep("reminders")
    await desk.sweep("reminders")
    assert request_rows(desk)[0].state == "expired"
    said = [m for m in gloria.dms if "1" in m.text and "caducó" in m.text and "reminders" not in str(m.blocks)]
    digest = next(m for m in gloria.dms if "Tienes una cosa pendiente" in m.text)
    assert "caducó" in digest.text
    assert "request.again" in str(said[0].blocks)
    await gloria.click("request.again", message=digest)
    await desk.settle()
    assert gloria.value("request.customer")["value"] == NORTHWIND
    await gloria.close()
    # It stays on Home, from where it can be let go.
    await gloria.open_home()
    await desk.settle()
    await gloria.click("relations.open")
    await desk.settle()
    await gloria.click("relations.let_go")
    await desk.settle()
    assert "Ya no espera a nadie" in screen(gloria)
    await desk.sweep("reminders")
    assert len(texts(gloria, "Todo esto ya está resuelto")) == 1


async def test_a28_accepted_after_the_end_says_so_and_rings(desk: Desk) -> None:
    gloria = await sent(desk)
    await gloria.close()
    await desk.notices()
    desk.ws.advance(31 * DAY)
    await desk.sweep("reminders")
    row = request_rows(desk)[0]
    assert row.state == "expired"
    at = scene(desk.clock.now(), "late")
    before = len(gloria.dms)
    desk.db.write_now(lambda s: confirm_established(s, GLO, row.id or 0, at))
    desk.db.write_now(lambda s: confirm_established(s, GLO, row.id or 0, at))
    await desk.notices()
    assert request_rows(desk)[0].resolution == "accepted_late"
    assert len(gloria.dms) == before + 1
    assert "aceptada tarde" in gloria.dms[-1].text


async def test_an_acceptance_between_claim_and_delivery_leaves_nothing_to_say(desk: Desk) -> None:
    gloria = await sent(desk)
    await gloria.close()
    desk.ws.advance(thursday(8, 1) - desk.clock.now())
    await desk.tick("reminders").run()
    at = scene(desk.clock.now(), "meanwhile")
    row = request_rows(desk)[0]
    assert row.reminder_count == 1
    desk.db.write_now(
        lambda s: confirm_established(s, CLOCKWORK, row.id or 0, at, Acceptance(AcceptanceSource.WEBHOOK))
    )
    await desk.notices()
    assert reminders(gloria) == []


async def privileges(desk: Desk, ends: datetime, *, extend: bool = False) -> None:
    """Hugo's assignment of CONTOSO's Office to TREY rests on GDAP that ends then."""

    def write(session: Any) -> None:
        session.add(
            CustomerRelationship(
                customer_id=CONTOSO,
                partner_tenant_id=TREY,
                delegated_admin="gdap",
                delegated_admin_expires_at=ends,
                auto_extend=extend,
            )
        )
        session.add(
            Assignment(
                batch_id="B1",
                customer_id=CONTOSO,
                subscription_id=OFFICE,
                from_tenant_id=TREY,
                to_tenant_id=TREY,
                state=AssignmentState.CLOSED,
                requested_by=GLORIA,
                requested_at=MONDAY,
                reference="R",
            )
        )

    desk.db.write_now(write)


async def test_a21_gdap_ends_in_30_7_1_and_0_days_one_notice_each(desk: Desk) -> None:
    ends = datetime(2026, 4, 16, 15, tzinfo=UTC)  # a Thursday
    await privileges(desk, ends)
    gloria, told = desk.person(GLORIA), []
    for _ in range(int((ends + 2 * DAY - desk.clock.now()) / DAY)):
        before = len(gloria.dms)
        await desk.sweep("reminders")
        await desk.sweep("reminders")
        if len(gloria.dms) > before:
            told.append(desk.clock.now().date().isoformat())
            assert len(gloria.dms) == before + 1
        desk.ws.advance(DAY - timedelta(seconds=10))
    assert told == ["2026-03-17", "2026-04-09", "2026-04-15", "2026-04-16"]
    said = gloria.dms[-1]
    assert "Trey Research" in said.text
    assert "Contoso" in said.text
    assert "Un contacto de soporte depende" in said.text
    await gloria.click("reminders.privileges", message=said)
    await desk.settle()
    assert gloria.value("request.kind")["value"] == "gdap"
    team = [message.text for message in desk.person(HUGO).messages(DESK)]
    assert ["GDAP" in text for text in team] == ["Older reminders" not in text for text in team] == [False] * 3 + [True]


async def test_a21_with_auto_extend_there_is_silence(desk: Desk) -> None:
    await privileges(desk, desk.clock.now() + timedelta(hours=5), extend=True)
    await desk.sweep("reminders")
    assert desk.db.read_now(lambda s: s.exec(select(OutboxMessage)).all()) == []


async def test_an_unreviewed_change_is_nudged_daily_until_closed(desk: Desk) -> None:
    await privileges(desk, desk.clock.now() + 300 * DAY)
    due = {"state": AssignmentState.APPLIED, "next_nudge_at": MONDAY + DAY, "requested_by": HUGO}
    desk.db.write_now(lambda s: s.execute(update(Assignment).values(due)))
    hugo = desk.person(HUGO)
    await until(desk, MONDAY + 2 * DAY)  # Wednesday 1:00 in Los Angeles: Tuesday's 9:00 has been
    assert len(texts(hugo, "not reviewed yet")) == 1
    await until(desk, MONDAY + 3 * DAY)
    assert len(texts(hugo, "not reviewed yet")) == len(texts(hugo, "Older reminders")) == 1
    await hugo.click("assign.review", message=hugo.dms[-1])
    await desk.settle()
    await hugo.submit()
    await desk.settle()
    await until(desk, MONDAY + 5 * DAY)
    assert texts(hugo, "not reviewed yet") == []
    assert len(texts(hugo, "dealt with since")) == 1


async def test_history_knows_every_reminder(desk: Desk) -> None:
    gloria = await sent(desk)
    await gloria.close()
    await until(desk, datetime(2026, 3, 9, 9, tzinfo=UTC))
    query = select(AuditEvent.after).where(AuditEvent.action == "request.reminded").order_by(col(AuditEvent.id))
    counts = [(after or {})["count"] for after in desk.db.read_now(lambda s: s.exec(query).all())]
    assert counts == [1, 2]
    assert desk.db.read_now(lambda s: s.exec(select(RelationshipRequest.reminder_count)).one()) == 2


async def test_the_line_of_time_of_a_request_says_when_who_was_reminded(desk: Desk) -> None:
    gloria = await sent(desk)
    await gloria.close()
    await until(desk, thursday(9))
    gloria = await desk.opened(GLORIA, "/relationships")
    await gloria.click("relations.open")
    await desk.settle()
    shown = screen(gloria)
    assert f"● Mar 5, 2026 8:00 AM · Recordada · @{GLORIA}" in shown
    places = [shown.index(f"{step} · @{GLORIA}") for step in ("Solicitada", "Enviada", "Recordada")]
    assert places == sorted(places)
    assert places[-1] < shown.index("○ Apr 1, 2026 9:00 AM · Caduca")
