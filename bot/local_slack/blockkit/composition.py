"""Rules of the composition objects: texts, options, groups, dialogs, files and filters (docs/slack.md#block-kit)."""

from typing import Any

from bot.local_slack.blockkit import limits
from bot.local_slack.blockkit.rules import (
    Path,
    Report,
    Rule,
    accept,
    array,
    at_least_one,
    boolean,
    exactly_one,
    matching,
    one_of,
    record,
    string,
)

_TEXT_FIELDS = {"plain_text": ("emoji",), "mrkdwn": ("verbatim",)}


def text(maximum: int = limits.TEXT, kinds: tuple[str, ...] = ("plain_text", "mrkdwn")) -> Rule:
    """A text object of 1 to ``maximum`` characters; ``kinds`` says whether Slack takes markup here."""
    fields = {kind: {"text": string(maximum), _TEXT_FIELDS[kind][0]: boolean} for kind in kinds}
    rules = {kind: record({"type": accept, "text": by["text"]}, by) for kind, by in fields.items()}
    wanted = " or ".join(kinds)

    def check(value: Any, path: Path, report: Report) -> None:
        kind = value.get("type") if type(value) is dict else None
        if type(kind) is str and kind in rules:
            body = value.get("text")
            # The whole object at a glance: texts are most of a screen and nearly always right.
            if len(value) != 2 or type(body) is not str or not 0 < len(body) <= maximum:
                rules[kind](value, path, report)
        elif type(value) is not dict:
            report.wrong(path, value, f'a text object {{"type": "{kinds[0]}", "text": "..."}}')
        elif kind is None:
            report.missing(path, "type")
        else:
            code = "not_allowed" if kind in ("plain_text", "mrkdwn") else "unknown_type"
            report.add((path, "type"), code, f"must be {wanted} here")

    return check


def plain(maximum: int = limits.TEXT) -> Rule:
    """A text object without markup."""
    return text(maximum, ("plain_text",))


web_url = matching(r"https?://\S+", "an address such as https://example.com/page", limits.URL)
secure_url = matching(r"https://\S+", "an address that starts with https://", limits.URL)
link_url = matching(r"[A-Za-z][\w+.-]*:\S+", "an address such as https://example.com/page", limits.URL)

slack_file = record({}, {"id": string(255), "url": web_url}, exactly_one("id", "url"))
trigger_actions = one_of("on_enter_pressed", "on_character_entered")
dispatch_config = record({"trigger_actions_on": array(trigger_actions, 2)})

confirm = record(
    {
        "title": plain(limits.CONFIRM_TITLE),
        "text": text(limits.CONFIRM_TEXT),
        "confirm": plain(limits.CONFIRM_BUTTON),
        "deny": plain(limits.CONFIRM_BUTTON),
    },
    {"style": one_of("primary", "danger")},
)

conversation_filter = record(
    {},
    {
        "include": array(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
    at_least_one("include", "exclude_external_shared_channels", "exclude_bot_users"),
)

workflow = record(
    {
        "trigger": record(
            {"url": web_url},
            {"customizable_input_parameters": array(record({"name": string(255), "value": accept}), None, 0)},
        )
    }
)

_PLAIN_OPTION = {"text": plain(limits.OPTION_TEXT), "value": string(limits.OPTION_VALUE)}
_PLAIN_DESCRIPTION = {"description": plain(limits.OPTION_DESCRIPTION)}

select_option = record(_PLAIN_OPTION, _PLAIN_DESCRIPTION)
overflow_option = record(_PLAIN_OPTION, {**_PLAIN_DESCRIPTION, "url": link_url})
choice_option = record(
    {"text": text(limits.OPTION_TEXT), "value": string(limits.OPTION_VALUE)},
    {"description": text(limits.OPTION_DESCRIPTION)},
)


def distinct_values(rule: Rule) -> Rule:
    """A list of options whose values differ; equal values cannot be told apart when they come back."""

    def check(value: Any, path: Path, report: Report) -> None:
        rule(value, path, report)
        seen: set[str] = set()
        for index, option in enumerate(value if type(value) is list else ()):
            key = option.get("value") if type(option) is dict else None
            if type(key) is not str:
                continue
            if key in seen:
                report.lint(((path, index), "value"), "duplicate_value", "give each option its own value")
            seen.add(key)

    return check


def options(option: Rule, maximum: int, minimum: int = 1) -> Rule:
    """A list of ``minimum`` to ``maximum`` options."""
    return distinct_values(array(option, maximum, minimum))


def option_groups(minimum: int = 1) -> Rule:
    """Up to 100 groups, each with a label and 1 to 100 options."""
    group = record({"label": plain(limits.OPTION_GROUP_LABEL), "options": options(select_option, limits.OPTIONS)})
    return array(group, limits.OPTION_GROUPS, minimum)
