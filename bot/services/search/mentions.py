"""Mentions: customers and resellers of the directory that a person's text names, by name, domain or number."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Generic, TypeVar

from sqlmodel import Session

from bot.services.search import index, known
from bot.services.search.folding import fold
from bot.services.search.hits import CustomerHit, Found, PartnerHit
from bot.services.store import labels

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

T = TypeVar("T", CustomerHit, PartnerHit)


@dataclass(frozen=True)
class Mentions:
    """Customers and resellers that a text names, the longest names first and at most MOST_NAMED of each."""

    customers: tuple[CustomerHit, ...] = ()
    resellers: tuple[PartnerHit, ...] = ()


@dataclass(frozen=True)
class Mentioned:
    """Customers and resellers that a message names, and their labels in that order."""

    found: Mentions
    names: list[str]

    @property
    def clear(self) -> bool:
        """True where it names somebody, and nobody else of the same kind."""
        return bool(self.names) and len(self.found.customers) <= 1 and len(self.found.resellers) <= 1

    @property
    def key(self) -> str:
        """Ending of the catalogue key that says it."""
        return "found" if self.clear else "found-several" if self.names else "found-none"


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

    An alias and a name that one had before count, too, where nobody has it today. If there are none, find those whose
    name begins with a capitalised word of it, because people leave out "S.L." and "GmbH". With `customers` False look
    for resellers only.
    """
    said = _Text.read(text)
    found = _find(session, said, _CUSTOMER) if customers else ()
    return Mentions(found, _find(session, said, _PARTNER))


def named(session: Session, text: str, *, customers: bool = True) -> Mentioned:
    """Find the same with the labels that tell namesakes apart."""
    found = find(session, text, customers=customers)
    served, partners = [hit.id for hit in found.customers], [hit.tenant_id for hit in found.resellers]
    known = labels.read(session, customers=served, partners=partners)
    return Mentioned(found, [*map(known.customer, served), *map(known.partner, partners)])


@dataclass(frozen=True)
class _Party(Generic[T]):
    """A table of those who may be named: how it is searched, and the id and the names of what that finds."""

    table: str
    search: Callable[[Session, str], Found[T]]
    id: Callable[[T], str]
    names: Callable[[T], Sequence[str]]


_CUSTOMER: _Party[CustomerHit] = _Party(
    "customer",
    lambda session, word: index.customers(session, word, limit=PER_WORD, why=False),
    lambda hit: hit.id,
    lambda hit: (hit.company_name, hit.domain),
)
_PARTNER: _Party[PartnerHit] = _Party(
    "partner",
    lambda session, word: index.partners(session, word, limit=PER_WORD, why=False),
    lambda hit: hit.tenant_id,
    lambda hit: (hit.name, hit.mpn_id, *hit.other_mpn_ids.split()),
)


@dataclass(frozen=True)
class _Match(Generic[T]):
    """One whom the text names, and the name that counts; `today` is False of an alias and one they had before."""

    hit: T
    name: str
    today: bool = True


def _find(session: Session, said: _Text, party: _Party[T]) -> tuple[T, ...]:
    hits = [(word, hit) for word in said.words for hit in party.search(session, word).items]
    whole: dict[T, _Match[T]] = {
        hit: _Match(hit, party.names(hit)[0]) for _, hit in hits if any(map(said.names, party.names(hit)))
    }
    others: dict[str, T] = {party.id(hit): hit for _, hit in hits if hit not in whole}
    named = list(whole.values())
    named += _former(session, said, party.table, others)
    return _longest(named or _begun(said, hits, party))


def _former(session: Session, said: _Text, party: str, hits: Mapping[str, T]) -> list[_Match[T]]:
    """Return those of the hits, by id, who have or had another name that the text names, with the longest such."""
    rows = sorted(known.other_names(session, party, list(hits)), key=lambda row: len(row.name))
    named = {row.tenant_id: row for row in rows if said.names(row.name)}
    return [_Match(hits[key]._replace(known_as=row.known_as), row.name, today=False) for key, row in named.items()]


def _begun(said: _Text, hits: Sequence[tuple[str, T]], party: _Party[T]) -> list[_Match[T]]:
    """Return, once each, the hits whose name begins with the capitalised word that found them."""
    found = (hit for word, hit in hits if word in said.capital and _words(party.names(hit)[0])[:1] == [word])
    return [_Match(hit, party.names(hit)[0]) for hit in dict.fromkeys(found)]


def _longest(named: Sequence[_Match[T]]) -> tuple[T, ...]:
    """Drop hits whose name is part of a longer one that the text names too ("Contoso" in "Contoso Iberia").

    Of one name all are kept who have it today, and who are called so besides or had it before only if nobody has.
    """
    kept: list[_Match[T]] = []
    for match in sorted(named, key=lambda match: (-len(match.name), not match.today)):
        if not any(_stands_for(other, match) for other in kept):
            kept.append(match)
    return tuple(match.hit for match in kept[:MOST_NAMED])


def _stands_for(one: _Match[T], other: _Match[T]) -> bool:
    """Tell if the text means `one` where it says the name of `other`."""
    longer, own = _spoken(_words(one.name)), _spoken(_words(other.name))
    return own in longer if own != longer else one.today and not other.today


def _is_name(word: str) -> bool:
    return word[0].isupper() and len(word) >= SHORTEST_BEGINNING


def _words(text: str) -> list[str]:
    """Return the folded words; of a host without the `www.` before its domain."""
    return _WORD.findall(_WWW.sub("", fold(text)))


def _spoken(words: Sequence[str]) -> str:
    return f" {' '.join(words)} "
