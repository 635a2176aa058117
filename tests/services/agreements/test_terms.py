"""Days of an agreement: where it stands, and when its end is told, whatever the days and zones."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.agreements.terms import MOST_REMIND_DAYS, AgreementStanding, Terms

ZONES = ("UTC", "Europe/Madrid", "America/Los_Angeles", "Pacific/Kiritimati", "Asia/Kolkata", "America/Havana")
days = st.dates(date(2020, 1, 1), date(2040, 1, 1))
instants = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - made aware
terms = st.builds(
    lambda first, length, remind, zone: Terms(first, first + timedelta(days=length), remind, zone),
    days,
    st.integers(0, 2_000),
    st.integers(0, MOST_REMIND_DAYS),
    st.sampled_from(ZONES),
)


@pytest.mark.parametrize(
    ("at", "standing"),
    [
        ("2026-01-31T22:59:59Z", AgreementStanding.AHEAD),
        ("2026-01-31T23:00:00Z", AgreementStanding.VALID),
        ("2026-03-31T21:59:59Z", AgreementStanding.VALID),
        ("2026-03-31T22:00:00Z", AgreementStanding.OVER),
    ],
)
def test_both_days_are_included_in_the_agreements_zone(at: str, standing: AgreementStanding) -> None:
    held = Terms(date(2026, 2, 1), date(2026, 3, 31), 30, "Europe/Madrid")
    assert held.standing(datetime.fromisoformat(at)) is standing


def test_the_end_is_told_the_morning_after_and_the_reminder_days_before() -> None:
    held = Terms(date(2026, 2, 1), date(2026, 3, 31), 30, "Europe/Madrid")
    assert held.end == datetime(2026, 4, 1, 7, tzinfo=UTC)
    assert held.next_due(datetime(2026, 2, 1, tzinfo=UTC)) == datetime(2026, 3, 1, 8, tzinfo=UTC)
    late = datetime(2026, 3, 20, tzinfo=UTC)
    assert held.next_due(late) == late
    assert held.next_due(datetime(2026, 4, 2, tzinfo=UTC)) is None
    assert Terms(date(2026, 2, 1), date(2026, 3, 31), 0, "UTC").next_due(late) == datetime(2026, 4, 1, 9, tzinfo=UTC)
    assert Terms(date(2026, 2, 1), None, 30, "UTC").next_due(late) is None


@given(terms, instants)
def test_somebody_hears_of_every_end_after_now_and_of_none_that_was(held: Terms, now: datetime) -> None:
    due, end = held.next_due(now), held.end
    assert end is not None
    if held.standing(now) is AgreementStanding.OVER:
        assert due is None
    else:
        assert due is not None
        assert now <= due or due == end
        assert due <= end
        # Whoever is told at the end is told the truth.
        assert held.standing(end) is AgreementStanding.OVER


@given(terms, instants)
def test_the_days_left_say_the_same_as_the_standing(held: Terms, now: datetime) -> None:
    today = now.astimezone(ZoneInfo(held.zone)).date()
    assert held.last is not None
    assert (held.standing(now) is AgreementStanding.OVER) == (today > held.last)
    assert (held.standing(now) is AgreementStanding.AHEAD) == (today < held.first)
