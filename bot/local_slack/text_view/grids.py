"""Tables and charts as lines of text: columns of equal width, and a chart's numbers."""

from typing import Any

from bot.local_slack.text_view.lines import columns, cut, pad
from bot.local_slack.text_view.wording import Reader, as_dict, as_list, as_text, rich_words


def table(block: dict[str, Any], reader: Reader, width: int) -> list[str]:
    """Draw the rows of a table, the first one as its header, at most `width` columns wide."""
    return _grid([[_cell(cell, reader) for cell in as_list(row)] for row in as_list(block.get("rows"))], width)


def chart(block: dict[str, Any]) -> list[str]:
    """Draw a chart as its title and its numbers, one line for each value."""
    drawn = as_dict(block.get("chart"))
    series = [
        [as_text(as_dict(one).get("name")), *pair]
        for one in as_list(drawn.get("series"))
        for pair in _points(as_dict(one).get("data"))
    ]
    rows = series or _points(drawn.get("segments"))
    return [as_text(block.get("title")), *(": ".join((" · ".join(row[:-1]), row[-1])) for row in rows)]


def _cell(cell: Any, reader: Reader) -> str:
    kind = as_dict(cell).get("type")
    text = rich_words(cell, reader) if kind == "rich_text" else as_text(as_dict(cell).get("text"))
    return " ".join(text.split())


def _points(points: Any) -> list[list[str]]:
    return [[as_text(as_dict(one).get("label")), f"{as_dict(one).get('value')}"] for one in as_list(points)]


def _grid(rows: list[list[str]], width: int) -> list[str]:
    count = max(map(len, rows), default=0)
    fair = width // max(1, count) - 3
    widths = [min(fair, max(columns(row[at]) for row in rows if at < len(row))) for at in range(count)]
    lines = [" │ ".join(pad(cut(cell, wide), wide) for cell, wide in zip(row, widths, strict=False)) for row in rows]
    rule = "─┼─".join("─" * width for width in widths)
    return [*lines[:1], rule, *lines[1:]] if lines else []
