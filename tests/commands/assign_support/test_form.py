"""Every screen of `/assign-support` is valid Block Kit in both languages, also with the worst names people have."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.assign_support import form as form_view
from bot.commands.assign_support import review as review_view
from bot.commands.assign_support import waiting as waiting_view
from bot.commands.assign_support.form import AssignForm, Screen
from bot.commands.shared import blocks as b
from bot.local_slack.blockkit import check_message, check_view
from bot.local_slack.text_view import render_view
from bot.models import AssignmentState
from bot.services.contacts.assignments import MOST_AT_ONCE
from bot.services.contacts.eligibility import Condition
from bot.services.contacts.lookup import CustomerSummary, Line, PartnerSummary
from bot.services.contacts.submissions import Change, Submission
from bot.text import LANGUAGES, Mrkdwn, reader

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
NASTY = [
    '<!channel> & "quotes" *bold* :smile:',
    "שלום עולם",
    "株式会社コントソ",
    "x" * 500,
    "Ó" * 500,
    "a|b>c",
    "&" * 500,
    "\n",
]


def customer(name: str = "Contoso", *, ours: bool = True) -> CustomerSummary:
    return CustomerSummary("3" * 8 + "-0000-4000-8000-000000000001", name, "contoso.com", "ES", ours)


def partner(name: str = "Trey Research") -> PartnerSummary:
    return PartnerSummary(
        "2" * 8 + "-0000-4000-8000-000000000001", name, "4391507", "+34 910 000 000", None, "https://x"
    )


def line(number: int = 0, name: str = "Office 365") -> Line:
    key = f"{number:08d}-0000-4000-8000-000000000000"
    return Line(key, name, name, "suspended", "t", name, "assigned", AT, "UANN", 12345, "4391507", ())


def batch(name: str, state: AssignmentState, count: int) -> Submission:
    changes = tuple(Change(n, str(n), name, name, state, AT) for n in range(count))
    closed = ("UANN", AT) if state is AssignmentState.CLOSED else (None, None)
    return Submission("ABCD2345", "c", name, partner(name), "UANN", name, name, changes, *closed)


def strict(violations: list[object]) -> list[object]:
    return [violation for violation in violations if getattr(violation, "strict", True)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NASTY)
def test_forms_are_valid(language: str, name: str) -> None:
    t = reader(language, "Europe/Madrid")
    lines = tuple(line(number, name) for number in range(MOST_AT_ONCE))
    ids = tuple(each.subscription_id for each in lines)
    form = AssignForm(customer().id, ids, form_view.SOMEONE_ELSE, partner().tenant_id)
    screens = [
        Screen(),
        Screen(hint=t.mrkdwn("assign-several", count=3, query=name)),
        Screen(form, customer(name), lines, {"4391507": name}, partner(name), tuple(Condition), changed=lines),
        Screen(replace(form, contact=partner().tenant_id), customer(name), lines[:1], {}, partner(name)),
        Screen(form, customer(name, ours=False)),
    ]
    for screen in screens:
        view = form_view.build(t, screen)
        assert strict(list(check_view(view))) == []
        assert "<!channel>" not in str([block for block in view["blocks"] if block["type"] != "input"])
    assert strict(list(check_view(form_view.loading(t)))) == []


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
@pytest.mark.parametrize("name", NASTY)
@pytest.mark.parametrize("state", [AssignmentState.WAITING_RELATIONSHIP, AssignmentState.READY])
@pytest.mark.parametrize("count", [1, MOST_AT_ONCE])
def test_what_waits_is_shown_in_valid_views(language: str, name: str, state: AssignmentState, count: int) -> None:
    t = reader(language, "Europe/Madrid")
    found = batch(name, state, count)
    for view in (waiting_view.kept(t, found, tuple(Condition)), waiting_view.last_look(t, found)):
        assert strict(list(check_view(view))) == []
    message = waiting_view.notice(t, found)
    payload = {"text": str(message.text), "blocks": list(message.blocks)}
    assert strict(list(check_message(payload, update=True))) == []


def test_names_that_are_too_many_are_counted() -> None:
    t, madrid = reader("en", "UTC"), reader("es", "UTC")
    waiting = batch("Office 365", AssignmentState.WAITING_RELATIONSHIP, MOST_AT_ONCE)
    assert "Office 365, and 32 more" in waiting_view.notice(t, waiting).text
    listed = [f"Plan {number}" for number in range(40)]
    assert b.names(t, listed, most=2) == "Plan 0, Plan 1, and 38 more"
    assert b.names(madrid, listed[:3], most=2) == "Plan 0, Plan 1 y una más"
    assert b.names(t, ["&" * 150, "*x*"], limit=100) == "2 more"
    assert b.names(t, ["<a>"]) == "&lt;a&gt;"


def test_a_changed_parent_gets_children_with_other_ids() -> None:
    t = reader("en", "UTC")
    one = form_view.build(t, Screen(AssignForm(), customer()))
    other = form_view.build(t, Screen(AssignForm(), replace(customer(), id="9" * 36)))
    ids = [{block.get("block_id") for block in view["blocks"]} for view in (one, other)]
    assert {i for i in ids[0] & ids[1] if i} == {"customer", "agreement", "reason"}


def test_the_form_reads_as_a_person_expects() -> None:
    t = reader("en", "UTC")
    screen = Screen(
        AssignForm(customer().id, (line().subscription_id,), form_view.SOMEONE_ELSE, partner().tenant_id),
        customer(),
        (replace(line(), status="active"),),
        {"4391507": "Fabrikam"},
        partner(),
        (Condition.NO_RELATIONSHIP, Condition.NO_DELEGATED_ADMIN),
    )
    drawn = render_view(form_view.build(t, screen), names={"UANN": "Ann"}, tz="UTC")
    text = " ".join(drawn.replace("│", " ").split())
    for expected in (
        "Assign support contact",
        "Office 365: supported by Office 365",
        "by @Ann",
        "partner on record: Fabrikam",
        "Trey Research cannot be chosen yet",
        "no established relationship",
        "no delegated admin privileges",
        "[Request a reseller relationship]",
        "[Request admin privileges]",
    ):
        assert expected in text, text


@given(st.dictionaries(st.uuids().map(str), st.integers(0, 10**6), max_size=MOST_AT_ONCE))
def test_what_the_form_remembers_fits(expected: dict[str, int]) -> None:
    lines = tuple(replace(line(), subscription_id=key, version=version) for key, version in expected.items())
    view = form_view.build(reader("en", "UTC"), Screen(AssignForm(), customer(), lines))
    assert len(view["private_metadata"]) <= 3000


def test_texts_are_marked_safe() -> None:
    assert isinstance(form_view.describe(reader("es", "UTC"), line(), {}), Mrkdwn)
