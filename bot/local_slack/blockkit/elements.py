"""Rules of the interactive elements and of the image element (docs/slack.md#block-kit and docs/slack.md#type-ahead)."""

from bot.local_slack.blockkit import composition as parts
from bot.local_slack.blockkit import element_rules as check
from bot.local_slack.blockkit import limits
from bot.local_slack.blockkit.choices import initial_among, options_or_groups
from bot.local_slack.blockkit.rich_text import rich_text
from bot.local_slack.blockkit.rules import (
    Fields,
    Rule,
    accept,
    array,
    boolean,
    exactly_one,
    integer,
    one_of,
    record,
    string,
)

_ACTION: Fields = {"action_id": check.action_id}
_CONFIRM: Fields = {**_ACTION, "confirm": parts.confirm}
_CHOICE: Fields = {**_CONFIRM, "focus_on_load": check.focus}
_SELECT: Fields = {**_CHOICE, "placeholder": parts.plain(limits.PLACEHOLDER)}
_MULTI: Fields = {**_SELECT, "max_selected_items": integer(1)}
_TYPED: Fields = {
    **_ACTION,
    "placeholder": parts.plain(limits.PLACEHOLDER),
    "focus_on_load": check.focus,
    "dispatch_action_config": parts.dispatch_config,
}
_DISPATCHED_TEXT: Fields = {**_TYPED, "initial_value": string(limits.PLAIN_INPUT, 0)}
_SELECT_OPTIONS: Fields = {
    "options": parts.options(parts.select_option, limits.OPTIONS),
    "option_groups": parts.option_groups(),
}
_CHOICE_OPTIONS: Fields = {"options": parts.options(parts.choice_option, limits.CHOICE_OPTIONS)}
_IDS = array(string(255))
_button_text = parts.plain(limits.BUTTON_TEXT)
_button_value = string(limits.BUTTON_VALUE)
_label = string(limits.ACCESSIBILITY_LABEL)
_style = one_of("primary", "danger")
_users = array(string(255), limits.VISIBLE_TO_USERS)


def _element(kind: str, required: Fields, optional: Fields, *rules: Rule) -> Rule:
    return record({"type": accept, **required}, optional, *rules, *check.only_on(kind))


def _multi_ids(kind: str, key: str, extra: Fields | None = None) -> Rule:
    return _element(kind, {}, {**_MULTI, key: _IDS, **(extra or {})}, check.selected_limit(key))


_feedback = record(
    {"text": _button_text, "value": _button_value},
    {"accessibility_label": _label},
)

_BUTTONS: Fields = {
    "button": _element(
        "button",
        {"text": _button_text},
        {
            **_CONFIRM,
            "url": parts.link_url,
            "value": _button_value,
            "style": _style,
            "accessibility_label": _label,
            "agent_prompt": string(limits.AGENT_PROMPT),
            "agent_prompt_display": accept,
            "visible_to_user_ids": _users,
        },
        check.long_label,
    ),
    "workflow_button": _element(
        "workflow_button",
        {"text": _button_text, "workflow": parts.workflow},
        {**_ACTION, "style": _style, "accessibility_label": _label},
        check.long_label,
    ),
    "icon_button": _element(
        "icon_button",
        {"icon": string(255), "text": _button_text},
        {**_CONFIRM, "value": _button_value, "accessibility_label": _label, "visible_to_user_ids": _users},
    ),
    "feedback_buttons": _element(
        "feedback_buttons", {"positive_button": _feedback, "negative_button": _feedback}, _ACTION
    ),
    "overflow": _element(
        "overflow", {"options": parts.options(parts.overflow_option, limits.OVERFLOW_OPTIONS)}, _CONFIRM
    ),
}

