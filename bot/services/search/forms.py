"""Legal forms of companies at the end of a name, as people write them: "Ltd" for "Limited", "SL" for "S.L."; pure."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

# Folded, without full stops.
_SAME: Mapping[str, str] = {
    "limited": "ltd",
    "private limited": "pvt ltd",
    "pte limited": "pte ltd",
    "pty limited": "pty ltd",
    "public limited company": "plc",
    "incorporated": "inc",
    "corporation": "corp",
    "company": "co",
    "sociedad limitada": "sl",
    "sociedad limitada unipersonal": "slu",
    "sociedad de responsabilidad limitada": "srl",
    "sociedad anonima": "sa",
    "sociedad anonima unipersonal": "sau",
    "gesellschaft mit beschrankter haftung": "gmbh",
    "aktiengesellschaft": "ag",
    "limitada": "ltda",
    "lda": "ltda",
    "sp z oo": "sp zoo",
    "sp z o o": "sp zoo",
    "besloten vennootschap": "bv",
    "naamloze vennootschap": "nv",
    "societe anonyme": "sa",
    "societe par actions simplifiee": "sas",
    "societa per azioni": "spa",
    "aktiebolag": "ab",
    "aktieselskab": "as",
    "osakeyhtio": "oy",
}
_SHORT = (
    "kg",
    "ug",
    "ohg",
    "se",
    "llc",
    "llp",
    "lp",
    "sarl",
    "aps",
    "oyj",
    "asa",
    "sp zoo",
    "kk",
    "coop",
    "sll",
    "scp",
)
_FORMS = {**_SAME, **{form: form for form in (*_SAME.values(), *_SHORT)}}
_LONGEST = max(len(form.split()) for form in _FORMS)
_MARKS = re.compile(r"[.,]")
# Abbreviations of so many letters are written with full stops, too: "s.l.u.".
_DOTTED = 5


def _split(folded: str) -> tuple[str, str]:
    """Cut a folded name into what it is before its legal form, and that in its short spelling; "" where it has none."""
    words = folded.replace(",", " ").split()
    for count in range(min(_LONGEST, len(words) - 1), 0, -1):
        said = _MARKS.sub("", " ".join(words[-count:]))
        form = _FORMS.get(said) or _FORMS.get("".join(said.split()) if len(said) < 2 * count else "")
        if form:
            return " ".join(words[:-count]), form
    return " ".join(words), ""


def without_form(folded: str) -> str:
    """Return the folded name without its legal form; "" where it ends with none."""
    name, form = _split(folded)
    return name if form else ""


def canonical(folded: str) -> str:
    """Return the folded name with its legal form in one spelling, however it is written."""
    return " ".join(filter(None, _split(folded)))


def spellings(folded: str) -> tuple[str, ...]:
    """Return the folded names that differ from this one in how the legal form is written; none where it has none."""
    name, form = _split(folded)
    if not form:
        return ()
    said = [f"{name}{mark}{written}" for written in _WRITTEN[form] for mark in (" ", ", ")]
    return tuple(each for each in said if each != folded)


def _writings() -> Mapping[str, Sequence[str]]:
    """Collect, by short spelling, the ways in which each form is written, with and without full stops."""
    found: dict[str, list[str]] = defaultdict(list)
    for said, form in _FORMS.items():
        found[form] += _stopped(said)
    return found


def _stopped(form: str) -> Iterator[str]:
    yield from (form, f"{form}.")
    if form == "sp zoo":
        yield from ("sp. z o.o.", "sp. z o. o.", "sp. zoo")
    elif len(form) <= _DOTTED and " " not in form:
        dotted = ".".join(form)
        yield from (f"{dotted}.", dotted, " ".join(f"{letter}." for letter in form), " ".join(form))


_WRITTEN = _writings()
