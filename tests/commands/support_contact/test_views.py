"""Every screen of `/support-contact` is valid Block Kit in both languages, with the worst data a directory can hold."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands.base import View
from bot.commands.memory import dump, load
from bot.commands.shared import action_ids
from bot.commands.support_contact import history as history_view
from bot.commands.support_contact import menu, views
from bot.commands.support_contact.finder import LONGEST_QUERY, ViewerMemory
from bot.local_slack.blockkit import check_view
from bot.local_slack.text_view import render_view
from bot.models import AssignmentState
from bot.services.contacts.eligibility import Condition
from bot.services.contacts.lookup import CustomerSummary, Line, PartnerSummary
from bot.services.contacts.support_contact import PER_PAGE, SupportEntry, Supporter, SupportPage, Tally
from bot.services.contacts.timeline import Event, EventKind, History
from bot.services.on_record.health import UNKNOWN, RecordHealth, RecordState
from bot.services.resellers import supported
from bot.services.resellers.supported import SupportedPage, SupportedRow
from bot.services.search import CustomerHit, PartnerHit, SubscriptionHit
from bot.services.search.matching import Matches
from bot.services.store.paging import Page
from bot.services.store.sources import Saying, Source
from bot.text import LANGUAGES, Reader, reader
from tests.kit.examples import examples

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
NASTY = [
    '<!channel> & "quotes" *bold* :smile: <@U1> `x`',
    "שלום עולם \u202e",
    "株式会社コントソ",
    "&" * 500,
    "<" * 500,
    "🏴‍☠️" * 125,
    "Ó" * 500,
    "a|b>c",
    "\n",
]


WHOLE = ViewerMemory("00000009-0000-4000-8000-000000000000")
ALONE = ViewerMemory(subscription="00000000-0000-4000-8000-000000000000")


def guid(number: int) -> str:
    return f"{number:08d}-0000-4000-8000-000000000000"


def line(number: int = 0, name: str = "Office 365", **changes: Any) -> Line:
    made = Line(guid(number), name, "E3", "active", guid(7), "Trey", "assigned", AT, "UANN", 3, "4391507", ())
    return replace(made, **changes)


def summary(name: str = "Trey Research", **changes: Any) -> PartnerSummary:
    made = PartnerSummary(guid(7), name, "4391507", "+34 910 000 000", "help@trey.example", "https://trey.example/help")
    return replace(made, **changes)


def entry(
    of: Line,
    contact: PartnerSummary | None = None,
    on_record: str | None = None,
    attention: AssignmentState | None = None,
    supporter: Supporter = Supporter.RESELLER,
    record: RecordState = UNKNOWN,
) -> SupportEntry:
    return SupportEntry(of, supporter, contact or summary(), on_record, attention, record)


def page(
    *entries: SupportEntry,
    name: str = "Contoso",
    offset: int = 0,
    matching: int = 25,
    total: int = 2000,
    tallies: tuple[Tally, ...] = (),
    refused: int = 0,
) -> SupportPage:
    customer = CustomerSummary(guid(9), name, "contoso.com", "ES", True)
    return SupportPage(customer, Page(entries, offset, matching), total, tallies, refused=refused)


def problems(view: View) -> list[str]:
    return [f"{found.pointer}: {found.message}" for found in check_view(view) if found.strict]


def text(view: View) -> str:
    return render_view(view, width=200)


def shown(view: View) -> str:
    """Everything in mrkdwn positions, where markup would act."""
    found: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if node.get("type") == "mrkdwn":
                found.append(node["text"])
            for child in node.values():
                walk(child)
        elif isinstance(node, list):
            for child in node:
                walk(child)

    walk(view["blocks"])
    return "\n".join(found)


def nasty_entries(name: str) -> tuple[SupportEntry, ...]:
    """Make as many entries as a page holds, every part of each as bad as `name`, every one of another contact."""
    origins = ("assigned", "observed", "default")
    return tuple(
        entry(
            line(
                number,
                name,
                offer=name,
                status=name,
                contact_name=name,
                origin=origins[number % 3],
                since=None if number % 2 else AT,
                set_by=name if number % 4 else "UANN",
                partner_on_record=name,
                failures=(tuple(Condition)[number % 3],) if number > 6 else (),
                needs_record=True,
                renews_at=AT,
            ),
            PartnerSummary(guid(number), name, name, name, name, name),
            None if number % 2 else name,
            AssignmentState.APPLIED if number % 2 else AssignmentState.INVALIDATED,
            tuple(Supporter)[min(2, number // 12)],
            RecordState(tuple(RecordHealth)[number % 7], AT, by_microsoft=True, reason=name),
        )
        for number in range(PER_PAGE)
    )


def supported_page(name: str, count: int) -> SupportedPage:
    """Make a page of a reseller, every row of another customer, in the midst of more."""
    rows = tuple(
        SupportedRow(
            guid(n), name, guid(n), f"{n}{name}"[:80], name, "assigned", AT, name, AT, bool(n % 2), bool(n % 3)
        )
        for n in range(count)
    )
    return SupportedPage(
        PartnerSummary(guid(7), name, name, name, name, name), Page(rows, 20, 20 + count), 500, guid(2), guid(3)
    )


def nasty_screens(t: Reader, name: str) -> list[View]:
    query = name[:LONGEST_QUERY]
    entries = nasty_entries(name)
    kinds = (*[Supporter.RESELLER] * 20, Supporter.OURSELVES, Supporter.NOBODY)
    tallies = tuple(Tally(kind, guid(n), name, 20_000) for n, kind in enumerate(kinds))
    customers = tuple(CustomerHit(guid(number), name, name) for number in range(10))
    subscriptions = tuple(
        SubscriptionHit(guid(n), guid(9), name, name, name, None, None, "active", "csp") for n in range(10)
    )
    resellers = tuple(PartnerHit(guid(number), name, name, "indirect_reseller", None) for number in range(10))
    states = [ViewerMemory(guid(9)), ViewerMemory(guid(9), query, 10), ViewerMemory(guid(9), subscription=guid(0))]
    states.append(ViewerMemory(guid(9), offset=10, refused=True))
    event = Event(AT, EventKind.ASSIGNED, name, name, name, name, AssignmentState.CANCELLED, name, name)
    history = History(guid(0), name, name, name, AT, Page((event,) * 10, 10, 25))
    return [
        views.start(t),
        views.found(t, name, Matches(customers, more=True)),
        views.found(t, name, Matches(subscriptions=subscriptions, more=True)),
        views.found(t, name, Matches()),
        views.found(t, name, Matches(customers[:5], resellers[:5], more=True)),
        *(
            views.supported(t, supported_page(name, rows), state, AT, may_change=True)
            for rows in (0, supported.PER_PAGE)
            for state in (ViewerMemory(reseller=guid(7)), ViewerMemory(query=query, reseller=guid(7), after=guid(2)))
        ),
        *(
            views.build(t, page(*entries, name=name, offset=10, tallies=tallies, refused=7), state, may_change=True)
            for state in states
        ),
        views.build(t, page(name=name, matching=0), states[-1], may_change=True),
        views.build(t, page(name=name, matching=0), states[1], may_change=True),
        views.build(t, page(name=name, matching=0, total=0), states[0], may_change=True),
        history_view.build(t, history),
        history_view.build(t, replace(history, events=Page(), created=None)),
        *(
            history_view.build(t, replace(history, events=Page((replace(event, kind=kind),), 0, 1)))
            for kind in EventKind
        ),
        *(
            history_view.build(t, replace(history, events=Page((replace(event, state=state),), 0, 1)))
            for state in AssignmentState
        ),
    ]


@pytest.mark.parametrize("name", NASTY, ids=lambda name: name[:12])
def test_the_worst_names_make_valid_screens_without_markup(t: Reader, name: str) -> None:
    for view in nasty_screens(t, name):
        assert problems(view) == []
        assert len(json.dumps(view)) < 250_000
        assert "<!channel>" not in shown(view)
        assert "<@U1>" not in shown(view)


@settings(max_examples=examples(20))
@given(st.text(max_size=500), st.sampled_from(LANGUAGES))
def test_any_name_makes_valid_screens(name: str, language: str) -> None:
    for view in nasty_screens(reader(language, "UTC"), name):
        assert problems(view) == []


def test_contact_and_partner_on_record_stand_apart(t: Reader) -> None:
    view = views.build(t, page(entry(line(), on_record="Fabrikam")), ALONE, may_change=False)
    (section,) = [block for block in view["blocks"] if block.get("fields")]
    designated, on_record = (field["text"] for field in section["fields"])
    assert "Trey Research" in designated
    assert "Fabrikam" not in designated
    assert "<@UANN>" in designated
    assert "<!date^" in designated
    assert "+34 910 000 000" in designated
    assert "<mailto:help@trey.example|help@trey.example>" in designated
    assert "<https://trey.example/help|trey.example/help>" in designated
    assert "Fabrikam · PartnerID 4391507" in on_record
    assert "Trey" not in on_record


def test_namesakes_are_told_apart_and_the_id_can_be_copied() -> None:
    t = reader("en-US", "UTC")
    twin = entry(
        line(1, told_apart="Office 365 (×85 · 2019-11-12)", quantity=85, started=AT),
        summary(told_apart="Trey Research (PartnerID 4391507)"),
    )
    listed, alone = (text(views.build(t, page(twin), state, may_change=False)) for state in (WHOLE, ALONE))
    for screen in (listed, alone):
        assert "Office 365 (×85 · 2019-11-12)" in screen
        assert "Trey Research (PartnerID 4391507)" in screen
    assert "E3 · 85 licences · active · since Mar 2, 2026" in alone
    assert guid(1) in alone
    assert guid(1) not in listed


def test_unknown_data_is_called_unknown(t: Reader) -> None:
    nothing = summary(telephone=None, email=None, website=None)
    bare = page(entry(line(partner_on_record=None), nothing))
    view = views.build(t, bare, ALONE, may_change=False)
    assert text(view).count(t.plain("unknown")) == 3
    assert t.mrkdwn("support-contact-on-record-unsaid").splitlines()[1] in text(view)


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "https://x.example/|evil", "https://a b", "www.trey.example", "https://x/<!here>"],
)
def test_only_plain_addresses_become_links(t: Reader, address: str) -> None:
    found = page(entry(line(), summary(website=address, email=address, telephone=address)))
    for state in (WHOLE, ALONE):
        told = shown(views.build(t, found, state, may_change=False))
        assert not any(part in told for part in ("|evil>", "<javascript", "<!here>", "<mailto"))


@pytest.mark.parametrize("check", [Condition.GONE, Condition.NEW_COMMERCE, Condition.NOT_LICENSED])
def test_where_there_can_be_no_contact_the_reason_stands(t: Reader, check: Condition) -> None:
    none = entry(line(origin="default", failures=(check,)), summary("Iberia"), supporter=Supporter.NOBODY)
    for state, reason in ((WHOLE, f"why-{check}"), (ALONE, f"check-{check}")):
        view = views.build(t, page(none), state, may_change=True)
        assert t.plain(reason) in text(view)
        assert "Iberia" not in text(view)
        assert not offered(view) & {menu.CHANGE, action_ids.CHANGE_CONTACT}
        observed = replace(none, line=replace(none.line, origin="observed"), supporter=Supporter.RESELLER)
        assert "Iberia" in text(views.build(t, page(observed), state, may_change=True))


def offered(view: View) -> set[str]:
    """What can be done with subscriptions: buttons by action id, choices of menus by what stands before the id."""
    rows = [block for block in view["blocks"] if str(block.get("block_id")).startswith("row:")]
    menus = [option["value"].split(":")[0] for row in rows for option in row.get("accessory", {}).get("options", ())]
    return {*menus, *(button["action_id"] for row in rows for button in row.get("elements", ()))}


@pytest.mark.parametrize(("origin", "label"), [("default", "Assign"), ("assigned", "Change"), ("observed", "Change")])
def test_change_is_offered_to_those_who_may_and_carries_the_subscription(origin: str, label: str) -> None:
    t = reader("en-US", "UTC")
    found = page(entry(line(4, origin=origin)))
    view = views.build(t, found, WHOLE, may_change=True)
    (row,) = [block for block in view["blocks"] if block.get("block_id") == f"row:{guid(4)}"]
    assert [(option["text"]["text"], option["value"]) for option in row["accessory"]["options"]] == [
        ("Details", f"details:{guid(4)}"),
        ("History", f"history:{guid(4)}"),
        (label, f"change:{guid(4)}"),
    ]
    alone = views.build(t, found, ALONE, may_change=True)
    (row,) = [block for block in alone["blocks"] if block.get("block_id") == f"row:{guid(4)}"]
    assert [(button["text"]["text"], button["action_id"], button["value"]) for button in row["elements"]] == [
        ("History", "contact.history", guid(4)),
        (label, "assign.from_subscription", guid(4)),
    ]
    for state in (WHOLE, ALONE):
        viewed = views.build(t, found, state, may_change=False)
        assert not offered(viewed) & {menu.CHANGE, action_ids.CHANGE_CONTACT}


def test_a_list_says_each_contact_once_and_those_that_can_have_none_last() -> None:
    t = reader("en-US", "UTC")
    trey, us = summary(), summary("Iberia", tenant_id=guid(1), email=None)
    found = page(
        entry(line(1, "Mail"), trey),
        entry(line(2, "Office"), trey, attention=AssignmentState.APPLIED),
        entry(line(3, "Visio", origin="default", status="suspended"), us, supporter=Supporter.OURSELVES),
        entry(line(4, "Teams", origin="default", failures=(Condition.NEW_COMMERCE,)), us, supporter=Supporter.NOBODY),
        tallies=(
            Tally(Supporter.RESELLER, guid(7), "Trey Research", 2),
            Tally(Supporter.OURSELVES, guid(1), "Iberia", 1),
            Tally(Supporter.NOBODY, guid(1), "Iberia", 1),
        ),
    )
    view = views.build(t, found, WHOLE, may_change=True)
    texts = [block["text"]["text"] for block in view["blocks"] if block["type"] == "section"]
    assert texts[0].endswith("2 Trey Research · 1 us · 1 none")
    assert texts[1].startswith("*Trey Research*\n+34 910 000 000 · <mailto:help@trey.example|")
    assert [each.split("*")[1] for each in texts[1:]] == [
        "Trey Research",
        "Mail",
        "Office",
        "Iberia",
        "Visio",
        "Can have no support contact",
        "Teams",
    ]
    assert "waiting for review" in texts[3]
    assert texts[4].startswith("*Iberia* (us)\n")
    assert "e-mail unknown" in texts[4]
    assert texts[5].startswith("*Visio* · suspended · since ")
    assert texts[7] == "*Teams* · new commerce"


def test_of_many_resellers_the_busiest_are_named() -> None:
    many = tuple(Tally(Supporter.RESELLER, guid(n), f"R{n}", 30 - n) for n in range(10))
    view = views.build(reader("en", "UTC"), page(entry(line()), tallies=many), WHOLE, may_change=False)
    assert "30 R0 · 29 R1" in text(view)
    assert "23 R7 · 43 with 2 others" in text(view)


def buttons(view: View) -> set[str]:
    pagers = [block for block in view["blocks"] if block.get("block_id") == "pager"]
    return {button["action_id"] for block in pagers for button in block["elements"]}


def test_the_pager_offers_only_pages_there_are() -> None:
    t = reader("en-US", "UTC")
    ten = tuple(entry(line(number)) for number in range(10))

    def at(offset: int, matching: int, state: ViewerMemory = WHOLE, total: int = 2000) -> set[str]:
        return buttons(
            views.build(t, page(*ten, offset=offset, matching=matching, total=total), state, may_change=True)
        )

    # A list can be had as a file; one subscription alone is no list.
    assert at(0, 10, total=10) == {menu.EXPORT}
    assert at(0, 2000) == {menu.NEXT, menu.EXPORT}
    assert at(10, 2000) == {menu.PREVIOUS, menu.NEXT, menu.EXPORT}
    assert at(1990, 2000) == {menu.PREVIOUS, menu.EXPORT}
    assert at(0, 10, ViewerMemory(guid(9), "seat")) == {menu.ALL, menu.EXPORT}
    assert at(0, 1, ViewerMemory(guid(9), subscription=guid(0)), total=6) == {menu.ALL}


def test_ranges_are_counted_in_the_readers_numbers() -> None:
    ten = tuple(entry(line(number)) for number in range(10))
    found = page(*ten, offset=10, matching=2000)
    english = text(views.build(reader("en-US", "UTC"), found, ViewerMemory(guid(9)), may_change=True))
    spanish = text(views.build(reader("es-ES", "UTC"), found, ViewerMemory(guid(9)), may_change=True))
    assert "11–20 of 2,000 subscriptions" in english
    assert "11–20 de 2.000 suscripciones" in spanish
    fewer = page(*ten, offset=10, matching=25)
    filtered = views.build(reader("en", "UTC"), fewer, ViewerMemory(guid(9), "seat"), may_change=True)
    assert "11–20 of 25 that match “seat” (2,000 in all)" in text(filtered)


def test_the_search_names_what_is_shown_under_an_id_of_its_own() -> None:
    t = reader("en", "UTC")
    states = [WHOLE, ViewerMemory(guid(8)), ViewerMemory(guid(9), "seat"), ViewerMemory(guid(9), subscription=guid(0))]
    blocks = [views.build(t, page(entry(line())), state, may_change=False)["blocks"][0] for state in states]
    assert len({block["block_id"] for block in blocks}) == len(states)
    initial = [block["elements"][0]["initial_option"]["value"] for block in blocks]
    assert initial == [f"customer:{guid(9)}", f"customer:{guid(9)}", "words:seat", f"subscription:{guid(0)}"]
    assert "initial_option" not in views.start(t)["blocks"][0]["elements"][0]


@given(
    st.none() | st.uuids().map(str),
    st.text(max_size=LONGEST_QUERY),
    st.integers(0, 10**6),
    st.none() | st.uuids().map(str),
)
def test_a_view_remembers_its_state(customer: str | None, query: str, offset: int, subscription: str | None) -> None:
    state = ViewerMemory(customer, query, offset, subscription)
    assert load(ViewerMemory, dump(state)) == state
    assert len(dump(state)) <= 1000
    assert load(ViewerMemory, "") == ViewerMemory()


def test_an_event_says_everything_that_is_known_of_it(t: Reader) -> None:
    event = Event(
        AT, EventKind.ASSIGNED, "UANN", "REF23456", "Iberia", "Trey", AssignmentState.CLOSED, "asked", "AGR-7"
    )
    view = history_view.build(t, History(guid(0), "Mail", "Contoso", "Iberia", AT, Page((event,), 0, 1)))
    for part in ("<@UANN>", "Iberia", "Trey", "asked", "AGR-7", "REF23456", t.plain("assignment-state-closed")):
        assert part in shown(view)
    assert view["close"]["text"] == t.plain("button-back")
    by_import = replace(event, by="import", kind=EventKind.OBSERVED, state=None)
    view = history_view.build(t, History(guid(0), "Mail", "Contoso", "Iberia", AT, Page((by_import,), 0, 1)))
    assert t.plain("event-by-import") in shown(view)


def test_history_pages_end_with_the_default() -> None:
    t = reader("en", "UTC")
    event = Event(AT, EventKind.ASSIGNED, "UANN", "REF")
    some = History(guid(0), "Mail", "Contoso", "Iberia", AT, Page((event,) * 10, 10, 30))
    assert buttons(history_view.build(t, some)) == {history_view.PREVIOUS, history_view.NEXT, history_view.EXPORT}
    assert "default" not in shown(history_view.build(t, some))
    last = history_view.build(t, replace(some, events=Page((event,) * 10, 20, 30)))
    assert buttons(last) == {history_view.PREVIOUS, history_view.EXPORT}
    assert "*Iberia* was the default from the start" in shown(last)
    assert "21–30 of 30 events" in shown(last)
    cut = shown(history_view.build(t, replace(some, events=Page((event,) * 10, 20, 30, more=True))))
    assert "21–30 of 30+ events" in cut
    assert "Older events are not listed here. *Export* has up to 1,000." in cut
    assert "from the start" not in cut
    imported = shown(history_view.build(t, replace(some, events=Page(), came_with="Trey")))
    assert "*Trey* was the contact already when this subscription came" in imported
    assert "default" not in imported


def test_each_way_of_finding_nothing_has_its_words() -> None:
    for language, empty in product(LANGUAGES, (True, False)):
        t = reader(language, "UTC")
        view = views.found(t, "x", Matches(directory_empty=empty))
        key = "support-contact-directory-empty" if empty else "support-contact-unknown"
        assert t.mrkdwn(key, query="x") in shown(view)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("kind", EventKind)
def test_every_kind_of_event_is_told_in_the_readers_words(language: str, kind: EventKind) -> None:
    t = reader(language, "UTC")
    texts = []
    for by in ("UANN", "import", "system:waiting"):
        event = Event(AT, kind, by, "REF23456")
        texts.append(
            shown(history_view.build(t, History(guid(0), "Mail", "Contoso", "Iberia", AT, Page((event,), 0, 1))))
        )
    assert not any(word in text for text in texts for word in (kind.value, "system:", "<@import>", "{ $"))
    assert len(set(texts)) == 3


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("value", [None, *NASTY])
def test_sources_are_said_below_what_they_state(language: str, value: str | None) -> None:
    others = tuple(Saying(field, value, AT) for field in ("company_name", "status", "a field of tomorrow"))
    for source in (Source("import", AT), Source("partner-center", AT, others)):
        found = replace(page(entry(line())), source=source)
        view = views.build(reader(language, "UTC"), found, WHOLE, may_change=True)
        assert problems(view) == []
        said = "".join(str(block) for block in view["blocks"] if block["type"] == "context")
        assert said.count("<!date") == 1 + len(source.others)


def test_nothing_is_said_of_a_source_that_is_not_known() -> None:
    view = views.build(reader("en", "UTC"), page(entry(line())), WHOLE, may_change=True)
    assert not any("Partner Center, read" in str(block) for block in view["blocks"])
