"""A request's history in the thread of its message in the team's channel, as people see it, in both transports."""

from dataclasses import asdict
from datetime import timedelta

import pytest
from sqlmodel import col, select

from bot.db import Database
from bot.local_slack import Person
from bot.local_slack.base.models import Message
from bot.local_slack.text_view import render_message, render_view
from bot.models import OutboxMessage, RelationshipRequest, RequestType
from bot.services.invitations.rules import RequestWish
from bot.services.relationships import requests
from tests.kit.desk import ANA, DESK, GLORIA, HUGO, NOBODY, Desk
from tests.kit.relationships import GLO, MAIL, NORTHWIND, searchable
from tests.kit.world import TREY, scene

MINE = GLO.__class__(GLORIA, "Gloria", GLO.roles, GLO.matrix, "REF90001")


@pytest.fixture
def directory(database: Database) -> None:
    database.write_now(searchable)


async def sent(desk: Desk, name: str = "northwind") -> Person:
    """A request of GLORIA's, sent now, made as people make it."""
    gloria = desk.person(GLORIA)
    await gloria.command("/request-relationship", name)
    await desk.settle()
    await gloria.submit()
    await desk.settle()
    await gloria.type("request.recipient", MAIL)
    assert (await gloria.submit()).ok
    await desk.settle()
    await gloria.close()
    await desk.notices()
    return gloria


def requested(desk: Desk, wish: RequestWish) -> int:
    at = scene(desk.clock.now(), f"{wish}")
    made = desk.db.write_now(lambda s: requests.create(s, MINE, wish, at))
    desk.db.write_now(lambda s: requests.mark_sent(s, MINE, made, MAIL, at))
    return made


def summary(desk: Desk) -> Message:
    """The request's one message in the team's channel."""
    (found,) = [message for message in desk.told() if "is our customer now" not in message.text]
    return found


def lines(desk: Desk) -> list[str]:
    return [message.text for message in desk.thread(summary(desk))]


def events(desk: Desk) -> list[str]:
    """Return the words in bold of each line of the history: what happened."""
    return [line.split("*")[1] for line in lines(desk)]


async def detail(desk: Desk, person: Person) -> None:
    """Open, in the channel's message, leads to the request."""
    assert (await person.click("relations.open", message=summary(desk))).ok
    await desk.settle()


async def test_each_step_is_one_line_under_the_one_message(desk: Desk) -> None:
    gloria = await sent(desk)
    assert events(desk) == ["Sent"]
    assert (MAIL in lines(desk)[0], "by Gloria" in lines(desk)[0]) == (True, True)
    await desk.advance(timedelta(hours=1))
    await gloria.click("request.resend", message=gloria.dms[-1])
    await desk.settle()
    await gloria.submit()
    await desk.settle()
    await gloria.close()
    await detail(desk, gloria)
    await gloria.click("relations.more", "give")
    await desk.settle()
    await gloria.select("relations.new_owner", ANA)
    await gloria.submit()
    await desk.settle()
    ana = desk.person(ANA)
    await detail(desk, ana)
    await ana.click("relations.confirm")
    await desk.settle()
    assert (await ana.submit()).ok
    await desk.notices(10)
    assert events(desk) == ["Sent", "Sent again", "Handed over", "Established"]
    # In the channel's own zone, for all who read it; only whom it was handed to is rung.
    assert all("AM UTC" in line for line in lines(desk))
    assert [f"<@{ANA}>" in line for line in lines(desk)] == [False, False, True, False]
    assert ["by Gloria" in line for line in lines(desk)] == [True, True, True, False]
    assert "by Ana" in lines(desk)[3]
    assert ": established since" in summary(desk).text
    assert summary(desk).edited is not None


async def test_the_thread_says_what_the_full_history_says(desk: Desk) -> None:
    gloria = await sent(desk)
    await detail(desk, gloria)
    await gloria.click("relations.more", "snooze-hour")
    await desk.settle()
    await gloria.click("relations.more", "stop")
    await desk.settle()
    await gloria.click("relations.decline")
    await desk.notices()
    assert events(desk) == ["Sent", "Snoozed", "Reminders stopped", "Declined"]
    hugo = desk.person(HUGO)
    await detail(desk, hugo)
    await hugo.click("relations.trail")
    await desk.settle()
    assert hugo.modal is not None
    shown = render_view(hugo.modal.body, width=200)
    for event in [*events(desk), "Created"]:
        assert event in shown, event


async def test_direct_messages_have_no_replies(desk: Desk) -> None:
    gloria = await sent(desk)
    await detail(desk, gloria)
    await gloria.click("relations.withdraw")
    await desk.notices()
    assert [message.thread_ts for message in gloria.dms] == [None]
    assert events(desk) == ["Sent", "Withdrawn"]


async def test_a_draft_is_told_nowhere(desk: Desk) -> None:
    at = scene(desk.clock.now(), "draft")
    made = desk.db.write_now(
        lambda s: requests.create(s, MINE, RequestWish(RequestType.CUSTOMER_RESELLER, NORTHWIND), at)
    )
    desk.db.write_now(lambda s: requests.withdraw(s, MINE, made, at))
    await desk.notices()
    assert desk.person(HUGO).messages(DESK) == []
    assert desk.db.read_now(lambda s: s.exec(select(OutboxMessage)).all()) == []


