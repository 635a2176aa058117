"""Cells of directory files: text in, value for the database out, or a reason to refuse it."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from bot.services.aliases import parsing
from bot.services.aliases.parsing import AliasFault
from bot.services.search.folding import LONGEST_OTHER, MOST_ALIASES, fold
from bot.services.spreadsheets.headers import unguarded, word

LONGEST = 500
_MOST = 2**31 - 1
_YEARS = range(1900, 3000)
_TRUE = frozenset({"true", "yes", "1", "verdadero", "sí", "si"})
_FALSE = frozenset({"false", "no", "0", "falso"})
_DURATION = re.compile(r"(?i)P(?=[\dT])[\dYMWDTHS.]+")
_GUID = re.compile(r"(?i)\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?")
_HOST = re.compile(r"(?i)(https?://)?[^\s/:@<>|]+\.[^\s/:@<>|]+(:\d+)?([/?#][^\s<>|]*)?")

Parse = Callable[[str], Any]


class BadCell(ValueError):
    """The cell cannot be taken; `str()` says why and how to mend it."""


class UnknownWord(BadCell):
    """A word of another party that we do not know: `value` stands for it, and nobody has to mend anything."""

    def __init__(self, word: str, value: Any) -> None:
        super().__init__(word)
        self.word = word
        self.value = value


def guid(cell: str) -> str:
    """A GUID in lower case, without the braces that some programs put around it."""
    found = _GUID.fullmatch(cell)
    if not found:
        raise BadCell(f"{_shown(cell)} is not a GUID like 1b2c3d4e-0000-4000-8000-000000000000")
    return found[1].lower()


def text(cell: str) -> str:
    """Up to LONGEST characters on one line; line breaks inside become spaces."""
    if not cell.isprintable():
        cell = _one_line(cell)
    if len(cell) > LONGEST:
        raise BadCell(f"{len(cell)} characters; at most {LONGEST} are possible")
    return cell


def name(cell: str) -> str:
    """Text with something to see in it: a name of invisible characters could be neither read nor found."""
    cell = text(cell)
    if not cell.isascii() and not fold(cell):
        raise BadCell("holds only invisible characters")
    return cell


def _one_line(cell: str) -> str:
    for letter in cell:
        if unicodedata.category(letter) == "Cc" and not letter.isspace():
            raise BadCell(f"holds the control character U+{ord(letter):04X}; remove it")
    return " ".join(cell.split())


def digits(cell: str) -> str:
    """A number that is a name, like an MPN ID; leading zeros stay."""
    if not (cell.isascii() and cell.isdigit() and len(cell) <= 20):
        raise BadCell(f"{_shown(cell)} is not a PartnerID (digits only)")
    return cell


def numbers(cell: str) -> str:
    """Several PartnerIDs, with anything but digits between them; as many with single spaces."""
    return " ".join(dict.fromkeys(digits(each) for each in re.split(r"[\s,;|/]+", cell) if each))


def aliases(cell: str) -> str:
    """Other names that people know, with semicolons between them; as many in one spelling of the list."""
    try:
        return parsing.JOINT.join(parsing.aliases(cell))
    except AliasFault as fault:
        reasons = {
            "many": f"{fault.count} names; at most {MOST_ALIASES} are possible",
            "long": f"{_shown(fault.name)} has {fault.count} characters; at most {LONGEST_OTHER} are possible",
            "unseen": f"{_shown(fault.name)} holds a control character, or nothing to see",
        }
        raise BadCell(reasons[fault.what]) from None


def count(cell: str) -> int:
    """A whole number from 0 to 2,147,483,647."""
    if not (cell.isascii() and cell.isdigit() and len(cell) <= 10 and int(cell) <= _MOST):
        raise BadCell(f"{_shown(cell)} is not a whole number from 0 to {_MOST}")
    return int(cell)


def flag(cell: str) -> bool:
    """true or false; yes, no, 1 and 0 are understood."""
    lowered = cell.lower()
    if lowered not in _TRUE and lowered not in _FALSE:
        raise BadCell(f"{_shown(cell)} is not true or false")
    return lowered in _TRUE


def country(cell: str) -> str:
    """ISO 3166 alpha-2 in upper case."""
    if not (len(cell) == 2 and cell.isascii() and cell.isalpha()):
        raise BadCell(f"{_shown(cell)} is not a two-letter country code like ES")
    return cell.upper()


def email(cell: str) -> str:
    """An address as people write it; only its shape is looked at."""
    if cell.count("@") != 1 or cell.startswith("@") or cell.endswith("@") or any(map(str.isspace, cell)):
        raise BadCell(f"{_shown(cell)} is not an e-mail address")
    return text(cell)


def website(cell: str) -> str:
    """http(s) or a bare host name: it becomes a link that customers' supporters click."""
    if not _HOST.fullmatch(cell):
        raise BadCell(f"{_shown(cell)} is not a web address like https://example.com")
    return text(cell)


def domain(cell: str) -> str:
    """A domain name; only its shape is looked at."""
    if any(map(str.isspace, cell)):
        raise BadCell(f"{_shown(cell)} is not a domain name")
    return name(cell)


