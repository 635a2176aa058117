"""Small pure builders of charts and tables for messages, which a workspace may not know yet (docs/slack.md#block-kit).

A message with them needs `plainer` blocks, and takes two charts.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from bot.commands.base import Block
from bot.services.images.spec import BarChart, BarSeries, ChartImage
from bot.text import clip

TITLE, LABEL, ROWS, PAGE = 50, 20, 200, 10
# Characters of all cells of a table together.
WRITTEN = 20_000


@dataclass(frozen=True)
class ChartSeries:
    """Values of one name, one for each category."""

    name: str
    values: Sequence[float]


def bars(title: str, categories: Sequence[str], series: Sequence[ChartSeries], axes: tuple[str, str]) -> Block:
    """Return bars over up to 20 categories, for each up to 12 series; `axes` names the categories and the values."""
    names = [clip(category, LABEL) for category in categories]
    drawn = [
        {
            "name": clip(one.name, LABEL),
            "data": [{"label": name, "value": value} for name, value in zip(names, one.values, strict=True)],
        }
        for one in series
    ]
    across, up = (clip(axis, TITLE) for axis in axes)
    config = {"categories": names, "x_label": across, "y_label": up}
    return _chart(title, {"type": "bar", "series": drawn, "axis_config": config})


def pie(title: str, slices: Sequence[tuple[str, float]]) -> Block:
    """Return a pie of up to 12 slices, each a label and a value above 0."""
    segments = [{"label": clip(label, LABEL), "value": value} for label, value in slices]
    return _chart(title, {"type": "pie", "segments": segments})


def image(name: str, drawn: Sequence[Block], number: Callable[[float], str]) -> ChartImage | None:
    """Make of charts a picture of the file `name` that shows the same as bars; None where there are no charts.

    `number` writes a value.
    """
    if not drawn:
        return None
    shown = tuple(_shown(block["title"], block["chart"], number) for block in drawn)
    return ChartImage(name, " ".join(map(_told, shown)), shown)


def table(caption: str, header: Sequence[str], rows: Sequence[Sequence[Block]], *, row_header: int = 0) -> Block:
    """Return a table that people sort and turn pages of, those rows that fit; `row_header` names a column."""
    cells = [[words(text) for text in header], *map(list, rows[:ROWS])]
    ends = accumulate(sum(len(cell["text"]) for cell in row) for row in cells)
    return {
        "type": "data_table",
        "caption": caption,
        "rows": [row for row, end in zip(cells, ends, strict=True) if end <= WRITTEN],
        "page_size": PAGE,
        "row_header_column_index": row_header,
    }


def words(text: str) -> Block:
    """Return a cell of text."""
    return {"type": "raw_text", "text": text or " "}


def number(value: float, text: str) -> Block:
    """Return a cell that is sorted by its value and shows `text`."""
    return {"type": "raw_number", "value": value, "text": text}


def _chart(title: str, chart: Block) -> Block:
    return {"type": "data_visualization", "title": clip(title, TITLE), "chart": chart}


def _shown(title: str, chart: Block, number: Callable[[float], str]) -> BarChart:
    points = [("", chart["segments"])] if chart["type"] == "pie" else [(s["name"], s["data"]) for s in chart["series"]]
    labels = tuple(point["label"] for point in points[0][1])
    return BarChart(title, labels, tuple(_bars(name, data, number) for name, data in points))


def _bars(name: str, data: Sequence[Block], number: Callable[[float], str]) -> BarSeries:
    values = tuple(point["value"] for point in data)
    return BarSeries(name, values, tuple(map(number, values)))


def _told(chart: BarChart) -> str:
    """Say a chart's numbers in words, for those who do not see it."""

    def said(bars: BarSeries) -> str:
        values = ", ".join(f"{label} {text}" for label, text in zip(chart.labels, bars.texts, strict=True))
        return f"{bars.name}: {values}" if bars.name else values

    return f"{chart.title}: {'; '.join(map(said, chart.bars))}."
