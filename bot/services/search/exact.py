"""Rows that whole texts name, however they are written: hundreds at a time by the indexes, and nothing is guessed."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from typing import Any, NamedTuple, TypeVar

from sqlmodel import Session

from bot.services.search.folding import fold, key_of
from bot.services.search.forms import canonical, spellings, without_form
from bot.services.separation import not_elsewhere
from bot.services.store.sql import engine_of

# Texts that one statement looks for.
CHUNK = 500
_LAST = "\U0010ffff"
# The given texts as rows, and the index of a customer's domain, which compares without case.
_GIVEN = {"sqlite": "json_each(?) g", "postgresql": "jsonb_array_elements_text(CAST(? AS jsonb)) g(value)"}
_DOMAIN = {"sqlite": "t.domain COLLATE NOCASE", "postgresql": "lower(t.domain)"}
_CUSTOMER = "SELECT t.id, t.company_name, t.domain"
_OURS, _OF_OURS = "NOT t.elsewhere", f" AND {not_elsewhere('t.customer_id')}"
_AND_OURS = f" AND {_OURS}"
_PARTNER = "SELECT t.tenant_id, t.name, t.mpn_id, t.other_mpn_ids"

T = TypeVar("T", bound="NamedCustomer | NamedPartner")


class NamedCustomer(NamedTuple):
    """Customer with every text that names it."""

    id: str
    company_name: str
    domain: str

    @property
    def key(self) -> str:
        """Its id."""
        return self.id

    @property
    def name(self) -> str:
        """Its company name."""
        return self.company_name

    @property
    def texts(self) -> Sequence[str]:
        """Everything it is named by."""
        return self


class NamedPartner(NamedTuple):
    """Partner with every text that names it."""

    tenant_id: str
    name: str
    mpn_id: str
    other_mpn_ids: str

    @property
    def key(self) -> str:
        """Its tenant id."""
        return self.tenant_id

    @property
    def texts(self) -> Sequence[str]:
        """Everything it is named by."""
        return (self.tenant_id, self.name, self.mpn_id, *self.other_mpn_ids.split())


class Meanings:
    """Keys that texts mean among rows: those of that very text; else those named so with the legal form otherwise.

    Else those with that alias or former name, which `others` holds of each key, folded.
    """

    def __init__(self, rows: Iterable[NamedCustomer | NamedPartner], others: Mapping[str, Set[str]]) -> None:
        listed = [(row.key, set(map(fold, row.texts))) for row in rows]
        besides = [(key, others.get(key, set())) for key, _ in listed]
        self._exact, self._besides = _index(listed), _index(besides)
        self._formed, self._besides_formed = (
            _index((key, map(canonical, texts)) for key, texts in each) for each in (listed, besides)
        )

    def of(self, text: str) -> frozenset[str]:
        """Return the keys of every row that the folded text means."""
        formed = canonical(text) if without_form(text) else ""
        ways = (self._exact, text), (self._formed, formed), (self._besides, text), (self._besides_formed, formed)
        return next((found for index, said in ways if (found := index.get(said))), frozenset())


def _index(rows: Iterable[tuple[str, Iterable[str]]]) -> Mapping[str, frozenset[str]]:
    found = defaultdict(set)
    for key, texts in rows:
        for text in texts:
            found[text].add(key)
    found.pop("", None)
    return {text: frozenset(keys) for text, keys in found.items()}


def customers(session: Session, texts: Collection[str]) -> Mapping[str, NamedCustomer]:
    """Read every customer whose name, domain or id is one of the texts, by id; else with the legal form otherwise."""
    folded = set(map(fold, texts))
    domain = _DOMAIN[engine_of(session)]
    rows = [
        *_read(session, f"{_CUSTOMER} FROM {{}} CROSS JOIN customer t WHERE t.id = g.value AND {_OURS}", folded),
        *_starting(session, _CUSTOMER, "customer", map(key_of, folded), _AND_OURS),
        # Folding takes accents off, too, which the index of domains knows nothing of.
        *_read(
            session,
            f"{_CUSTOMER} FROM {{}} CROSS JOIN customer t WHERE {domain} = g.value AND {_OURS}",
            folded | {text.lower() for text in texts},
        ),
    ]
    found = _named(folded, map(NamedCustomer._make, rows))
    keys = _otherwise(folded, found.values())
    return _formed(folded, found, map(NamedCustomer._make, _starting(session, _CUSTOMER, "customer", keys, _AND_OURS)))


def partners(session: Session, texts: Collection[str]) -> Mapping[str, NamedPartner]:
    """Read every partner whose name, PartnerID of any location or tenant id is one of the texts, by tenant id."""
    folded = set(map(fold, texts))
    one = f"{_PARTNER} FROM {{}} CROSS JOIN partner t WHERE"
    rows = [
        *_read(session, f"{one} t.tenant_id = g.value", folded),
        *_read(session, f"{one} t.mpn_id = g.value", folded),
        *_starting(session, _PARTNER, "partner", map(key_of, folded)),
    ]
    if any(map(str.isdecimal, folded)):
        several = f"{_PARTNER} FROM partner t WHERE t.other_mpn_ids != ''"
        rows += session.connection().exec_driver_sql(several).all()
    found = _named(folded, map(NamedPartner._make, rows))
    keys = _otherwise(folded, found.values())
    return _formed(folded, found, map(NamedPartner._make, _starting(session, _PARTNER, "partner", keys)))


def other_names(session: Session, party: str, texts: Collection[str]) -> Mapping[str, Set[str]]:
    """Read the aliases and former names among the texts, legal forms aside, folded, by the id of who has them.

    `party` is "customer" or "partner"; those of other providers are for the caller to leave out.
    """
    folded = set(map(fold, texts))
    sql = "SELECT t.tenant_id, t.folded FROM {} CROSS JOIN other_name t WHERE t.folded = g.value AND t.party = ?"
    found = defaultdict(set)
    for key, name in _read(session, sql, folded.union(*map(spellings, folded)), party):
        found[key].add(name)
    return found


def _otherwise(folded: Set[str], found: Iterable[T]) -> Set[str]:
    """Make the keys of names that differ in the legal form alone from the texts that are nobody's very name."""
    known = {fold(text) for row in found for text in row.texts}
    return {key_of(said) for text in folded - known for said in spellings(text)}


