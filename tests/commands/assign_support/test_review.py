"""The review and its notices are valid Block Kit in both languages, also with the worst names people have."""

from dataclasses import replace

import pytest

from bot.commands.assign_support import review as review_view
from bot.commands.shared import action_ids
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
    names = {"contact": "Trey", "customer": "Trey", "names": t.join(["Trey", "Trey"]), "by": mention("UANN")}
    assert message.text.splitlines() == [t.mrkdwn("review-notice-past", **names), review_view.state_line(t, found)]
    assert [button["action_id"] for button in message.blocks[-1]["elements"]] == [action_ids.OPEN_SUBMISSION]
    view = review_view.build(t, found)
    said = str(view["blocks"])
    assert t.mrkdwn("review-headline-past", contact="Trey", customer="Trey", count=2, by=mention("UANN")) in said
    assert t.plain(f"assignment-state-{state}") in said
    assert view.get("submit") is None


def test_who_may_not_assign_only_looks(t: Reader) -> None:
    view = review_view.build(t, batch("Trey", AssignmentState.APPLIED, 1), may_act=False)
    assert view.get("submit") is None
    assert review_view.NOT_RIGHT not in str(view)
    assert check_view(view) == []


def test_a_headline_counts_what_is_in_force(t: Reader) -> None:
    whole = batch("Trey", AssignmentState.APPLIED, 3)
    first, *others = whole.changes
    found = replace(whole, changes=(replace(first, state=AssignmentState.SUPERSEDED), *others))
    said = str(review_view.build(t, found)["blocks"])
    assert t.mrkdwn("review-headline", contact="Trey", customer="Trey", count=2, by=mention("UANN")) in said
    assert said.count(t.plain("assignment-state-superseded")) == 1
    assert t.join(["Trey", "Trey"]) in review_view.notice(t, found, personal=True).text


def test_a_notice_says_how_to_reach_the_contact(t: Reader) -> None:
    found = batch("Trey", AssignmentState.APPLIED, 1)
    trey = replace(found.target, email="help@trey.example", website="https://trey.example")
    said = review_view.notice(t, replace(found, target=trey), personal=False).text.splitlines()[1]
    assert "<mailto:help@trey.example|help@trey.example> · <https://trey.example|trey.example>" in said


def test_nobody_reviewed_what_only_has_its_basis_back(t: Reader) -> None:
    found = replace(batch("Trey", AssignmentState.CLOSED, 1), closed_by=None, closed_at=None)
    assert review_view.state_line(t, found) == t.mrkdwn("review-state-in-force")
