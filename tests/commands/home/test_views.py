"""Every Home and its settings pass Slack's own limits in both languages, with the worst the directory can hold."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.commands.home import lines
from bot.commands.home import views as home_views
from bot.commands.registry import COMMANDS
from bot.commands.shared import action_ids
from bot.local_slack.blockkit import check_home
from bot.models import AssignmentState, RequestState, RequestType
from bot.services.home.page import HomePage
from bot.services.home.parts import (
    PER_PAGE,
    AskedRequest,
    EndedJob,
    ExpiringPrivileges,
    Happening,
    LostContacts,
    Section,
    SubmissionGroup,
)
from bot.services.home.team import ACTIONS, LATEST
from bot.services.policy import Action, Actor, Role
from bot.services.store.paging import Page
from bot.text import Mrkdwn, Reader, reader
from tests.conftest import MONDAY
from tests.kit.screens import GUID, WORST
from tests.kit.world import ANN

EVERYTHING = replace(ANN, matrix={action: frozenset({Role.HELPDESK_AGENT}) for action in Action})
VIEWER = replace(ANN, matrix={a: frozenset({Role.HELPDESK_AGENT} if a is Action.VIEW else ()) for a in Action})
NOW = MONDAY + timedelta(days=700)

LOST = LostContacts(GUID, WORST, WORST, WORST, MONDAY)
GROUPS = {state: SubmissionGroup("REF00001", WORST, WORST, 10**6, MONDAY, state) for state in AssignmentState}
ASKED = [
    AskedRequest(2**62, kind, state, WORST, "U0123456789", MONDAY, MONDAY if state is RequestState.PENDING else None)
    for kind in RequestType
    for state in (RequestState.DRAFT, RequestState.LINK_READY, RequestState.PENDING)
]
ENDING = ExpiringPrivileges(GUID, WORST, GUID, WORST, NOW + timedelta(days=60), 10**6)


def happening(what: str, **changes: Any) -> Happening:
    return replace(Happening(MONDAY, what, "U0123456789", (WORST,) * 3, WORST, 10**6), **changes)


def worst() -> HomePage:
    """Make a Home of middle pages of lists that go on and on."""
    due = (GROUPS[AssignmentState.APPLIED], GROUPS[AssignmentState.READY])
    waiting: list[Any] = [LOST, *due, EndedJob(GUID, 10**6, MONDAY), *ASKED][: PER_PAGE[Section.WAITING]]
    size = PER_PAGE[Section.ASKED]
    return HomePage(
        waiting=Page(tuple(waiting), 10**6, 10**7),
        asked=Page(tuple(ASKED[:size]), 10**6, 10**7),
        assigned=tuple(GROUPS.values())[:5],
        recent=tuple(happening(what) for what in ACTIONS[:LATEST]),
        expiring=Page((ENDING,) * PER_PAGE[Section.EXPIRING], 10**6, 10**7),
    )


def test_requests_of_one_customer_with_two_resellers_are_two_lines(t: Reader) -> None:
    asked = [replace(ASKED[-1], target="Contoso", reseller=name) for name in ("Trey", "Proseware", None)]
    drawn = [lines.waiting(t, line, EVERYTHING, NOW)["text"]["text"] for line in asked]
    drawn += [lines.handed_on(t, line, NOW)["text"]["text"] for line in asked]
    assert ["Trey" in text for text in drawn] == [True, False, False] * 2
    assert ["Proseware" in text for text in drawn] == [False, True, False] * 2


@pytest.mark.parametrize("actor", [EVERYTHING, VIEWER], ids=["everything", "viewer"])
@pytest.mark.parametrize("home", [HomePage(), worst()], ids=["empty", "worst"])
def test_home_fits(t: Reader, home: HomePage, actor: Actor) -> None:
    view = home_views.build(t, home, actor, COMMANDS, NOW)
    assert check_home(view) == []
    assert len(view["blocks"]) <= 100
    assert "<!channel>" not in str(view)
    offsets = {section: 10**6 for section in Section} if home.waiting.total else {}
    assert home_views.turned(view) == offsets


def test_a_count_that_stopped_says_so(t: Reader) -> None:
    home = HomePage(waiting=Page((LOST,), 0, 1000, more=True))
    texts = [
        block["text"]["text"]
        for block in home_views.build(t, home, EVERYTHING, COMMANDS, NOW)["blocks"]
        if "text" in block
    ]
    assert any("1,000+" in text or "1.000+" in text or "1000+" in text for text in texts)


@pytest.mark.parametrize("kept", ["", "{}", "nonsense", "[]", '{"w": "x"}', '{"w": null}', "null", '{"z": 3}'])
def test_a_home_of_another_version_starts_at_its_first_page(kept: str) -> None:
    assert home_views.turned({"private_metadata": kept}) == {}
    assert home_views.turned({}) == {}


def test_buttons_are_for_who_may_press_them(t: Reader) -> None:
    def buttons(actor: Actor) -> set[str]:
        blocks = home_views.build(t, worst(), actor, COMMANDS, NOW)["blocks"]
        elements = [block["accessory"] for block in blocks if "accessory" in block]
        elements += [element for block in blocks if block["type"] == "actions" for element in block["elements"]]
        return {element["action_id"] for element in elements}

    always = {home_views.REFRESH, home_views.SETTINGS, home_views.PREVIOUS, home_views.NEXT}
    assert always < buttons(VIEWER)
    assert "open.assign" not in buttons(VIEWER)
    further = {
        action_ids.CHANGE_CONTACT,
        action_ids.REVIEW,
        action_ids.READY,
        action_ids.RESUME_REQUEST,
        action_ids.CLOSE_JOB,
        lines.RENEW,
    }
    assert not further & buttons(VIEWER)
    assert always | further | {"open.assign", "open.request", "open.support-contact"} <= buttons(EVERYTHING)


def test_one_primary_button(t: Reader) -> None:
    doors = home_views.build(t, HomePage(), EVERYTHING, COMMANDS, NOW)["blocks"]
    styles = [element.get("style") for block in doors if block["type"] == "actions" for element in block["elements"]]
    assert styles.count("primary") == 1


@pytest.mark.parametrize("what", ACTIONS)
def test_every_happening_has_words(t: Reader, what: str) -> None:
    for line in (
        happening(what),
        happening(what, about=(), contact=None, by="system:import", count=1),
        happening(what, about=(WORST,) * 4, by="system:clock"),
        happening(what, contact=None),
    ):
        said = lines.happening(t, line)
        assert "<!channel>" not in said
        assert "<!date^" in said
    assert "4" in lines.happening(t, happening("contact.assigned", about=(WORST,) * 4))


@pytest.mark.parametrize(
    ("hours", "english", "spanish"),
    [(0, "today", "hoy"), (11, "yesterday", "ayer"), (35, "2 days ago", "hace 2 días"), (-5, "today", "hoy")],
)
def test_ages_are_days_of_the_readers_calendar(hours: int, english: str, spanish: str) -> None:
    """Monday 09:00 UTC is 10:00 in Madrid, so eleven hours before was still Sunday there."""
    since = MONDAY - timedelta(hours=hours)
    assert lines.age(reader("en", "Europe/Madrid"), since, MONDAY) == english
    assert lines.age(reader("es", "Europe/Madrid"), since, MONDAY) == spanish


def test_the_refusal_fits(t: Reader) -> None:
    assert check_home(home_views.refused(t, Mrkdwn("x" * 3000))) == []


@pytest.mark.parametrize("what", ACTIONS)
@pytest.mark.parametrize("by", ["UANN", "import", "system:reminders"])
def test_every_happening_is_told_in_the_readers_words(t: Reader, what: str, by: str) -> None:
    told = lines.happening(t, happening(what, by=by, about=("Contoso",), contact="Trey"))
    assert not any(word in told for word in (what, "system", "reminders", "<@import>"))
