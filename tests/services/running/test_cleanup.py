"""Cleanup: what is old goes, what is due or may be drawn anew stays."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select, update
from sqlmodel import Session

from bot.clock import ManualClock
from bot.db import Database
from bot.models import OutboxMessage, OutboxState, ProcessedDelivery, RequestState
from bot.services import outbox
from bot.services.contacts import reviews
from bot.services.hearing import forwarding
from bot.services.mail import queue as mail_queue
from bot.services.mail.queue import Mail
from bot.services.outbox import retention
from bot.services.running.cleanup import Cleanup, Kept
from bot.services.store import idempotency
from bot.services.store.sql import table
from tests.conftest import MONDAY
from tests.kit.fakes import make_post
from tests.kit.rows import invite
from tests.kit.submitting import submit
from tests.kit.world import ANN, OFFICE, THREE, TREY, build, scene

YEAR = timedelta(days=365)
_T = table(OutboxMessage)


def seen(database: Database, at: datetime, *keys: str) -> None:
    database.write_now(lambda s: s.add_all(ProcessedDelivery(key=key, at=at) for key in keys))


def deliveries(database: Database) -> list[str]:
    keys = select(table(ProcessedDelivery).c.key).order_by("key")
    return list(database.read_now(lambda s: s.execute(keys).scalars()))


async def test_deliveries_are_dropped_after_their_day(database: Database, clock: ManualClock) -> None:
    seen(database, clock.now(), "old")
    for later, kept in ((timedelta(hours=24), ["old"]), (timedelta(seconds=1), [])):
        clock.advance(later)
        await Cleanup(database, clock).run()
        assert deliveries(database) == kept


async def test_many_deliveries_go_in_small_transactions(database: Database, clock: ManualClock) -> None:
    seen(database, clock.now(), *(f"{number:04}" for number in range(2 * idempotency.AT_ONCE + 1)))
    clock.advance(timedelta(days=3))
    assert database.write_now(lambda s: idempotency.forget(s, clock.now())) == idempotency.AT_ONCE
    assert len(deliveries(database)) == idempotency.AT_ONCE + 1
    await Cleanup(database, clock, Kept(deliveries=timedelta(days=4))).run()
    assert len(deliveries(database)) == idempotency.AT_ONCE + 1
    await Cleanup(database, clock).run()
    assert deliveries(database) == []


async def test_emails_are_dropped_after_their_days_with_or_without_a_server(
    database: Database, clock: ManualClock
) -> None:
    mail = Mail("request:1:mail:0", "request:1", "anna@contoso.example", "Invitation", "Please accept", "UANN")
    database.write_now(lambda s: mail_queue.enqueue(s, clock.now(), mail))
    for later, is_there in ((mail_queue.KEPT, True), (timedelta(seconds=1), False)):
        clock.advance(later)
        await Cleanup(database, clock).run()
        assert (database.read_now(lambda s: mail_queue.status(s, "request:1")) is not None) is is_there


async def test_events_are_dropped_after_their_days_with_or_without_a_tool_that_they_are_handed_on_to(
    database: Database, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    def keep(session: Session) -> None:
        for number in range(forwarding.DROPPED_AT_ONCE + 1):
            forwarding.keep(session, f"{number}", {}, b"{}", clock.now())

    database.write_now(keep)
    for later, count in ((forwarding.KEPT, forwarding.DROPPED_AT_ONCE + 1), (timedelta(seconds=1), 0)):
        clock.advance(later)
        await Cleanup(database, clock).run()
        assert database.read_now(forwarding.waiting) == count
    assert "500 events of Partner Center were not handed on" in caplog.text


async def test_payloads_are_emptied_and_then_rows_dropped(database: Database, clock: ManualClock) -> None:
    post = make_post(database, clock)
    post.add("old")
    await post.deliver(2)
    post.add("unsent")
    clock.advance(timedelta(days=90, seconds=1))
    post.add("new")
    for _ in range(2):
        await Cleanup(database, clock).run()
        assert [row["payload"] for row in post.rows()] == [{}, {"text": "unsent"}, {"text": "new"}]
    clock.advance(YEAR)
    await Cleanup(database, clock).run()
    assert [row["payload"] for row in post.rows()] == [{"text": "unsent"}, {"text": "new"}]


def put(session: Session, at: datetime, subject: str, thread: str | None = None, state: str = OutboxState.SENT) -> None:
    key = f"{subject}:{at.isoformat()}:{thread}"
    outbox.enqueue(session, at, outbox.Notice(key, "any", subject, "UANN", {"a": 1}, thread))
    session.execute(update(_T).where(_T.c.dedupe_key == key).values(state=state))


def subjects(database: Database) -> list[str]:
    return list(database.read_now(lambda s: s.execute(select(_T.c.subject).order_by(_T.c.id)).scalars()))


async def cleaned(database: Database, now: datetime) -> list[str]:
    await Cleanup(database, ManualClock(now)).run()
    return subjects(database)


async def test_a_conversation_ends_as_a_whole(database: Database) -> None:
    def work(session: Session) -> None:
        put(session, MONDAY, "request:1")
        put(session, MONDAY + YEAR, "request:1:history:1", "request:1")
        put(session, MONDAY, "digest:UANN:1")
        put(session, MONDAY, "digest:UANN:2", state=OutboxState.DEAD)
        put(session, MONDAY, "digest:UANN:3", state=OutboxState.PENDING)
        put(session, MONDAY, "removed:1")
        put(session, MONDAY + YEAR, "removed:1")

    database.write_now(work)
    young = ["request:1", "request:1:history:1", "digest:UANN:3", "removed:1", "removed:1"]
    assert await cleaned(database, MONDAY + YEAR + timedelta(seconds=1)) == young
    assert await cleaned(database, MONDAY + 2 * YEAR + timedelta(seconds=1)) == ["digest:UANN:3"]


async def test_pages_follow_one_another(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "PAGE", 2)
    for number in range(5):
        database.write_now(partial(put, at=MONDAY, subject=f"removed:{number}"))
    assert await cleaned(database, MONDAY + 2 * YEAR) == []


def settle(session: Session) -> None:
    session.execute(update(_T).values(state=OutboxState.SENT))


async def test_messages_about_contacts_in_force_stay(database: Database) -> None:
    database.write_now(lambda s: build(s, *THREE))
    batch_id = submit(database, TREY, OFFICE).batch_id
    for subject in (f"waiting:{batch_id}", "batch:another"):
        database.write_now(partial(put, at=MONDAY, subject=subject))
    database.write_now(settle)
    later = MONDAY + 2 * YEAR
    assert set(await cleaned(database, later)) == {f"batch:{batch_id}", f"waiting:{batch_id}"}
    back = replace(ANN, reference="REF2")
    database.write_now(lambda s: reviews.hand_back(s, back, batch_id, scene(key="D2")))
    database.write_now(settle)
    assert set(await cleaned(database, later)) == {"batch:REF2-1"}


@pytest.mark.parametrize(("state", "kept"), [(RequestState.PENDING, 1), (RequestState.DECLINED, 0)])
async def test_messages_about_open_requests_stay(database: Database, state: RequestState, kept: int) -> None:
    def work(session: Session) -> None:
        request = invite(1, state=state)
        session.add(request)
        session.flush()
        put(session, MONDAY, f"request:{request.id}")

    database.write_now(work)
    assert len(await cleaned(database, MONDAY + 2 * YEAR)) == kept
