"""Screens as text, and that a broken screen is still shown."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.local_slack.text_view import render_message, render_view
from bot.local_slack.text_view.lines import columns
from tests.kit.examples import examples
from tests.local_slack.blockkit.charted import PIE, bar, data_table
from tests.local_slack.blockkit.samples import (
    CHOICES,
    GOOD,
    HOME,
    JSON,
    MESSAGE,
    MODAL,
    MUTABLE,
    RICH_TEXT,
    input_block,
    json_values,
    mrkdwn,
    mutated,
    option,
    options,
    plain,
)

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


NEW_YEAR = 1767225600  # 2026-01-01 00:00 UTC


FORM: JSON = {
    "type": "modal",
    "title": plain("Assign a contact"),
    "submit": plain("Assign"),
    "close": plain("Cancel"),
    "blocks": [
        {"type": "section", "text": mrkdwn("Step *1* of 2 for <@U1>")},
        {
            "type": "input",
            "block_id": "customer",
            "label": plain("Customer"),
            "hint": plain("Type two letters"),
            "element": {"type": "external_select", "action_id": "pick", "placeholder": plain("Search")},
        },
        {
            "type": "input",
            "block_id": "reason",
            "optional": True,
            "label": plain("Reason"),
            "element": {"type": "plain_text_input", "action_id": "text", "initial_value": "Renewal"},
        },
    ],
}


def test_a_modal_from_top_to_bottom() -> None:
    shown = render_view(FORM, errors={"customer": "Pick a customer."}, names={"U1": "Ann"}, width=40)
    assert shown.splitlines() == [
        "┌─ Assign a contact ───────────────────┐",
        "│ Step 1 of 2 for @Ann                 │",
        "│                                      │",
        "│ Customer                             │",
        "│   [ ‹Search› ▾ ]                     │",
        "│   Type two letters                   │",
        "│   ✗ Pick a customer.                 │",
        "│                                      │",
        "│ Reason (optional)                    │",
        "│   [ Renewal ]                        │",
        "├──────────────────────────────────────┤",
        "│                   [Cancel]  [Assign] │",
        "└──────────────────────────────────────┘",
    ]


def test_entered_values_win_over_initial_ones() -> None:
    values = {
        "customer": {"pick": {"type": "external_select", "selected_option": option("7", "Contoso")}},
        "reason": {"text": {"type": "plain_text_input", "value": None}},
    }
    shown = render_view(FORM, values=values)
    assert "[ Contoso ▾ ]" in shown
    assert "Renewal" not in shown
    assert render_view({**FORM, "state": {"values": values}}) == shown


def test_a_view_without_submit_offers_to_close() -> None:
    shown = render_view({"type": "modal", "title": plain("Wait"), "blocks": []})
    assert shown.splitlines()[-2].strip("│ ") == "[Close]"


def element(body: JSON, state: JSON | None = None, **reader: Any) -> str:
    values = {"b": {"value": state}} if state else {}
    shown = render_view({"type": "home", "blocks": [input_block(body, "b")]}, values=values, **reader)
    return "\n".join(line.strip("│ ") for line in shown.splitlines()[1:-1])


@pytest.mark.parametrize(
    ("body", "state", "shown"),
    [
        ({"type": "static_select", "options": options()}, None, "[ ▾ ]\n  · Option 0"),
        (
            {"type": "static_select", "option_groups": [{"label": plain("Group"), "options": options()}]},
            None,
            "Group:\n    · Option 0",
        ),
        ({"type": "static_select", "options": options(20)}, None, "… and 8 more"),
        ({"type": "multi_static_select", "options": options()}, {"selected_options": options()}, "Option 0, Option 1"),
        (CHOICES[0], {"selected_options": CHOICES[0]["options"]}, "[x] One — why"),
        (CHOICES[0], None, "[ ] One — why"),
        ({"type": "radio_buttons", "options": options()}, {"selected_option": options()[1]}, "(•) Option 1"),
        ({"type": "radio_buttons", "options": options()}, None, "( ) Option 1"),
        ({"type": "datepicker", "initial_date": "2026-02-28"}, None, "[ 2026-02-28 ▾ ]"),
        ({"type": "datepicker"}, {"selected_date": "2026-03-01"}, "[ 2026-03-01 ▾ ]"),
        ({"type": "timepicker", "initial_time": "09:30"}, None, "[ 09:30 ▾ ]"),
        ({"type": "datetimepicker", "initial_date_time": NEW_YEAR}, None, "[ Jan 1, 2026 1:00 AM ▾ ]"),
        ({"type": "users_select"}, {"selected_user": "U1"}, "[ @Ann ▾ ]"),
        ({"type": "multi_users_select", "initial_users": ["U1", "U2"]}, None, "[ @Ann, @U2 ▾ ]"),
        ({"type": "channels_select", "initial_channel": "C1"}, None, "[ #general ▾ ]"),
        ({"type": "plain_text_input"}, {"value": "one\ntwo"}, "[ one\n    two ]"),
        ({"type": "number_input", "initial_value": "2.5"}, None, "[ 2.5 ]"),
        ({"type": "file_input"}, {"files": [{"name": "a.pdf"}]}, "[ a.pdf ]"),
        ({"type": "file_input"}, None, "[ Add files ]"),
        ({"type": "hologram"}, None, "(hologram)"),
    ],
)
def test_elements_show_their_value(body: JSON, state: JSON | None, shown: str) -> None:
    seen = element(body, state, names={"U1": "Ann", "C1": "#general"}, tz="Europe/Madrid")
    assert "\n".join(line.strip() for line in shown.split("\n")) in seen


def message(text: str, **options: Any) -> str:
    shown = render_message({"text": text}, **options)
    return "\n".join(line.strip("│").rstrip()[1:] for line in shown.splitlines()[1:-1])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*Due* _now_ ~never~", "Due now never"),
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("<https://e.com|Docs> <https://e.com>", "Docs <https://e.com> https://e.com"),
        ("<@U1> <@U2|bo> <@U3> <#C1|x> <!subteam^S1> <!here>", "@Ann @bo @U3 #x @sales @here"),
        (":warning: :unheard_of:", "⚠ :unheard_of:"),
        ("> quoted\nnot", "> quoted\nnot"),
        ("run `/desk new`", "run `/desk new`"),
        ("see ```a\nb```", "see\n    a\n    b"),
        (f"<!date^{NEW_YEAR}^{{date_num}} {{time}}|x>", "2026-01-01 1:00 AM"),
        (f"<!date^{NEW_YEAR}^{{date}}|x>", "January 1st, 2026"),
        (f"<!date^{NEW_YEAR}^{{date_long}}|x>", "Thursday, January 1st, 2026"),
        (f"<!date^{NEW_YEAR}^{{date_short_pretty}} at {{time_secs}}|x>", "today at 1:00:00 AM"),
        (f"<!date^{NEW_YEAR + 86400}^{{date_pretty}}|x>", "tomorrow"),
        (f"<!date^{NEW_YEAR - 86400}^{{date_long_pretty}}|x>", "yesterday"),
        (f"<!date^{NEW_YEAR - 259200}^{{date_short_pretty}}|x>", "Dec 29, 2025"),
        (f"<!date^{NEW_YEAR}^{{ago}}|x>", "12 hours ago"),
        (f"<!date^{NEW_YEAR + 3 * 86400}^{{ago}}|x>", "in 2 days"),
        (f"<!date^{NEW_YEAR}^{{time}}^https://e.com|x>", "1:00 AM <https://e.com>"),
        (f"<!date^{NEW_YEAR}^{{century}}|the fallback>", "the fallback"),
        ("<!date^999999999999^{date}|far away>", "far away"),
    ],
)
def test_markup_is_read_for_the_reader(text: str, shown: str) -> None:
    names = {"U1": "Ann", "S1": "@sales"}
    assert message(text, now=NOW, tz="Europe/Madrid", names=names) == shown


def test_dates_without_a_clock_or_a_known_zone() -> None:
    token = f"<!date^{NEW_YEAR}^{{date_short_pretty}}|New Year>"
    assert message(token) == "Jan 1, 2026"
    for zone in ("Mars/Olympus", "", "../etc/passwd", "Europe"):
        assert message(token, tz=zone) == "New Year"


def test_a_message_says_who_wrote_it_when_and_for_whom() -> None:
    sent: JSON = {"text": "Hi", "user": "U1", "ts": f"{NEW_YEAR}.000100", "is_ephemeral": True}
    first = render_message(sent, tz="Europe/Madrid", names={"U1": "Ann"}).splitlines()[0]
    assert first.startswith("┌─ Ann · 1:00 AM · only visible to you ─")


def test_blocks_replace_the_text_and_attachments_follow() -> None:
    shown = render_message(
        {
            "text": "For notifications",
            "blocks": [
                {"type": "header", "text": plain("Request 17")},
                {"type": "section", "fields": [mrkdwn("*Customer*\nContoso"), mrkdwn("*Seats*\n25")]},
                {"type": "context", "elements": [mrkdwn("by <@U1>"), plain("today")]},
                {
                    "type": "actions",
                    "elements": [
                        {"type": "button", "text": plain("Approve")},
                        {"type": "button", "text": plain("Docs"), "url": "https://e.com"},
                        {"type": "overflow", "options": options()},
                    ],
                },
            ],
            "attachments": [{"fallback": "f", "text": "*old* style"}, {"blocks": [{"type": "divider"}]}],
        },
        width=50,
        names={"U1": "Ann"},
    )
    assert [line.strip("│").strip() for line in shown.splitlines()[1:-1]] == [
        "Request 17",
        "══════════",
        "Customer                Seats",
        "Contoso                 25",
        "· by @Ann · today",
        "[Approve]  [Docs] <https://e.com>",
        "[⋯ Option 0 | Option 1]",
        "▌ old style",
        f"▌ {'─' * 44}",
    ]


def test_rich_text_and_tables() -> None:
    table = {
        "type": "table",
        "rows": [
            [{"type": "raw_text", "text": "Customer"}, {"type": "raw_text", "text": "Seats"}],
            [{"type": "raw_text", "text": "山田商店"}, {"type": "raw_number", "value": 5, "text": "5"}],
        ],
    }
    shown = render_message({"blocks": [RICH_TEXT, table]}, names={"U1": "Ann"}, width=70)
    assert "  • first" in shown
    assert "> quoted" in shown
    assert "Hello @Ann" in shown
    assert "│ Customer │ Seats" in shown
    assert "│ 山田商店 │ 5 " in shown


def test_charts_and_data_tables_are_told_by_their_numbers() -> None:
    shown = render_message({"blocks": [bar(), PIE, data_table(2)]}, width=70)
    for words in ("By age", "Pending · < 3 d: 4", "Pending · 3–7 d: -2", "Done: 1", "Contacts", "Reseller", "│ R1 "):
        assert words in shown


@pytest.mark.parametrize("width", [20, 33, 78, 120])
@pytest.mark.parametrize("screen", [MODAL, HOME, MESSAGE])
def test_every_line_fills_the_width(screen: JSON, width: int) -> None:
    names = {"U1": "山田太郎 é"}
    render = render_message if screen is MESSAGE else render_view
    assert {columns(line) for line in render(screen, width=width, names=names).splitlines()} == {width}


def test_control_characters_do_not_reach_the_terminal() -> None:
    shown = render_message({"text": "a\x1b[31mred\x07 \u202eback", "user": "\x1b]0;title\x07"}, names={"U\x1b": "x"})
    assert not any(ord(c) < 32 and c != "\n" for c in shown)
    assert "\u202e" not in shown


@given(json_values)
def test_anything_can_be_shown(value: Any) -> None:
    body = value if isinstance(value, dict) else {"blocks": value, "title": value, "text": value, "ts": value}
    assert render_view(body).startswith("┌")
    assert render_message({**body, "attachments": [value]}).startswith("┌")
    assert render_view({"blocks": [value]}, values={"b": value}, errors={"b": value}).endswith("┘")


@settings(max_examples=examples(100))
@given(st.sampled_from(MUTABLE), json_values)
def test_a_damaged_screen_is_shown(at: tuple[str, tuple[Any, ...]], value: Any) -> None:
    name, place = at
    screen = mutated(GOOD[name], place, value)
    shown = render_message(screen) if name == "message" else render_view(screen)
    assert len({columns(line) for line in shown.split("\n")}) == 1
