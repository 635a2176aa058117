"""Refusals and advice of the check of a message."""

from typing import Any

import pytest

from bot.local_slack.blockkit import (
    check_message,
)
from tests.local_slack.blockkit.samples import JSON, strict

BLOCKS: list[JSON] = [{"type": "divider"}]


@pytest.mark.parametrize(
    ("payload", "found"),
    [
        ({"text": "Ann approved it.", "blocks": BLOCKS}, []),
        ({"text": "Ann approved it."}, []),
        ({"blocks": BLOCKS}, [("/text", "missing_text", False)]),
        ({"text": " ", "blocks": BLOCKS}, [("/text", "missing_text", False)]),
        ({"text": "New message!", "blocks": BLOCKS}, [("/text", "lazy_text", False)]),
        ({"text": "...", "blocks": BLOCKS}, [("/text", "lazy_text", False)]),
        ({"channel": "C1"}, [("/text", "no_text", True)]),
        ({"text": ""}, [("/text", "no_text", True)]),
        ({"delete_original": True}, []),
        ({"text": 5}, [("/text", "wrong_type", True)]),
        ({"text": "x" * 4001}, [("/text", "long_text", False)]),
        ({"text": "x" * 40_001}, [("/text", "text_cut", False)]),
        ({"text": "x", "blocks": {}}, [("/blocks", "wrong_type", True)]),
        ({"text": "x", "attachments": [{}] * 101}, [("/attachments", "too_many", True)]),
        ({"text": "x", "attachments": [{"colour": "red"}]}, [("/attachments/0/colour", "unknown_field", True)]),
        (
            {"text": "x", "attachments": [{"blocks": [{"type": "x"}]}]},
            [("/attachments/0/blocks/0/type", "unknown_type", True)],
        ),
        ({"text": "x", "metadata": {"event_type": "e"}}, [("/metadata/event_payload", "missing", True)]),
        (
            {"text": "x", "metadata": {"event_type": "e", "event_payload": {"a": {"b": {"c": 1}}}}},
            [("/metadata/event_payload/a", "too_deep", True)],
        ),
        ([], [("", "wrong_type", True)]),
    ],
)
def test_messages(payload: Any, found: list[tuple[str, str, bool]]) -> None:
    assert [(v.pointer, v.code, v.strict) for v in check_message(payload)] == found


def test_an_update_refuses_a_text_that_a_post_would_take() -> None:
    assert strict(check_message({"text": "x" * 4000}, update=True)) == []
    assert strict(check_message({"text": "x" * 4001}, update=True)) == [("/text", "msg_too_long")]


def test_one_table_and_one_markdown_budget_per_message() -> None:
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}
    message = {"text": "Two tables", "blocks": [table], "attachments": [{"blocks": [table]}]}
    assert strict(check_message(message)) == [("/attachments/0/blocks/0", "too_many")]
    long = {"type": "markdown", "text": "x" * 7000}
    assert strict(check_message({"text": "Long text", "blocks": [long, long]})) == [("/blocks/1/text", "too_long")]
