"""Deliveries are handed on byte by byte, once, also after the other tool was away or this program died."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.clock import ManualClock
from bot.db import Database
from bot.local_partner_center.webhooks.rival import RivalTool, rival
from bot.local_partner_center.world import LocalWorld
from bot.models import ForwardedEvent
from bot.partner_center.opening import make_session
from bot.partner_center.webhooks.forwarding import Forwarder
from bot.services.hearing import forwarding
from bot.services.hearing.forwarding import ForwardSweep
from tests.services.mirror.test_mirror import rows

HEADERS = {"X-MS-Signature": "Signature eA==", "Host": "bot.example", "Content-Length": "9", "X-Other": "kept"}
BODY = b'{"a": "\xc3\xa9", "b" : 1}'


@pytest.fixture
async def other(clock: ManualClock) -> AsyncIterator[RivalTool]:
    """The other tool."""
    async with rival(LocalWorld(clock.now)) as tool:
        yield tool


@pytest.fixture
async def sweep(database: Database, clock: ManualClock, other: RivalTool) -> AsyncIterator[ForwardSweep]:
    """The sweep that hands on to it."""
    async with make_session() as session:
        yield ForwardSweep(database, clock, Forwarder(session, other.url))


def kept(database: Database, clock: ManualClock, digest: str = "d") -> None:
    database.write_now(lambda s: forwarding.keep(s, digest, HEADERS, BODY, clock.now()))


async def test_bytes_and_headers_arrive_as_they_came(
    database: Database, clock: ManualClock, other: RivalTool, sweep: ForwardSweep
) -> None:
    kept(database, clock)
    kept(database, clock)
    await sweep.run()
    await sweep.run()
    ((headers, body),) = other.taken
    assert body == BODY
    assert (headers["X-MS-Signature"], headers["X-Other"]) == ("Signature eA==", "kept")
    assert headers["Host"] != "bot.example"
    assert rows(database, ForwardedEvent) == []


async def test_a_tool_that_is_away_gets_them_later(
    database: Database, clock: ManualClock, other: RivalTool, sweep: ForwardSweep
) -> None:
    kept(database, clock)
    other.status = 302
    await sweep.run()
    assert database.read_now(forwarding.waiting) == 1
    other.status = 200
    await sweep.run()
    assert other.taken == []  # not again at once
    clock.advance(forwarding.PAUSES[0])
    await sweep.run()
    assert len(other.taken) == 1


async def test_a_tool_that_takes_none_is_left_alone_until_the_next_pass(
    database: Database, clock: ManualClock, other: RivalTool, sweep: ForwardSweep
) -> None:
    for number in range(2 * forwarding.AT_ONCE + 1):
        kept(database, clock, f"d{number}")
    other.status = 500
    await sweep.run()
    assert sum(each.attempts for each in rows(database, ForwardedEvent)) == forwarding.AT_ONCE
    other.status = 200
    await sweep.run()
    assert len(other.taken) == forwarding.AT_ONCE + 1


async def test_after_two_days_they_are_dropped(
    database: Database, clock: ManualClock, other: RivalTool, sweep: ForwardSweep, caplog: pytest.LogCaptureFixture
) -> None:
    kept(database, clock)
    clock.advance(forwarding.KEPT + timedelta(seconds=1))
    await sweep.run()
    assert (other.taken, rows(database, ForwardedEvent)) == ([], [])
    assert "1 events of Partner Center were not handed on" in caplog.text


async def test_what_a_dead_process_had_claimed_is_handed_on_by_another(
    database: Database, clock: ManualClock, other: RivalTool, sweep: ForwardSweep
) -> None:
    kept(database, clock)
    assert len(database.write_now(lambda s: forwarding.claim(s, clock.now()))) == 1
    assert database.write_now(lambda s: forwarding.claim(s, clock.now())) == []
    await sweep.run()
    assert other.taken == []
    clock.advance(forwarding.LEASE)
    await sweep.run()
    assert len(other.taken) == 1
