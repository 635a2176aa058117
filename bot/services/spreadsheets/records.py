"""Rows of a table in text: any separator, missing or surplus cells, lines that only programs care about; bounded."""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from io import TextIOWrapper
from itertools import chain
from typing import BinaryIO, NamedTuple

from bot.services.spreadsheets.encoding import FileFault, UnreadableFile, misfit, text_of

# Characters of one record, and columns of a header; a spreadsheet of hundreds of columns is far within.
LONGEST_RECORD = 1_000_000
MOST_COLUMNS = 1_000
SEPARATORS = (",", ";", "\t", "|")
# A line by which Excel is told the separator; saved again, it has as many cells as the others.
_HINT = re.compile(r'"?sep=(.?)"?[,;\t|]*\s*', re.IGNORECASE)
# A line by which PowerShell says what kind of object the rows were.
_TYPE = re.compile(r'"?#TYPE\s', re.IGNORECASE)
_BLANK = re.compile(r'[\s,;|"]*')


class RowFault(StrEnum):
    """One thing that keeps a record from being read while others can be."""

    QUOTES = "row-quotes"
    WIDTH = "row-width"


class Record(NamedTuple):
    """One row: the line it starts on and its cells, as many as the header has.

    With a `fault` the cells cannot be relied on; `last` is the line on which it ends, `width` the cells it has there.
    """

    line: int
    cells: Sequence[str]
    fault: RowFault | None = None
    last: int = 0
    width: int = 0


class _Lines:
    """Physical lines of a text, counted, with no more characters in a record than LONGEST_RECORD."""

    def __init__(self, text: TextIOWrapper, raw: BinaryIO) -> None:
        self._readline = text.readline
        self._raw = raw
        self._left = LONGEST_RECORD
        self.number = 0
        self.started = 1

    def begin(self) -> None:
        """Tell that the next line begins a record."""
        self._left = LONGEST_RECORD
        self.started = self.number + 1

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        try:
            line = self._readline(LONGEST_RECORD + 1)
        except UnicodeDecodeError:
            raise misfit(self._raw) from None
        if not line:
            raise StopIteration
        self.number += 1
        self._left -= len(line)
        if self._left < 0:
            fault = FileFault.TOO_LONG if self.number == self.started else FileFault.UNCLOSED
            raise UnreadableFile(fault, self.started)
        return line


class Spreadsheet:
    """A table opened for reading: its header is read, its records follow as a stream.

    `known` counts the cells of a header that mean something: the separator is the one under which most do. Raises
    UnreadableFile, as `records` does where the file cannot be read any further.
    """

    def __init__(self, raw: BinaryIO, known: Callable[[Sequence[str]], int]) -> None:
        self._lines = _Lines(text_of(raw), raw)
        first, told = self._first()
        separator = max(
            dict.fromkeys((told, *SEPARATORS) if told else SEPARATORS), key=lambda mark: known(_split(first, mark))
        )
        self._reader = csv.reader(chain([first], self._lines), delimiter=separator, strict=True)
        self.header = self._header()

    def _first(self) -> tuple[str, str]:
        """The first line of the header, and the separator that a line before it tells."""
        told = ""
        for line in self._lines:
            if hint := _HINT.fullmatch(line):
                told = hint[1] if hint[1] not in {'"', "\r", "\n"} else ""
            elif not _TYPE.match(line) and not _BLANK.fullmatch(line):
                self._lines.started = self._lines.number
                return line, told
            self._lines.begin()
        raise UnreadableFile(FileFault.EMPTY)

    def _header(self) -> tuple[str, ...]:
        at = self._lines.number
        try:
            cells = next(self._reader)
        except csv.Error:
            raise UnreadableFile(FileFault.UNCLOSED, at) from None
        if any(letter < " " and not letter.isspace() for letter in "".join(cells)):
            raise UnreadableFile(FileFault.NOT_TEXT, at)
        while cells and not cells[-1].strip():
            cells.pop()
        if len(cells) > MOST_COLUMNS:
            raise UnreadableFile(FileFault.TOO_WIDE, at, str(len(cells)))
        return tuple(cells)

    def records(self) -> Iterator[Record]:
        """Every record that has something in it, in order."""
        width = len(self.header)
        while True:
            self._lines.begin()
            line = self._lines.started
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield self._misquoted(line, str(error))
                continue
            if not cells or not (cells[0].strip() or any(map(str.strip, cells))):
                continue
            if len(cells) != width:
                yield self._fitted(line, cells, width)
            else:
                yield Record(line, cells)

    def _misquoted(self, line: int, error: str) -> Record:
        if "end of data" in error or "field limit" in error:
            raise UnreadableFile(FileFault.UNCLOSED, line)
        return Record(line, (), RowFault.QUOTES, self._lines.number)

    def _fitted(self, line: int, cells: list[str], width: int) -> Record:
        """Spreadsheets leave out empty cells at the end, or add some; more than empty ones fit no column."""
        surplus = any(map(str.strip, cells[width:]))
        fitted = cells[:width] + [""] * (width - len(cells))
        return Record(line, fitted, RowFault.WIDTH if surplus else None, self._lines.number, len(cells))


def _split(line: str, separator: str) -> Sequence[str]:
    try:
        return next(csv.reader([line], delimiter=separator), [])[: MOST_COLUMNS + 1]
    except csv.Error:  # a cell of more than 128 KB
        return []
