"""Rules of the table and data_table blocks (docs/slack.md#block-kit)."""

from typing import Any

from bot.local_slack.blockkit import limits
from bot.local_slack.blockkit.rich_text import rich_text
from bot.local_slack.blockkit.rules import (
    Fields,
    Path,
    Report,
    accept,
    array,
    boolean,
    integer,
    one_of,
    record,
    string,
    tagged,
)


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


data_table_fields: tuple[Fields, Fields] = (
    {"caption": string(limits.TEXT), "rows": array(_row, limits.DATA_TABLE_ROWS, 2)},
    {
        "page_size": integer(1, limits.DATA_TABLE_PAGE),
        "row_header_column_index": integer(0, limits.TABLE_CELLS - 1),
    },
)


def _written(value: Any) -> int:
    """Count the characters of all texts under the ``text`` keys of cells, however deep."""
    if type(value) is list:
        return sum(map(_written, value))
    if type(value) is not dict:
        return 0
    return sum(len(item) if key == "text" and type(item) is str else _written(item) for key, item in value.items())


def _even(rows: list[Any], path: Path, report: Report) -> None:
    """All rows are as long as the header, which holds no rich text."""
    for column_index, cell in enumerate(rows[0]):
        if type(cell) is dict and cell.get("type") == "rich_text":
            report.add(((path, 0), column_index), "not_allowed", "no rich_text in the header: use raw_text")
    for index, row in enumerate(rows):
        if type(row) is list and len(row) != len(rows[0]):
            report.add((path, index), "bad_value", f"{len(row)} cells, the header has {len(rows[0])}")


def data_table_shape(value: Any, path: Path, report: Report) -> None:
    """Rows are even, the row header is one of the columns, and all cells share one budget of characters."""
    rows = value.get("rows")
    if type(rows) is not list or not rows or type(rows[0]) is not list:
        return
    _even(rows, (path, "rows"), report)
    header = value.get("row_header_column_index")
    if type(header) is int and len(rows[0]) <= header < limits.TABLE_CELLS:
        report.add((path, "row_header_column_index"), "out_of_range", f"the table has {len(rows[0])} columns")
    if (total := _written(rows)) > limits.DATA_TABLE_TOTAL:
        report.add((path, "rows"), "too_long", f"{total} characters in all cells, at most {limits.DATA_TABLE_TOTAL}")