_INPUTS: Fields = {
    "plain_text_input": _element(
        "plain_text_input",
        {},
        {
            **_DISPATCHED_TEXT,
            "multiline": boolean,
            "min_length": integer(0, limits.PLAIN_INPUT),
            "max_length": integer(1, limits.PLAIN_INPUT),
        },
        check.length_order,
    ),
    "email_text_input": _element("email_text_input", {}, _DISPATCHED_TEXT),
    "url_text_input": _element("url_text_input", {}, _DISPATCHED_TEXT),
    "number_input": _element(
        "number_input",
        {"is_decimal_allowed": boolean},
        {**_TYPED, "initial_value": check.decimal, "min_value": check.decimal, "max_value": check.decimal},
        check.value_order,
    ),
    "rich_text_input": _element(
        "rich_text_input",
        {},
        {
            **_TYPED,
            "initial_value": rich_text,
            "min_lines": integer(1, limits.RICH_INPUT_LINES),
            "max_lines": integer(1, limits.RICH_INPUT_LINES),
        },
    ),
    "file_input": _element(
        "file_input", {}, {**_ACTION, "filetypes": array(string(255)), "max_files": integer(1, limits.INPUT_FILES)}
    ),
    "datepicker": _element("datepicker", {}, {**_SELECT, "initial_date": check.calendar_date}),
    "timepicker": _element("timepicker", {}, {**_SELECT, "initial_time": check.clock_time, "timezone": string(255)}),
    "datetimepicker": _element("datetimepicker", {}, {**_CHOICE, "initial_date_time": check.unix_time}),
    "checkboxes": _element(
        "checkboxes",
        _CHOICE_OPTIONS,
        {**_CHOICE, "initial_options": array(parts.choice_option, limits.CHOICE_OPTIONS)},
        initial_among("initial_options"),
    ),
    "radio_buttons": _element(
        "radio_buttons",
        _CHOICE_OPTIONS,
        {**_CHOICE, "initial_option": parts.choice_option},
        initial_among("initial_option"),
    ),
}

_conversations: Fields = {
    "default_to_current_conversation": boolean,
    "filter": parts.conversation_filter,
}

_MENUS: Fields = {
    "static_select": _element(
        "static_select",
        {},
        {**_SELECT, **_SELECT_OPTIONS, "initial_option": parts.select_option},
        options_or_groups,
        initial_among("initial_option"),
    ),
    "multi_static_select": _element(
        "multi_static_select",
        {},
        {**_MULTI, **_SELECT_OPTIONS, "initial_options": array(parts.select_option, limits.OPTIONS)},
        options_or_groups,
        initial_among("initial_options"),
        check.selected_limit("initial_options"),
    ),
    "external_select": _element(
        "external_select",
        {},
        {**_SELECT, "initial_option": parts.select_option, "min_query_length": integer(0)},
    ),
    "multi_external_select": _element(
        "multi_external_select",
        {},
        {
            **_MULTI,
            "initial_options": array(parts.select_option, limits.OPTIONS),
            "min_query_length": integer(0),
        },
        check.selected_limit("initial_options"),
    ),
    "users_select": _element("users_select", {}, {**_SELECT, "initial_user": string(255)}),
    "multi_users_select": _multi_ids("multi_users_select", "initial_users"),
    "conversations_select": _element(
        "conversations_select",
        {},
        {**_SELECT, **_conversations, "initial_conversation": string(255), "response_url_enabled": boolean},
        check.response_url_place,
    ),
    "multi_conversations_select": _multi_ids("multi_conversations_select", "initial_conversations", _conversations),
    "channels_select": _element(
        "channels_select",
        {},
        {**_SELECT, "initial_channel": string(255), "response_url_enabled": boolean},
        check.response_url_place,
    ),
    "multi_channels_select": _multi_ids("multi_channels_select", "initial_channels"),
}

image = record(
    {"type": accept, "alt_text": string(limits.ALT_TEXT, 0)},
    {"image_url": parts.web_url, "slack_file": parts.slack_file},
    exactly_one("image_url", "slack_file"),
    check.image_alt,
)

ELEMENTS: Fields = {**_BUTTONS, **_INPUTS, **_MENUS, "image": image}
