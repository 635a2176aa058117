r"""Rows as lines of PostgreSQL's COPY text format: tabs between values, \N for NULL, a backslash before the rest.

Both engines write the same bytes: flags as 1 and 0, instants as `2026-03-02 09:00:00.000000` in UTC, documents as JSON.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

_NULL = r"\N"
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
# PostgreSQL also writes these three so.
_MEANT = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def encode(rows: Iterable[Sequence[Any]]) -> bytes:
    """Write rows of str, int and None, one line each, UTF-8."""
    return "".join("\t".join(map(_cell, row)) + "\n" for row in rows).encode()


def _cell(value: Any) -> str:
    return _NULL if value is None else str(value).translate(_ESCAPES)


def decode(blocks: Iterable[bytes]) -> Iterator[list[str | None]]:
    """Read rows from blocks that may end anywhere; numbers stay text. ValueError if the last line has no end."""
    for line in _lines(blocks):
        yield [_value(cell) for cell in line.decode().split("\t")]


def _lines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for block in blocks:
        *whole, rest = (rest + block).split(b"\n")
        yield from whole
    if rest:
        raise ValueError("the last line has no end")


def _value(cell: str) -> str | None:
    if "\\" not in cell:
        return cell
    return None if cell == _NULL else _ESCAPED.sub(lambda found: _MEANT.get(found[1], found[1]), cell)
