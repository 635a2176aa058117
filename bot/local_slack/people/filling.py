"""Values of elements from the choices and texts of a person, and the client's own check of a form."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from bot.local_slack.base.elements import EXTERNAL_TYPES, SHAPES, STATIC_TYPES, TEXT_TYPES, Field, options_of, value_in
from bot.local_slack.base.errors import NotVisible
from bot.local_slack.base.models import Json, View
from bot.local_slack.base.state import State
from bot.local_slack.people.wording import words

TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
URL = re.compile(r"https?://\S+")
NUMBER = re.compile(r"-?\d+")
DECIMAL = re.compile(r"-?\d+(\.\d+)?")
Wanted = str | int | list[str] | None


def picked(field: Field, wanted: Wanted, state: State, loaded: Json | None) -> Any:
    """Return the value an element holds after a person chose `wanted` in it. NotVisible when that is not offered."""
    shape = SHAPES.get(field.type)
    if shape is None or field.type in TEXT_TYPES:
        raise NotVisible(f"{field.action_id} is a {field.type}; nothing can be chosen in it", "")
    if wanted is None:
        return _cleared(field)
    if not shape.many:
        return _one(field, wanted, state, loaded)
    parts = wanted if isinstance(wanted, list) else [str(wanted)]
    limit = field.element.get("max_selected_items") or field.element.get("max_files")
    if limit is not None and len(parts) > limit:
        raise NotVisible(f"{field.action_id} takes at most {limit} choices", parts)
    return [_one(field, part, state, loaded) for part in parts]


def _cleared(field: Field) -> Any:
    shape = SHAPES[field.type]
    if shape.many:
        return []
    if field.is_input and not field.block.get("optional"):
        raise NotVisible(f"{field.action_id} is required and cannot be cleared", "")
    return None


def _one(field: Field, wanted: str | int | list[str], state: State, loaded: Json | None) -> Any:
    if field.type in STATIC_TYPES:
        return option_among(options_of(field.element), str(wanted), field.action_id)
    if field.type in EXTERNAL_TYPES:
        return _loaded_option(field, str(wanted), loaded)
    check = _CHECKS.get(field.type)
    if check is not None:
        return check(wanted)
    return _entity(field, str(wanted), state)


def option_among(options: list[Json], wanted: str, where: str) -> Json:
    """Find the option with this value or, failing that, these words. NotVisible with the options offered."""
    by_value = [option for option in options if option.get("value") == wanted]
    by_words = [option for option in options if (option.get("text") or {}).get("text") == wanted]
    for option in by_value + by_words:
        return option
    offered = [f"{(o.get('text') or {}).get('text')} ({o.get('value')})" for o in options]
    raise NotVisible(f"{where} offers no {wanted!r}", offered)


def _loaded_option(field: Field, wanted: str, loaded: Json | None) -> Json:
    initial = field.element.get(SHAPES[field.type].initial) or []
    known = initial if isinstance(initial, list) else [initial]
    return option_among([*options_of(loaded or {}), *known], wanted, f"{field.action_id} (search first)")


def _entity(field: Field, wanted: str, state: State) -> str:
    if "users" in field.type:
        known = {user.id for user in state.users.values() if not user.deleted}
    elif field.type == "file_input":
        known = set(state.files)
    else:
        known = {channel.id for channel in state.channels.values() if not channel.is_archived}
    if wanted not in known:
        raise NotVisible(f"{field.action_id} offers no {wanted!r}", sorted(known))
    return wanted


def _date(wanted: Any) -> str:
    try:
        return date.fromisoformat(str(wanted)).isoformat()
    except ValueError:
        raise NotVisible(f"A date picker has no {wanted!r}", "dates like 2026-01-31") from None


def _time(wanted: Any) -> str:
    if not TIME.fullmatch(str(wanted)):
        raise NotVisible(f"A time picker has no {wanted!r}", "times like 09:30")
    return str(wanted)


def _moment(wanted: Any) -> int:
    if not str(wanted).isdigit():
        raise NotVisible(f"A date-and-time picker has no {wanted!r}", "unix seconds")
    return int(wanted)


_CHECKS: dict[str, Callable[[Any], Any]] = {"datepicker": _date, "timepicker": _time, "datetimepicker": _moment}


def typed(field: Field, text: str) -> Any:
    """Return the value a text field holds after `text` was typed; empty text is no value. NotVisible elsewhere."""
    if field.type == "rich_text_input":
        section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
        return {"type": "rich_text", "elements": [section]} if text else None
    if field.type not in TEXT_TYPES:
        raise NotVisible(f"{field.action_id} is a {field.type}; nothing can be typed in it", "")
    return text or None


# Key of the client's words for what is wrong, and the bound that they name; None when all is well.
Problem = tuple[str, object] | None


def client_errors(view: View, fields: list[Field], locale: str) -> dict[str, str]:
    """Find the errors that the client itself shows at submit: block_id to text in the language of `locale`."""
    found: dict[str, str] = {}
    for field in fields:
        if field.is_input and field.type in SHAPES:
            problem = _problem(field, value_in(view.values, field))
            if problem:
                key, bound = problem
                found[field.block_id] = words(key, locale, n=bound)
    return found


def _problem(field: Field, value: Any) -> Problem:
    if value is None or value == [] or value == "":
        return None if field.block.get("optional") else ("required", None)
    check = _FORMATS.get(field.type)
    return check(field.element, str(value)) if check else None


def _text_problem(element: Json, value: str) -> Problem:
    low, high = element.get("min_length", 0), element.get("max_length", 3000)
    if len(value) < low:
        return "short", low
    return ("long", high) if len(value) > high else None


def _email_problem(_element: Json, value: str) -> Problem:
    return None if EMAIL.fullmatch(value) else ("email", None)


def _url_problem(_element: Json, value: str) -> Problem:
    return None if URL.fullmatch(value) else ("url", None)


def _number_problem(element: Json, value: str) -> Problem:
    pattern = DECIMAL if element.get("is_decimal_allowed") else NUMBER
    if not pattern.fullmatch(value):
        return "number", None
    if "min_value" in element and float(value) < float(element["min_value"]):
        return "small", element["min_value"]
    if "max_value" in element and float(value) > float(element["max_value"]):
        return "large", element["max_value"]
    return None


_FORMATS: dict[str, Callable[[Json, str], Problem]] = {
    "plain_text_input": _text_problem,
    "email_text_input": _email_problem,
    "url_text_input": _url_problem,
    "number_input": _number_problem,
}
