"""The clock of an invitation: days 3, 7, 14, weekly, last calls, and the end."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.models import RequestType
from bot.services.invitations.schedule import due_at, next_reminder
from tests.conftest import MONDAY

DAY = timedelta(days=1)


def all_of(due: datetime, days: tuple[int, ...]) -> list[int]:
    """Ages in days of every reminder from sending to the end."""
    found, after = [], MONDAY
    while (at := next_reminder(MONDAY, due, after, days)) is not None:
        found.append((at - MONDAY) // DAY)
        after = at
    return found


def test_thirty_days_of_a_reseller_request() -> None:
    due = due_at(RequestType.CUSTOMER_RESELLER, MONDAY, 30)
    assert all_of(due, (3, 7, 14)) == [3, 7, 14, 21, 23, 28, 29, 30]


def test_ninety_days_of_gdap_whatever_is_configured() -> None:
    due = due_at(RequestType.GDAP, MONDAY, 30)
    assert all_of(due, (3, 7, 14)) == [3, 7, 14, 21, 28, 35, 42, 49, 56, 63, 70, 77, 83, 84, 89, 90]


def test_a_request_due_tomorrow_only_ends() -> None:
    assert all_of(due_at(RequestType.PARTNERSHIP, MONDAY, 1), (3, 7, 14)) == [1]
    assert all_of(due_at(RequestType.PARTNERSHIP, MONDAY, 40), (10, 20)) == [10, 20, 27, 33, 34, 39, 40]


@given(
    st.integers(1, 120),
    st.lists(st.integers(1, 60), min_size=1, max_size=5, unique=True).map(lambda days: tuple(sorted(days))),
    st.timedeltas(timedelta(0), timedelta(days=200)),
)
def test_the_next_one_is_later_and_never_past_the_end(due_days: int, days: tuple[int, ...], after: timedelta) -> None:
    due = MONDAY + due_days * DAY
    found = next_reminder(MONDAY, due, MONDAY + after, days)
    assert (found is None) == (MONDAY + after >= due)
    if found is not None:
        assert MONDAY + after < found <= due
        assert found - (MONDAY + after) <= max(7, days[0], *(b - a for a, b in zip(days, days[1:], strict=False))) * DAY
