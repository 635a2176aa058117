"""Rules of the data_visualization block: pies, and bars, lines and areas over shared categories."""

import math
from typing import Any

from bot.local_slack.blockkit import limits
from bot.local_slack.blockkit.rules import Fields, Path, Report, Rule, accept, array, record, string, tagged

_label = string(limits.CHART_LABEL)
_axis_label = string(limits.CHART_TITLE)


def _finite(value: Any, path: Path, report: Report) -> None:
    if type(value) not in (int, float):
        report.wrong(path, value, "a number")
    elif not math.isfinite(value):
        report.add(path, "bad_value", "must be a finite number")


def _share(value: Any, path: Path, report: Report) -> None:
    """A slice of a pie is larger than nothing."""
    _finite(value, path, report)
    if type(value) in (int, float) and value <= 0:
        report.add(path, "out_of_range", "must be more than 0: leave the segment out")


def _texts(items: Any, key: str) -> list[str]:
    """Return the texts under ``key`` of a list of objects; what is no text is told by its own rule."""
    entries = items if type(items) is list else []
    found = [entry.get(key) for entry in entries if type(entry) is dict]
    return [text for text in found if type(text) is str]


def _unique_names(value: Any, path: Path, report: Report) -> None:
    names = _texts(value.get("series"), "name")
    if len(set(names)) < len(names):
        report.add((path, "series"), "duplicate", "two series have the same name: rename one")


def _complete(value: Any, path: Path, report: Report) -> None:
    """Each series has exactly one value for each category."""
    axis, series = value.get("axis_config"), value.get("series")
    categories = axis.get("categories") if type(axis) is dict else None
    if type(categories) is not list or type(series) is not list:
        return
    wanted = sorted(text for text in categories if type(text) is str)
    for index, one in enumerate(series):
        data = one.get("data") if type(one) is dict else None
        if type(data) is list and sorted(_texts(data, "label")) != wanted:
            place: Path = (((path, "series"), index), "data")
            report.add(place, "bad_value", "needs exactly one value for each of axis_config.categories")


_segment = record({"label": _label, "value": _share})
_point = record({"label": _label, "value": _finite})
_series = record({"name": _label, "data": array(_point, limits.CHART_POINTS)})
_axis = record(
    {"categories": array(_label, limits.CHART_POINTS)},
    {"x_label": _axis_label, "y_label": _axis_label},
)


def _plotted() -> Rule:
    fields: Fields = {"type": accept, "series": array(_series, limits.CHART_SERIES), "axis_config": _axis}
    return record(fields, {}, _unique_names, _complete)


_CHARTS: Fields = {
    "pie": record({"type": accept, "segments": array(_segment, limits.CHART_SERIES)}),
    **dict.fromkeys(("bar", "line", "area"), _plotted()),
}

chart_fields: Fields = {"title": _axis_label, "chart": tagged("a chart", _CHARTS, _CHARTS)}


def count_chart(value: Any, path: Path, report: Report) -> None:
    """A message shows two charts."""
    report.charts += 1
    if report.charts == limits.CHARTS_PER_MESSAGE + 1:
        report.add(path, "too_many", "only two charts per message: send the others in a second message")
