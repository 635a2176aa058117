"""Type-ahead over customers, subscriptions and partners: infix, blind to case and accents, best matches first."""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection
from sqlmodel import Session

from bot.services.search import known
from bot.services.search.folding import TRIGRAM, FoldedQuery, anywhere, trigrams
from bot.services.search.forms import canonical, without_form
from bot.services.search.hits import CustomerHit, Found, PartnerHit, SubscriptionHit
from bot.services.separation import not_elsewhere

LIMIT = 100
_MOST_WORDS = 10
# Of the rows that an index proposes, at most so many are checked.
_CANDIDATES = 1_000
# Fewer if they only serve to show better matches than those already found.
_CANDIDATES_FOR_ORDER = 400
MOST_OF_ONE_CUSTOMER = 20_000
# Number of a query's trigrams that are looked up, shared by its words.
_TRIGRAMS = 5
_LAST = "\U0010ffff"

T = TypeVar("T")


def customers(session: Session, query: str, limit: int = LIMIT, *, why: bool = True) -> Found[CustomerHit]:
    """Find customers by names, domain or the start of their id (4 characters or more).

    With `why` those found by a name besides the present one have it.
    """
    found = _search(session, _CUSTOMER, query, limit, _OUR_CUSTOMERS)
    return Found(known.told(session, FoldedQuery.read(query), found.items), found.more) if why else found


def subscriptions(session: Session, query: str, *, limit: int = LIMIT) -> Found[SubscriptionHit]:
    """Find subscriptions of all customers by customer, friendly name, offer, or the start of their id.

    Words of punctuation, of one letter or of two ideographs are looked for at the start of the customer's name,
    or among the rows that the other words find. If more than `limit` match, those whose customer's name starts with
    the query come first, then any of the others.
    """
    return _search(session, _SUBSCRIPTION, query, limit, _OUR_SUBSCRIPTIONS)


def partners(
    session: Session, query: str, limit: int = LIMIT, kind: str | None = "indirect_reseller", *, why: bool = True
) -> Found[PartnerHit]:
    """Find partners by names, MPN ID, domain of site or mail, or the start of their tenant id; `kind` None for all.

    With `why` those found by a name besides the present one have it.
    """
    filtered = _Filter(" AND t.kind = ?", (kind,)) if kind else _Filter()
    found = _search(session, _PARTNER, query, limit, filtered)
    return Found(known.told(session, FoldedQuery.read(query), found.items), found.more) if why else found


def subscriptions_of(session: Session, customer_id: str, query: str, limit: int = LIMIT) -> Found[SubscriptionHit]:
    """Find one customer's subscriptions by friendly name, offer, or the start of their id; "" lists all by name."""
    sql = f"{_SUBSCRIPTION.select} WHERE t.customer_id = ? AND NOT c.elsewhere LIMIT ?"
    rows = _run(session.connection(), sql, (customer_id, MOST_OF_ONE_CUSTOMER))
    asked = FoldedQuery.read(query)
    # The customer's name is the same in all of them; matching it would list everything.
    own = [(key[max(key.find("\n", 1), 0) :], *rest) for key, *rest in rows]
    wanted = [row for row in own if asked.matches(row[0]) or asked.starts_id(row[1])]
    best = sorted(wanted, key=asked.order)
    return Found(tuple(SubscriptionHit._make(row[1:]) for row in best[:limit]), len(best) > limit)


