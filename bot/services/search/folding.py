"""Comparison of text in searches: one folding for keys and queries, and the rules by which a key matches."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# A b-tree entry of PostgreSQL holds 2,704 bytes, so keys keep this many characters of each field.
LONGEST_FIELD = 200
# Former names that a party keeps, aliases that people and as many that files may say of it, and letters of each.
MOST_FORMER, MOST_ALIASES, LONGEST_OTHER = 3, 5, 80
# Bytes of a whole key: other names go in while there is room, which only names of hundreds of ideographs use up.
_ROOM = 2_600
TRIGRAM = 3
_AROUND_HOST = re.compile(r"^[a-z]+://|[/:?#].*$", re.IGNORECASE)
_HOST = re.compile(r"[^\s@/:.]+(?:\.[^\s@/:.]+)+")
_PART_OF_ID = re.compile(r"[0-9a-f-]{4,36}")


# Accents that Unicode takes for a part of the letter, and what telephones write for ' and -. Stored keys are folded,
# so another letter here needs a migration like 0006.
_LETTERS = {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŧ": "t", "þ": "th"}
_SIGNS = {"’": "'", "‘": "'", "ʼ": "'", "\u2010": "-", "\u2013": "-", "\u2014": "-"}


class _Folding(dict[int, str | int | None]):
    """Table for str.translate, filled on demand: marks and format characters vanish, controls become spaces."""

    def __missing__(self, code: int) -> str | int | None:
        category = unicodedata.category(chr(code))
        kept = " " if category in {"Cc", "Zs", "Zl", "Zp"} else code
        self[code] = None if category in {"Mn", "Me", "Cf", "Cs"} else kept
        return self[code]


_FOLDING = _Folding({ord(letter): plain for letter, plain in (_LETTERS | _SIGNS).items()})


def fold(text: str) -> str:
    """Fold text for comparison: NFKD, casefolded, without accents, strokes and invisible characters, single spaces.

    The result holds no control character, so "\\n" can separate the fields of a key.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.lower().split())
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return " ".join(decomposed.translate(_FOLDING).split())


def all_words(query: str, text: str) -> bool:
    """Tell if every word of a query is somewhere in a text, however either is written."""
    folded = fold(text)
    return all(word in folded for word in fold(query).split())


def key_of(*fields: str | None) -> str:
    """Make the `search_key` of a row: each field folded, between line breaks, so that a field's start can be found."""
    folded = (fold(field)[:LONGEST_FIELD].strip() for field in fields if field)
    return "\n" + "".join(f"{field}\n" for field in folded if field)


def customer_key(name: str, domain: str, others: Sequence[str] = ()) -> str:
    """Make the key that a customer is found by, besides its id; `others` are folded names, those to keep first."""
    return _with_others(key_of(name, domain), others)


def subscription_key(customer_name: str, friendly_name: str, offer_name: str | None) -> str:
    """Make the key that a subscription is found by, besides its id."""
    return key_of(customer_name, friendly_name, offer_name)


def partner_key(
    name: str,
    mpn_id: str,
    website: str | None = None,
    email: str | None = None,
    other_mpn_ids: str = "",
    others: Sequence[str] = (),
) -> str:
    """Make the key that a partner is found by, besides its tenant id; site and mail count by their domain alone.

    `others` are folded names, those to keep first.
    """
    site = _AROUND_HOST.sub("", website or "").removeprefix("www.")
    known = dict.fromkeys((site, (email or "").rpartition("@")[2]))
    return _with_others(key_of(name, mpn_id, *known, *other_mpn_ids.split()), others)


def _with_others(key: str, others: Sequence[str]) -> str:
    room = _ROOM - len(key.encode())
    for name in (other[:LONGEST_OTHER].strip() for other in others):
        room -= len(name.encode()) + 1
        if room < 0:
            break
        key += f"{name}\n"
    return key


