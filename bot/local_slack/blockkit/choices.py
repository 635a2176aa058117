"""Rules that compare an element's options with each other and with what it starts with."""

from collections.abc import Iterator
from typing import Any

from bot.local_slack.blockkit.rules import Path, Report, Rule, exactly_one

options_or_groups = exactly_one("options", "option_groups")
"""A menu's answer or definition has options or groups, never both (docs/slack.md#block-kit)."""


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    return (item for item in value if type(item) is dict) if type(value) is list else iter(())


def _identity(option: Any) -> tuple[Any, Any]:
    label = option.get("text") if type(option) is dict else None
    text = label.get("text") if type(label) is dict else None
    return (option.get("value") if type(option) is dict else None, text)


def _offered(element: dict[str, Any]) -> list[tuple[Any, Any]]:
    groups = list(_objects(element.get("option_groups")))
    menus = [element.get("options"), *(group.get("options") for group in groups)]
    return [_identity(option) for menu in menus for option in _objects(menu)]


def initial_among(key: str) -> Rule:
    """Require that a menu starts with one of its options, by value and text."""

    def check(value: Any, path: Path, report: Report) -> None:
        if key not in value:
            return
        offered = _offered(value)
        several = type(value[key]) is list
        for index, option in enumerate(value[key] if several else [value[key]]):
            if type(option) is dict and _identity(option) not in offered:
                place: Path = ((path, key), index) if several else (path, key)
                report.add(place, "not_among_options", "must equal one of the options, value and text")

    return check
