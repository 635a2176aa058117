"""Choice of the one customer or partner that a text typed after a command means, among several that match."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from bot.services.search.folding import fold, hosts
from bot.services.search.forms import canonical
from bot.services.search.hits import CustomerHit, PartnerHit

Row_co = TypeVar("Row_co", covariant=True)
Hit = TypeVar("Hit", bound=CustomerHit | PartnerHit)


class Hits(Protocol[Row_co]):
    """Rows that a search found, best first; `more` if others match too (search.Found is one)."""

    @property
    def items(self) -> Sequence[Row_co]: ...
    @property
    def more(self) -> bool: ...


def the_one(text: str, *searches: Hits[Hit]) -> Hit | None:
    """Return the one hit that `text` means, or None if that is not clear.

    It is the only hit with exactly that name, domain, PartnerID or id, else the only hit of the first search that
    found any. "Contoso" means Contoso even if there is a Contoso Ibérica, or somebody who was called Contoso. An e-mail
    address or a `www.` host stands for its domain.
    """
    exact = [hit for found in searches for hit in exactly(text, found)]
    if len(exact) == 1:
        return exact[0]
    first = next((found for found in searches if found.items), None)
    return first.items[0] if first and len(first.items) == 1 and not first.more else None


def exactly(text: str, found: Hits[Hit]) -> tuple[Hit, ...]:
    """Return the hits with exactly that name, domain, PartnerID or id.

    Else those with its legal form otherwise, else those that are called so besides or were once.
    """
    whole = hosts(fold(text))
    same = tuple(hit for hit in found.items if whole in _whole(hit))
    formed = same or tuple(hit for hit in found.items if canonical(whole) in map(canonical, _whole(hit)))
    return formed or tuple(hit for hit in found.items if hit.known_as and fold(hit.known_as.name) == whole)


def _whole(hit: CustomerHit | PartnerHit) -> set[str]:
    if isinstance(hit, CustomerHit):
        return {fold(hit.company_name), fold(hit.domain), hit.id}
    return {fold(hit.name), hit.mpn_id, hit.tenant_id, *hit.other_mpn_ids.split()}
