"""A table that a person dropped, read into entries; every fault of a row is kept, none stops the reading. Pure."""

import io
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.errors import InvalidInput
from bot.services.search.references import LONGEST
from bot.services.spreadsheets import headers
from bot.services.spreadsheets.encoding import FileFault, UnreadableFile
from bot.services.spreadsheets.records import Record, RowFault, Spreadsheet

MOST_ROWS = 10_000
MOST_BYTES = 1_000_000
LONGEST_CELL = 500
MOST_IGNORED = 10
FIELD = "file"
# What spreadsheets put in front of a cell so that it is not run as a formula, and our own result file too.
_GUARDED = ("'=", "'+", "'-", "'@")

# Columns that say who shall support, strongest first; a plain mpnId is also what usage files call their own partner.
TARGETS = ("tenant_id", "support_mpn_id", "partner", "mpn_id")
_WORDS = headers.words(
    subscription_id="subscriptionid idsubscription idsuscripcion iddesuscripcion iddelasuscripcion",
    customer="customer customername customerid customertenantid customerdomain customerdomainname companyname company "
    "cliente nombredelcliente idcliente iddecliente iddelcliente dominiodelcliente",
    subscription="subscription subscriptionname friendlyname suscripcion nombredelasuscripcion nombredescriptivo",
    tenant_id="supporttenantid iddeinquilinodesoporte idinquilinodesoporte",
    support_mpn_id="supportmpnid supportpartnerid idmpndesoporte",
    partner="supportcontact designatedsupportcontact contactodesoporte contactodesoportedesignado "
    "contactodesoportetecnicodesignado",
    mpn_id="mpnid idmpn iddempn",
    ticket="ticket ticketid ticketnumber ticketreference incident incidentnumber case casenumber numerodeticket "
    "idticket incidencia numerodeincidencia caso numerodecaso",
)
# Our own subscriptions.csv calls the subscription's id so; elsewhere it may be anybody's.
_OWN_ID = {"id": "subscription_id"}
# Parts of headers of columns that name a partner who is not said to support: they sold, or are the customer.
_PARTNERS = ("reseller", "revend", "partner", "asociado", "mpn", "provider", "proveedor", "tenant", "inquilino")
_FAULTS = {
    FileFault.EMPTY: "assign-many-file-empty",
    FileFault.WORKBOOK: "assign-many-file-workbook",
    FileFault.NOT_TEXT: "assign-many-file-not-text",
    FileFault.NOT_UTF8: "assign-many-file-not-utf8",
    FileFault.TOO_WIDE: "assign-many-file-too-wide",
    FileFault.TOO_LONG: "assign-many-file-not-text",
    FileFault.UNCLOSED: "assign-many-file-unclosed",
}


@dataclass(frozen=True)
class SheetEntry:
    """One record of a file: the texts it has for each of our columns, empty ones left out; `faults` are codes.

    `line` counts physical lines from 1, the header being the first. `empty` are the file's own headers of the columns
    that could have named a support contact, where none does.
    """

    line: int
    cells: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    empty: str = ""

    def texts(self, column: str) -> tuple[str, ...]:
        """Texts of the columns for one thing, each once."""
        return self.cells.get(column, ())

    def cell(self, column: str) -> str:
        """The first text, "" when there is none."""
        texts = self.cells.get(column)
        return texts[0] if texts else ""

    @property
    def said_subscription(self) -> str:
        """Words of the file for the subscription, to be shown to the person."""
        named = " – ".join(filter(None, (self.cell("customer"), self.cell("subscription"))))
        return named or self.cell("subscription_id")

    @property
    def said_target(self) -> str:
        """Words of the file for the support contact."""
        names = ("partner", "support_mpn_id", "mpn_id", "tenant_id")
        return next(filter(None, map(self.cell, names)), "")


