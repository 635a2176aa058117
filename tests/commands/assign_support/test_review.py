"""The review and its notices are valid Block Kit in both languages, also with the worst names people have."""

from dataclasses import replace

import pytest

from bot.commands.assign_support import review as review_view
from bot.local_slack.blockkit import check_message, check_view
from bot.models import AssignmentState
from bot.services.contacts.assignments import MOST_AT_ONCE
from bot.text import LANGUAGES, Reader, mention, reader
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


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", [AssignmentState.SUPERSEDED, AssignmentState.INVALIDATED])
def test_what_is_in_force_no_more_is_not_said_to_be(language: str, state: AssignmentState) -> None:
    t = reader(language, "UTC")
    found = batch("Trey", state, 2)
    message = review_view.notice(t, found, personal=True)
    said = str(message.blocks)
    assert t.mrkdwn("review-headline-past", contact="Trey", customer="Trey", count=2, by=mention("UANN")) in said
    assert t.plain(f"assignment-state-{state}") in said
    assert review_view.CALLBACK not in said
    assert t.plain("button-review") not in said
    assert "button" not in [element.get("type") for block in message.blocks for element in block.get("elements", ())]
    assert review_view.build(t, found).get("submit") is None


def test_a_headline_counts_what_is_in_force(t: Reader) -> None:
    whole = batch("Trey", AssignmentState.APPLIED, 3)
    first, *others = whole.changes
    found = replace(whole, changes=(replace(first, state=AssignmentState.SUPERSEDED), *others))
    said = review_view.notice(t, found, personal=True).text
    assert t.mrkdwn("review-headline", contact="Trey", customer="Trey", count=2, by=mention("UANN")) in said
    assert said.count(t.plain("assignment-state-superseded")) == 1


def test_nobody_reviewed_what_only_has_its_basis_back(t: Reader) -> None:
    found = replace(batch("Trey", AssignmentState.CLOSED, 1), closed_by=None, closed_at=None)
    assert review_view.state_line(t, found) == t.mrkdwn("review-state-in-force")
