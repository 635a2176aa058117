"""One directory file as a stream of rows ready to be staged; every bad cell becomes an error of the run."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple

from bot.services.directory.cells import BadCell, Parse, UnknownWord, printable
from bot.services.directory.files import DirectoryFile
from bot.services.directory.findings import Findings
from bot.services.directory.formats import Column
from bot.services.spreadsheets import headers
from bot.services.spreadsheets.encoding import FileFault, UnreadableFile
from bot.services.spreadsheets.records import LONGEST_RECORD, MOST_COLUMNS, Record, RowFault, Spreadsheet

HEADER = "header"
ROW = "row"
_TOLD_EVERY = 2_000
_FAULTS: Mapping[FileFault, tuple[str, str]] = {
    FileFault.EMPTY: (HEADER, "the file is empty; its first line must name the columns"),
    FileFault.WORKBOOK: ("file", "this is an Excel workbook; save it as 'CSV UTF-8'"),
    FileFault.NOT_TEXT: (HEADER, "the file is not text; save it as CSV UTF-8"),
    FileFault.NOT_UTF8: (
        ROW,
        "the byte {detail} is not UTF-8: the file is in another encoding (Excel's plain 'CSV' is Windows-1252); "
        "save it as 'CSV UTF-8'",
    ),
    FileFault.TOO_WIDE: (HEADER, f"{{detail}} columns; at most {MOST_COLUMNS:,} are possible"),
    FileFault.TOO_LONG: (ROW, f"more than {LONGEST_RECORD:,} characters in one line; the file is no table"),
    FileFault.UNCLOSED: (
        ROW,
        "a quote that opens here is never closed, or a cell is too long; nothing after it can be read",
    ),
}


@dataclass(frozen=True)
class Progress:
    """Progress of a phase (`reading`, `checking`, `writing`): bytes of the file while reading, else steps."""

    phase: str
    file: str
    done: int
    total: int


Tell = Callable[[Progress], None]
Pick = Callable[[Sequence[str]], Any]


class _Step(NamedTuple):
    """One column's way from a row: the cells picked (None: it is not there), their reader, and the file's header."""

    column: Column
    pick: Pick | None
    read: Parse
    header: str


Plan = tuple[_Step, ...]


def rows(source: DirectoryFile, findings: Findings, tell: Tell) -> Iterator[tuple[Any, ...]]:
    """(file number, line, values…, derived values…) of each row; errors and notices go to `findings`.

    A row with bad cells is still given when its key is good, with nothing for them, so that rows that refer to
    it are not reported as well. Times are text as the database writes them, ids lower case.
    """
    try:
        yield from _rows(source, findings, tell)
    except OSError as error:
        # Inside the generator: a driver that is streaming from it would abort its transaction.
        findings.refuse(source, 1, "file", f"cannot be read: {error.strerror}")
        findings.unreadable.add(source.format.table)
    except UnreadableFile as error:
        column, reason = _FAULTS[error.fault]
        findings.refuse(source, error.line, column, reason.format(detail=error.detail))
        findings.unreadable.add(source.format.table)


def _rows(source: DirectoryFile, findings: Findings, tell: Tell) -> Iterator[tuple[Any, ...]]:
    size = source.path.stat().st_size
    known = source.format.words
    findings.rows[source.number] = 0
    with source.path.open("rb") as raw:
        sheet = Spreadsheet(raw, lambda header: sum(headers.word(name) in known for name in header))
        plan = _plan(sheet.header, source, findings)
        if plan is None:
            findings.unreadable.add(source.format.table)
            return
        for record in sheet.records():
            row = _row(source, plan, record, findings)
            findings.rows[source.number] += 1
            if findings.rows[source.number] % _TOLD_EVERY == 0:
                tell(Progress("reading", source.label, raw.tell(), size))
            if row is not None:
                yield row
        tell(Progress("reading", source.label, size, size))
    findings.notices += findings.word_notices(source)


def _plan(header: Sequence[str], source: DirectoryFile, findings: Findings) -> Plan | None:
    fmt = source.format
    places = headers.places(header, fmt.words)
    missing = [column for column in fmt.columns if column.required and column.target not in places]
    for column in missing:
        findings.refuse(source, 1, column.header, "the column is missing")
    if missing:
        return None
    for notice in _unused(header, source):
        findings.tell(source, notice)
    findings.present[source.number] = frozenset(places)
    return tuple(_step(column, places.get(column.target, ()), header) for column in fmt.columns)


def _step(column: Column, places: tuple[int, ...], header: Sequence[str]) -> _Step:
    names = [printable(header[at].strip()) for at in places]
    if not places:
        return _Step(column, None, column.read, column.header)
    read = column.read if len(places) == 1 else _agreed(column.read)
    return _Step(column, itemgetter(*places), read, " / ".join(dict.fromkeys(names)))


def _agreed(read: Parse) -> Parse:
    """Read what several columns say of one thing: the same, or nothing."""

    def parse(picked: Any) -> Any:
        said = {read(cell) for cell in picked if cell.strip()}
        if len(said) > 1:
            raise BadCell("the columns say different things in this row; keep one of them")
        return said.pop() if said else read("")

    return parse


def _unused(header: Sequence[str], source: DirectoryFile) -> Iterator[str]:
    ignored = {headers.word(name): name for name in source.format.ignored}
    for name, count in headers.unused(header, {**source.format.words, **ignored}).items():
        times = f" (it is there {count} times)" if count > 1 else ""
        yield f"column '{printable(name)}' is not used{times}"


def _row(source: DirectoryFile, plan: Plan, record: Record, findings: Findings) -> tuple[Any, ...] | None:
    if record.fault is not None:
        findings.refuse(source, record.line, ROW, _misfit(record))
        return None
    fmt, cells = source.format, record.cells
    try:
        values = [column.default if pick is None else read(pick(cells)) for column, pick, read, _name in plan]
    except BadCell:
        values, sound = _mended(source, plan, record, findings)
        if not sound:
            keyed = all(v is not None for v, name in zip(values, fmt.targets, strict=True) if name in fmt.key)
            return (source.number, record.line, *values, *(None for _name in fmt.derived)) if keyed else None
    return (source.number, record.line, *values, *fmt.derive(dict(zip(fmt.targets, values, strict=True))))


def _misfit(record: Record) -> str:
    if record.fault is RowFault.WIDTH:
        return f"{record.width} cells where the header has {len(record.cells)}; quote cells that hold the separator"
    to = f" to {record.last}" if record.last > record.line else ""
    return f"the quotes of line {record.line}{to} do not fit: close each one, and double those inside a cell"


def _mended(source: DirectoryFile, plan: Plan, record: Record, findings: Findings) -> tuple[list[Any], bool]:
    """The values of a row with None for each bad cell, which is reported; whether all of them can be used."""
    values: list[Any] = []
    sound = True
    for step in plan:
        try:
            values.append(step.column.default if step.pick is None else step.read(step.pick(record.cells)))
        except UnknownWord as unknown:
            findings.unknown(source, step.header, unknown.word, "false" if unknown.value is False else "unknown")
            values.append(unknown.value)
        except BadCell as error:
            findings.refuse(source, record.line, step.header, str(error))
            values.append(None)
            sound = False
    return values, sound
