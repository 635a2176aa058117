"""Interactive elements as lines of text, with their current values."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from bot.local_slack.mrkdwn import Date
from bot.local_slack.text_view.dates import date_words
from bot.local_slack.text_view.wording import Reader, as_dict, as_list, as_text, rich_words, text_words

SHOWN_OPTIONS = 12
_CHOSEN = ("user", "conversation", "channel")


@dataclass(frozen=True, slots=True)
class DrawnElement:
    """Element with its current value (one of ``view.state.values``), for one reader."""

    element: dict[str, Any]
    state: dict[str, Any]
    reader: Reader

    @property
    def kind(self) -> str:
        return as_text(self.element.get("type"))

    def words(self, key: str) -> str:
        return text_words(self.element.get(key), self.reader)

    def current(self, suffix: str) -> Any:
        """Return the current choice, else the initial one; ``suffix`` is option, date, users and so on."""
        chosen = f"selected_{suffix}"
        return self.state[chosen] if chosen in self.state else self.element.get(f"initial_{suffix}")


Drawing: TypeAlias = Callable[[DrawnElement], list[str]]


def _slot(text: str, drawn: DrawnElement, mark: str = "") -> list[str]:
    """Draw the box of a value: its placeholder in angle quotes while it is empty."""
    placeholder = drawn.words("placeholder")
    shown = text or (f"‹{placeholder}›" if placeholder else "")
    return [f"[ {f'{shown}{mark}'.strip() or ' '} ]"]


def option_words(option: Any, reader: Reader) -> str:
    """Write an option's label, and its description after a dash."""
    label = text_words(as_dict(option).get("text"), reader)
    more = text_words(as_dict(option).get("description"), reader)
    return f"{label} — {more}" if more else label


def _label(option: Any, reader: Reader) -> str:
    return text_words(as_dict(option).get("text"), reader)


def _value(option: Any) -> Any:
    return as_dict(option).get("value")


def _menu_lines(options: list[Any], reader: Reader, indent: str) -> list[str]:
    shown = [f"{indent}· {option_words(option, reader)}" for option in options[:SHOWN_OPTIONS]]
    hidden = len(options) - len(shown)
    return [*shown, f"{indent}… and {hidden} more"] if hidden else shown


def _offered(drawn: DrawnElement) -> list[str]:
    lines = _menu_lines(as_list(drawn.element.get("options")), drawn.reader, "  ")
    for group in map(as_dict, as_list(drawn.element.get("option_groups"))):
        lines.append(f"  {text_words(group.get('label'), drawn.reader)}:")
        lines.extend(_menu_lines(as_list(group.get("options")), drawn.reader, "    "))
    return lines


def _option_menu(drawn: DrawnElement) -> list[str]:
    chosen = as_list(drawn.current("options")) or [drawn.current("option")]
    text = ", ".join(filter(None, (_label(option, drawn.reader) for option in chosen)))
    return [*_slot(text, drawn, " ▾"), *_offered(drawn)]


def _entity_menu(drawn: DrawnElement) -> list[str]:
    suffix = next((name for name in _CHOSEN if name in drawn.kind), "user")
    sign = "@" if suffix == "user" else "#"
    chosen = as_list(drawn.current(f"{suffix}s")) or [drawn.current(suffix)]
    names = [f"{sign}{drawn.reader.name(as_text(one))}" for one in chosen if as_text(one)]
    return _slot(", ".join(names), drawn, " ▾")


def _boxes(drawn: DrawnElement) -> list[str]:
    chosen = [_value(option) for option in as_list(drawn.current("options"))]
    return [
        f"[{'x' if _value(option) in chosen else ' '}] {option_words(option, drawn.reader)}"
        for option in as_list(drawn.element.get("options"))
    ]


def _radio(drawn: DrawnElement) -> list[str]:
    chosen = as_dict(drawn.current("option"))
    return [
        f"({'•' if chosen and _value(option) == _value(chosen) else ' '}) {option_words(option, drawn.reader)}"
        for option in as_list(drawn.element.get("options"))
    ]


def _typed(drawn: DrawnElement) -> list[str]:
    value = drawn.state["value"] if "value" in drawn.state else drawn.element.get("initial_value")
    return _slot(as_text(value).replace("\n", "\n  "), drawn)


def _rich_typed(drawn: DrawnElement) -> list[str]:
    chosen = "rich_text_value" in drawn.state
    value = drawn.state["rich_text_value"] if chosen else drawn.element.get("initial_value")
    return _slot(rich_words(value, drawn.reader), drawn)


def _moment_picker(drawn: DrawnElement) -> list[str]:
    at = drawn.current("date_time")
    moment = Date(at, "{date_short} {time}", None, str(at)) if type(at) is int else None
    text = date_words(moment, drawn.reader.now, drawn.reader.tz) if moment else ""
    return _slot(text, drawn, " ▾")


def _picker(suffix: str) -> Drawing:
    def draw(drawn: DrawnElement) -> list[str]:
        return _slot(as_text(drawn.current(suffix)), drawn, " ▾")

    return draw


def _files(drawn: DrawnElement) -> list[str]:
    names = [
        as_text(as_dict(file).get("name") or as_dict(file).get("id")) for file in as_list(drawn.state.get("files"))
    ]
    return [f"[ {', '.join(names)} ]" if names else "[ Add files ]"]


def _button(drawn: DrawnElement) -> list[str]:
    url = as_text(drawn.element.get("url"))
    return [f"[{drawn.words('text')}]{f' <{url}>' if url else ''}"]


def _overflow(drawn: DrawnElement) -> list[str]:
    labels = [_label(option, drawn.reader) for option in as_list(drawn.element.get("options"))]
    return [f"[⋯ {' | '.join(labels)}]"]


def _feedback(drawn: DrawnElement) -> list[str]:
    pair = [as_dict(drawn.element.get(key)).get("text") for key in ("positive_button", "negative_button")]
    return [" ".join(f"[{text_words(text, drawn.reader)}]" for text in pair)]


def _image(drawn: DrawnElement) -> list[str]:
    return [f"(image: {as_text(drawn.element.get('alt_text'))})"]


_OPTION_MENUS = ("static_select", "external_select", "multi_static_select", "multi_external_select")
_ENTITY_MENUS = ("users_select", "conversations_select", "channels_select")
_DRAWINGS: dict[str, Drawing] = {
    **dict.fromkeys(_OPTION_MENUS, _option_menu),
    **dict.fromkeys((*_ENTITY_MENUS, *(f"multi_{kind}" for kind in _ENTITY_MENUS)), _entity_menu),
    **dict.fromkeys(("plain_text_input", "email_text_input", "url_text_input", "number_input"), _typed),
    **dict.fromkeys(("button", "workflow_button", "icon_button"), _button),
    "checkboxes": _boxes,
    "radio_buttons": _radio,
    "rich_text_input": _rich_typed,
    "datepicker": _picker("date"),
    "timepicker": _picker("time"),
    "datetimepicker": _moment_picker,
    "file_input": _files,
    "overflow": _overflow,
    "feedback_buttons": _feedback,
    "image": _image,
}


def _unknown(drawn: DrawnElement) -> list[str]:
    return [f"({drawn.kind or 'unknown element'})"]


def draw(element: Any, state: Any, reader: Reader) -> list[str]:
    """Draw the lines of one element with its current value."""
    drawn = DrawnElement(as_dict(element), as_dict(state), reader)
    return _DRAWINGS.get(drawn.kind, _unknown)(drawn)
