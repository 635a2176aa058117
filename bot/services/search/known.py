"""Names besides the present one as the reason why a search found something."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeVar

from sqlalchemy import bindparam, select
from sqlmodel import Session

from bot.models import OtherName, OtherNameKind
from bot.services.search.folding import TRIGRAM, FoldedQuery, key_of
from bot.services.search.hits import CustomerHit, KnownAs, PartnerHit
from bot.services.store.sql import among, columns, records, table

Hit = TypeVar("Hit", CustomerHit, PartnerHit)


class OtherNameRow(NamedTuple):
    """Name besides the present one, of the party with this id."""

    tenant_id: str
    folded: str
    name: str
    kind: str

    @property
    def known_as(self) -> KnownAs:
        """Return it as a reader sees it."""
        return KnownAs(self.name, self.kind == OtherNameKind.FORMER)


_O = table(OtherName)
_OF = select(*columns(OtherName, OtherNameRow._fields)).where(
    _O.c.party == bindparam("party"), among(_O.c.tenant_id, "ids")
)


def other_names(session: Session, party: str, ids: Sequence[str]) -> list[OtherNameRow]:
    """Read the other names of customers ("customer") or partners ("partner")."""
    return records(session, OtherNameRow, _OF, {"party": party, "ids": list(ids)}) if ids else []


def told(session: Session, asked: FoldedQuery, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Return the hits of a search, with the other name of each that nothing else in sight of it explains."""
    unclear = [_id(hit) for hit in hits if not _is_plain(asked, hit)]
    if not unclear:
        return tuple(hits)
    party = "customer" if isinstance(hits[0], CustomerHit) else "partner"
    names = defaultdict(list)
    for row in other_names(session, party, unclear):
        names[row.tenant_id].append(row)
    return tuple(_explained(asked, hit, names) for hit in hits)


def _is_plain(asked: FoldedQuery, hit: CustomerHit | PartnerHit) -> bool:
    """Tell if what is seen of a hit explains it; folding each of a hundred names costs a millisecond."""
    seen = "\n".join(hit[:3]).lower()
    if all(len(word) >= TRIGRAM and word in seen for word in asked.words):
        return True
    return asked.matches(_own(hit)) or asked.starts_id(_id(hit))


def _explained(asked: FoldedQuery, hit: Hit, names: Mapping[str, Sequence[OtherNameRow]]) -> Hit:
    fitting = [row for row in names.get(_id(hit), ()) if asked.matches(f"{_own(hit)}{row.folded}\n")]
    if not fitting:
        return hit
    # The very name first, then one that alone has every word.
    best = min(
        fitting, key=lambda row: (row.folded != asked.phrase, not asked.matches(f"\n{row.folded}\n"), row.folded)
    )
    return hit._replace(known_as=best.known_as)


def _own(hit: CustomerHit | PartnerHit) -> str:
    if isinstance(hit, CustomerHit):
        return key_of(hit.company_name, hit.domain)
    return key_of(hit.name, hit.mpn_id, *hit.other_mpn_ids.split())


def _id(hit: CustomerHit | PartnerHit) -> str:
    return hit.id if isinstance(hit, CustomerHit) else hit.tenant_id
