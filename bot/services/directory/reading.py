"""One directory file as a stream of rows ready to be staged; every bad cell becomes a RowError."""

import csv
import io
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from bot.errors import RowError
from bot.services.directory.cells import BadCell, Parse, printable
from bot.services.directory.files import DirectoryFile
from bot.services.directory.formats import Column, FileFormat

HEADER = "header"
ROW = "row"
_TOLD_EVERY = 2_000


@dataclass(frozen=True)
class Progress:
    """How far a phase (`reading`, `checking`, `writing`) is: bytes of the file while reading, else steps."""

    phase: str
    file: str
    done: int
    total: int


Tell = Callable[[Progress], None]


@dataclass
class Findings:
    """What reading files brought to light besides rows; `unreadable` are tables whose rows cannot be judged by."""

    errors: list[RowError] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    unreadable: set[str] = field(default_factory=set)
    rows: dict[int, int] = field(default_factory=dict)
    present: dict[int, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Plan:
    """How the cells of one file become staged rows: position and reader for each column of the format."""

    width: int
    steps: tuple[tuple[Column, int | None, Parse], ...]

    def values(self, cells: Sequence[str]) -> list[Any]:
        """All values of a row; raises BadCell at the first bad one."""
        return [column.default if at is None else read(cells[at]) for column, at, read in self.steps]


def rows(source: DirectoryFile, findings: Findings, tell: Tell) -> Iterator[tuple[Any, ...]]:
    """(file number, line, values…, derived values…) of each row; errors and notices go to `findings`.

    A row with bad cells is still given when its key is good, with nothing for them, so that rows that refer to
    it are not reported as well. Times are text as the database writes them, ids lower case.
    """
    try:
        yield from _rows(source, findings, tell)
    except OSError as error:
        # Inside the generator: a driver that is streaming from it would abort its transaction.
        findings.errors.append(RowError(source.label, 1, "file", f"cannot be read: {error.strerror}"))
        findings.unreadable.add(source.format.table)


def _rows(source: DirectoryFile, findings: Findings, tell: Tell) -> Iterator[tuple[Any, ...]]:
    size = source.path.stat().st_size
    with source.path.open("rb") as raw:
        reader = _reader(raw, source, findings)
        plan = _plan(reader, source, findings) if reader else None
        if reader is None or plan is None:
            findings.unreadable.add(source.format.table)
            return
        findings.rows[source.number] = 0
        for line, cells in _records(reader, source, findings):
            row = _row(source, plan, line, cells, findings)
            findings.rows[source.number] += 1
            if findings.rows[source.number] % _TOLD_EVERY == 0:
                tell(Progress("reading", source.label, raw.tell(), size))
            if row is not None:
                yield row
        tell(Progress("reading", source.label, size, size))


def _reader(raw: BinaryIO, source: DirectoryFile, findings: Findings) -> Any:
    start = raw.read(2)
    raw.seek(0)
    if start in {b"\xff\xfe", b"\xfe\xff"}:
        findings.errors.append(RowError(source.label, 1, HEADER, "the file is UTF-16; save it as UTF-8"))
        return None
    # Bytes that are not UTF-8 are kept visible, so that each is reported with its line.
    text = io.TextIOWrapper(raw, "utf-8-sig", errors="surrogateescape", newline="")
    return csv.reader(text, strict=True)


def _plan(reader: Any, source: DirectoryFile, findings: Findings) -> _Plan | None:
    try:
        header: list[str] = next(reader, [])
    except csv.Error as error:
        findings.errors.append(RowError(source.label, 1, HEADER, f"not readable as CSV: {error}"))
        return None
    faults = [RowError(source.label, 1, name, reason) for name, reason in _header_faults(source.format, header)]
    findings.errors += faults
    if faults:
        return None
    positions = {_plain(name): at for at, name in enumerate(header)}
    findings.notices += [f"{source.label}: column '{name}' is not used" for name in _unknown(source.format, header)]
    steps = tuple(_step(column, positions) for column in source.format.columns)
    findings.present[source.number] = frozenset(column.target for column, at, _read in steps if at is not None)
    return _Plan(len(header), steps)


def _plain(name: str) -> str:
    """Header names are matched without case and spaces: "Company name" is companyName."""
    return "".join(name.split()).casefold()


def _step(column: Column, positions: Mapping[str, int]) -> tuple[Column, int | None, Parse]:
    at = positions.get(_plain(column.header))
    if at is None and column.exported and _plain(column.exported[0]) in positions:
        return column, positions[_plain(column.exported[0])], column.reader(column.exported[1])
    return column, at, column.reader(column.parse)


def _header_faults(fmt: FileFormat, header: Sequence[str]) -> Iterator[tuple[str, str]]:
    if not header:
        yield HEADER, "the file is empty; its first line must name the columns"
        return
    if any(unicodedata.category(letter) == "Cc" and not letter.isspace() for letter in "".join(header)):
        yield HEADER, "the file is not text; save it as CSV UTF-8"
        return
    names = [_plain(name) for name in header]
    for name in dict.fromkeys(name for name in names if name and names.count(name) > 1):
        yield printable(header[names.index(name)].strip()), "the column is there more than once"
    missing = [column for column in fmt.columns if column.required and not _known_as(column) & set(names)]
    for column in missing:
        yield column.header, f"the column is missing{_hint(header)}"


def _known_as(column: Column) -> set[str]:
    return {_plain(name) for name in (column.header, *(column.exported or ())[:1]) if isinstance(name, str)}


def _hint(header: Sequence[str]) -> str:
    if len(header) == 1 and (";" in header[0] or "\t" in header[0]):
        return "; cells must be separated by commas"
    return ""


def _unknown(fmt: FileFormat, header: Sequence[str]) -> list[str]:
    known = {_plain(name) for name in fmt.ignored}.union(*(_known_as(column) for column in fmt.columns))
    return [printable(name.strip()) for name in header if _plain(name) not in known]


def _records(reader: Any, source: DirectoryFile, findings: Findings) -> Iterator[tuple[int, list[str]]]:
    """Line on which each record starts, and its cells; empty lines are skipped, unreadable ones reported."""
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            findings.errors.append(RowError(source.label, line, ROW, f"not readable as CSV: {error}"))
            continue
        if cells:
            yield line, cells


def _row(source: DirectoryFile, plan: _Plan, line: int, cells: list[str], findings: Findings) -> tuple[Any, ...] | None:
    if len(cells) != plan.width:
        reason = f"{len(cells)} cells where the header has {plan.width}; quote cells that hold a comma"
        findings.errors.append(RowError(source.label, line, ROW, reason))
        return None
    fmt = source.format
    try:
        values = plan.values(cells)
        names = (column.target for column in fmt.columns)
        return (source.number, line, *values, *fmt.derive(dict(zip(names, values, strict=True))))
    except BadCell:
        values = _mended(source, plan, line, cells, findings)
        keyed = all(
            value is not None for column, value in zip(fmt.columns, values, strict=True) if column.target in fmt.key
        )
        return (source.number, line, *values, *(None for _name in fmt.derived)) if keyed else None


def _mended(source: DirectoryFile, plan: _Plan, line: int, cells: list[str], findings: Findings) -> list[Any]:
    """The values of a row with None for each bad cell, which is reported."""
    values: list[Any] = []
    for column, at, read in plan.steps:
        try:
            values.append(column.default if at is None else read(cells[at]))
        except BadCell as error:
            findings.errors.append(RowError(source.label, line, column.header, str(error)))
            values.append(None)
    return values
