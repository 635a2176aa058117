"""Mentions: customers and resellers of the directory that a person's text names, by name, domain or number."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from html import unescape
from typing import TypeVar

from sqlmodel import Session

from bot.services.search import index
from bot.services.search.folding import fold
from bot.services.search.index import CustomerHit, Found, PartnerHit

# Each word costs two searches of about a millisecond; people say early what they want.
MOST_WORDS = 40
SHORTEST = 3
# "The" begins many a name and many a sentence.
SHORTEST_BEGINNING = 4
PER_WORD = 20
MOST_NAMED = 5
# No < within a mention: else each of a thousand that are never closed is sought to the end of the text.
_MENTION = re.compile(r"<[@#!][^<>]*>")
_LINK = re.compile(r"<([^<|>]*)(?:\|([^<>]*))?>")
_ADDRESS = re.compile(r"<(?:https?://|mailto:)([^<|>]*)(?:\|([^<>]*))?>")
_QUOTED = re.compile("[\"'“”‘’«»](.*[^\"'“”‘’«»])[\"'“”‘’«»]")
_WORD = re.compile(r"[^\W_]+(?:[.-][^\W_]+)*")
_WWW = re.compile(r"\bwww\.(?=[^\W_]+[.-])")

T = TypeVar("T")


@dataclass(frozen=True)
class Mentions:
    """Customers and resellers that a text names, the longest names first and at most MOST_NAMED of each."""

    customers: tuple[CustomerHit, ...] = ()
    resellers: tuple[PartnerHit, ...] = ()


@dataclass(frozen=True)
class _Text:
    """Text as it is searched: its first words, all of them between spaces, and those that look like names."""

    words: tuple[str, ...]
    spoken: str
    capital: frozenset[str]

    @classmethod
    def read(cls, text: str) -> "_Text":
        said = _WORD.findall(text)
        folded = _words(text)
        words = [word for word in dict.fromkeys(folded) if len(word) >= SHORTEST]
        return cls(tuple(words[:MOST_WORDS]), _spoken(folded), frozenset(map(fold, filter(_is_name, said))))

    def names(self, name: str) -> bool:
        """Tell if all words of `name` stand in the text, one after the other."""
        words = _words(name)
        return bool(words) and _spoken(words) in self.spoken


def typed(text: str) -> str:
    """Read the text typed after a command: the words of what Slack made a link, `&<>` unescaped, no quotes around."""
    unlinked = _ADDRESS.sub(lambda link: link[2] or link[1], text)
    words = unlinked.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()
    quoted = _QUOTED.fullmatch(words)
    return quoted[1].strip() if quoted else words


def plain(text: str) -> str:
    """Strip a message of Slack's markup: a link leaves its label, else its address; mentions are left out."""
    unlinked = _LINK.sub(lambda link: link[2] or link[1].removeprefix("mailto:"), _MENTION.sub(" ", text))
    return " ".join(unescape(unlinked).split())


def find(session: Session, text: str, *, customers: bool = True) -> Mentions:
    """Find customers and resellers whose whole name, domain or PartnerID stands in `text` (no markup, any length).

    If there are none, find those whose name begins with a capitalised word of it, because people leave out "S.L."
    and "GmbH". With `customers` False look for resellers only.
    """
    said = _Text.read(text)
    asked = partial(index.customers, session, limit=PER_WORD)
    found = _find(said, asked, lambda hit: (hit.company_name, hit.domain)) if customers else ()
    resellers = partial(index.partners, session, limit=PER_WORD)
    return Mentions(found, _find(said, resellers, lambda hit: (hit.name, hit.mpn_id, *hit.other_mpn_ids.split())))


def _find(said: _Text, ask: Callable[[str], Found[T]], names: Callable[[T], Sequence[str]]) -> tuple[T, ...]:
    whole: dict[T, None] = {}
    begun: dict[T, None] = {}
    for word in said.words:
        for hit in ask(word).items:
            if any(said.names(name) for name in names(hit)):
                whole[hit] = None
            elif word in said.capital and _words(names(hit)[0])[:1] == [word]:
                begun[hit] = None
    return _longest(list(whole or begun), names)


def _longest(hits: list[T], names: Callable[[T], Sequence[str]]) -> tuple[T, ...]:
    """Drop hits whose name is part of a longer one that the text names too ("Contoso" in "Contoso Iberia")."""
    kept: list[T] = []
    for hit in sorted(hits, key=lambda hit: -len(names(hit)[0])):
        own = _spoken(_words(names(hit)[0]))
        if not any(own in _spoken(_words(names(longer)[0])) for longer in kept):
            kept.append(hit)
    return tuple(kept[:MOST_NAMED])


def _is_name(word: str) -> bool:
    return word[0].isupper() and len(word) >= SHORTEST_BEGINNING


def _words(text: str) -> list[str]:
    """Return the folded words; of a host without the `www.` before its domain."""
    return _WORD.findall(_WWW.sub("", fold(text)))


def _spoken(words: Sequence[str]) -> str:
    return f" {' '.join(words)} "
