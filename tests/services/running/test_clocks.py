"""Other machines' clocks: compared, told once when they are off, and forgiven what an answer takes."""

import logging
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from bot.clock import ManualClock
from bot.db import Database
from bot.services.running.clocks import SLACK, Clocks


def test_a_date_header_tells_how_far_slacks_clock_is_off(clock: ManualClock, caplog: pytest.LogCaptureFixture) -> None:
    clocks = Clocks(clock)
    with caplog.at_level(logging.WARNING):
        clocks.compare_header(format_datetime(clock.now() - timedelta(seconds=3), usegmt=True))
        assert clocks.off() == {}
        for _ in range(2):
            clocks.compare_header(format_datetime(clock.now() - timedelta(seconds=400), usegmt=True))
    assert clocks.off(300)[SLACK] == "this machine's clock is 400 s ahead of Slack’s"
    assert clocks.off(400) == {}
    assert clocks.ahead() == {SLACK: 400.0}
    assert len(caplog.records) == 1
    clocks.compare_header(format_datetime(clock.now() + timedelta(seconds=30), usegmt=True))
    assert str(clocks) == "30 s behind Slack’s"


@pytest.mark.parametrize("header", ["", "soon", "Mon, 99 Feb 2026 99:00:00 GMT", "Mon, 02 Mar 2026"])
def test_a_header_that_cannot_be_read_says_nothing(clock: ManualClock, header: str) -> None:
    clocks = Clocks(clock)
    clocks.compare_header(header)
    assert clocks.off() == {}


async def test_the_database_has_a_clock_unless_it_is_a_file(database: Database) -> None:
    clocks = Clocks(ManualClock(datetime.now(UTC) + timedelta(seconds=40)))
    await clocks.compare_database(database)
    assert [whose for whose in clocks.off()] == ([] if database.is_sqlite else ["the database"])
