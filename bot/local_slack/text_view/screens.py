"""Modals, Home views and messages drawn as plain text.

A modal, a Home view or a message becomes a framed text: its blocks in order, each input with its current value and
error, buttons as ``[Label]``. Nothing is validated here and nothing raises: what is broken is shown as it is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeAlias

from bot.local_slack.mrkdwn import Date
from bot.local_slack.text_view import grids
from bot.local_slack.text_view.dates import date_words
from bot.local_slack.text_view.elements import draw
from bot.local_slack.text_view.lines import box, columns, indented, pad, wrap
from bot.local_slack.text_view.wording import Reader, as_dict, as_list, as_text, mrkdwn_words, rich_words, text_words

WIDTH = 78
MIN_WIDTH = 20
_JOINED = " · "


@dataclass(frozen=True, slots=True)
class _Screen:
    """Surroundings of a block: the reader, the width inside the frame, current values and field errors."""

    reader: Reader
    width: int
    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, Any] = field(default_factory=dict)

    def words(self, value: Any) -> str:
        return text_words(value, self.reader)

    def element(self, block: dict[str, Any], element: Any) -> list[str]:
        state = as_dict(self.values.get(as_text(block.get("block_id"))))
        return draw(element, state.get(as_text(as_dict(element).get("action_id"))), self.reader)

    def error(self, block: dict[str, Any]) -> list[str]:
        text = as_text(self.errors.get(as_text(block.get("block_id"))))
        return [f"  ✗ {text}"] if text else []


_Drawing: TypeAlias = Callable[[dict[str, Any], _Screen], list[str]]


def _header(block: dict[str, Any], screen: _Screen) -> list[str]:
    text = screen.words(block.get("text"))
    return [text, "═" * min(columns(text.split("\n")[0]), screen.width)]


def _divider(block: dict[str, Any], screen: _Screen) -> list[str]:
    return ["─" * screen.width]


def _field_rows(fields: list[str], width: int) -> list[str]:
    """Lay fields out in two columns, as Slack does."""
    column = (width - 2) // 2
    rows: list[str] = []
    for left, right in zip(fields[::2], [*fields[1::2], ""], strict=False):
        pair = (wrap(left, column), wrap(right, column))
        for index in range(max(map(len, pair))):
            cells = [part[index] if index < len(part) else "" for part in pair]
            rows.append(f"{pad(cells[0], column)}  {cells[1]}".rstrip())
    return rows


def _section(block: dict[str, Any], screen: _Screen) -> list[str]:
    text = [screen.words(block["text"])] if "text" in block else []
    fields = [screen.words(one) for one in as_list(block.get("fields"))]
    accessory = screen.element(block, block["accessory"]) if "accessory" in block else []
    return [*text, *_field_rows(fields, screen.width), *indented(accessory, "    ")]


def _context(block: dict[str, Any], screen: _Screen) -> list[str]:
    parts = [
        " ".join(screen.element(block, one)) if as_dict(one).get("type") == "image" else screen.words(one)
        for one in as_list(block.get("elements"))
    ]
    return indented(_JOINED.join(parts).split("\n"), "· ")


def _actions(block: dict[str, Any], screen: _Screen) -> list[str]:
    """Put elements that take one line side by side, as far as the width goes; taller ones below each other."""
    drawn = [screen.element(block, one) for one in as_list(block.get("elements"))]
    rows: list[str] = []
    open_row = False
    for lines in drawn:
        fits = open_row and len(lines) == 1 and columns(rows[-1]) + 2 + columns(lines[0]) <= screen.width
        if fits:
            rows[-1] = f"{rows[-1]}  {lines[0]}"
        else:
            rows.extend(lines)
        open_row = len(lines) == 1
    return rows


def _input(block: dict[str, Any], screen: _Screen) -> list[str]:
    optional = " (optional)" if block.get("optional") is True else ""
    hint = screen.words(block.get("hint"))
    return [
        f"{screen.words(block.get('label'))}{optional}",
        *indented(screen.element(block, block.get("element")), "  "),
        *([f"  {hint}"] if hint else []),
        *screen.error(block),
    ]


def _image(block: dict[str, Any], screen: _Screen) -> list[str]:
    title = screen.words(block.get("title"))
    return [*([title] if title else []), f"(image: {as_text(block.get('alt_text'))})"]


def _rich(block: dict[str, Any], screen: _Screen) -> list[str]:
    return [rich_words(block, screen.reader)]


def _markdown(block: dict[str, Any], screen: _Screen) -> list[str]:
    return [as_text(block.get("text"))]


def _table(block: dict[str, Any], screen: _Screen) -> list[str]:
    return grids.table(block, screen.reader, screen.width)


def _data_table(block: dict[str, Any], screen: _Screen) -> list[str]:
    return [as_text(block.get("caption")), *_table(block, screen)]


def _chart(block: dict[str, Any], _screen: _Screen) -> list[str]:
    return grids.chart(block)


def _video(block: dict[str, Any], screen: _Screen) -> list[str]:
    return [f"▶ {screen.words(block.get('title'))} <{as_text(block.get('title_url') or block.get('video_url'))}>"]


def _alert(block: dict[str, Any], screen: _Screen) -> list[str]:
    level = as_text(block.get("level")) or "note"
    return [f"! {level}: {screen.words(block.get('text'))}"]


def _card(block: dict[str, Any], screen: _Screen) -> list[str]:
    texts = [screen.words(block.get(key)) for key in ("title", "subtitle", "body", "subtext")]
    return [*filter(None, texts), *_actions({**block, "elements": block.get("actions")}, screen)]


def _task(block: dict[str, Any], screen: _Screen) -> list[str]:
    return [f"{as_text(block.get('title'))} ({as_text(block.get('status'))})"]


def _nested(key: str) -> _Drawing:
    def draw_nested(block: dict[str, Any], screen: _Screen) -> list[str]:
        title = screen.words(block.get("title"))
        return [*([title] if title else []), *_blocks(block.get(key), screen)]

    return draw_nested


_DRAWINGS: dict[str, _Drawing] = {
    "actions": _actions,
    "alert": _alert,
    "card": _card,
    "carousel": _nested("elements"),
    "container": _nested("child_blocks"),
    "context": _context,
    "context_actions": _actions,
    "divider": _divider,
    "header": _header,
    "image": _image,
    "input": _input,
    "markdown": _markdown,
    "plan": _nested("tasks"),
    "rich_text": _rich,
    "section": _section,
    "data_table": _data_table,
    "data_visualization": _chart,
    "table": _table,
    "task_card": _task,
    "video": _video,
}


def _unknown(block: dict[str, Any], screen: _Screen) -> list[str]:
    return [f"({as_text(block.get('type')) or 'unknown block'})"]


def _block(block: Any, screen: _Screen) -> list[str]:
    body = as_dict(block)
    return _DRAWINGS.get(as_text(body.get("type")), _unknown)(body, screen)


def _blocks(blocks: Any, screen: _Screen) -> list[str]:
    """Draw blocks in order, an empty line before each input so that fields stay apart."""
    lines: list[str] = []
    for block in as_list(blocks):
        spaced = lines and as_dict(block).get("type") == "input"
        lines.extend(["", *_block(block, screen)] if spaced else _block(block, screen))
    return lines


def _buttons(view: dict[str, Any], screen: _Screen) -> list[str]:
    close = screen.words(view.get("close")) or "Close"
    submit = screen.words(view.get("submit"))
    row = f"[{close}]  [{submit}]" if submit else f"[{close}]"
    return [" " * max(0, screen.width - columns(row)) + row]


def render_view(
    view: Mapping[str, Any],
    *,
    values: Mapping[str, Any] | None = None,
    errors: Mapping[str, Any] | None = None,
    width: int = WIDTH,
    names: Mapping[str, str] | None = None,
    now: datetime | None = None,
    tz: str = "UTC",
) -> str:
    """Draw a modal or Home view as text.

    ``values`` is ``view.state.values`` ({block_id: {action_id: value}}), by default the view's own; ``errors`` is
    {block_id: text}; ``names`` maps ids to names; dates are written in ``tz`` and against ``now`` (aware).
    """
    body = dict(view)
    held = as_dict(as_dict(body.get("state")).get("values")) if values is None else dict(values)
    wide = max(MIN_WIDTH, width)
    screen = _Screen(Reader(names or {}, now, tz), wide - 4, held, dict(errors or {}))
    home = body.get("type") == "home"
    title = "Home" if home else screen.words(body.get("title"))
    lines = _blocks(body.get("blocks"), screen)
    return box(title, lines, [] if home else _buttons(body, screen), wide)


def _attachment(attachment: Any, screen: _Screen) -> list[str]:
    body = as_dict(attachment)
    inner = replace(screen, width=screen.width - 2)
    texts = [as_text(body.get(key)) for key in ("pretext", "title", "text")]
    lines = _blocks(body.get("blocks"), inner) or [mrkdwn_words(text, screen.reader) for text in texts if text]
    shown = lines or [as_text(body.get("fallback"))]
    return indented((part for line in shown for part in wrap(line, inner.width)), "▌ ")


def _sent_at(message: dict[str, Any], reader: Reader) -> str:
    stamp = as_text(message.get("ts")).partition(".")[0]
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 13):
        return ""
    return date_words(Date(int(stamp), "{time}"), reader.now, reader.tz)


def _author(message: dict[str, Any], reader: Reader) -> str:
    profile = as_dict(message.get("bot_profile"))
    given = as_text(message.get("username") or profile.get("name"))
    author = given or reader.name(as_text(message.get("user") or message.get("bot_id")))
    sent = _sent_at(message, reader)
    note = "only visible to you" if message.get("is_ephemeral") is True else ""
    return _JOINED.join(filter(None, (author, sent, note)))


def render_message(
    message: Mapping[str, Any],
    *,
    width: int = WIDTH,
    now: datetime | None = None,
    tz: str = "UTC",
    names: Mapping[str, str] | None = None,
) -> str:
    """Draw a message as text: its blocks, or its text when it has none, then its attachments."""
    body = dict(message)
    wide = max(MIN_WIDTH, width)
    reader = Reader(names or {}, now, tz)
    screen = _Screen(reader, wide - 4, as_dict(as_dict(body.get("state")).get("values")))
    text = mrkdwn_words(as_text(body.get("text")), reader)
    lines = _blocks(body.get("blocks"), screen) or text.split("\n")
    attached = [line for one in as_list(body.get("attachments")) for line in _attachment(one, screen)]
    return box(_author(body, reader), [*lines, *attached], [], wide)
