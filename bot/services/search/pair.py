"""Reading of a customer, a partner, a subscription's id, or two of them, out of the text typed after a command."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial
from typing import Generic, NamedTuple, TypeVar
from uuid import UUID

from sqlmodel import Session

from bot.models import PartnerKind, Subscription
from bot.services.search import index
from bot.services.search.hits import CustomerHit, Found, PartnerHit
from bot.services.search.typed import the_one
from bot.services.separation import is_ours

Hit = TypeVar("Hit", CustomerHit, PartnerHit)

# Between so many words a place is looked for where one name ends and the next begins; each costs four searches.
MOST_WORDS = 8
MOST_SEPARATORS = 4
_QUOTES = "\"'“”‘’«»"
# The marks that people put between two names. Quotes count where white space parts them from the other name.
_SEPARATOR = re.compile(
    r"""\s*(?:
        ["'”’»]\s+(?:(?:→|->|,|;|for\s|para\s)\s*)?["'“‘«]?
        | \s["“‘«]
        | → | -> | , | ;
        | \s(?P<serves>for|para)\s
    )\s*""",
    re.VERBOSE | re.IGNORECASE,
)

# "for" without a name after or before it, once that was taken for something else.
_SERVES = re.compile(r"^\s*(for|para)\s|\s(for|para)\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Named(Generic[Hit]):
    """A name as typed, and whom it fits."""

    text: str
    found: Found[Hit]

    @property
    def one(self) -> Hit | None:
        """The one that is meant; None where that is not clear."""
        return the_one(self.text, self.found)


@dataclass(frozen=True)
class Parties:
    """Parties that a text names, None for one that it does not; a subscription tells its customer."""

    customer: Named[CustomerHit] | None = None
    partner: Named[PartnerHit] | None = None
    subscription_id: str | None = None
    customer_id: str | None = None


class _Split(NamedTuple):
    """One way to read a text as two names."""

    customer: Named[CustomerHit]
    partner: Named[PartnerHit]

    @property
    def rank(self) -> tuple[int, int, int]:
        """Return how much of it is known: both sides first, then the longer names."""
        sides = [(_clear(self.customer), self.customer.text), (_clear(self.partner), self.partner.text)]
        known = sum(len(text.split()) for clear, text in sides if clear)
        return min(clear for clear, _ in sides), sum(clear for clear, _ in sides), known


def read(session: Session, text: str, provider_id: str) -> Parties:
    """Read `text` as a customer, a reseller or the provider, both of them, or the id of a subscription.

    Two names may have a mark between them: an arrow, a comma, quotes, "for" or "para". A name that fits nobody or
    several is returned with that.
    """
    customers = cache(partial(index.customers, session))
    partners = cache(partial(_partners, session, provider_id))
    if found := _subscription(session, text):
        rest = _stripped(_SERVES.sub(" ", text.replace(found[0], " ")))
        partner = Named(rest, partners(rest)) if rest else None
        return Parties(None, partner, found[1].id, found[1].customer_id)
    customer, alone = Named(text, customers(text)), Named(text, partners(text))
    if customer.found.items:
        return Parties(customer)
    if alone.found.items:
        return Parties(None, alone)
    marked = list(_marked(text))
    splits = [_Split(Named(a, customers(a)), Named(b, partners(b))) for a, b in marked or _unmarked(text)]
    best = max(splits, key=lambda split: split.rank, default=None)
    return Parties(best.customer, best.partner) if best and (marked or any(best.rank)) else Parties(customer)


def _partners(session: Session, provider_id: str, text: str) -> Found[PartnerHit]:
    found = index.partners(session, text, kind=None)
    kinds = (PartnerKind.INDIRECT_RESELLER,)
    return Found(tuple(hit for hit in found.items if hit.kind in kinds or hit.tenant_id == provider_id), found.more)


def _subscription(session: Session, text: str) -> tuple[str, Subscription] | None:
    """Find the word that is a subscription's id, and that subscription."""
    for word in text.split():
        try:
            key = str(UUID(word.strip(f"{_QUOTES},;")))
        except ValueError:
            continue
        found = session.get(Subscription, key)
        if found and is_ours(session, found.customer_id):
            return word, found
    return None


def _marked(text: str) -> Iterator[tuple[str, str]]:
    """Split at each mark between two names; what serves is named first before "for", else the customer is."""
    for mark in list(_SEPARATOR.finditer(text))[:MOST_SEPARATORS]:
        left, right = _stripped(text[: mark.start()]), _stripped(text[mark.end() :])
        if left and right:
            yield from ((right, left), (left, right)) if mark["serves"] else ((left, right), (right, left))


def _unmarked(text: str) -> Iterator[tuple[str, str]]:
    words = text.split()
    for at in range(1, len(words) if len(words) <= MOST_WORDS else 1):
        left, right = " ".join(words[:at]), " ".join(words[at:])
        yield from ((left, right), (right, left))


def _stripped(text: str) -> str:
    return " ".join(text.split()).strip(f"{_QUOTES},;→ ").removeprefix("->").removesuffix("->").strip()


def _clear(named: Named[CustomerHit] | Named[PartnerHit]) -> int:
    """Return 2 for a name that means one, 1 for one that fits several, 0 for one that fits nobody."""
    return 2 if named.one else int(bool(named.found.items))
