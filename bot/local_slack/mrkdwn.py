"""Parser of Slack's message markup into a small tree, and its escaping.

Rules followed: docs.slack.dev/messaging/formatting-message-text. Parsing takes time linear in the text, never
raises, and keeps as text whatever is not markup. Unknown emoji names are the reader's business, not the parser's.
"""

import re
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Style: TypeAlias = Literal["bold", "italic", "strike"]
MentionKind: TypeAlias = Literal["user", "channel", "group"]


@dataclass(frozen=True, slots=True)
class Text:
    """Literal text, already unescaped."""

    text: str


@dataclass(frozen=True, slots=True)
class Styled:
    """Bold, italic or struck content."""

    style: Style
    children: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Code:
    """Inline code, already unescaped."""

    text: str


@dataclass(frozen=True, slots=True)
class Pre:
    """A block of preformatted text."""

    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Run of quoted lines, without their marks."""

    children: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Link:
    """A link; without a label the address is shown."""

    url: str
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A user, channel or user group by id, with the label the sender gave, if any."""

    kind: MentionKind
    id: str
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Special:
    """@here, @channel, @everyone and other commands."""

    name: str
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Date:
    """A moment that each reader sees in their own zone; ``timestamp`` is Unix seconds."""

    timestamp: int
    format: str
    link: str | None = None
    fallback: str = ""


@dataclass(frozen=True, slots=True)
class Emoji:
    """An emoji by name, without its colons."""

    name: str


Node: TypeAlias = Text | Styled | Code | Pre | Quote | Link | Mention | Special | Date | Emoji

_STYLES: dict[str, Style] = {"*": "bold", "_": "italic", "~": "strike"}
_TOKEN = re.compile(
    r"<(?P<angle>[^<>\n]+)>"
    r"|`(?P<code>[^`\n]+)`"
    r"|:(?P<emoji>(?:[+-]1|100|1234|(?=[0-9_+'-]*[a-z])[a-z0-9_+'-]{1,100})(?:::skin-tone-[2-6])?):"
    r"|(?P<mark>[*_~])"
)
_FENCE = re.compile(r"```(?P<pre>.+?)```\n?", re.DOTALL)
_QUOTED = re.compile(r"(?:&gt;|>) ?")
_MENTION = re.compile(r"(?P<sign>[@#]|!subteam\^)(?P<id>[A-Z0-9]+)(?:\|(?P<label>.*))?")
_DATE = re.compile(r"!date\^(?P<at>-?[0-9]{1,12})\^(?P<form>[^|^]*)(?:\^(?P<link>[^|]*))?(?:\|(?P<words>.*))?")
_SPECIAL = re.compile(r"!(?P<name>[a-z]+)(?:\^[^|]*)?(?:\|(?P<label>.*))?")
_LINK = re.compile(r"(?P<url>[A-Za-z][A-Za-z0-9+.-]*:[^|\s]+)(?:\|(?P<label>.*))?")
_KINDS: dict[str, MentionKind] = {"@": "user", "#": "channel", "!subteam^": "group"}


def escape(text: str) -> str:
    """Escape the three characters that Slack wants escaped; the result can stand for a person's text in markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """Undo ``escape``."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _label(text: str | None) -> str | None:
    return unescape(text) if text else None


def _angle(body: str) -> Node | None:
    """Parse the text between angle brackets; None when it is not markup."""
    if found := _MENTION.fullmatch(body):
        return Mention(_KINDS[found["sign"]], found["id"], _label(found["label"]))
    if found := _DATE.fullmatch(body):
        words = _label(found["words"]) or ""
        return Date(int(found["at"]), unescape(found["form"]), _label(found["link"]), words)
    if found := _SPECIAL.fullmatch(body):
        return Special(found["name"], _label(found["label"]))
    if found := _LINK.fullmatch(body):
        return Link(unescape(found["url"]), _label(found["label"]))
    return None


def _append(nodes: list[Node], *added: Node) -> None:
    for node in added:
        if isinstance(node, Text) and nodes and isinstance(nodes[-1], Text):
            nodes[-1] = Text(nodes[-1].text + node.text)
        elif node != Text(""):
            nodes.append(node)