def _formed(folded: Set[str], found: Mapping[str, T], rows: Iterable[T]) -> Mapping[str, T]:
    """Add to `found` the rows with such a name."""
    wanted = set(map(canonical, folded))
    return {**{row.key: row for row in rows if canonical(fold(row.name)) in wanted}, **found}


def subscriptions(session: Session, names: Collection[tuple[str, str]]) -> Sequence[str]:
    """Find the ids of subscriptions by (customer's name, friendly name); they may be of any customer of that name."""
    keys = {key_of(*both) for both in names}
    return [row[0] for row in _starting(session, "SELECT t.id", "subscription", keys, _OF_OURS)]


def _starting(
    session: Session, select: str, table: str, keys: Iterable[str], also: str = ""
) -> Iterator[Sequence[Any]]:
    """Read the rows whose search key starts with one of the keys, each a range of the index."""
    begins = "t.search_key >= g.value AND t.search_key < g.value || ?"
    return _read(session, f"{select} FROM {{}} CROSS JOIN {table} t WHERE {begins}{also}", keys, _LAST)


def _read(session: Session, sql: str, values: Iterable[str], *more: str) -> Iterator[Sequence[Any]]:
    engine = engine_of(session)
    given = sql.format(_GIVEN[engine])
    ordered = sorted(filter(None, values))
    for start in range(0, len(ordered), CHUNK):
        listed = json.dumps(ordered[start : start + CHUNK])
        yield from session.connection().exec_driver_sql(
            given if engine == "sqlite" else given.replace("?", "%s"), (listed, *more)
        )


def _named(folded: Set[str], rows: Iterable[T]) -> Mapping[str, T]:
    """Keep what the whole text names: keys of searches are cut, and ranges of them know no end of a field."""
    return {row.key: row for row in rows if not folded.isdisjoint(map(fold, row.texts))}