def instant(cell: str) -> str:
    """ISO 8601, UTC unless an offset says otherwise, as the database writes UTC instants."""
    try:
        parsed = datetime.fromisoformat(cell)
        utc = parsed.astimezone(UTC) if parsed.tzinfo else parsed
    except (ValueError, OverflowError) as error:
        raise BadCell(f"{_shown(cell)} is not an ISO 8601 time like 2026-03-02T09:00:00Z") from error
    if utc.year not in _YEARS:
        # What programs write for "none"; the first and the last day there is exist in no other time zone.
        raise BadCell(f"{_shown(cell)} is no real time; leave the cell empty where there is none")
    return utc.isoformat(" ", "microseconds")[:26]


def one_of(*values: str) -> Parse:
    """One of a closed set, upper and lower case alike; gives the set's own spelling."""
    spelling = {value.lower(): value for value in values}

    def parse(cell: str) -> str:
        found = spelling.get(cell.lower())
        if found is None:
            raise BadCell(f"{_shown(cell)} is not one of {', '.join(values)}")
        return found

    return parse


def member(kind: type[StrEnum], *but: StrEnum) -> Parse:
    """A member of an enumeration, except those that no file may state."""
    return one_of(*(value.value for value in kind if value not in but))


def open_words(otherwise: Any, *own: str, **also: str) -> Parse:
    """One of the `own` words of a set that others may add to, or one of the words in a row that mean it in `also`.

    Raises UnknownWord, with `otherwise` for its value, for any other.
    """
    spelling = {word(value): value for value in own}
    spelling |= {each: value for value, row in also.items() for each in row.split()}

    def parse(cell: str) -> str:
        found = spelling.get(word(cell))
        if found is None:
            raise UnknownWord(printable(cell), otherwise)
        return found

    return parse


def extends(cell: str) -> bool:
    """Tell whether privileges extend themselves: true or false, or Graph's duration, of which nothing is false."""
    if cell.lower() in _TRUE | _FALSE:
        return flag(cell)
    if not _DURATION.fullmatch(cell):
        raise UnknownWord(printable(cell), False)
    return any(letter in "123456789" for letter in cell)


# The column of Partner Center's export is in the words and the language of whoever exported it.
_RELATIONSHIPS: Mapping[str, str] = {
    "resel": "reseller",
    "revend": "reseller",
    "distribuidor": "reseller",
    "advis": "advisor",
    "asesor": "advisor",
    "syndicat": "syndication",
    "support": "microsoft_support",
    "none": "none",
    "ninguna": "none",
}


def relationship(cell: str) -> str:
    """Partner Center's wording, of its API or of its export, as its API's value."""
    folded = fold(cell)
    found = next((value for part, value in _RELATIONSHIPS.items() if part in folded), None)
    if found is None and folded != "unknown":
        raise UnknownWord(printable(cell), "unknown")
    return found or "unknown"


def filled(parse: Parse) -> Parse:
    """A cell that must not be empty."""

    def read(cell: str) -> Any:
        cell = cell.strip()
        if cell.startswith("="):
            cell = unguarded(cell)
        if not cell:
            raise BadCell("is empty; every row needs it")
        return parse(cell)

    return read


def empty_as(default: Any, parse: Parse) -> Parse:
    """A cell that may be empty."""

    def read(cell: str) -> Any:
        cell = cell.strip()
        if cell.startswith("="):
            cell = unguarded(cell)
        return parse(cell) if cell else default

    return read


def printable(raw: str) -> str:
    """A text of the file as an error line can hold it: short, and without anything that breaks a terminal."""
    short = raw if len(raw) <= 40 else f"{raw[:39]}…"
    return "".join(letter if letter.isprintable() else "?" for letter in short)


def _shown(cell: str) -> str:
    return f"'{printable(cell)}'"


# Words of Microsoft's own sets: others are kept as UNKNOWN, with a notice, and never refuse a file.
UNKNOWN = "unknown"
STATUSES = open_words(
    UNKNOWN,
    *("none", "active", "pending", "suspended", "expired", "disabled", "deleted", "canceled", UNKNOWN),
    active="activa activo",
    pending="pendiente",
    suspended="suspendida suspendido",
    expired="expirada expirado caducada caducado",
    disabled="deshabilitada deshabilitado",
    deleted="eliminada eliminado",
    canceled="cancelled cancelada cancelado",
)
# An unknown billing type counts as licences, like one that is left out.
BILLING = open_words(None, "none", "usage", "license", "benefit", license="licence licencebased licensebased")
HEALTHS = open_words(
    UNKNOWN,
    *("valid", "not_a_member", "suspended", "no_agreement", "invalid", UNKNOWN),
    valid="valido",
    not_a_member="notmember nonmember noesmiembro",
    suspended="suspendido inactive inactivo",
    no_agreement="noagreement agreementmissing sinacuerdo sincontrato",
    invalid="novalido",
)
CHANNELS = open_words(UNKNOWN, "csp", "direct", "advisor", "open", "ea", "other", UNKNOWN)
