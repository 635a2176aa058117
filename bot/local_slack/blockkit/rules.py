"""Findings of a check, and the small combinators that the Block Kit tables are written with.

A rule is a function ``(value, path, report)`` that adds to the report and never raises. Paths are linked pairs
that become text only when something is wrong, because nearly every check finds nothing.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from bot.local_slack.blockkit.limits import Surface

Path: TypeAlias = "tuple[Path, str | int] | None"


@dataclass(frozen=True, slots=True)
class Violation:
    """Broken rule: JSON pointer, machine code, and a message that says how to mend it.

    ``strict`` is False for advice (lint) that Slack itself would let pass.
    """

    pointer: str
    code: str
    message: str
    strict: bool = True


def pointer(path: Path) -> str:
    """Write a path as RFC 6901 pointer; the empty text is the whole document."""
    keys: list[str] = []
    while path is not None:
        path, key = path
        keys.append(str(key).replace("~", "~0").replace("/", "~1"))
    return "".join(f"/{key}" for key in reversed(keys))


def shown(value: Any) -> str:
    """Name the kind of a JSON value, for messages; the value itself may be private."""
    names = {dict: "an object", list: "an array", str: "a text", bool: "true/false", int: "a number"}
    return "null" if value is None else names.get(type(value), "a number")


def choice(names: Any) -> str:
    """Sort and join names for the end of a message."""
    return ", ".join(sorted(names))


@dataclass(slots=True)
class Report:
    """Violations found so far, with what must be counted across one view or message."""

    surface: Surface
    found: list[Violation] = field(default_factory=list)
    block: str = ""
    block_ids: set[str] = field(default_factory=set)
    action_ids: set[str] = field(default_factory=set)
    focused: bool = False
    inputs: int = 0
    tables: int = 0
    charts: int = 0
    markdown: int = 0

    def add(self, path: Path, code: str, message: str, *, strict: bool = True) -> None:
        self.found.append(Violation(pointer(path), code, message, strict))

    def lint(self, path: Path, code: str, message: str) -> None:
        self.add(path, code, message, strict=False)

    def wrong(self, path: Path, value: Any, wanted: str) -> None:
        mend = "leave the key out" if value is None else f"send {wanted}"
        self.add(path, "wrong_type", f"must be {wanted}, got {shown(value)}: {mend}")

    def missing(self, path: Path, key: str) -> None:
        self.add((path, key), "missing", f"add the required field {key!r}")


Rule: TypeAlias = Callable[[Any, Path, Report], None]
Fields: TypeAlias = Mapping[str, Rule]


def accept(value: Any, path: Path, report: Report) -> None:
    """Take any value: for fields already examined and for those Slack does not describe."""


def string(maximum: int, minimum: int = 1) -> Rule:
    """Require a text of ``minimum`` to ``maximum`` characters."""

    def check(value: Any, path: Path, report: Report) -> None:
        if type(value) is not str:
            report.wrong(path, value, "a text")
        elif len(value) > maximum:
            excess = f"{len(value)} characters, at most {maximum}"
            report.add(path, "too_long", f"{excess}: shorten it")
        elif len(value) < minimum:
            report.add(path, "too_short", f"needs at least {minimum} character(s): write it or leave it out")

    return check


def matching(pattern: str, wanted: str, maximum: int) -> Rule:
    """Require a text of a given form; ``wanted`` names the form with an example."""
    compiled = re.compile(pattern)
    sized = string(maximum)

    def check(value: Any, path: Path, report: Report) -> None:
        sized(value, path, report)
        if type(value) is str and value and not compiled.fullmatch(value):
            report.add(path, "bad_format", f"must be {wanted}")

    return check


def boolean(value: Any, path: Path, report: Report) -> None:
    """Require true or false."""
    if type(value) is not bool:
        report.wrong(path, value, "true or false")


def integer(minimum: int, maximum: int | None = None) -> Rule:
    """Require a whole number in a range; true and false are not numbers."""

    def check(value: Any, path: Path, report: Report) -> None:
        if type(value) is not int:
            report.wrong(path, value, "a whole number")
        elif value < minimum or (maximum is not None and value > maximum):
            span = f"at least {minimum}" if maximum is None else f"{minimum} to {maximum}"
            report.add(path, "out_of_range", f"must be {span}")

    return check


def one_of(*names: str) -> Rule:
    """Require one of a few fixed texts."""
    allowed = frozenset(names)

    def check(value: Any, path: Path, report: Report) -> None:
        if type(value) is not str or value not in allowed:
            report.add(path, "bad_value", f"must be one of: {choice(allowed)}")

    return check


def array(item: Rule, maximum: int | None = None, minimum: int = 1) -> Rule:
    """Require a list of ``minimum`` to ``maximum`` items, each of which follows ``item``."""

    def check(value: Any, path: Path, report: Report) -> None:
        if type(value) is not list:
            report.wrong(path, value, "an array")
            return
        if maximum is not None and len(value) > maximum:
            report.add(path, "too_many", f"{len(value)} items, at most {maximum}: remove some")
        elif len(value) < minimum:
            report.add(path, "too_few", f"needs at least {minimum} item(s)")
        for index, entry in enumerate(value):
            item(entry, (path, index), report)

    return check


def record(required: Fields, optional: Fields | None = None, *rules: Rule) -> Rule:
    """Require an object with exactly these fields; ``rules`` then see the whole object."""
    fields = {**required, **(optional or {})}
    needed = tuple(required)

    def check(value: Any, path: Path, report: Report) -> None:
        if type(value) is not dict:
            report.wrong(path, value, "an object")
            return
        for key, item in value.items():
            rule = fields.get(key)
            if rule is None:
                report.add((path, key), "unknown_field", f"remove it; known here: {choice(fields)}")
            else:
                rule(item, (path, key), report)
        for key in needed:
            if key not in value:
                report.missing(path, key)
        for rule in rules:
            rule(value, path, report)

    return check


def tagged(place: str, allowed: Fields, known: Mapping[str, Any]) -> Rule:
    """Require an object whose ``type`` picks its rule; ``known`` tells a misplaced type from an invented one."""

    def check(value: Any, path: Path, report: Report) -> None:
        if type(value) is not dict:
            report.wrong(path, value, "an object")
            return
        kind = value.get("type")
        rule = allowed.get(kind) if type(kind) is str else None
        if rule is not None:
            rule(value, path, report)
        elif kind is None:
            report.missing(path, "type")
        else:
            code = "not_allowed" if type(kind) is str and kind in known else "unknown_type"
            report.add((path, "type"), code, f"not possible in {place}; use one of: {choice(allowed)}")

    return check


def picked(rules: Fields, names: tuple[str, ...]) -> Fields:
    """Return the part of a table that these names select."""
    return {name: rules[name] for name in names}


def exactly_one(first: str, second: str) -> Rule:
    """Require one of two fields and not both."""

    def check(value: Any, path: Path, report: Report) -> None:
        if first in value and second in value:
            report.add((path, second), "conflict", f"send {first!r} or {second!r}, not both")
        elif first not in value and second not in value:
            report.add((path, first), "missing", f"add {first!r} or {second!r}")

    return check


def at_least_one(*keys: str) -> Rule:
    """Require at least one of these fields."""

    def check(value: Any, path: Path, report: Report) -> None:
        if not any(key in value for key in keys):
            report.add((path, keys[0]), "missing", f"add at least one of: {choice(keys)}")

    return check
