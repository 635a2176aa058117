"""Limits of charts and data tables, and what a broken one is told."""

from typing import Any

import pytest

from bot.local_slack.blockkit import check_blocks, check_message
from tests.local_slack.blockkit.charted import PIE, bar, data_table
from tests.local_slack.blockkit.samples import JSON, changed, strict


def found(block: JSON) -> list[tuple[str, str]]:
    return strict(check_blocks([block], "message"))


@pytest.mark.parametrize("kind", ["bar", "line", "area"])
def test_whole_charts_and_tables_are_taken(kind: str) -> None:
    assert found(bar(kind)) == found(PIE) == found(data_table(200)) == []


@pytest.mark.parametrize("surface", ["modal", "home"])
@pytest.mark.parametrize("block", [PIE, data_table(1)])
def test_they_stand_in_messages_only(surface: Any, block: JSON) -> None:
    assert ("/0/type", "not_allowed") in strict(check_blocks([block], surface))


SEGMENT = {"label": "x", "value": 1}
POINT = {"label": "x", "value": 1}


@pytest.mark.parametrize(
    ("pointer", "value", "code"),
    [
        ("/title", "x" * 51, "too_long"),
        ("/title", ..., "missing"),
        ("/chart", ..., "missing"),
        ("/chart/type", "radar", "unknown_type"),
        ("/chart/segments", [], "too_few"),
        ("/chart/segments", [SEGMENT] * 13, "too_many"),
        ("/chart/segments/0/label", "x" * 21, "too_long"),
        ("/chart/segments/0/value", 0, "out_of_range"),
        ("/chart/segments/0/value", float("inf"), "bad_value"),
        ("/chart/segments/0/value", True, "wrong_type"),
        ("/chart/axis_config", {}, "unknown_field"),
    ],
)
def test_pies(pointer: str, value: Any, code: str) -> None:
    assert found(changed(PIE, pointer, value)) == [(f"/0{pointer}", code)]


@pytest.mark.parametrize(
    ("pointer", "value", "at", "code"),
    [
        ("/chart/axis_config", ..., "/chart/axis_config", "missing"),
        ("/chart/axis_config/x_label", "x" * 51, "/chart/axis_config/x_label", "too_long"),
        ("/chart/axis_config/categories", ["x"], "/chart/series/0/data", "bad_value"),
        ("/chart/series", [], "/chart/series", "too_few"),
        ("/chart/series/1/name", "Pending", "/chart/series", "duplicate"),
        ("/chart/series/0/name", "x" * 21, "/chart/series/0/name", "too_long"),
        ("/chart/series/0/data", [POINT] * 21, "/chart/series/0/data", "too_many"),
        ("/chart/series/0/data/1", ..., "/chart/series/0/data", "bad_value"),
        ("/chart/series/0/data/1/label", "< 3 d", "/chart/series/0/data", "bad_value"),
        ("/chart/series/0/data/1/value", float("nan"), "/chart/series/0/data/1/value", "bad_value"),
    ],
)
def test_bars(pointer: str, value: Any, at: str, code: str) -> None:
    assert (f"/0{at}", code) in found(changed(bar(), pointer, value))


def test_two_charts_in_a_message() -> None:
    message = {"text": "Requests by age", "blocks": [bar(), PIE], "attachments": [{"blocks": [PIE]}]}
    assert strict(check_message(message)) == [("/attachments/0/blocks/0", "too_many")]
    assert strict(check_message({**message, "attachments": []})) == []


RICH = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}]}


@pytest.mark.parametrize(
    ("pointer", "value", "at", "code"),
    [
        ("/caption", ..., "/caption", "missing"),
        ("/rows", data_table(201)["rows"], "/rows", "too_many"),
        ("/rows", data_table(0)["rows"], "/rows", "too_few"),
        ("/rows/0/0", RICH, "/rows/0/0", "not_allowed"),
        ("/rows/1/0/text", "", "/rows/1/0/text", "too_short"),
        ("/rows/2/1", ..., "/rows/2", "bad_value"),
        ("/rows", data_table(10, "x" * 2000)["rows"], "/rows", "too_long"),
        ("/page_size", 0, "/page_size", "out_of_range"),
        ("/page_size", 101, "/page_size", "out_of_range"),
        ("/row_header_column_index", 2, "/row_header_column_index", "out_of_range"),
        ("/row_header_column_index", -1, "/row_header_column_index", "out_of_range"),
    ],
)
def test_data_tables(pointer: str, value: Any, at: str, code: str) -> None:
    assert found(changed(data_table(3), pointer, value)) == [(f"/0{at}", code)]


def test_rich_text_below_the_header_is_taken() -> None:
    assert found(changed(data_table(3), "/rows/1/0", RICH)) == []
