"""Markup and rich text as the plain words that one reader sees: names, links and times in their zone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.local_slack.mrkdwn import Code, Date, Emoji, Link, Mention, Node, Pre, Quote, Special, Styled, Text, parse
from bot.local_slack.text_view.dates import date_words

_EMOJI = {
    "+1": "👍",
    "-1": "👎",
    "arrows_counterclockwise": "🔄",
    "bell": "🔔",
    "black_circle": "⚫",
    "calendar": "📅",
    "eyes": "👀",
    "hourglass": "⌛",
    "hourglass_flowing_sand": "⏳",
    "information_source": "ℹ",
    "large_blue_circle": "🔵",
    "large_green_circle": "🟢",
    "large_yellow_circle": "🟡",
    "lock": "🔒",
    "mag": "🔍",
    "memo": "📝",
    "no_entry": "⛔",
    "red_circle": "🔴",
    "tada": "🎉",
    "warning": "⚠",
    "wave": "👋",
    "white_check_mark": "✅",
    "white_circle": "⚪",
    "x": "❌",
    "zzz": "💤",
}


@dataclass(frozen=True, slots=True)
class Reader:
    """Reader of a screen: names by id, the current time (aware, or None: no "today"), and an IANA zone."""

    names: Mapping[str, str] = field(default_factory=dict)
    now: datetime | None = None
    tz: str = "UTC"

    def name(self, identifier: str, label: str | None = None) -> str:
        """Return the name of a person, channel or group; the label or the id itself when it is not known."""
        known = self.names.get(identifier) or label or identifier
        return known.lstrip("@#")


def as_dict(value: Any) -> dict[str, Any]:
    """Return the value if it is an object, else an empty one: screens are shown even when they are broken."""
    return value if type(value) is dict else {}


def as_list(value: Any) -> list[Any]:
    """Return the value if it is a list, else an empty one."""
    return value if type(value) is list else []


def as_text(value: Any) -> str:
    """Write the value: texts as they are, numbers written, everything else empty."""
    return value if type(value) is str else str(value) if type(value) in (int, float) else ""


def _mention(node: Mention, reader: Reader) -> str:
    sign = "#" if node.kind == "channel" else "@"
    return f"{sign}{reader.name(node.id, node.label)}"


def _link(node: Link) -> str:
    return f"{node.label} <{node.url}>" if node.label and node.label != node.url else node.url


def _indented(text: str, prefix: str) -> str:
    return "\n".join(f"{prefix}{line}" for line in text.split("\n"))


def _emoji(name: str) -> str:
    return _EMOJI.get(name.partition("::")[0], f":{name}:")


def _reference(node: Link | Mention | Special | Date | Emoji, reader: Reader) -> str:
    match node:
        case Link():
            return _link(node)
        case Mention():
            return _mention(node, reader)
        case Special(name, label):
            return label or f"@{name}"
        case Date():
            return date_words(node, reader.now, reader.tz)
        case Emoji(name):
            return _emoji(name)


def _word(node: Node, reader: Reader) -> str:
    match node:
        case Text(text):
            return text
        case Styled(_, children):
            return words(children, reader)
        case Quote(children):
            return _indented(words(children, reader), "> ")
        case Code(text):
            return f"`{text}`"
        case Pre(text):
            return _indented(text, "    ") + "\n"
    return _reference(node, reader)


def words(nodes: tuple[Node, ...], reader: Reader) -> str:
    """Write parsed markup as plain text."""
    text = ""
    for node in nodes:
        # Preformatted text starts its own line wherever the sender put its fence.
        apart = "\n" if isinstance(node, Pre) and text and not text.endswith("\n") else ""
        text = f"{text}{apart}{_word(node, reader)}"
    return text


def mrkdwn_words(source: str, reader: Reader) -> str:
    """Write markup as plain text: style marks gone, links as ``label <address>``, names and times resolved."""
    return words(parse(source), reader).rstrip("\n")


def text_words(value: Any, reader: Reader) -> str:
    """Write a text object, or a bare text, as plain text."""
    body = as_text(as_dict(value).get("text", value if type(value) is str else ""))
    return mrkdwn_words(body, reader) if as_dict(value).get("type") == "mrkdwn" else body


def _leaf(value: Any, reader: Reader) -> str:
    leaf = as_dict(value)
    kind, text = leaf.get("type"), as_text(leaf.get("text"))
    match kind:
        case "user" | "usergroup" | "team":
            return f"@{reader.name(as_text(leaf.get(f'{kind}_id')))}"
        case "channel":
            return f"#{reader.name(as_text(leaf.get('channel_id')))}"
        case "broadcast":
            return f"@{as_text(leaf.get('range'))}"
        case "emoji":
            return _emoji(as_text(leaf.get("name")))
        case "link":
            return _link(Link(as_text(leaf.get("url")), text or None))
        case "date" if type(leaf.get("timestamp")) is int:
            date = Date(leaf["timestamp"], as_text(leaf.get("format")), None, as_text(leaf.get("fallback")))
            return date_words(date, reader.now, reader.tz)
    return text or as_text(leaf.get("value") or leaf.get("fallback"))


def _rich_part(value: Any, reader: Reader) -> str:
    part = as_dict(value)
    elements = as_list(part.get("elements"))
    kind = part.get("type")
    if kind == "rich_text_list":
        bullets = [f"{index}." if part.get("style") == "ordered" else "•" for index in range(1, len(elements) + 1)]
        return "\n".join(
            f"  {bullet} {_rich_part(item, reader)}" for bullet, item in zip(bullets, elements, strict=True)
        )
    text = "".join(_leaf(element, reader) for element in elements).strip("\n")
    prefix = {"rich_text_quote": "> ", "rich_text_preformatted": "    "}.get(as_text(kind), "")
    return _indented(text, prefix)


def rich_words(value: Any, reader: Reader) -> str:
    """Write a rich text block as plain text."""
    return "\n".join(_rich_part(part, reader) for part in as_list(as_dict(value).get("elements")))
