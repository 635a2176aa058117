"""Reading a payload trusts no type: whatever Slack, or somebody with its secret, sends is given or not given."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.payload import Element, number_of, part_of, parts_of, storable_of, text_of

PROPERTIES = ("block_id", "value", "option", "options", "user", "day", "moment", "files")
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20)
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner))
KEYS = st.sampled_from(
    (
        "block_id",
        "value",
        "selected_option",
        "selected_options",
        "selected_user",
        "selected_date",
        "selected_date_time",
        "files",
    )
)


@given(JSON, st.sampled_from(("a", "")))
def test_parts_have_the_type_they_are_asked_for(value: Any, name: str) -> None:
    body = {name: value}
    assert part_of(body, name) == (value if isinstance(value, dict) else {})
    assert all(isinstance(each, dict) for each in parts_of(body, name))
    written = value if isinstance(value, str) else ""
    assert text_of(body, name).encode() == written.encode(errors="ignore")
    assert storable_of(body, name) == text_of(body, name).replace("\0", "")


@given(st.dictionaries(KEYS, JSON | st.lists(st.dictionaries(st.just("value") | st.just("id"), JSON), max_size=3)))
def test_an_element_of_any_shape_can_be_read(sent: dict[str, Any]) -> None:
    for name in PROPERTIES:
        getattr(Element(sent), name)


def test_an_element_reads_as_slack_documents_it() -> None:
    option = {"text": {"type": "plain_text", "text": "One"}, "value": "1"}
    sent = {
        "block_id": "b",
        "value": "typed",
        "selected_option": option,
        "selected_options": [option, option | {"value": "2"}],
        "selected_user": "U1",
        "selected_date": "2026-03-02",
        "selected_date_time": 1772442000,
        "files": [{"id": "F1"}],
    }
    moment = datetime(2026, 3, 2, 9, tzinfo=UTC)
    found = tuple(getattr(Element(sent), name) for name in PROPERTIES)
    assert found == ("b", "typed", "1", ("1", "2"), "U1", date(2026, 3, 2), moment, ("F1",))
    assert [getattr(Element({}), name) for name in PROPERTIES] == ["", "", None, (), None, None, None, ()]


@pytest.mark.parametrize("seconds", [True, 1772442000.0, "1772442000", 10**12, 10**400, -(10**12)])
def test_a_moment_out_of_bounds_is_not_given(seconds: Any) -> None:
    assert Element({"selected_date_time": seconds}).moment is None


@pytest.mark.parametrize("day", ["", "2026-02-30", "tomorrow", 20260302])
def test_a_day_that_is_none_is_not_given(day: Any) -> None:
    assert Element({"selected_date": day}).day is None


def test_what_no_database_takes_is_left_out() -> None:
    assert Element({"value": "a\0b\ud800c"}).value == "abc"
    assert text_of({"text": "a\0b\ud800c"}, "text") == "a\0bc"


@pytest.mark.parametrize(
    ("written", "number"),
    [("17", 17), ("", 0), ("x", 0), ("-1", 0), ("1.5", 0), ("9" * 18, 10**18 - 1), ("9" * 19, 0), ("9" * 5000, 0)],
)
def test_numbers_fit_a_row(written: str, number: int) -> None:
    assert number_of(written) == number
