"""Screens of what waits are valid Block Kit in both languages, also with the worst names people have."""

import pytest

from bot.commands.assign_support import waiting as waiting_view
from bot.commands.shared import blocks as b
from bot.local_slack.blockkit import check_message, check_view
from bot.models import AssignmentState
from bot.services.contacts.assignments import MOST_AT_ONCE
from bot.services.contacts.eligibility import Condition
from bot.text import LANGUAGES, reader
from tests.kit.screens import NASTY, UNDER_WAY, batch, strict


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NASTY)
@pytest.mark.parametrize("state", [AssignmentState.WAITING_RELATIONSHIP, AssignmentState.READY])
@pytest.mark.parametrize("count", [1, MOST_AT_ONCE])
def test_what_waits_is_shown_in_valid_views(language: str, name: str, state: AssignmentState, count: int) -> None:
    t = reader(language, "Europe/Madrid")
    found = batch(name, state, count)
    for view in (waiting_view.kept(t, found, tuple(Condition), UNDER_WAY), waiting_view.last_look(t, found)):
        assert strict(list(check_view(view))) == []
    message = waiting_view.notice(t, found, found.by)
    payload = {"text": str(message.text), "blocks": list(message.blocks)}
    assert strict(list(check_message(payload, update=True))) == []


def test_names_that_are_too_many_are_counted() -> None:
    t, madrid = reader("en", "UTC"), reader("es", "UTC")
    waiting = batch("Office 365", AssignmentState.WAITING_RELATIONSHIP, MOST_AT_ONCE)
    assert "Office 365, Office 365, and 38 more" in waiting_view.notice(t, waiting, waiting.by).text
    listed = [f"Plan {number}" for number in range(40)]
    assert b.names(t, listed, most=2) == "Plan 0, Plan 1, and 38 more"
    assert b.names(madrid, listed[:3], most=2) == "Plan 0, Plan 1 y una más"
    assert b.names(t, ["&" * 150, "*x*"], limit=100) == "2 more"
    assert b.names(t, ["<a>"]) == "&lt;a&gt;"


def test_the_last_look_says_where_it_stands_and_lets_go_until_it_is_written() -> None:
    t = reader("en", "UTC")
    said = {}
    for state in (AssignmentState.WAITING_RELATIONSHIP, AssignmentState.READY, AssignmentState.CANCELLED):
        view = waiting_view.last_look(t, batch("Office 365", state, 1))
        said[state.value] = (view["blocks"][0]["text"]["text"], waiting_view.GIVE_UP in str(view), "submit" in view)
    headlines, gives_up, submits = zip(*said.values(), strict=True)
    assert ["as soon as everything" in line for line in headlines] == [True, False, False]
    assert ["now." in line for line in headlines] == [False, True, False]
    assert (gives_up, submits) == ((True, True, False), (False, True, False))
