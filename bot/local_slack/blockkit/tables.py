"""Rules of the table block (docs.slack.dev table-block)."""

from typing import Any

from bot.local_slack.blockkit import limits
from bot.local_slack.blockkit.rich_text import rich_text
from bot.local_slack.blockkit.rules import Fields, Path, Report, accept, array, boolean, one_of, record, string, tagged


def any_number(value: Any, path: Path, report: Report) -> None:
    """A whole or decimal number."""
    if type(value) not in (int, float):
        report.wrong(path, value, "a number")


_CELLS: Fields = {
    "raw_text": record({"type": accept, "text": string(limits.TEXT)}),
    "raw_number": record({"type": accept, "value": any_number, "text": string(limits.TEXT)}),
    "rich_text": rich_text,
}
_row = array(tagged("a table cell", _CELLS, _CELLS), limits.TABLE_CELLS)
_column = record({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})


def column(value: Any, path: Path, report: Report) -> None:
    """Settings of one column; null skips a column, which Slack documents."""
    if value is not None:
        _column(value, path, report)


table_fields: tuple[Fields, Fields] = (
    {"rows": array(_row, limits.TABLE_ROWS)},
    {"column_settings": array(column, limits.TABLE_CELLS, 0)},
)


def count_table(value: Any, path: Path, report: Report) -> None:
    """A message shows one table (docs/slack.md#block-kit)."""
    report.tables += 1
    if report.tables == limits.TABLES_PER_MESSAGE + 1:
        report.add(path, "too_many", "only one table per message: send the other one in a second message")
