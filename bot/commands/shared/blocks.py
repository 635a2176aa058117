"""Small pure builders of Block Kit parts; each cuts at Slack's limits (docs/slack.md#block-kit)."""

from collections.abc import Callable, Sequence
from typing import Any

from bot.commands.base import Block, Option, View
from bot.services.store.paging import Page
from bot.text import Mrkdwn, Reader, clip, escape

# Characters that fit a section, and the text of a message that can be updated (docs/slack.md#messages).
SECTION, TEXT = 3000, 3900


def plain(text: str, limit: int = SECTION) -> dict[str, Any]:
    """Return a plain_text object; text is shown literally, names of emoji included."""
    return {"type": "plain_text", "text": clip(text, limit) or " ", "emoji": False}


def mrkdwn(text: Mrkdwn) -> dict[str, Any]:
    """Return a mrkdwn object of text that is safe already."""
    return {"type": "mrkdwn", "text": str(text) or " ", "verbatim": True}


def lines_within(limit: int, lines: Sequence[str], more: Callable[[int], str]) -> Mrkdwn:
    """Join as many whole lines as fit `limit` characters; `more(n)` then says how many did not."""
    for kept in range(len(lines), -1, -1):
        rest = [more(len(lines) - kept)] if kept < len(lines) else []
        text = "\n".join([*lines[:kept], *rest])
        if len(text) <= limit:
            return Mrkdwn(text)
    return Mrkdwn("")


def names(t: Reader, listed: Sequence[str], *, most: int = 8, limit: int = 1200, total: int | None = None) -> Mrkdwn:
    """Join names in the reader's grammar; those beyond `most` or `limit` characters are counted at the end.

    `total` is how many there are where `listed` are only the first ones.
    """
    whole = total or len(listed)
    shown = [escape(clip(name, 150)) for name in listed[:most]]
    for kept in range(len(shown), -1, -1):
        rest = [t.mrkdwn("names-more", count=whole - kept)] if kept < whole else []
        text = t.join([*shown[:kept], *rest])
        if len(text) <= limit:
            return Mrkdwn(text)
    return Mrkdwn("")


def section(text: Mrkdwn, *, accessory: Block | None = None, block_id: str | None = None) -> Block:
    """Return a paragraph, optionally with one element beside it."""
    return _with_id(
        {"type": "section", "text": mrkdwn(text)} | ({"accessory": accessory} if accessory else {}), block_id
    )


def code(text: str) -> Block:
    """Return text as it is, markup included, so that what is copied is what was written."""
    body = [{"type": "text", "text": text or " "}]
    return {"type": "rich_text", "elements": [{"type": "rich_text_preformatted", "elements": body}]}


def fields(*texts: Mrkdwn) -> Block:
    """Return two columns of short texts, at most 10."""
    return {"type": "section", "fields": [mrkdwn(text) for text in texts[:10]]}


def context(*texts: Mrkdwn, block_id: str | None = None) -> Block:
    """Return small print below or between other blocks: up to 10 texts in a row."""
    return _with_id({"type": "context", "elements": [mrkdwn(text) for text in texts[:10]]}, block_id)


def header(text: str) -> Block:
    """Return a heading of at most 150 characters."""
    return {"type": "header", "text": plain(text, 150)}


def divider() -> Block:
    """Return a horizontal line between blocks."""
    return {"type": "divider"}


def actions(*elements: Block, block_id: str | None = None) -> Block:
    """Return a row of buttons and menus."""
    return _with_id({"type": "actions", "elements": list(elements)}, block_id)


def button(label: str, action_id: str, value: str = "", *, style: str | None = None, url: str | None = None) -> Block:
    """Return a button; `value` holds ids at most, for facts are read anew after a click."""
    extra = {"value": value} if value else {}
    extra |= {"style": style} if style else {}
    extra |= {"url": url} if url else {}
    return {"type": "button", "text": plain(label, 75), "action_id": action_id} | extra


def overflow(action_id: str, *options: Option) -> Block:
    """Return a menu behind three dots, of up to 5 choices; each tells by its value what to do, and with what."""
    return {"type": "overflow", "action_id": action_id, "options": list(options)}


