"""The review and its notices are valid Block Kit in both languages, also with the worst names people have."""

import pytest

from bot.commands.assign_support import review as review_view
from bot.local_slack.blockkit import check_message, check_view
from bot.models import AssignmentState
from bot.services.contacts.assignments import MOST_AT_ONCE
from bot.text import LANGUAGES, reader
from tests.kit.screens import NASTY, batch, strict


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NASTY)
@pytest.mark.parametrize("state", [AssignmentState.APPLIED, AssignmentState.CLOSED, AssignmentState.SUPERSEDED])
@pytest.mark.parametrize("count", [1, MOST_AT_ONCE])
def test_reviews_and_notices_are_valid(language: str, name: str, state: AssignmentState, count: int) -> None:
    t = reader(language, "Europe/Madrid")
    found = batch(name, state, count)
    assert strict(list(check_view(review_view.build(t, found, unchanged=2)))) == []
    for personal in (True, False):
        message = review_view.notice(t, found, personal=personal)
        payload = {"text": str(message.text), "blocks": list(message.blocks)}
        assert strict(list(check_message(payload, update=True))) == []
        assert "<!channel>" not in str(payload)
