"""The checks that others call: views, messages, option answers and answers to a submission."""

import json
from collections.abc import Collection
from typing import Any

from bot.local_slack.blockkit import composition as parts
from bot.local_slack.blockkit import limits
from bot.local_slack.blockkit.blocks import BLOCKS
from bot.local_slack.blockkit.choices import options_or_groups
from bot.local_slack.blockkit.limits import Surface
from bot.local_slack.blockkit.rules import (
    Fields,
    Path,
    Report,
    Rule,
    Violation,
    accept,
    array,
    boolean,
    record,
    string,
    tagged,
)

_ON: dict[Surface, Rule] = {
    surface: tagged(f"a {surface}", {k: v for k, v in BLOCKS.items() if surface in limits.BLOCK_SURFACES[k]}, BLOCKS)
    for surface in limits.ANYWHERE
}


def _one_block(value: Any, path: Path, report: Report) -> None:
    report.action_ids = set()
    kind = value.get("type") if type(value) is dict else None
    report.block = kind if type(kind) is str else ""
    _ON[report.surface](value, path, report)


_LISTS: dict[Surface, Rule] = {
    surface: array(_one_block, limits.MAX_BLOCKS[surface], limits.MIN_BLOCKS[surface]) for surface in limits.ANYWHERE
}


def blocks(value: Any, path: Path, report: Report) -> None:
    """A list of blocks on the report's surface; block ids are unique within one list."""
    report.block_ids = set()
    _LISTS[report.surface](value, path, report)


_title = parts.plain(limits.VIEW_TITLE)
_button = parts.plain(limits.VIEW_BUTTON)
_COMMON: Fields = {
    "private_metadata": string(limits.VIEW_PRIVATE_METADATA, 0),
    "callback_id": string(limits.VIEW_CALLBACK_ID, 0),
    "external_id": string(limits.VIEW_EXTERNAL_ID, 0),
}
_FLAGS: Fields = dict.fromkeys(("clear_on_close", "notify_on_close", "submit_disabled"), boolean)


def _submit_for_inputs(value: Any, path: Path, report: Report) -> None:
    if report.inputs and "submit" not in value:
        report.add((path, "submit"), "missing", "add a submit button: the view has input blocks")


def _few_inputs(value: Any, path: Path, report: Report) -> None:
    if report.inputs > limits.LINT_INPUTS_PER_VIEW:
        message = f"{report.inputs} input blocks; split above {limits.LINT_INPUTS_PER_VIEW}"
        report.lint((path, "blocks"), "many_inputs", message)


def _view_size(value: Any, path: Path, report: Report) -> None:
    try:
        written = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    except (RecursionError, ValueError):
        report.add(path, "too_deep", "nested too deeply: flatten it")
        return
    # Four bytes is the most that a character takes, so small views skip the encoding.
    size = len(written)
    if size * 4 > limits.VIEW_BYTES:
        size = len(written.encode("utf-8", "surrogatepass"))
    if size > limits.VIEW_BYTES:
        report.add(path, "view_too_large", f"{size} bytes, at most {limits.VIEW_BYTES}: send less")


_modal = record(
    {"type": accept, "title": _title, "blocks": blocks},
    {**_COMMON, **_FLAGS, "submit": _button, "close": _button},
    _submit_for_inputs,
    _few_inputs,
    _view_size,
)
_home = record({"type": accept, "blocks": blocks}, _COMMON, _few_inputs, _view_size)
_VIEWS: Fields = {"modal": _modal, "home": _home}
_view = tagged("a view", _VIEWS, _VIEWS)
_modal_only = tagged("this place", {"modal": _modal}, _VIEWS)
_home_only = tagged("this place", {"home": _home}, _VIEWS)


def _run(rule: Rule, value: Any, surface: Surface, path: Path = None) -> list[Violation]:
    report = Report(surface)
    rule(value, path, report)
    return report.found


def _view_surface(view: Any) -> Surface:
    return "home" if type(view) is dict and view.get("type") == "home" else "modal"


def check_view(view: Any) -> list[Violation]:
    """Violations of a modal or Home view as sent to ``views.*`` (docs/slack.md#views)."""
    return _run(_view, view, _view_surface(view))


def check_modal(view: Any) -> list[Violation]:
    """The same for the places that take only modals: ``views.open``, ``push``, ``update``."""
    return _run(_modal_only, view, "modal")


def check_home(view: Any) -> list[Violation]:
    """The same for ``views.publish``, which takes only Home views."""
    return _run(_home_only, view, "home")


def check_blocks(value: Any, surface: Surface) -> list[Violation]:
    """Violations of a bare list of blocks; pointers start at the list."""
    return _run(blocks, value, surface)


_options_answer = record(
    {},
    {"options": parts.options(parts.select_option, limits.OPTIONS, 0), "option_groups": parts.option_groups(0)},
    options_or_groups,
)


def check_options(answer: Any) -> list[Violation]:
    """Violations of the answer to a ``block_suggestion`` (docs/slack.md#type-ahead); an empty list means no match."""
    return _run(_options_answer, answer, "modal")


def _field_errors(known: Collection[str]) -> Rule:
    def check(value: Any, path: Path, report: Report) -> None:
        if type(value) is not dict:
            report.wrong(path, value, "an object of block_id: text")
            return
        if not value:
            report.add(path, "too_few", "name at least one field; to accept, send no errors")
        for key, text in value.items():
            string(limits.TEXT)(text, (path, key), report)
            if key not in known:
                message = "is not the block_id of an input block of the submitted view"
                report.add((path, key), "unknown_block", message)

    return check


def _action_rule(action: Any, known: Collection[str]) -> Rule | None:
    if action == "errors":
        return record({"response_action": accept, "errors": _field_errors(known)})
    if action in ("update", "push"):
        return record({"response_action": accept, "view": _modal_only})
    return record({"response_action": accept}) if action == "clear" else None


def check_response_action(answer: Any, input_block_ids: Collection[str]) -> list[Violation]:
    """Violations of the answer to a ``view_submission`` (docs/slack.md#views).

    No answer, an empty text and an empty object all close the view. ``input_block_ids`` are the block ids of the
    input blocks of the submitted view.
    """
    report = Report("modal")
    if answer is None or answer in ("", {}):
        return report.found
    if type(answer) is not dict:
        report.wrong(None, answer, "an object or nothing")
    elif "response_action" not in answer:
        report.missing(None, "response_action")
    elif (rule := _action_rule(answer["response_action"], input_block_ids)) is None:
        report.add(((None), "response_action"), "bad_value", "must be one of: clear, errors, push, update")
    else:
        rule(answer, None, report)
    return report.found
