"""Rows that whole texts name, however they are written: hundreds at a time by the indexes, and nothing is guessed."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property
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
        self._listed = listed
        self._others = [(key, others.get(key, set())) for key, _ in listed]
        self._exact, self._besides = _index(listed), _index(self._others)

    @cached_property
    def _formed(self) -> Mapping[str, frozenset[str]]:
        """Index the rows by their names' one spelling, which costs more than all else and is seldom asked for."""
        return _index((key, map(canonical, texts)) for key, texts in self._listed)

    @cached_property
    def _besides_formed(self) -> Mapping[str, frozenset[str]]:
        """Index them by that of their other names."""
        return _index((key, map(canonical, texts)) for key, texts in self._others)

    def of(self, text: str) -> frozenset[str]:
        """Return the keys of every row that the folded text means."""
        if exact := self._exact.get(text):
            return exact
        formed = canonical(text) if without_form(text) else ""
        ways = (self._formed, formed), (self._besides, text), (self._besides_formed, formed)
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
    found, unknown = _named(folded, map(NamedCustomer._make, rows))
    others = _starting(session, _CUSTOMER, "customer", _otherwise(unknown), _AND_OURS)
    return found | _formed(unknown, map(NamedCustomer._make, others))


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
    found, unknown = _named(folded, map(NamedPartner._make, rows))
    others = _starting(session, _PARTNER, "partner", _otherwise(unknown))
    return found | _formed(unknown, map(NamedPartner._make, others))


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


def _otherwise(unknown: Set[str]) -> Set[str]:
    """Make the keys of names that differ in the legal form alone from the texts that are nobody's very name."""
    return {key_of(said) for text in unknown for said in spellings(text)}


def _formed(unknown: Set[str], rows: Iterable[T]) -> dict[str, T]:
    """Keep the rows with such a name."""
    wanted = set(map(canonical, unknown))
    return {row.key: row for row in rows if canonical(fold(row.name)) in wanted}


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
        text = given if engine == "sqlite" else given.replace("?", "%s")
        yield from session.connection().exec_driver_sql(text, (listed, *more)).all()


def _named(folded: Set[str], rows: Iterable[T]) -> tuple[dict[str, T], Set[str]]:
    """Keep what a whole text names, and the texts that name nothing.

    Keys of searches are cut, and ranges of them know no end of a field.
    """
    found: dict[str, T] = {}
    unknown = set(folded)
    for row in rows:
        said = folded & set(map(fold, row.texts))
        if said:
            found[row.key] = row
            unknown -= said
    return found, unknown
