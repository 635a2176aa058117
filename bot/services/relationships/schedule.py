"""When an invitation is recalled and when it runs out (domain.md 5.3, default clock); pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.models import RequestType

GDAP_DAYS = 90
LAST_CALLS = (7, 1)
WEEK = timedelta(days=7)


def due_at(kind: RequestType, sent_at: datetime, due_days: int) -> datetime:
    """When an unanswered request expires: Microsoft's 90 days for GDAP, ours in `due_days` for the rest."""
    return sent_at + timedelta(days=GDAP_DAYS if kind is RequestType.GDAP else due_days)


def next_reminder(sent_at: datetime, due: datetime, after: datetime, days: Sequence[int]) -> datetime | None:
    """The first instant later than `after` at which something is due; None from `due` on.

    `days` are ages in days, then weekly; last calls 7 and 1 days before `due`; `due` itself comes last, so that
    one sweep over reminders finds what expires too.
    """
    if after >= due:
        return None
    ages = [sent_at + timedelta(days=age) for age in days]
    last_calls = [due - timedelta(days=before) for before in LAST_CALLS]
    weekly = ages[-1] + (max((after - ages[-1]) // WEEK, 0) + 1) * WEEK
    later = [at for at in (*ages, *last_calls, weekly, due) if at > max(after, sent_at)]
    return min(due, *later)
