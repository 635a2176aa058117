"""Text measured in terminal columns: width, wrapping, padding and boxes."""

import unicodedata
from collections.abc import Iterable

_UNPRINTABLE = ("Cc", "Cs", "Zl", "Zp")
_BIDI = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def _clean(text: str) -> str:
    """Replace control characters, which could steer the terminal that the text is printed on."""
    kept = text.translate(_BIDI)
    return "".join(c if c == "\n" or unicodedata.category(c) not in _UNPRINTABLE else " " for c in kept)


def columns(text: str) -> int:
    """Count the terminal columns of a text; wide characters take two, combining ones none."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _pieces(word: str, width: int) -> list[str]:
    """Cut a word where it does not fit; usually it is one piece."""
    if columns(word) <= width:
        return [word]
    pieces, piece, used = [], "", 0
    for character in word:
        wide = _columns(character)
        if piece and used + wide > width:
            pieces.append(piece)
            piece, used = "", 0
        piece, used = piece + character, used + wide
    return [*pieces, piece]


def _wrap_line(line: str, width: int) -> list[str]:
    if columns(line) <= width:
        return [line]
    indent = line[: len(line) - len(line.lstrip(" "))][: min(width // 2, width - 2)]
    room = max(2, width - len(indent))
    lines: list[str] = []
    current = ""
    for piece in (piece for word in line.split() for piece in _pieces(word, room)):
        if current and columns(current) + 1 + columns(piece) > room:
            lines.append(current)
            current = piece
        else:
            current = f"{current} {piece}" if current else piece
    return [f"{indent}{part}" for part in (*lines, current)]


def wrap(text: str, width: int) -> list[str]:
    """Wrap to lines of at most ``width`` columns (two at least); line breaks and indents are kept."""
    return [part for line in text.split("\n") for part in _wrap_line(line, max(2, width))]


def pad(text: str, width: int) -> str:
    """Fill a text with spaces to ``width`` columns."""
    return text + " " * max(0, width - columns(text))


def indented(lines: Iterable[str], prefix: str) -> list[str]:
    """Put a prefix before every line, also before those inside one text."""
    return [f"{prefix}{part}" for line in lines for part in line.split("\n")]


def cut(text: str, width: int) -> str:
    """Cut a text to ``width`` columns, with an ellipsis where something is left out."""
    return text if columns(text) <= width else f"{_pieces(text, max(1, width - 1))[0]}…"


def box(title: str, lines: Iterable[str], footer: Iterable[str], width: int) -> str:
    """Draw a framed screen of ``width`` columns: title in the frame, lines, and a part below a rule."""
    inner = width - 4
    head = wrap(_clean(title), inner - 2)[0] if title else ""
    top = f"┌─ {head} " if head else "┌"
    rows = [f"│ {pad(row, inner)} │" for line in lines for row in wrap(_clean(line), inner)]
    below = [f"│ {pad(row, inner)} │" for line in footer for row in wrap(_clean(line), inner)]
    rule = [f"├{'─' * (width - 2)}┤"] if below else []
    closed = f"└{'─' * (width - 2)}┘"
    return "\n".join([f"{top}{'─' * (width - 1 - columns(top))}┐", *rows, *rule, *below, closed])