@dataclass(slots=True)
class _Line:
    """One line being read; each frame is an open style mark and what came after it.

    A style never opens inside itself, so there are at most four frames and reading stays linear.
    """

    source: str
    frames: list[tuple[str, list[Node]]] = field(default_factory=lambda: [("", [])])

    def add(self, *nodes: Node) -> None:
        _append(self.frames[-1][1], *nodes)

    def _abandon(self) -> None:
        mark, nodes = self.frames.pop()
        self.add(Text(mark), *nodes)

    def _can_open(self, at: int) -> bool:
        before, after = self.source[at - 1 : at], self.source[at + 1 : at + 2]
        return not before.isalnum() and bool(after) and not after.isspace() and after != self.source[at]

    def _can_close(self, at: int) -> bool:
        before, after = self.source[at - 1 : at], self.source[at + 1 : at + 2]
        return bool(before) and not before.isspace() and not after.isalnum()

    def mark(self, at: int) -> None:
        """Close the style that this mark belongs to, or open one, or take the mark as text."""
        mark = self.source[at]
        is_open = any(opened == mark for opened, _ in self.frames)
        if is_open and self._can_close(at):
            while self.frames[-1][0] != mark:
                self._abandon()
            _, children = self.frames.pop()
            self.add(Styled(_STYLES[mark], tuple(children)))
        elif not is_open and self._can_open(at):
            self.frames.append((mark, []))
        else:
            self.add(Text(mark))

    def finish(self) -> tuple[Node, ...]:
        while len(self.frames) > 1:
            self._abandon()
        return tuple(self.frames[0][1])


def _token(line: _Line, found: re.Match[str]) -> None:
    if found["mark"]:
        line.mark(found.start())
    elif found["code"]:
        line.add(Code(unescape(found["code"])))
    elif found["emoji"]:
        line.add(Emoji(found["emoji"]))
    else:
        line.add(_angle(found["angle"]) or Text(unescape(found[0])))


def _inline(source: str) -> tuple[Node, ...]:
    line = _Line(source)
    end = 0
    for found in _TOKEN.finditer(source):
        line.add(Text(unescape(source[end : found.start()])))
        _token(line, found)
        end = found.end()
    line.add(Text(unescape(source[end:])))
    return line.finish()


def _joined(lines: list[str]) -> tuple[Node, ...]:
    nodes: list[Node] = []
    for index, line in enumerate(lines):
        _append(nodes, Text("\n" if index else ""), *_inline(line))
    return tuple(nodes)


def _runs(source: str) -> list[tuple[bool, list[str]]]:
    """Neighbouring lines that are quoted, or not quoted, together; ``>>>`` quotes everything after it."""
    runs: list[tuple[bool, list[str]]] = []
    lines = source.split("\n")
    for index, line in enumerate(lines):
        rest = re.match(r"(?:&gt;|>){3} ?", line)
        if rest:
            runs.append((True, [line[rest.end() :], *lines[index + 1 :]]))
            break
        found = _QUOTED.match(line)
        body = line[found.end() :] if found else line
        if runs and runs[-1][0] == bool(found):
            runs[-1][1].append(body)
        else:
            runs.append((bool(found), [body]))
    return runs


def _lines(source: str) -> list[Node]:
    nodes: list[Node] = []
    for index, (quoted, lines) in enumerate(_runs(source)):
        _append(nodes, Text("\n" if index else ""))
        _append(nodes, *([Quote(_joined(lines))] if quoted else _joined(lines)))
    return nodes


def parse(source: str) -> tuple[Node, ...]:
    """Parse a text in Slack's markup into a tree, neighbouring texts joined."""
    nodes: list[Node] = []
    end = 0
    for found in _FENCE.finditer(source):
        _append(nodes, *_lines(source[end : found.start()]), Pre(unescape(found["pre"]).strip("\n")))
        end = found.end()
    if end < len(source) or not source:
        _append(nodes, *_lines(source[end:]))
    return tuple(nodes)