def sure(element: Block, title: str, text: str, yes: str, no: str) -> Block:
    """Return the element with a question that Slack asks before it acts."""
    asked = {"title": plain(title, 100), "text": plain(text, 300), "confirm": plain(yes, 30), "deny": plain(no, 30)}
    return element | {"confirm": asked}


def option(label: str, value: str, description: str | None = None) -> Option:
    """Return a choice, cut at 75 characters; where names can be long, `pickers.named` goes on in the description."""
    return {"text": plain(label, 75), "value": value} | ({"description": plain(description, 75)} if description else {})


def menu(action_id: str, entries: Sequence[tuple[str, str]], chosen: str) -> Block:
    """Return a menu of (value, label), of which one is chosen; of a value that is none of them, the first."""
    options = [option(label, value) for value, label in entries]
    initial = next((each for each in options if each["value"] == chosen), options[0])
    return {"type": "static_select", "action_id": action_id, "options": options, "initial_option": initial}


def input_block(
    label: str,
    element: Block,
    *,
    block_id: str,
    hint: str | None = None,
    optional: bool = False,
    dispatch: bool = False,
) -> Block:
    """Return a labelled field; with `dispatch`, Slack sends a click whenever it changes."""
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label, 2000),
        "element": element,
        "optional": optional,
        "dispatch_action": dispatch,
    } | ({"hint": plain(hint, 2000)} if hint else {})


def external_select(
    action_id: str,
    placeholder: str,
    *,
    initial: Option | Sequence[Option] | None = None,
    multi: int | None = None,
    focus: bool = False,
) -> Block:
    """Return a type-ahead that the bot feeds from the first keystroke on; `multi` is the most that can be chosen."""
    element: Block = {
        "type": "multi_external_select" if multi else "external_select",
        "action_id": action_id,
        "min_query_length": 0,
        "placeholder": plain(placeholder, 150),
    }
    if multi:
        element["max_selected_items"] = multi
    if initial:
        element["initial_options" if multi else "initial_option"] = initial
    if focus:
        element["focus_on_load"] = True
    return element


def text_input(action_id: str, *, multiline: bool = False, initial: str | None = None, most: int = 500) -> Block:
    """Return a text field of at most `most` characters."""
    element: Block = {"type": "plain_text_input", "action_id": action_id, "multiline": multiline, "max_length": most}
    return element | ({"initial_value": clip(initial, most)} if initial else {})


def modal(
    title: str,
    blocks: Sequence[Block],
    *,
    callback_id: str,
    close: str,
    submit: str | None = None,
    metadata: str = "",
    notify_on_close: bool = False,
) -> View:
    """Return a modal of at most 100 blocks; title and buttons have at most 24 characters."""
    view: View = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, 24),
        "close": plain(close, 24),
        "blocks": list(blocks),
        "private_metadata": metadata,
        "notify_on_close": notify_on_close,
    }
    return view | ({"submit": plain(submit, 24)} if submit else {})


def loading(t: Reader, title: str, *, close: str = "button-cancel") -> View:
    """Return the modal shown at once while something is read; `title` and `close` are keys of the catalogue."""
    return modal(t.plain(title), [section(t.mrkdwn("loading"))], callback_id="loading", close=t.plain(close))


def pager(
    t: Reader,
    page: Page[Any],
    previous: str,
    following: str,
    *others: Block,
    labels: str,
    above: Block | None = None,
    block_id: str = "pager",
    values: tuple[str, str] = ("", ""),
) -> list[Block]:
    """Return `above` and a row of buttons: to the pages before and after, and `others`; nothing where there are none.

    `previous` and `following` are action ids, `labels` begins the keys of both labels, `values` are of the buttons.
    """
    row = [button(t.plain(f"{labels}-previous"), previous, values[0])] if page.offset else []
    row += [button(t.plain(f"{labels}-next"), following, values[1])] if page.last < page.total else []
    row += others
    return [*([above] if above else []), actions(*row, block_id=block_id)] if row else []


def _with_id(block: Block, block_id: str | None) -> Block:
    return block | {"block_id": block_id} if block_id else block