def alike(session: Session, parties: type[CustomerHit | PartnerHit], words: Sequence[str]) -> Sequence[Sequence[Any]]:
    """Read rows (search key, …) of customers or resellers that hold half of each word; only some are looked at."""
    table, filtered = (_CUSTOMER, _OUR_CUSTOMERS) if parties is CustomerHit else (_PARTNER, _RESELLERS)
    halves = [(word[:half], word[-half:]) for word in words for half in (max(TRIGRAM, len(word) // 2),)]
    read: _Answered[Any] = _Answered(session.connection(), table, filtered, _CANDIDATES_FOR_ORDER)
    return read.by_terms(halves, _CANDIDATES_FOR_ORDER)[0] if halves else ()


@dataclass(frozen=True)
class _Filter:
    also: str = ""
    parameters: tuple[Any, ...] = ()


_RESELLERS = _Filter(" AND t.kind = ?", ("indirect_reseller",))
_OUR_CUSTOMERS, _OUR_SUBSCRIPTIONS = _Filter(" AND NOT t.elsewhere"), _Filter(f" AND {not_elsewhere('t.customer_id')}")


@dataclass(frozen=True)
class _Searched(Generic[T]):
    """Searchable table: the columns to select, and whether it is small enough to be read through."""

    name: str
    id: str
    columns: str
    joined: str
    hit: Callable[[Iterable[Any]], T]
    small: bool = True

    @property
    def select(self) -> str:
        return f"SELECT t.search_key, {self.columns} FROM {self.name} t {self.joined}"  # noqa: S608


_CUSTOMER = _Searched("customer", "id", "t.id, t.company_name, t.domain, NULL", "", CustomerHit._make)
# The last is for the name that a search was found by.
_PARTNER_COLUMNS = "t." + ", t.".join(PartnerHit._fields[:-1]) + ", NULL"
_PARTNER = _Searched("partner", "tenant_id", _PARTNER_COLUMNS, "", PartnerHit._make)
_SUBSCRIPTION = _Searched(
    "subscription",
    "id",
    "t.id, t.customer_id, c.company_name, t.friendly_name, t.offer_name, t.product_type, t.billing_type, "
    "t.status, t.channel",
    "JOIN customer c ON c.id = t.customer_id",
    SubscriptionHit._make,
    small=False,
)


def _search(session: Session, table: _Searched[T], query: str, limit: int, filtered: _Filter = _Filter()) -> Found[T]:
    asked = FoldedQuery.read(query)
    read = _Answered(session.connection(), table, filtered, limit + 1)
    rows, unsure = _candidates(read, asked)
    if not rows and (short := without_form(asked.phrase)):
        whole = canonical(asked.phrase)
        rows = [row for row in read.by_prefix(short) if canonical(row[0].split("\n")[1]) == whole]
    best = sorted({row[1]: row for row in rows}.values(), key=asked.order)
    return Found(tuple(table.hit(row[1:]) for row in best[:limit]), unsure or len(best) > limit)


def _candidates(read: "_Answered[Any]", asked: FoldedQuery) -> tuple[list[Sequence[Any]], bool]:
    """Return the rows that match, one more than the limit if there are more, and whether some were not looked at.

    The caller sorts them: ORDER BY on trigram matches costs up to a second (docs/limits.md#search). In small tables
    better matches are looked for separately; in large ones that would cost PostgreSQL as much again.
    """
    found = list(read.by_prefix(asked.phrase))
    if len(found) >= read.enough or not asked.words:
        return found, False
    if asked.may_be_id:
        found += read.by_id(asked.phrase)
    words = asked.words[:_MOST_WORDS]
    anywhere, unsure = read.by_terms([_term(word) for word in words])
    found += anywhere
    if len(anywhere) >= read.enough and read.table.small:
        found += read.by_terms([exact], _CANDIDATES_FOR_ORDER)[0] if _indexed(exact := (f"\n{asked.phrase}\n",)) else []
        if sum(asked.starts_words(row[0]) for row in anywhere) < read.enough:
            found += read.by_terms([_starts(word) for word in words], _CANDIDATES_FOR_ORDER)[0]
    return found, unsure or len(words) < len(asked.words)


# Alternative texts; a row must hold at least one of them.
_Term = tuple[str, ...]


def _starts(word: str) -> _Term:
    return (f"\n{word}", f" {word}")


def _term(word: str) -> _Term:
    return (word,) if anywhere(word) else _starts(word)


@dataclass(frozen=True)
class _Answered(Generic[T]):
    """Statements of one search; `enough` rows of a kind show that the limit is passed."""

    connection: Connection
    table: _Searched[T]
    filtered: _Filter
    enough: int

    def by_prefix(self, start: str, *terms: _Term) -> Sequence[Sequence[Any]]:
        """Read rows whose first field starts with `start` and that hold the terms, in order of key."""
        low = f"\n{start}"
        holds, texts = self._holds(terms)
        where = f"t.search_key >= ? AND t.search_key < ?{holds}{self.filtered.also} ORDER BY t.search_key LIMIT ?"
        return self._run(
            f"{self.table.select} WHERE {where}", low, low + _LAST, *texts, *self.filtered.parameters, self.enough
        )

    def by_id(self, start: str) -> Sequence[Sequence[Any]]:
        """Read rows whose id starts with `start`; "g" follows every hexadecimal digit in any collation."""
        key = f"t.{self.table.id}"
        sql = f"{self.table.select} WHERE {key} >= ? AND {key} < ?{self.filtered.also} LIMIT ?"
        rows = self._run(sql, start, f"{start}g", *self.filtered.parameters, self.enough)
        return [row for row in rows if row[1].startswith(start)]

    def by_terms(self, terms: Sequence[_Term], most: int = _CANDIDATES) -> tuple[Sequence[Sequence[Any]], bool]:
        """Read rows that hold every term, in no order; tell if some were not looked at, as only `most` are.

        If no term has a trigram, small tables are read through, and large ones only where the first field starts
        with the first of several terms.
        """
        if not any(map(_indexed, terms)):
            return self._by_scan(terms), False
        if self.connection.dialect.name == "sqlite":
            return self._by_trigrams(terms, most)
        return self._by_like(terms, most)

    def _by_scan(self, terms: Sequence[_Term]) -> Sequence[Sequence[Any]]:
        if self.table.small:
            return self.by_prefix("", *terms)
        return self.by_prefix(terms[0][0].strip(), *terms) if len(terms) > 1 else []

    def _by_trigrams(self, terms: Sequence[_Term], most: int) -> tuple[list[Sequence[Any]], bool]:
        """Search on SQLite: its index gives the numbers of rows that hold the trigrams somewhere; the rows decide.

        Row numbers are drawn as needed, so that common terms cost no more than rare ones.
        """
        indexed = [term for term in terms if all(len(text) >= TRIGRAM for text in term)]
        each = max(2, _TRIGRAMS // len(indexed))
        match = " AND ".join("({})".format(" OR ".join(trigrams(text, each) for text in term)) for term in indexed)
        index = f"{self.table.name}_search"
        numbers = self.connection.exec_driver_sql(f"SELECT rowid FROM {index} WHERE {index} MATCH ?", (match,))  # noqa: S608
        holds, texts = self._holds(terms)
        sql = f"{self.table.select} WHERE t.row_no IN (SELECT value FROM json_each(?)){holds}{self.filtered.also}"  # noqa: S608
        found: list[Sequence[Any]] = []
        drawn = 0
        with numbers:
            while len(found) < self.enough and drawn < most and (chunk := numbers.fetchmany(self.enough)):
                drawn += len(chunk)
                listed = json.dumps([row[0] for row in chunk])
                found += self._run(sql, listed, *texts, *self.filtered.parameters)
        return found, drawn >= most

    def _by_like(self, terms: Sequence[_Term], most: int) -> tuple[list[Sequence[Any]], bool]:
        """Search on PostgreSQL: the patterns that its index can serve propose rows, which are checked for the others.

        Rows are limited before they are joined: the planner would rather read a million in the join's order.
        """
        indexed = [term for term in terms if _indexed(term)]
        most = self.enough if len(indexed) == len(terms) else most
        likes = "".join(" AND ({})".format(" OR ".join(["t.search_key LIKE ?"] * len(term))) for term in indexed)
        inner = f"SELECT * FROM {self.table.name} t WHERE true{likes}{self.filtered.also} LIMIT ?"  # noqa: S608
        sql = f"SELECT t.search_key, {self.table.columns} FROM ({inner}) t {self.table.joined}"  # noqa: S608
        patterns = [f"%{_LIKE.sub(_escaped, text)}%" for term in indexed for text in term]
        rows = self._run(sql, *patterns, *self.filtered.parameters, most)
        found = [row for row in rows if all(any(text in row[0] for text in term) for term in terms)]
        return found, len(rows) >= most

    def _holds(self, terms: Iterable[_Term]) -> tuple[str, list[str]]:
        """Return an SQL condition that a row holds the terms, and its parameters."""
        one = "{}(t.search_key, ?) > 0".format("instr" if self.connection.dialect.name == "sqlite" else "strpos")
        holds = "".join(" AND ({})".format(" OR ".join([one] * len(term))) for term in terms)
        return holds, [text for term in terms for text in term]

    def _run(self, sql: str, *parameters: Any) -> Sequence[Sequence[Any]]:
        return _run(self.connection, sql, parameters)


_LIKE = re.compile(r"[%_\\]")


def _escaped(match: re.Match[str]) -> str:
    return f"\\{match.group()}"


# Three letters or digits, or two at the start of a word, which pg_trgm pads; it passes over punctuation.
_INDEXED = re.compile(r"[^\W_]{3}|(?:\W|_)[^\W_]{2}")


def _indexed(term: _Term) -> bool:
    """Tell if the indexes of both databases can find a term."""
    return all(_INDEXED.search(text) for text in term)


def _run(connection: Connection, sql: str, parameters: tuple[Any, ...]) -> Sequence[Sequence[Any]]:
    if connection.dialect.name != "sqlite":
        sql = sql.replace("?", "%s")
    return connection.exec_driver_sql(sql, parameters).all()
