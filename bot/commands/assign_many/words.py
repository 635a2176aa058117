"""Words that the screens, the messages and the result file of `/assign-many` share."""

from bot.models import AssignManyRowState
from bot.services.assign_many.summaries import JobSummary, RowSummary
from bot.services.contacts.eligibility import Condition
from bot.text import Mrkdwn, Reader

CHECKS = frozenset(str(check) for check in Condition)


def about(t: Reader, job: JobSummary) -> Mrkdwn:
    """What the job is about, in a line."""
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


def reasons(t: Reader, row: RowSummary) -> list[Mrkdwn]:
    """Every reason as mrkdwn."""
    return [t.mrkdwn(_key(code), **_variables(code, row)) for code in row.reasons]


def plain_reasons(t: Reader, row: RowSummary) -> list[str]:
    """Every reason as plain text."""
    return [t.plain(_key(code), **_variables(code, row)) for code in row.reasons]


def _key(code: str) -> str:
    name = code.partition(":")[0]
    return f"check-{name}" if name in CHECKS else f"assign-many-why-{name}"


def _variables(code: str, row: RowSummary) -> dict[str, object]:
    partner = row.target or row.said_target or "–"
    return {"partner": partner, "customer": row.customer or "–", "line": code.partition(":")[2]}
