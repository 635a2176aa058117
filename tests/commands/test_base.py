"""What a handler is given: every part of a call can be read, whatever the payload holds."""

from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.base import Call
from bot.text import reader
from tests.commands.test_payload import JSON

NAMES = st.sampled_from(("text", "value", "message", "view", "actions", "state", "values", "block", "pick", "type"))
PARTS = st.recursive(JSON, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=4))
ANYBODY: Any = None


class Size(StrEnum):
    """Choices of a menu."""

    SMALL = "small"
    LARGE = "large"


def call(payload: dict[str, Any]) -> Call:
    return Call(ANYBODY, ANYBODY, reader("en", "UTC"), ANYBODY, payload, "key")


def with_state(element: Any, action_id: str = "pick") -> Call:
    return call({"view": {"type": "modal", "state": {"values": {"block": {action_id: element}}}}})


def clicked(action: Any) -> Call:
    return call({"actions": [action]})


def look_at_everything(seen: Call) -> None:
    for name in ("text", "query", "message", "shown", "view", "metadata", "clicked", "value", "row_id", "elements"):
        getattr(seen, name)
    for key in (*seen.elements, "pick"):
        assert isinstance(seen.element(key).value, str)
        assert isinstance(seen.typed(key), str | None)
        assert isinstance(seen.chosen(key), str | None)
        assert all(isinstance(value, str) for value in seen.chosen_many(key))
        assert seen.chosen_among(key, Size) in (None, *Size)


@given(st.dictionaries(NAMES, PARTS, max_size=5))
def test_a_payload_of_any_shape_can_be_read(payload: dict[str, Any]) -> None:
    look_at_everything(call(payload))


@given(JSON)
def test_an_element_of_any_shape_can_be_read(element: Any) -> None:
    look_at_everything(with_state(element))
    look_at_everything(clicked(element))


@given(JSON)
def test_a_state_of_any_shape_can_be_read(state: Any) -> None:
    look_at_everything(call({"view": {"state": state}}))
    look_at_everything(call({"view": {"state": {"values": state}}}))
    look_at_everything(call({"view": {"state": {"values": {"block": state}}}}))


def test_what_was_given_is_found() -> None:
    assert with_state({"value": "  so  "}).typed("pick") == "so"
    assert with_state({"value": "   "}).typed("pick") is None
    assert with_state({"selected_option": {"value": "large"}}).chosen("pick") == "large"
    assert with_state({"selected_option": {"value": "large"}}).chosen_among("pick", Size) is Size.LARGE
    assert with_state({"selected_option": {"value": "huge"}}).chosen_among("pick", Size) is None
    assert with_state({"selected_options": [{"value": "1"}, {"value": "2"}]}).chosen_many("pick") == ("1", "2")
    assert clicked({"value": "17"}).row_id == 17
    assert call({"value": "contoso"}).query == "contoso"


def test_app_home_is_shown_but_no_modal() -> None:
    home = call({"view": {"type": "home", "private_metadata": "{}"}})
    assert (home.view, home.metadata, home.shown["type"]) == ({}, "{}", "home")


@pytest.mark.parametrize("value", ["", "x", "-1", "9" * 30])
def test_a_value_that_is_no_number_names_no_row(value: str) -> None:
    assert clicked({"value": value}).row_id == 0
