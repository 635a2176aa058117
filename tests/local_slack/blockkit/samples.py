"""Screens that Slack takes, from which the tests of the checks and of the text view start."""

import json
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from bot.local_slack.blockkit import (
    Violation,
)

JSON = dict[str, Any]


def plain(text: str = "Words") -> JSON:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "*Words* for <@U1>") -> JSON:
    return {"type": "mrkdwn", "text": text}


def option(value: str = "1", text: str = "One") -> JSON:
    return {"text": plain(text), "value": value}


def options(count: int = 2) -> list[JSON]:
    return [option(str(number), f"Option {number}") for number in range(count)]


CONFIRM: JSON = {
    "title": plain("Sure?"),
    "text": mrkdwn("This *ends* the request."),
    "confirm": plain("End it"),
    "deny": plain("Keep it"),
    "style": "danger",
}


IMAGE: JSON = {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "A bar chart of requests"}


RICH_TEXT: JSON = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "Hello ", "style": {"bold": True, "underline": True}},
                {"type": "user", "user_id": "U1"},
                {"type": "usergroup", "usergroup_id": "S1"},
                {"type": "channel", "channel_id": "C1"},
                {"type": "broadcast", "range": "here"},
                {"type": "emoji", "name": "wave", "unicode": "1f44b", "skin_tone": 2},
                {"type": "link", "url": "https://example.com", "text": "here"},
                {"type": "date", "timestamp": 1767225600, "format": "{date_short}", "fallback": "1 Jan"},
                {"type": "color", "value": "#2C2D30"},
                {"type": "team", "team_id": "T1"},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "bullet",
            "indent": 1,
            "border": 0,
            "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "first"}]}],
        },
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "quoted"}], "border": 1},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "code"}]},
    ],
}


MENUS: list[JSON] = [
    {"type": "static_select", "options": options(), "initial_option": options()[1], "placeholder": plain()},
    {"type": "static_select", "option_groups": [{"label": plain(), "options": options()}]},
    {"type": "external_select", "min_query_length": 0, "initial_option": option(), "focus_on_load": True},
    {"type": "users_select", "initial_user": "U1", "confirm": CONFIRM},
    {
        "type": "conversations_select",
        "default_to_current_conversation": True,
        "filter": {"include": ["im", "public"], "exclude_bot_users": True},
    },
    {"type": "channels_select", "initial_channel": "C1"},
    {
        "type": "multi_static_select",
        "options": options(3),
        "initial_options": options(2),
        "max_selected_items": 2,
    },
    {"type": "multi_external_select", "initial_options": options(), "min_query_length": 1},
    {"type": "multi_users_select", "initial_users": ["U1", "U2"], "max_selected_items": 3},
    {"type": "multi_conversations_select", "initial_conversations": ["C1"]},
    {"type": "multi_channels_select", "initial_channels": ["C1"]},
]


CHOICES: list[JSON] = [
    {"type": "checkboxes", "options": [{**option(), "text": mrkdwn("*One*"), "description": mrkdwn("why")}]},
    {"type": "radio_buttons", "options": options(10), "initial_option": options(10)[9]},
    {"type": "datepicker", "initial_date": "2028-02-29", "placeholder": plain()},
    {"type": "timepicker", "initial_time": "09:30", "timezone": "Europe/Madrid"},
    {"type": "datetimepicker", "initial_date_time": 1767225600},
]


TYPED: list[JSON] = [
    {"type": "plain_text_input", "multiline": True, "min_length": 1, "max_length": 3000, "initial_value": "x"},
    {"type": "email_text_input", "placeholder": plain("ann@example.com")},
    {"type": "url_text_input", "initial_value": "https://example.com"},
    {"type": "number_input", "is_decimal_allowed": True, "min_value": "-1", "initial_value": "2.5"},
    {"type": "rich_text_input", "initial_value": RICH_TEXT, "min_lines": 1},
    {"type": "file_input", "filetypes": ["pdf"], "max_files": 3},
]


BUTTONS: list[JSON] = [
    {
        "type": "button",
        "text": plain("Approve"),
        "value": "17",
        "style": "primary",
        "confirm": CONFIRM,
        "accessibility_label": "Approve request 17",
    },
    {"type": "button", "text": plain("Docs"), "url": "https://example.com/docs"},
    {"type": "overflow", "options": [{**option(), "url": "https://example.com", "description": plain()}]},
]


def with_ids(elements: list[JSON]) -> list[JSON]:
    return [{**element, "action_id": f"a{index}"} for index, element in enumerate(elements)]


def input_block(element: JSON, block_id: str) -> JSON:
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain("Customer"),
        "hint": plain("Type two letters"),
        "optional": True,
        "element": {**element, "action_id": "value"},
    }


