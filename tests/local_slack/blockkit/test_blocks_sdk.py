"""The tables of the checks agree with the block and element classes of Slack's own Python SDK."""

from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk.models import blocks as sdk

from bot.local_slack.blockkit import check_blocks, limits
from bot.local_slack.blockkit.blocks import BLOCKS
from bot.local_slack.blockkit.elements import ELEMENTS
from bot.local_slack.blockkit.rules import Report

# The SDK gives these to every interactive class; Slack's pages give them only to some.
SHARED = {"alt_text", "placeholder", "confirm", "focus_on_load"}


# Rich text parts and task sources are elements to the SDK; here they live only inside their block.
INSIDE = {"url"}


def subclasses(parent: Any) -> Iterator[Any]:
    for child in parent.__subclasses__():
        yield child
        yield from subclasses(child)


def typed(parent: Any, excluded: Any = ()) -> dict[str, Any]:
    found = {c.type: c for c in subclasses(parent) if isinstance(getattr(c, "type", None), str)}
    return {kind: c for kind, c in found.items() if kind not in INSIDE and not issubclass(c, excluded)}


SDK_BLOCKS = typed(sdk.Block)


# Slack released these after the SDK that is in use.
NEWER = {"data_table", "data_visualization"}


SDK_ELEMENTS = typed(sdk.BlockElement, sdk.RichTextElement)


def unknown(rule: Any, kind: str, keys: set[str]) -> set[str]:
    report = Report("message")
    rule({"type": kind, **dict.fromkeys(keys, None)}, None, report)
    return {violation.pointer[1:] for violation in report.found if violation.code == "unknown_field"}


def attributes(model: Any) -> set[str]:
    return set(object.__new__(model).attributes)


def test_every_block_and_element_of_the_sdk_is_known() -> None:
    assert set(SDK_BLOCKS) | NEWER == set(BLOCKS) == set(limits.BLOCK_SURFACES)
    assert set(SDK_ELEMENTS) == set(ELEMENTS)


@pytest.mark.parametrize("kind", sorted(SDK_BLOCKS))
def test_every_field_of_an_sdk_block_is_known(kind: str) -> None:
    assert unknown(BLOCKS[kind], kind, attributes(SDK_BLOCKS[kind])) == set()


@pytest.mark.parametrize("kind", sorted(SDK_ELEMENTS))
def test_every_field_of_an_sdk_element_is_known(kind: str) -> None:
    assert unknown(ELEMENTS[kind], kind, attributes(SDK_ELEMENTS[kind])) <= SHARED


def test_the_numbers_of_the_sdk_are_ours() -> None:
    assert sdk.HeaderBlock.text_max_length == limits.HEADER_TEXT
    assert sdk.ActionsBlock.elements_max_length == limits.ACTIONS_ELEMENTS
    assert sdk.ContextBlock.elements_max_length == limits.CONTEXT_ELEMENTS
    assert sdk.SectionBlock.fields_max_length == limits.SECTION_FIELDS
    assert sdk.InputBlock.label_max_length == limits.INPUT_LABEL
    assert sdk.MarkdownBlock.text_max_length == limits.MARKDOWN_TOTAL
    assert sdk.ButtonElement.text_max_length == limits.BUTTON_TEXT
    assert sdk.ButtonElement.value_max_length == limits.BUTTON_VALUE
    assert sdk.OverflowMenuElement.options_max_length == limits.OVERFLOW_OPTIONS
    assert sdk.StaticSelectElement.options_max_length == limits.OPTIONS
    assert sdk.Option.value_max_length == limits.OPTION_VALUE
    assert sdk.Option.label_max_length == limits.OPTION_TEXT
    assert sdk.ConfirmObject.title_max_length == limits.CONFIRM_TITLE
    assert sdk.ConfirmObject.deny_max_length == limits.CONFIRM_BUTTON


def test_what_the_sdk_builds_is_taken() -> None:
    option = sdk.Option(text="One", value="1", description="first")
    built = [
        sdk.HeaderBlock(text="Requests"),
        sdk.SectionBlock(text="*Bold*", accessory=sdk.ButtonElement(text="Open", action_id="o", value="1")),
        sdk.ActionsBlock(
            elements=[
                sdk.StaticSelectElement(placeholder="Pick", options=[option], initial_option=option, action_id="s"),
                sdk.OverflowMenuElement(options=[option, option], action_id="m"),
                sdk.DatePickerElement(initial_date="2026-01-31", action_id="d"),
            ]
        ),
        sdk.InputBlock(label="Why", element=sdk.PlainTextInputElement(action_id="w", multiline=True)),
        sdk.ContextBlock(elements=[sdk.MarkdownTextObject(text="by Ann")]),
        sdk.DividerBlock(),
    ]
    found = check_blocks([block.to_dict() for block in built], "modal")
    assert [v for v in found if v.strict] == []
