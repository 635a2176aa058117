"""The result file: every row with what became of it, safe in a spreadsheet, readable by `/assign-many` again."""

from collections.abc import Callable, Sequence

from bot.commands.assign_many import words
from bot.services.assign_many.summaries import JobSummary, RowSummary
from bot.services.people.profiles import Person
from bot.services.spreadsheets import written
from bot.text import Reader, reader

# The names under which bot.services.assign_many.sheet knows them, in any language.
IDS = ("customerId", "subscriptionId", "supportTenantId")


def describer(default: Reader) -> Callable[[Person | None, JobSummary, Sequence[RowSummary]], bytes]:
    """Makes the file in the words of whoever gets it, or the default ones."""

    def describe(person: Person | None, _job: JobSummary, rows: Sequence[RowSummary]) -> bytes:
        return build(reader(person.locale, person.zone) if person else default, rows)

    return describe


def build(t: Reader, rows: Sequence[RowSummary]) -> bytes:
    """Write a file in the reader's words; rows in the order in which they were read."""
    names = ("line", "customer", "subscription", "former", "contact")
    header = [t.plain(f"assign-many-column-{name}") for name in names]
    header += [*IDS, t.plain("assign-many-column-result"), t.plain("assign-many-column-why")]
    return written.table(header, (_cells(t, row) for row in rows))


def _cells(t: Reader, row: RowSummary) -> Sequence[str]:
    return (
        str(row.line),
        row.customer or "",
        row.subscription or row.said_subscription,
        row.former or "",
        row.target or row.said_target,
        row.customer_id or "",
        row.subscription_id or "",
        row.target_id or "",
        t.plain(f"assign-many-result-{row.state}"),
        " ".join(words.plain_reasons(t, row)),
    )
