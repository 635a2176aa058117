"""A CSV file that a person dropped, read into entries; every fault is kept, none stops the reading. Pure."""

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.errors import InvalidInput
from bot.services.search.folding import fold

MOST_ROWS = 10_000
MOST_BYTES = 1_000_000
LONGEST_CELL = 500
FIELD = "file"
_SEPARATORS = (",", ";", "\t", "|")
# What spreadsheets put in front of a cell so that it is not run as a formula, and our own result file too.
_GUARDED = ("'=", "'+", "'-", "'@")

# Folded header words without anything but letters and digits -> our column.
_HEADERS: Mapping[str, str] = {
    **dict.fromkeys(("subscriptionid", "idsuscripcion", "iddesuscripcion", "idsubscription"), "subscription_id"),
    **dict.fromkeys(
        ("customer", "customername", "companyname", "company", "cliente", "nombredelcliente", "customerid"), "customer"
    ),
    **dict.fromkeys(
        ("subscription", "subscriptionname", "friendlyname", "suscripcion", "nombredelasuscripcion"), "subscription"
    ),
    **dict.fromkeys(
        ("supporttenantid", "tenantid", "partnertenantid", "resellertenantid", "idinquilino", "iddeinquilino"),
        "tenant_id",
    ),
    **dict.fromkeys(("mpnid", "mpn", "partnerid", "resellermpnid", "mpnpartnerid", "idmpn"), "mpn_id"),
    **dict.fromkeys(
        (
            "supportcontact",
            "designatedsupportcontact",
            "reseller",
            "resellername",
            "partner",
            "partnername",
            "contactodesoporte",
            "contactodesoportetecnicodesignado",
            "revendedor",
        ),
        "partner",
    ),
}
# A line by which Excel is told the separator.
_HINT = "sep="
_TARGETS = ("tenant_id", "mpn_id", "partner")


@dataclass(frozen=True)
class SheetEntry:
    """One record of a file: cells by our column names, empty ones left out; `faults` are codes of verdicts.py.

    `line` counts physical lines from 1, the header being the first.
    """

    line: int
    cells: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[str, ...] = ()

    def cell(self, column: str) -> str:
        """The cell's text, "" when empty."""
        return self.cells.get(column, "")

    @property
    def said_subscription(self) -> str:
        """How the file names the subscription, for showing it to the person."""
        named = " – ".join(text for text in (self.cell("customer"), self.cell("subscription")) if text)
        return named or self.cell("subscription_id")

    @property
    def said_target(self) -> str:
        """How the file names the support contact."""
        return next((self.cell(column) for column in ("partner", "mpn_id", "tenant_id") if self.cell(column)), "")


def read(content: bytes) -> tuple[SheetEntry, ...]:
    """Every record in order; InvalidInput (field `file`) lists all that keeps the file as a whole from being read."""
    text = _decoded(content)
    separator, columns = _header(text)
    entries = list(_entries(text, separator, columns))
    if not entries:
        raise InvalidInput(FIELD, "assign-many-file-no-rows")
    if len(entries) > MOST_ROWS:
        raise InvalidInput(FIELD, "assign-many-file-too-many", count=len(entries), most=MOST_ROWS)
    return tuple(entries)


def _decoded(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise InvalidInput(FIELD, "assign-many-file-too-large", most=MOST_BYTES // 1000)
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise InvalidInput(FIELD, "assign-many-file-workbook")
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInput(FIELD, "assign-many-file-not-utf8") from None
    if not text.strip():
        raise InvalidInput(FIELD, "assign-many-file-empty")
    return text


def _header(text: str) -> tuple[str, Sequence[str | None]]:
    """The separator under which most columns are known, and our column for each of the file's.

    Excel writes the separator of its country; a first line `sep=;` tells which and is skipped by the records.
    """
    line = next((line for line in text.splitlines() if line.strip() and not line.startswith(_HINT)), "")
    readings = {separator: _columns(line, separator) for separator in _SEPARATORS}
    best = max(_SEPARATORS, key=lambda separator: len([name for name in readings[separator] if name]))
    faults = list(_header_faults(readings[best]))
    if faults:
        raise InvalidInput(FIELD, "assign-many-file-columns", faults=faults)
    return best, readings[best]


def _columns(line: str, separator: str) -> Sequence[str | None]:
    try:
        cells = next(csv.reader([line], delimiter=separator), [])
    except csv.Error:  # a single cell of more than 128 KB
        return []
    return [_HEADERS.get("".join(letter for letter in fold(cell) if letter.isalnum())) for cell in cells]


def _header_faults(columns: Sequence[str | None]) -> Iterator[str]:
    known = [name for name in columns if name]
    for name in dict.fromkeys(known):
        if known.count(name) > 1:
            yield f"{_SHOWN[name]} (2×)"
    if "subscription_id" not in known and not {"customer", "subscription"} <= set(known):
        yield "subscriptionId | customer + subscription"
    if not set(_TARGETS) & set(known):
        yield "supportTenantId | mpnId | supportContact"


_SHOWN = {
    "subscription_id": "subscriptionId",
    "customer": "customer",
    "subscription": "subscription",
    "tenant_id": "supportTenantId",
    "mpn_id": "mpnId",
    "partner": "supportContact",
}


def _entries(text: str, separator: str, columns: Sequence[str | None]) -> Iterator[SheetEntry]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    started = False
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield SheetEntry(line, faults=("row-quotes",))
            continue
        if not any(cell.strip() for cell in cells) or (not started and cells[0].startswith(_HINT)):
            continue
        if started:
            yield _entry(line, cells, columns)
        started = True


def _entry(line: int, cells: Sequence[str], columns: Sequence[str | None]) -> SheetEntry:
    # Spreadsheets leave out empty cells at the end, or add some.
    extra = any(cell.strip() for cell in cells[len(columns) :])
    named = {name: _unguarded(cell) for name, cell in zip(columns, cells, strict=False) if name and cell.strip()}
    faults = ["row-width"] if extra else []
    faults += [fault for fault in map(_cell_fault, named.values()) if fault]
    if not named.get("subscription_id") and not (named.get("customer") and named.get("subscription")):
        faults.append("subscription-missing")
    if not any(named.get(name) for name in _TARGETS):
        faults.append("target-missing")
    return SheetEntry(line, {name: _shown(cell) for name, cell in named.items()}, tuple(dict.fromkeys(faults)))


def _unguarded(cell: str) -> str:
    """The text behind `="0123"` and `'=…`, by which spreadsheets keep leading zeros and formulas as text."""
    cell = cell.strip()
    if cell.startswith('="') and cell.endswith('"') and len(cell) > 3:
        return cell[2:-1].strip()
    return cell[1:] if cell.startswith(_GUARDED) else cell


def _cell_fault(cell: str) -> str | None:
    if len(cell) > LONGEST_CELL:
        return "cell-long"
    if any(unicodedata.category(letter) in {"Cc", "Cs"} and not letter.isspace() for letter in cell):
        return "cell-control"
    return None


def _shown(cell: str) -> str:
    """Without what no database takes (NUL, lone surrogates) and no line shows."""
    kept = "".join(" " if unicodedata.category(letter) in {"Cc", "Cs"} else letter for letter in cell)
    return " ".join(kept.split())[:LONGEST_CELL]
