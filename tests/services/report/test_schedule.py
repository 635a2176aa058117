"""The hour of the report: local, whatever the clocks do."""

from datetime import UTC, datetime, time

import pytest

from bot.services.report.schedule import WeeklyHour

MADRID = "Europe/Madrid"


def utc(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_a_weekday_and_time_are_read() -> None:
    assert WeeklyHour.parse("Fri 7:30", MADRID) == WeeklyHour(4, time(7, 30), MADRID)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (utc(3, 2, 8), utc(3, 2, 8)),
        (utc(3, 2, 7, 59), utc(2, 23, 8)),
        (utc(3, 8, 23, 30), utc(3, 2, 8)),
        # Clocks go forward on 29 March and back on 25 October: nine o'clock stays nine o'clock.
        (utc(3, 30, 7), utc(3, 30, 7)),
        (utc(3, 30, 6, 59), utc(3, 23, 8)),
        (utc(10, 26, 8), utc(10, 26, 8)),
        (utc(10, 26, 7, 59), utc(10, 19, 7)),
    ],
)
def test_the_last_one_is_at_the_hour_of_the_zone(now: datetime, due: datetime) -> None:
    assert WeeklyHour(0, time(9), MADRID).last(now) == due


def test_an_hour_that_is_skipped_comes_later_and_one_that_is_repeated_comes_first() -> None:
    night = WeeklyHour(6, time(2, 30), MADRID)
    assert night.last(utc(3, 29, 1, 29)) == utc(3, 22, 1, 30)
    assert night.last(utc(3, 29, 1, 30)) == utc(3, 29, 1, 30)
    assert night.last(utc(10, 25, 12)) == utc(10, 25, 0, 30)


def test_the_week_is_that_of_the_zone() -> None:
    auckland = WeeklyHour(0, time(9), "Pacific/Auckland")
    # Sunday in Greenwich.
    assert auckland.week(utc(3, 1, 20)) == "2026-W10"
    assert WeeklyHour(0, time(9), MADRID).week(datetime(2027, 1, 1, 8, tzinfo=UTC)) == "2026-W53"
