"""Rules of single values of elements, and of values that must agree with each other."""

import re
from datetime import date
from typing import Any

from bot.local_slack.blockkit import limits
from bot.local_slack.blockkit.rules import Path, Report, Rule, boolean, matching, string

_identifier = string(limits.ACTION_ID)
clock_time = matching(r"([01][0-9]|2[0-3]):[0-5][0-9]", "a time such as 09:30", 5)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def action_id(value: Any, path: Path, report: Report) -> None:
    """An identifier that no other element of the same block has."""
    _identifier(value, path, report)
    if type(value) is not str:
        return
    if value in report.action_ids:
        report.add(path, "duplicate_action_id", "give each element of a block its own action_id")
    report.action_ids.add(value)


def focus(value: Any, path: Path, report: Report) -> None:
    """true on one element of a view at most."""
    boolean(value, path, report)
    if value is True:
        if report.focused:
            report.add(path, "duplicate_focus", "only one element per view can have focus_on_load")
        report.focused = True


def calendar_date(value: Any, path: Path, report: Report) -> None:
    """A day that exists, as YYYY-MM-DD."""
    try:
        good = type(value) is str and _DAY.fullmatch(value) is not None and bool(date.fromisoformat(value))
    except ValueError:
        good = False
    if not good:
        report.add(path, "bad_format", "must be an existing date such as 2026-03-31")


def unix_time(value: Any, path: Path, report: Report) -> None:
    """A Unix time in whole seconds, ten digits."""
    if type(value) is not int or not 10 ** (limits.DATETIME_DIGITS - 1) <= value < 10**limits.DATETIME_DIGITS:
        report.add(path, "bad_format", "must be a Unix time in seconds with ten digits")


decimal = matching(r"-?[0-9]+(\.[0-9]+)?", 'a number as text, such as "12" or "0.5"', 100)
"""A number written as text, as number inputs want it."""


def only_on(kind: str) -> tuple[Rule, ...]:
    """The rule that keeps an element to its surfaces, if it is kept to any."""
    allowed = limits.ELEMENT_SURFACES.get(kind)
    if allowed is None:
        return ()

    def check(value: Any, path: Path, report: Report) -> None:
        if report.surface not in allowed:
            where = " or ".join(allowed)
            report.add((path, "type"), "not_allowed", f"{kind} works only in: {where}")

    return (check,)


def image_alt(value: Any, path: Path, report: Report) -> None:
    """Advice about the text that stands for an image; its absence is refused elsewhere."""
    alt = value.get("alt_text")
    if type(alt) is str and not alt.strip():
        report.lint((path, "alt_text"), "empty_alt_text", "say in a few words what the image shows")
    elif type(alt) is str and alt.strip().casefold() in limits.LAZY_ALT_TEXTS:
        report.lint((path, "alt_text"), "lazy_alt_text", "say what the image shows, not that it is one")


def long_label(value: Any, path: Path, report: Report) -> None:
    """Advice about labels that Slack cuts on the screen."""
    label = value.get("text")
    text = label.get("text") if type(label) is dict else None
    if type(text) is str and len(text) > limits.LINT_BUTTON_TEXT:
        message = f"shown cut after about {limits.LINT_BUTTON_TEXT} characters: shorten it"
        report.lint(((path, "text"), "text"), "long_label", message)


def length_order(value: Any, path: Path, report: Report) -> None:
    """min_length, initial_value and max_length of a text input agree."""
    low, high, initial = (value.get(key) for key in ("min_length", "max_length", "initial_value"))
    if type(low) is int and type(high) is int and low > high:
        report.add((path, "min_length"), "conflict", "must not be above max_length")
    if type(high) is int and type(initial) is str and len(initial) > high:
        report.add((path, "initial_value"), "too_long", f"longer than max_length ({high})")


def value_order(value: Any, path: Path, report: Report) -> None:
    """min_value, initial_value and max_value of a number input agree."""
    bounds = [value.get(key) for key in ("min_value", "initial_value", "max_value")]
    try:
        numbers = [float(bound) for bound in bounds if type(bound) is str]
    except ValueError:
        return
    if numbers != sorted(numbers):
        report.add(path, "conflict", "min_value, initial_value and max_value must be in this order")


def selected_limit(key: str) -> Rule:
    """A multi-select does not start with more than it lets people choose."""

    def check(value: Any, path: Path, report: Report) -> None:
        most, chosen = value.get("max_selected_items"), value.get(key)
        if type(most) is int and type(chosen) is list and len(chosen) > most:
            report.add((path, key), "too_many", f"more than max_selected_items ({most})")

    return check


def response_url_place(value: Any, path: Path, report: Report) -> None:
    """response_url_enabled works only in an input block of a modal (docs/slack.md#views)."""
    if value.get("response_url_enabled") is True and (report.surface, report.block) != ("modal", "input"):
        report.add((path, "response_url_enabled"), "not_allowed", "works only in an input block of a modal")