LAYOUT: list[JSON] = [
    {"type": "header", "text": {**plain("Requests"), "emoji": True}, "block_id": "head"},
    {"type": "section", "text": {**mrkdwn(), "verbatim": False}, "accessory": IMAGE, "expand": True},
    {"type": "section", "fields": [mrkdwn(), plain()]},
    {"type": "context", "elements": [IMAGE, mrkdwn(), plain()]},
    {"type": "divider"},
    {**IMAGE, "title": plain("Requests by week")},
    {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "A signed letter"},
    RICH_TEXT,
    {
        "type": "video",
        "title": plain("Tour"),
        "alt_text": "A tour of the form",
        "video_url": "https://example.com/v",
        "thumbnail_url": "https://example.com/v.png",
        "author_name": "Ann",
    },
]


ACTIONS: JSON = {"type": "actions", "block_id": "acts", "elements": with_ids([*BUTTONS, *MENUS, *CHOICES])}


MODAL: JSON = {
    "type": "modal",
    "callback_id": "assign",
    "external_id": "assign-1",
    "private_metadata": "{}",
    "clear_on_close": False,
    "notify_on_close": True,
    "title": plain("Assign a contact"),
    "submit": plain("Assign"),
    "close": plain("Cancel"),
    "blocks": [
        *LAYOUT,
        {"type": "alert", "text": mrkdwn("Only for *billing*"), "level": "warning"},
        *[input_block(element, f"b{index}") for index, element in enumerate([*TYPED, MENUS[2]])],
    ],
}


HOME: JSON = {
    "type": "home",
    "callback_id": "home",
    "private_metadata": "",
    "blocks": [*LAYOUT, {"type": "actions", "elements": with_ids([*BUTTONS, *MENUS, *CHOICES[:4]])}],
}


CARD: JSON = {"type": "card", "title": mrkdwn("Contoso"), "body": plain("Two seats"), "actions": BUTTONS[:1]}


TASK: JSON = {"type": "task_card", "task_id": "1", "title": "Look up", "status": "complete", "output": RICH_TEXT}


MESSAGE: JSON = {
    "channel": "C1",
    "text": "Ann asks for a contact for Contoso.",
    "metadata": {"event_type": "request_card", "event_payload": {"id": 17, "names": ["a"], "more": {"k": "v"}}},
    "attachments": [{"color": "#36a64f", "blocks": [{"type": "divider"}], "fallback": "line"}],
    "blocks": [
        *LAYOUT,
        ACTIONS,
        {"type": "markdown", "text": "**Standard** markdown"},
        {
            "type": "table",
            "rows": [
                [{"type": "raw_text", "text": "Customer"}, {"type": "raw_text", "text": "Seats"}],
                [RICH_TEXT, {"type": "raw_number", "value": 2.5, "text": "2.5"}],
            ],
            "column_settings": [None, {"align": "right", "is_wrapped": True}],
        },
        {"type": "file", "external_id": "F1", "source": "remote"},
        {"type": "call", "call_id": "R1"},
        {
            "type": "context_actions",
            "elements": [
                {
                    "type": "feedback_buttons",
                    "action_id": "f",
                    "positive_button": {"text": plain("Good"), "value": "up"},
                    "negative_button": {"text": plain("Bad"), "value": "down"},
                },
                {"type": "icon_button", "action_id": "i", "icon": "trash", "text": plain("Remove")},
            ],
        },
        CARD,
        {"type": "carousel", "elements": [CARD]},
        {"type": "container", "title": plain(), "width": "full", "child_blocks": [{"type": "divider"}]},
        {"type": "plan", "title": "Plan", "tasks": [TASK]},
        TASK,
        {"type": "auth_provider", "value": "ms", "name": plain("Partner Center"), "is_connected": False},
    ],
}


def changed(screen: JSON, pointer: str, value: Any) -> JSON:
    """A copy of a screen with one value set, or taken out when the value is ``...``."""
    copy = deepcopy(screen)
    place: Any = copy
    *steps, last = [int(step) if step.isdigit() else step for step in pointer.split("/")[1:]]
    for step in steps:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return copy


def strict(violations: list[Violation]) -> list[tuple[str, str]]:
    return [(v.pointer, v.code) for v in violations if v.strict]


def lint(violations: list[Violation]) -> list[tuple[str, str]]:
    return [(v.pointer, v.code) for v in violations if not v.strict]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, inner in items for place in places(inner, (*path, key)))]


GOOD = {"modal": MODAL, "home": HOME, "message": MESSAGE}


MUTABLE = [(name, place) for name, screen in GOOD.items() for place in places(screen) if place]


def mutated(screen: JSON, place: tuple[Any, ...], value: Any) -> JSON:
    copy: Any = json.loads(json.dumps(screen))
    target = copy
    for step in place[:-1]:
        target = target[step]
    target[place[-1]] = value
    return dict(copy)
