"""Interactive elements of a view or message: their places, their values and the shapes of these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.local_slack.base.copying import copied
from bot.local_slack.base.models import Json, Values


@dataclass(frozen=True, slots=True)
class Shape:
    """Shape in which an element type keeps its value: key in `state.values`, key of its initial value, many or one."""

    key: str
    initial: str
    many: bool = False


SHAPES: dict[str, Shape] = {
    "plain_text_input": Shape("value", "initial_value"),
    "email_text_input": Shape("value", "initial_value"),
    "url_text_input": Shape("value", "initial_value"),
    "number_input": Shape("value", "initial_value"),
    "rich_text_input": Shape("rich_text_value", "initial_value"),
    "static_select": Shape("selected_option", "initial_option"),
    "external_select": Shape("selected_option", "initial_option"),
    "users_select": Shape("selected_user", "initial_user"),
    "conversations_select": Shape("selected_conversation", "initial_conversation"),
    "channels_select": Shape("selected_channel", "initial_channel"),
    "multi_static_select": Shape("selected_options", "initial_options", many=True),
    "multi_external_select": Shape("selected_options", "initial_options", many=True),
    "multi_users_select": Shape("selected_users", "initial_users", many=True),
    "multi_conversations_select": Shape("selected_conversations", "initial_conversations", many=True),
    "multi_channels_select": Shape("selected_channels", "initial_channels", many=True),
    "checkboxes": Shape("selected_options", "initial_options", many=True),
    "radio_buttons": Shape("selected_option", "initial_option"),
    "datepicker": Shape("selected_date", "initial_date"),
    "timepicker": Shape("selected_time", "initial_time"),
    "datetimepicker": Shape("selected_date_time", "initial_date_time"),
    "file_input": Shape("files", "", many=True),
}
TEXT_TYPES = frozenset({"plain_text_input", "email_text_input", "url_text_input", "number_input"})
EXTERNAL_TYPES = frozenset({"external_select", "multi_external_select"})
STATIC_TYPES = frozenset({"static_select", "multi_static_select", "checkboxes", "radio_buttons", "overflow"})
CLICK_TYPES = frozenset({"button", "icon_button", "feedback_buttons", "workflow_button"})


@dataclass(frozen=True, slots=True)
class Field:
    """Interactive element with the block it sits in."""

    block: Json
    element: Json

    @property
    def block_id(self) -> str:
        """Id of the block, empty if it has none."""
        return str(self.block.get("block_id", ""))

    @property
    def action_id(self) -> str:
        """Id of the element, unique in its block."""
        return str(self.element.get("action_id", ""))

    @property
    def type(self) -> str:
        """Element type, such as `static_select`."""
        return str(self.element.get("type", ""))

    @property
    def is_input(self) -> bool:
        """True in an input block, so that the element belongs to the submission."""
        return self.block.get("type") == "input"

    @property
    def dispatches(self) -> bool:
        """True if using the element sends `block_actions` at once."""
        return not self.is_input or bool(self.block.get("dispatch_action"))

    @property
    def label(self) -> str:
        """Words a person sees beside or on the element."""
        source = self.block.get("label") if self.is_input else self.element.get("text")
        source = source or self.element.get("placeholder") or {}
        return str(source.get("text", "")) if isinstance(source, dict) else ""


def fields(blocks: Iterable[Json]) -> Iterator[Field]:
    """Yield every interactive element in reading order."""
    for block in blocks:
        for element in _elements(block):
            if isinstance(element, dict) and "action_id" in element:
                yield Field(block, element)


def _elements(block: Json) -> list[Any]:
    kind = block.get("type")
    if kind == "input":
        return [block.get("element")]
    if kind == "section":
        return [block.get("accessory")]
    if kind in ("actions", "context_actions"):
        return list(block.get("elements") or [])
    return []


def with_ids(blocks: Any, make: Any) -> list[Json]:
    """Copy blocks deeply and give an id to every block and interactive element that lacks one."""
    fresh: list[Json] = copied(list(blocks or []))
    for block in fresh:
        if not block.get("block_id"):
            block["block_id"] = make()
        for element in _elements(block):
            if isinstance(element, dict) and _takes_action_id(element) and not element.get("action_id"):
                element["action_id"] = make()
    return fresh


def _takes_action_id(element: Json) -> bool:
    kind = element.get("type")
    return kind in SHAPES or kind in CLICK_TYPES or kind == "overflow"


def options_of(element: Json) -> list[Json]:
    """List the options of an element or an options answer, groups flattened."""
    flat: list[Json] = list(element.get("options") or [])
    for group in element.get("option_groups") or []:
        flat.extend(group.get("options") or [])
    return flat


def entry(field: Field, value: Any) -> Json:
    """Build the `state.values` entry of a field that holds `value`."""
    return {"type": field.type, SHAPES[field.type].key: value}


def empty_value(field: Field) -> Any:
    """Return the value of an untouched field: an empty list for several, else None."""
    return [] if SHAPES[field.type].many else None


def initial_values(blocks: Iterable[Json]) -> Values:
    """Build `state.values` of freshly shown blocks."""
    values: Values = {}
    for field in fields(blocks):
        shape = SHAPES.get(field.type)
        if shape is not None:
            start = field.element.get(shape.initial, empty_value(field))
            values.setdefault(field.block_id, {})[field.action_id] = entry(field, copied(start))
    return values


def carried_values(old: Values, blocks: list[Json]) -> Values:
    """Build `state.values` after an update: a value stays iff block_id, action_id and type are the same.

    A choice that a static menu no longer offers falls back to the initial value. Source: docs/slack.md#views.
    """
    values = initial_values(blocks)
    for field in fields(blocks):
        kept = old.get(field.block_id, {}).get(field.action_id)
        if kept is not None and kept.get("type") == field.type and _still_offered(field, kept):
            values[field.block_id][field.action_id] = copied(kept)
    return values


def _still_offered(field: Field, kept: Json) -> bool:
    if field.type not in STATIC_TYPES:
        return True
    offered = {option.get("value") for option in options_of(field.element)}
    chosen = kept.get(SHAPES[field.type].key) or []
    chosen = chosen if isinstance(chosen, list) else [chosen]
    return all(option.get("value") in offered for option in chosen)


def value_in(values: Values, field: Field) -> Any:
    """Return the value a field holds, the empty value when it holds nothing."""
    held = values.get(field.block_id, {}).get(field.action_id)
    return held.get(SHAPES[field.type].key) if held else empty_value(field)
