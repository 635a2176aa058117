"""Near misses: customers and resellers whose name or domain is nearly what was typed, where nothing matches it."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from sqlmodel import Session

from bot.services.search import index
from bot.services.search.folding import FoldedQuery
from bot.services.search.forms import without_form
from bot.services.search.hits import CustomerHit, PartnerHit

MOST = 3
# Share of letters in common, from which on a name is nearly another; and the shortest word with a mistake in it.
_NEARLY, _SHORTEST = 0.78, 4
# Words of a text that may be a name.
_MOST_WORDS = 6


@dataclass(frozen=True)
class NearMisses:
    """Customers and resellers that were nearly named, the nearest first and at most MOST of each."""

    customers: tuple[CustomerHit, ...] = ()
    resellers: tuple[PartnerHit, ...] = ()


def find(session: Session, text: str) -> NearMisses:
    """Find both whose name, or domain, is nearly `text`: a letter left out, doubled, wrong or in another place."""
    return NearMisses(customers(session, text), resellers(session, text))


def customers(session: Session, text: str) -> tuple[CustomerHit, ...]:
    """Find the customers among them."""
    return tuple(CustomerHit._make(row) for row in _nearest(session, CustomerHit, text))


def resellers(session: Session, text: str) -> tuple[PartnerHit, ...]:
    """Find the resellers among them."""
    return tuple(PartnerHit._make(row) for row in _nearest(session, PartnerHit, text))


def _nearest(session: Session, parties: type[CustomerHit | PartnerHit], text: str) -> Iterable[tuple[object, ...]]:
    phrase = _bare(FoldedQuery.read(text).phrase)
    words = sorted((word for word in phrase.split() if len(word) >= _SHORTEST), key=len, reverse=True)
    # Whatever half of the longest word the mistake is not in, the row has; the others may be wrong altogether.
    rows = index.alike(session, parties, words[:1]) if len(phrase.split()) <= _MOST_WORDS else ()
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(phrase)
    scored = [(_likeness(matcher, key, len(phrase.split())), key, rest) for key, *rest in rows]
    best = sorted((each for each in scored if each[0] >= _NEARLY), key=lambda each: (-each[0], each[1]))
    return [tuple(rest) for _, _, rest in best[:MOST]]


def _bare(name: str) -> str:
    """Return a folded name without its legal form, which is not what people mistake."""
    return without_form(name) or name


def _likeness(matcher: "SequenceMatcher[str]", key: str, words: int) -> float:
    """Return how much of the phrase the nearest field of a search key has, or the beginning of one, from 0 to 1."""
    found = 0.0
    fields = [_bare(field) for field in key.strip("\n").split("\n")]
    # People leave out the last words of a name.
    for name in {*fields, *(" ".join(field.split()[:words]) for field in fields)}:
        matcher.set_seq1(name)
        if matcher.real_quick_ratio() >= _NEARLY and matcher.quick_ratio() >= _NEARLY:
            found = max(found, matcher.ratio())
    return found