def hosts(folded: str) -> str:
    """Return the folded text with each e-mail address, link and `www.` host as the domain it is of.

    That is what a ticket holds of a customer, and what a search key holds, too.
    """
    if "@" not in folded and "www." not in folded and "://" not in folded:
        return folded
    return " ".join(map(_host, folded.split(" ")))


def _host(word: str) -> str:
    bare = _AROUND_HOST.sub("", word.strip("<>()[],;\"'").rpartition("@")[2]).rstrip(".!")
    host = bare.removeprefix("www.")
    marked = "@" in word or "://" in word or host != bare
    return host if marked and _HOST.fullmatch(host) else word


@dataclass(frozen=True)
class FoldedQuery:
    """Folded text of a search: the whole phrase, and its words, all of which must match.

    A word of three or more characters matches anywhere, a shorter one only at the start of a word. One of ideographs
    or syllables, of a script written without spaces, matches anywhere whatever its length.
    """

    phrase: str
    words: tuple[str, ...]

    @classmethod
    def read(cls, query: str) -> "FoldedQuery":
        """Read a person's text of any length; LONGEST_FIELD folded characters of it count."""
        phrase = hosts(fold(query[: 2 * LONGEST_FIELD]))[:LONGEST_FIELD].strip()
        return cls(phrase, tuple(dict.fromkeys(phrase.split())))

    def matches(self, key: str) -> bool:
        """Tell if every word matches a `search_key`."""
        return all(word in key if anywhere(word) else _starts_word(key, word) for word in self.words)

    @property
    def may_be_id(self) -> bool:
        """True if the phrase could be the start of a GUID: 4 to 36 hexadecimal digits and dashes."""
        return bool(_PART_OF_ID.fullmatch(self.phrase))

    def starts_id(self, row_id: str) -> bool:
        """Tell if the phrase is the start of this id."""
        return self.may_be_id and row_id.startswith(self.phrase)

    def order(self, row: Sequence[Any]) -> tuple[int, str, str]:
        """Return the sort key of a row (key, id, …).

        Best are exact fields, then prefixes of the first field or of the id, starts of words, and infixes; equals
        are in alphabetical order.
        """
        key, row_id = row[0], row[1]
        return (self._rank(key, row_id), key, row_id)

    def _rank(self, key: str, row_id: str) -> int:
        if f"\n{self.phrase}\n" in key or row_id == self.phrase:
            return 0
        if key.startswith(f"\n{self.phrase}") or self.starts_id(row_id):
            return 1
        return 2 if self.starts_words(key) else 3

    def starts_words(self, key: str) -> bool:
        """Tell if every word is at the start of a word of a `search_key`."""
        return all(_starts_word(key, word) for word in self.words)


def _starts_word(key: str, word: str) -> bool:
    return f"\n{word}" in key or f" {word}" in key or key.startswith(word)


def anywhere(word: str) -> bool:
    """Tell if the word matches inside others, and not only where they start."""
    return len(word) >= TRIGRAM or _spaceless(word)


def _spaceless(word: str) -> bool:
    """Tell if a word is written in letters that have no case, most of which are ideographs and syllables."""
    return not word.isascii() and all(unicodedata.category(letter) == "Lo" for letter in word)


def trigrams(text: str, most: int) -> str:
    """Make an FTS5 expression of at most `most` trigrams of a text, quoted, so that only the quote has a meaning.

    A few trigrams spread over the text are enough: each costs a lookup per candidate, and the rows are checked
    anyway. Those with digits are the rarer ones in the names of products and numbers of orders.
    """
    parts = [text[at : at + TRIGRAM] for at in range(len(text) - TRIGRAM + 1)]
    parts = [part for part in parts if any(map(str.isdigit, part))] or parts
    steps = min(most - 1, len(parts) // 2)
    chosen = [parts[(len(parts) - 1) * step // steps] for step in range(steps + 1)] if steps else parts[:1]
    return "({})".format(" AND ".join('"{}"'.format(part.replace('"', '""')) for part in chosen))