async def test_expired_by_the_program_and_accepted_after_all(desk: Desk) -> None:
    gloria = await sent(desk)
    desk.ws.advance(timedelta(days=31))
    await desk.sweep("reminders")
    assert events(desk)[-1] == "Expired"
    assert "by the bot itself" in lines(desk)[-1]
    await detail(desk, gloria)
    await gloria.click("relations.confirm")
    await desk.settle()
    assert (await gloria.submit()).ok
    await desk.notices()
    assert events(desk)[-2:] == ["Expired", "Established"]


async def test_a_message_deleted_in_slack_takes_its_history_along(desk: Desk) -> None:
    gloria = await sent(desk)
    before = summary(desk)
    await detail(desk, gloria)
    desk.ws.chat.delete(before)
    for reply in desk.person(HUGO).messages(DESK):
        desk.ws.chat.delete(reply)
    await gloria.click("relations.more", "snooze-hour")
    await desk.notices()
    assert desk.person(HUGO).messages(DESK) == []
    told = desk.db.read_now(lambda s: s.exec(select(OutboxMessage).order_by(col(OutboxMessage.id).desc())).first())
    assert told is not None
    assert (told.thread, told.state, told.last_error) == ("request:1", "sent", "obsolete")
    # What changes the message posts it anew, and the history goes on there.
    await gloria.click("relations.decline")
    await desk.notices()
    assert events(desk) == ["Declined"]


@pytest.mark.parametrize("fault", ["http_500_before", "http_500_after", "drop_after"])
async def test_a_reply_in_doubt_is_looked_for_in_its_thread(desk: Desk, fault: str) -> None:
    gloria = await sent(desk)
    await detail(desk, gloria)
    desk.ws.faults.add(fault, "chat.postMessage")  # type: ignore[arg-type]
    await gloria.click("relations.more", "snooze-hour")
    await desk.notices(70)
    assert events(desk) == ["Sent", "Snoozed"]
    assert desk.wire.calls("conversations.replies")


async def test_open_in_every_state_for_whoever_may_look(desk: Desk) -> None:
    gloria = await sent(desk)
    assert "request.resend" in str(summary(desk).blocks)
    await detail(desk, gloria)
    await gloria.click("relations.decline")
    await desk.notices()
    assert "request.resend" not in str(summary(desk).blocks)
    await detail(desk, desk.person(HUGO))
    hugo = desk.person(HUGO)
    assert hugo.modal is not None
    assert "Northwind" in render_view(hugo.modal.body, width=200)
    nobody = desk.person(NOBODY)
    await nobody.click("relations.open", message=summary(desk))
    await desk.settle()
    assert nobody.modal is None
    assert "Abrir" in render_message(asdict(gloria.dms[-1]))


async def test_again_for_a_newcomer_comes_with_the_name_and_all_the_rest(desk: Desk) -> None:
    wish = RequestWish(
        RequestType.CUSTOMER_INDIRECT_RESELLER,
        reseller_id=TREY,
        new_name="Wingtip Toys",
        locale="en",
        agreement_ref="AGR-7",
        note="Met in Lisbon",
    )
    made = requested(desk, wish)
    desk.db.write_now(lambda s: requests.withdraw(s, MINE, made, scene(desk.clock.now(), "back")))
    await desk.notices()
    gloria = desk.person(GLORIA)
    await detail(desk, gloria)
    await gloria.click("relations.again")
    await desk.settle()
    assert gloria.value("request.kind")["value"] == RequestType.CUSTOMER_INDIRECT_RESELLER
    assert gloria.value("request.customer")["value"] == "new:Wingtip Toys"
    assert gloria.value("request.reseller")["value"] == TREY
    assert gloria.value("request.language")["value"] == "en"
    assert gloria.value("request.agreement") == "AGR-7"
    assert gloria.value("request.note") == "Met in Lisbon"
    assert not gloria.value("request.dap")
    assert (await gloria.submit()).ok
    await desk.settle()
    old, new = desk.db.read_now(
        lambda s: s.exec(select(RelationshipRequest).order_by(col(RelationshipRequest.id))).all()
    )
    assert (new.target_name, new.target_key, new.locale) == (old.target_name, old.target_key, old.locale)
    assert (new.agreement_ref, new.note, new.state) == ("AGR-7", "Met in Lisbon", "link_ready")


async def test_again_for_a_new_reseller(desk: Desk) -> None:
    made = requested(desk, RequestWish(RequestType.PARTNERSHIP, new_name="Litware"))
    desk.db.write_now(lambda s: requests.decline(s, MINE, made, scene(desk.clock.now(), "no")))
    await desk.notices()
    gloria = desk.person(GLORIA)
    await detail(desk, gloria)
    await gloria.click("relations.again")
    await desk.settle()
    assert gloria.value("request.reseller")["value"] == "new:Litware"
    assert (await gloria.submit()).ok
