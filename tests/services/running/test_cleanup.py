"""Cleanup: what is old goes, what prevents repeats stays."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session

from bot.clock import ManualClock
from bot.db import Database
from bot.models import OutboxMessage, ProcessedDelivery
from bot.services.running.cleanup import Cleanup, clean_up
from bot.services.store.sql import table
from tests.kit.fakes import make_post


async def test_cleaning_drops_old_deliveries_and_empties_old_payloads(database: Database, clock: ManualClock) -> None:
    post = make_post(database, clock)
    post.add("old")
    await post.deliver(2)
    clock.advance(timedelta(days=89))
    post.add("new", "unsent")
    await post.worker.run()

    def seen(session: Session, at: datetime, key: str) -> None:
        session.add(ProcessedDelivery(key=key, at=at))

    database.write_now(lambda session: seen(session, clock.now() - timedelta(hours=25), "old"))
    database.write_now(lambda session: seen(session, clock.now() - timedelta(hours=23), "new"))
    clock.advance(timedelta(days=1, seconds=-1))
    assert database.write_now(lambda session: clean_up(session, clock.now() - timedelta(days=1)))[0] == 1
    assert [row["payload"] for row in post.rows()] == [{"text": "old"}, {"text": "new"}, {"text": "unsent"}]
    clock.advance(timedelta(seconds=2))
    assert database.write_now(lambda session: clean_up(session, clock.now())) == (1, 1)
    assert [row["payload"] for row in post.rows()] == [{}, {"text": "new"}, {"text": "unsent"}]
    assert database.write_now(lambda session: clean_up(session, clock.now())) == (0, 0)
    keys = table(OutboxMessage).c.dedupe_key
    assert len(database.read_now(lambda session: session.execute(select(keys)).all())) == 3


async def test_a_pass_cleans_up_as_of_now(database: Database, clock: ManualClock) -> None:
    database.write_now(lambda s: s.add(ProcessedDelivery(key="old", at=clock.now())))
    for later, kept in ((timedelta(hours=24), 1), (timedelta(seconds=1), 0)):
        clock.advance(later)
        await Cleanup(database, clock).run()
        rows = database.read_now(lambda s: s.execute(select(table(ProcessedDelivery))).all())
        assert len(rows) == kept
