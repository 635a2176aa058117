"""Legal forms of companies at the end of a name, as people write them: "Ltd" for "Limited", "SL" for "S.L."; pure."""

import re
from collections.abc import Mapping

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


def _split(folded: str) -> tuple[str, str]:
    """Cut a folded name into what it is before its legal form, and that in its short spelling; "" where it has none."""
    words = folded.replace(",", " ").split()
    for count in range(min(_LONGEST, len(words) - 1), 0, -1):
        form = _FORMS.get(_MARKS.sub("", " ".join(words[-count:])))
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
