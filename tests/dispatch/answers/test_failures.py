"""A refused field is told where Slack takes it: at the field, at the first input, or else in place of the view."""

from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.base import FieldErrors
from bot.dispatch import delivery
from bot.dispatch.answers import failures
from bot.dispatch.answers.effects import Effects
from bot.dispatch.answers.replies import Replies
from bot.dispatch.delivery import DeliveryKind
from bot.dispatch.turn import Turn
from bot.errors import InvalidInput
from bot.local_slack import blockkit
from bot.text import reader

REFUSED = InvalidInput("contact", "assign-subscription-gone")
WORDS = reader("en-US", "UTC").plain(REFUSED.key)


def turn(*blocks: Any, kind: DeliveryKind = DeliveryKind.SUBMISSION) -> Turn:
    """A submission of a view with these blocks."""
    view = {"id": "V1", "type": "modal", "callback_id": "form", "blocks": list(blocks)}
    body = {"type": "view_submission", "user": {"id": "U1"}, "view": view, "actions": [{"action_id": "a"}]}
    return Turn(delivery.read(kind, body, 0.0), reader("en-US", "UTC"), "REF12345")


def block(kind: str, block_id: str) -> dict[str, Any]:
    return {"type": kind, "block_id": block_id}


@pytest.mark.parametrize(
    ("blocks", "at"),
    [
        ([block("input", "customer"), block("input", "contact")], "contact"),
        ([block("input", "customer"), block("input", "contact:7:TREY")], "contact:7:TREY"),
        ([block("input", "contacts"), block("input", "reason")], "contacts"),
        ([block("section", "contact"), block("input", "reason")], "reason"),
    ],
    ids=["its own", "with its parent", "the first input", "no section"],
)
def test_it_is_told_at_an_input(blocks: list[Any], at: str) -> None:
    outcome = failures.outcome(turn(*blocks), REFUSED)
    assert (outcome.answer, outcome.label, outcome.final) == (FieldErrors({at: WORDS}), "invalid", False)


@pytest.mark.parametrize("blocks", [[], [block("section", "contact"), block("actions", "buttons")], [None, "x", {}]])
def test_a_view_without_inputs_is_replaced(blocks: list[Any]) -> None:
    asked = turn(*blocks)
    outcome = failures.outcome(asked, REFUSED)
    assert outcome.label == "invalid"
    answer = Replies(cast(Effects, None)).prompt(outcome).body
    assert answer is not None
    assert WORDS in str(answer["view"]["blocks"])
    assert "REF12345" in str(answer["view"]["blocks"])


@given(
    st.lists(
        st.builds(block, st.sampled_from(["input", "section", "actions", "context"]), st.text(min_size=1, max_size=9)),
        max_size=6,
    ),
    st.sampled_from(["contact", "reason", ""]),
)
def test_slack_takes_the_answer_for_any_view(blocks: list[dict[str, Any]], field: str) -> None:
    outcome = failures.outcome(turn(*blocks), InvalidInput(field, REFUSED.key))
    inputs = [one["block_id"] for one in blocks if one["type"] == "input"]
    answer = Replies(cast(Effects, None)).prompt(outcome).body
    assert list(blockkit.check_response_action(answer, inputs)) == []
    assert WORDS in str(answer)


def test_a_click_has_no_field(caplog: pytest.LogCaptureFixture) -> None:
    outcome = failures.outcome(turn(block("input", "contact"), kind=DeliveryKind.CLICK), REFUSED)
    assert not isinstance(outcome.answer, FieldErrors)
