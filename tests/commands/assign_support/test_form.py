"""Every form of `/assign-support` is valid Block Kit in both languages, also with the worst names people have."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.assign_support import form as form_view
from bot.commands.assign_support import lines
from bot.commands.assign_support.form import AssignForm, Screen
from bot.local_slack.blockkit import check_view
from bot.local_slack.text_view import render_view
from bot.services.contacts.assignments import MOST_AT_ONCE
from bot.services.contacts.eligibility import Condition
from bot.services.contacts.form import FormFacts, Promise, UnderWay
from bot.text import LANGUAGES, Mrkdwn, reader
from tests.kit.screens import AT, NASTY, UNDER_WAY, customer, line, partner, strict

# Fields, and text to copy, show their text as it is.
LITERAL = ("input", "rich_text")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NASTY)
def test_forms_are_valid(language: str, name: str) -> None:
    t = reader(language, "Europe/Madrid")
    lines = tuple(line(number, name) for number in range(MOST_AT_ONCE))
    ids = tuple(each.subscription_id for each in lines)
    form = AssignForm(customer().id, ids, form_view.SOMEONE_ELSE, partner().tenant_id)
    everything = FormFacts(customer(name), lines, {"4391507": name}, partner(name), tuple(Condition))
    asked = replace(everything, under_way=UNDER_WAY, kept=(Promise(name, AT, True),) * MOST_AT_ONCE)
    screens = [
        Screen(),
        Screen(form, asked),
        Screen(form, replace(asked, under_way=UNDER_WAY[:2], kept=(*asked.kept, Promise("UANN", AT, False)))),
        Screen(hint=t.mrkdwn("assign-several", count=3, query=name)),
        Screen(form, everything, changed=lines),
        Screen(replace(form, contact=partner().tenant_id), FormFacts(customer(name), lines[:1], {}, partner(name))),
        Screen(form, FormFacts(customer(name, ours=False))),
    ]
    for screen in screens:
        view = form_view.build(t, screen)
        assert strict(list(check_view(view))) == []
        assert "<!channel>" not in str([block for block in view["blocks"] if block["type"] not in LITERAL])


def test_a_changed_parent_gets_children_with_other_ids() -> None:
    t = reader("en", "UTC")
    one = form_view.build(t, Screen(AssignForm(), FormFacts(customer())))
    other = form_view.build(t, Screen(AssignForm(), FormFacts(replace(customer(), id="9" * 36))))
    ids = [{block.get("block_id") for block in view["blocks"]} for view in (one, other)]
    assert {i for i in ids[0] & ids[1] if i} == {"customer", "agreement", "ticket", "reason"}


def test_the_form_reads_as_a_person_expects() -> None:
    t = reader("en", "UTC")
    screen = Screen(
        AssignForm(customer().id, (line().subscription_id,), form_view.SOMEONE_ELSE, partner().tenant_id),
        FormFacts(
            customer(),
            (replace(line(), status="active"),),
            {"4391507": "Fabrikam"},
            partner(),
            (Condition.NO_RELATIONSHIP, Condition.NO_DELEGATED_ADMIN),
        ),
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


def test_the_chosen_contact_is_shown_with_links_to_reach_it() -> None:
    t = reader("en", "UTC")
    trey = replace(partner(), email="help@trey.example", website="https://trey.example")
    form = AssignForm(customer().id, (line().subscription_id,), trey.tenant_id)
    said = str(form_view.build(t, Screen(form, FormFacts(customer(), (line(),), {}, trey)))["blocks"])
    assert "<mailto:help@trey.example|help@trey.example> · <https://trey.example|trey.example>" in said
    gaps = replace(trey, telephone=None, email=None, website=None)
    assert "will see" not in str(form_view.build(t, Screen(form, FormFacts(customer(), (line(),), {}, gaps)))["blocks"])


def under_way(*asked: UnderWay, kept: tuple[Promise, ...] = ()) -> str:
    """Draw the form of a reseller without relationship and privileges, in one line."""
    form = AssignForm(customer().id, (line().subscription_id,), partner().tenant_id)
    failures = (Condition.NO_RELATIONSHIP, Condition.NO_DELEGATED_ADMIN)
    facts = FormFacts(customer(), (line(),), {}, partner(), failures, None, asked, kept)
    drawn = render_view(form_view.build(reader("en", "UTC"), Screen(form, facts)), names={"UANN": "Ann"}, tz="UTC")
    return " ".join(drawn.replace("│", " ").split())


def test_a_request_under_way_stands_in_place_of_the_button_that_asks_for_it() -> None:
    assert "[Request a reseller relationship]" in under_way()
    sent = under_way(UnderWay(7, "customer_indirect_reseller", "UANN", AT, AT))
    assert "by @Ann, waits for Contoso" in sent
    assert "[Open]" in sent
    assert "[Request a reseller relationship]" not in sent
    assert "[Request admin privileges]" in sent
    drafted = under_way(UnderWay(7, "customer_indirect_reseller", "UANN", AT, None))
    assert "by @Ann, not sent yet" in drafted
    assert "waits for" not in drafted
    both = under_way(UnderWay(7, "customer_indirect_reseller", "UANN", AT, AT), UnderWay(8, "gdap", "UANN", AT, AT))
    assert "[Request " not in both


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        ((True,), "One chosen subscription waits for Trey Research, kept"),
        ((True, True), "As soon as nothing is missing, that is applied by itself."),
        ((False,), "As soon as nothing is missing, @Ann is told and can submit it."),
    ],
)
def test_the_form_says_what_it_keeps_and_what_becomes_of_it(wishes: tuple[bool, ...], said: str) -> None:
    assert said in under_way(kept=tuple(Promise("UANN", AT, wish) for wish in wishes))
    assert "waits for" not in under_way()


def test_of_different_wishes_nothing_is_promised() -> None:
    mixed = under_way(kept=(Promise("UANN", AT, True), Promise("UANN", AT, False)))
    assert "2 chosen subscriptions wait for Trey Research" in mixed
    assert "As soon as" not in mixed


@given(st.dictionaries(st.uuids().map(str), st.integers(0, 10**6), max_size=MOST_AT_ONCE))
def test_what_the_form_remembers_fits(expected: dict[str, int]) -> None:
    lines = tuple(replace(line(), subscription_id=key, version=version) for key, version in expected.items())
    view = form_view.build(reader("en", "UTC"), Screen(AssignForm(), FormFacts(customer(), lines)))
    assert len(view["private_metadata"]) <= 3000


def test_texts_are_marked_safe() -> None:
    assert isinstance(lines.describe(reader("es", "UTC"), line(), {}), Mrkdwn)
