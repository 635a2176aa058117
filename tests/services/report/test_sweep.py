"""The sweep of the report among several processes, and without a channel."""

import asyncio
from dataclasses import replace
from datetime import time, timedelta

from sqlalchemy import delete
from sqlmodel import select

from bot.clock import ManualClock
from bot.db import Database
from bot.models import OutboxMessage, ReportWeek
from bot.services.report.schedule import WeeklyHour
from bot.services.report.sweep import KIND, ReportSweep
from tests.kit.world import scene

HOUR = WeeklyHour(0, time(9), "UTC")


def sweep(database: Database, clock: ManualClock, channel: str | None = "C0DESK") -> ReportSweep:
    return ReportSweep(database, lambda key: replace(scene(clock.now(), key), channel=channel), HOUR)


async def test_of_many_at_once_one_tells(database: Database, clock: ManualClock) -> None:
    many = [sweep(database, clock) for _ in range(4)]
    assert sorted(await asyncio.gather(*(one.run() for one in many))) == [False, False, False, True]
    told = database.read_now(lambda s: list(s.exec(select(OutboxMessage)).all()))
    assert [(row.kind, row.subject, row.recipient) for row in told] == [(KIND, "report:2026-W10", "C0DESK")]
    assert told[0].payload == {"week": "2026-W10"}


async def test_what_is_done_is_not_asked_again(database: Database, clock: ManualClock) -> None:
    one = sweep(database, clock)
    assert await one.run()
    database.write_now(lambda s: s.connection().execute(delete(ReportWeek)))
    clock.advance(timedelta(days=3))
    assert not await one.run()
    # Another process counts anew what was lost, and tells nobody of it.
    assert await sweep(database, clock).run()
    assert len(database.read_now(lambda s: s.exec(select(OutboxMessage)).all())) == 1


async def test_without_a_channel_the_numbers_are_kept(database: Database, clock: ManualClock) -> None:
    assert await sweep(database, clock, None).run()
    assert database.read_now(lambda s: len(s.exec(select(ReportWeek)).all())) == 1
    assert database.read_now(lambda s: s.exec(select(OutboxMessage)).all()) == []


async def test_late_is_within_working_hours(database: Database, clock: ManualClock) -> None:
    assert await sweep(database, clock).run()
    for hours, done in ((7 * 24 + 10, False), (7 * 24 + 23, False), (7 * 24 + 24, True)):
        at = ManualClock(clock.now() + timedelta(hours=hours))
        assert await sweep(database, at).run() is done
