"""Schedule of an invitation: its reminders and its end (docs/domain.md#default-clock); pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.models import RequestType
from bot.services.people.rhythm import Rhythm

GDAP_DAYS = 90
LAST_CALLS = (7, 1)
WEEK = timedelta(days=7)


def due_at(kind: RequestType, sent_at: datetime, due_days: int) -> datetime:
    """Return the instant at which an unanswered request expires: Microsoft's 90 days for GDAP, else our `due_days`."""
    return sent_at + timedelta(days=GDAP_DAYS if kind is RequestType.GDAP else due_days)


def next_reminder(
    sent_at: datetime, due: datetime, after: datetime, days: Sequence[int], rhythm: Rhythm | None = None
) -> datetime | None:
    """Return the first instant later than `after` at which something is due; None from `due` on.

    Reminders come at the ages in `days`, then weekly, and as last calls 7 and 1 days before `due`. `due` itself comes
    last, so that one sweep over reminders also finds what expires. With a `rhythm` they fall on the owner's digests:
    on that of the day or of the next working day, last calls rather on that of the working day before.
    """
    if after >= due:
        return None
    later = [at for at in _instants(sent_at, due, after, days, rhythm) if at > max(after, sent_at)]
    return min(due, *later) if later else due


def is_planned(sent_at: datetime, due: datetime, at: datetime, days: Sequence[int]) -> bool:
    """Tell if `at` comes from the schedule without a rhythm; otherwise a person chose it."""
    return next_reminder(sent_at, due, at - timedelta(microseconds=1), days) == at


def _instants(
    sent_at: datetime, due: datetime, after: datetime, days: Sequence[int], rhythm: Rhythm | None
) -> Iterator[datetime]:
    oldest = sent_at + timedelta(days=days[-1])
    weeks = max((after - oldest) // WEEK, 0)
    # With a rhythm the first of the weekly ones can fall on the very digest that `after` is.
    ages = [*(sent_at + timedelta(days=age) for age in days), oldest + (weeks + 1) * WEEK, oldest + (weeks + 2) * WEEK]
    calls = [due - timedelta(days=before) for before in LAST_CALLS]
    yield from ages if rhythm is None else map(rhythm.slot, ages)
    yield from calls if rhythm is None else map(rhythm.slot_before, calls)
