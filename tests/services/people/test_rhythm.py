"""Working hours in the person's own zone: every zone, every day of the year, both clock changes."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models import RequestType
from bot.services.invitations.schedule import due_at, is_planned, next_reminder
from bot.services.people.rhythm import Rhythm
from tests.conftest import MONDAY

ZONES = [
    "UTC",
    "Europe/Madrid",
    "America/Los_Angeles",
    "America/Santiago",  # clocks change at midnight
    "Africa/Cairo",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "Australia/Lord_Howe",  # by half an hour
    "Pacific/Apia",
    "Pacific/Kiritimati",
]
instants = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001
rhythms = st.builds(Rhythm, st.sampled_from(ZONES), st.integers(0, 23), st.frozensets(st.integers(1, 7), max_size=7))
DAY = timedelta(days=1)


def local(rhythm: Rhythm, at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(rhythm.zone))


def works(rhythm: Rhythm, day: date) -> bool:
    chosen = {1, 2, 3, 4, 5} - rhythm.quiet or {1, 2, 3, 4, 5}
    return day.isoweekday() in chosen


@given(rhythms, instants)
def test_a_digest_is_at_the_hour_asked_for_and_never_at_a_weekend(rhythm: Rhythm, at: datetime) -> None:
    for found in (rhythm.slot(at), rhythm.slot_before(at), rhythm.next_slot(at)):
        shown = local(rhythm, found)
        assert works(rhythm, shown.date())
        # A clock change may skip the very hour; then it is the next one.
        exists = local(rhythm, shown.replace(hour=rhythm.hour, minute=0).astimezone(UTC)).hour == rhythm.hour
        assert shown.hour == rhythm.hour or not exists
        assert rhythm.is_open(found)
        assert rhythm.slot(found) == found


@given(rhythms, instants)
def test_slots_are_the_nearest_ones(rhythm: Rhythm, at: datetime) -> None:
    day = rhythm.day(at)
    assert rhythm.day(rhythm.slot_before(at)) <= day <= rhythm.day(rhythm.slot(at))
    if works(rhythm, day):
        assert rhythm.day(rhythm.slot(at)) == rhythm.day(rhythm.slot_before(at)) == day
    later = rhythm.next_slot(at)
    assert later > at
    assert later - at <= 8 * DAY
    between = [at + timedelta(hours=hours) for hours in range(0, int((later - at) / timedelta(hours=1)), 5)]
    assert not any(at < rhythm.slot(moment) < later for moment in between)


@given(rhythms, instants)
def test_a_moment_is_kept_in_working_hours_and_moved_on_outside(rhythm: Rhythm, at: datetime) -> None:
    found = rhythm.working(at)
    assert rhythm.is_open(found)
    assert found == at if rhythm.is_open(at) else found == rhythm.next_slot(at)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        # Madrid goes to summer time on Sunday 2026-03-29, and back on Sunday 2026-10-25.
        ("2026-03-27T12:00:00+00:00", "2026-03-30T07:00:00+00:00"),
        ("2026-03-26T12:00:00+00:00", "2026-03-27T08:00:00+00:00"),
        ("2026-10-23T12:00:00+00:00", "2026-10-26T08:00:00+00:00"),
        ("2026-10-22T12:00:00+00:00", "2026-10-23T07:00:00+00:00"),
    ],
)
def test_nine_stays_nine_when_the_clocks_change(at: str, expected: str) -> None:
    madrid = Rhythm("Europe/Madrid")
    assert madrid.next_slot(datetime.fromisoformat(at)) == datetime.fromisoformat(expected)


def test_a_week_of_quiet_days_silences_nobody_for_ever() -> None:
    silent = Rhythm("UTC", 9, frozenset(range(1, 8)))
    assert silent.slot(datetime(2026, 3, 2, 12, tzinfo=UTC)) == datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_three_days_are_counted_by_the_calendar_of_the_owner() -> None:
    """Sent on Monday at 11:30 in Madrid: Thursday's digest at 9:00 has it, not Friday's."""
    sent = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
    due = due_at(RequestType.CUSTOMER_RESELLER, sent, 30)
    told, after = [], sent
    while (at := next_reminder(sent, due, after, (3, 7, 14), Rhythm("Europe/Madrid"))) is not None:
        told.append(local(Rhythm("Europe/Madrid"), at))
        after = at
    # The last calls of Wednesday 1 April (due) are Wednesday 25 and Tuesday 31 March.
    days = [(at.month, at.day) for at in told]
    assert days == [(3, 5), (3, 9), (3, 16), (3, 23), (3, 25), (3, 30), (3, 31), (4, 1)]
    assert {at.hour for at in told[:-1]} == {9}
    assert told[-1] == due


@given(
    rhythms,
    instants,
    st.integers(1, 120),
    st.lists(st.integers(1, 60), min_size=1, max_size=5, unique=True).map(lambda days: tuple(sorted(days))),
    st.timedeltas(timedelta(0), timedelta(days=130)),
)
def test_the_next_one_is_a_digest_later_than_now_or_the_end(
    rhythm: Rhythm, sent: datetime, due_days: int, days: tuple[int, ...], after: timedelta
) -> None:
    due = sent + due_days * DAY
    found = next_reminder(sent, due, sent + after, days, rhythm)
    assert (found is None) == (sent + after >= due)
    if found is not None and found != due:
        assert sent + after < found < due
        assert rhythm.slot(found) == found
    plain = next_reminder(sent, due, sent + after, days)
    assert plain is None or is_planned(sent, due, plain, days)


def test_a_last_call_on_a_quiet_day_is_rather_early_than_late() -> None:
    thursday, saturday = MONDAY + 24 * DAY, MONDAY + 33 * DAY
    assert next_reminder(MONDAY, saturday, thursday, (3,), Rhythm()) == MONDAY + 25 * DAY
