"""Words that the screens, the messages and the result file of `/assign-many` share."""

import json
from collections.abc import Sequence

from bot.commands.shared import pickers
from bot.models import AssignManyRowState
from bot.services.assign_many.summaries import JobSummary, RowSummary
from bot.services.commerce import KeptHere
from bot.services.contacts.eligibility import Condition
from bot.text import Mrkdwn, Reader

CHECKS = frozenset(str(check) for check in Condition)
KEPT_HERE = frozenset(str(reason) for reason in KeptHere)


def about(t: Reader, job: JobSummary) -> Mrkdwn:
    """Say in a line what the job is about."""
    return t.mrkdwn(
        f"assign-many-about-{job.kind}",
        about=job.about or "",
        target=job.target or "",
        file=job.file_name or "",
        job=job.undo_of or "",
    )


def counted(t: Reader, job: JobSummary, *states: AssignManyRowState) -> list[Mrkdwn]:
    """A line for each state that rows are in; the first state is told also when there are none."""
    counts = [(state, job.count(state)) for state in states]
    return [t.mrkdwn(f"assign-many-counts-{state}", count=n) for state, n in counts if n or state == states[0]]


def subscription(t: Reader, row: RowSummary) -> Mrkdwn:
    """Customer and subscription as the directory, else as the file names them."""
    if row.customer and row.subscription:
        return t.mrkdwn("assign-many-row-named", customer=row.customer, subscription=row.subscription)
    return t.mrkdwn("assign-many-row-named", customer=row.said_subscription or "–", subscription="–")


def warning(t: Reader, kind: str, count: int) -> Mrkdwn:
    """Count of rows that may be done, but with a reservation: by status of their subscription, or by KeptHere."""
    if kind in KEPT_HERE:
        return t.mrkdwn(f"assign-many-warning-{kind}", count=count)
    return t.mrkdwn("assign-many-warning-status", count=count, status=pickers.status_name(t, kind))


def reasons(t: Reader, row: RowSummary) -> list[Mrkdwn]:
    """Every reason as mrkdwn."""
    return [t.mrkdwn(_key(code), **_variables(t, code, row)) for code in row.reasons]


def plain_reasons(t: Reader, row: RowSummary) -> list[str]:
    """Every reason as plain text."""
    return [t.plain(_key(code), **_variables(t, code, row)) for code in row.reasons]


def _key(code: str) -> str:
    name, _, given = code.partition(":")
    if name == "subscription-missing":
        return f"assign-many-why-{name}-{given}"
    return f"check-{name}" if name in CHECKS else f"assign-many-why-{name}"


def _variables(t: Reader, code: str, row: RowSummary) -> dict[str, object]:
    """Variables of a reason; after its colon a code has a line, headers, or candidates with their number."""
    name, _, given = code.partition(":")
    said: dict[str, object] = {"partner": row.target or row.said_target or "–", "customer": row.customer or "–"}
    if not given.startswith("["):
        return said | {"line": given, "columns": given}
    candidates, total = json.loads(given)
    told = [
        _subscription(t, *each) if name == "subscription-ambiguous" else f"{each[1]} ({each[0]})" for each in candidates
    ]
    more = total - len(told)
    return said | {"candidates": [*told, *([t.plain("names-more", count=more)] if more else [])]}


def _subscription(t: Reader, key: str, quantity: int | None, start: str | None) -> str:
    """Subscription that may be meant, with what tells it from others of its name."""
    facts: Sequence[str] = [
        *([t.plain("assign-many-candidate-quantity", count=quantity)] if quantity is not None else []),
        *([t.plain("assign-many-candidate-start", day=start)] if start else []),
    ]
    return f"{key} ({', '.join(facts)})" if facts else key