def read(content: bytes) -> tuple[SheetEntry, ...]:
    """Every record in order; InvalidInput (field `file`) lists all that keeps the file as a whole from being read."""
    if len(content) > MOST_BYTES:
        raise InvalidInput(FIELD, "assign-many-file-too-large", most=MOST_BYTES // 1000)
    try:
        sheet = _opened(content)
        places = _places(sheet.header)
        entries = [_entry(record, places, sheet.header) for record in sheet.records()]
    except UnreadableFile as error:
        raise InvalidInput(FIELD, _FAULTS[error.fault], line=error.line, detail=error.detail) from None
    if not entries:
        raise InvalidInput(FIELD, "assign-many-file-no-rows")
    if len(entries) > MOST_ROWS:
        raise InvalidInput(FIELD, "assign-many-file-too-many", count=len(entries), most=MOST_ROWS)
    return tuple(entries)


def ignored(content: bytes) -> tuple[str, ...]:
    """Headers of a readable file that name a partner without saying that it shall support, as the file writes them."""
    header = _opened(content).header
    return _sellers(header, _known(header))


def _opened(content: bytes) -> Spreadsheet:
    return Spreadsheet(io.BytesIO(content), lambda header: sum(headers.word(name) in _WORDS for name in header))


def _known(header: Sequence[str]) -> Mapping[str, str]:
    named = {headers.word(name) for name in header}
    other = any(_WORDS.get(name) == "subscription_id" for name in named)
    return _WORDS if other or "customerid" not in named else {**_WORDS, **_OWN_ID}


def _sellers(header: Sequence[str], known: Mapping[str, str]) -> tuple[str, ...]:
    unused = headers.unused(header, known)
    named = (name for name in unused if any(part in headers.word(name) for part in _PARTNERS))
    return tuple(_shown(name)[:60] for name in named)[:MOST_IGNORED]


def _places(header: Sequence[str]) -> Mapping[str, tuple[int, ...]]:
    known = _known(header)
    places = headers.places(header, known)
    faults = []
    if "subscription_id" not in places and not {"customer", "subscription"} <= places.keys():
        faults.append("subscriptionId | customer + subscription")
    sold = () if places.keys() & set(TARGETS) else _sellers(header, known)
    if not places.keys() & set(TARGETS):
        faults.append("supportTenantId | mpnId | supportContact")
    if faults:
        key = "assign-many-file-columns-sold" if sold else "assign-many-file-columns"
        raise InvalidInput(FIELD, key, faults=faults, sold=list(sold))
    return places


def _entry(record: Record, places: Mapping[str, tuple[int, ...]], header: Sequence[str]) -> SheetEntry:
    if record.fault is RowFault.QUOTES:
        return SheetEntry(record.line, faults=(f"{RowFault.QUOTES}:{record.last}",))
    said = {column: tuple(_unguarded(record.cells[at]) for at in positions) for column, positions in places.items()}
    faults = [record.fault.value] if record.fault else []
    faults += [fault for texts in said.values() for fault in map(_cell_fault, texts) if fault]
    found = {column: tuple(dict.fromkeys(_shown(text) for text in texts if text)) for column, texts in said.items()}
    cells = {column: texts for column, texts in found.items() if texts}
    faults += _missing(cells)
    if len(next(iter(cells.get("ticket", ())), "")) > LONGEST:
        faults.append("ticket-long")
    unnamed = [header[at].strip() for column in TARGETS for at in places.get(column, ()) if not cells.get(column)]
    empty = "" if record.fault or cells.keys() & set(TARGETS) else _shown(", ".join(unnamed))
    return SheetEntry(record.line, cells, tuple(dict.fromkeys(faults)), empty)


def _missing(cells: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Tell what is left to give, and not what was given."""
    if "subscription_id" not in cells and not {"customer", "subscription"} <= cells.keys():
        given = next((column for column in ("customer", "subscription") if column in cells), "nothing")
        yield f"subscription-missing:{given}"


def _unguarded(cell: str) -> str:
    """The text behind `="0123"` and `'=…`, by which spreadsheets keep leading zeros and formulas as text."""
    text = headers.unguarded(cell)
    return text[1:] if text.startswith(_GUARDED) else text


def _cell_fault(cell: str) -> str | None:
    if len(cell) > LONGEST_CELL:
        return "cell-long"
    # Looking at each letter would be half of a dry run, and controls are the exception.
    if not cell.isprintable() and any(unicodedata.category(letter) == "Cc" and not letter.isspace() for letter in cell):
        return "cell-control"
    return None


def _shown(cell: str) -> str:
    """Without what no database takes (NUL) and no line shows."""
    if not cell.isprintable():
        cell = "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in cell)
    return " ".join(cell.split())[:LONGEST_CELL]
