"""Type-ahead over customers, subscriptions and partners: infix, blind to case and accents, best matches first."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import Connection
from sqlmodel import Session

from bot.services.folding import TRIGRAM, Asked, spaceless
from bot.services.folding import fold as fold

LIMIT = 100
_MOST_WORDS = 10
# Words too short for the trigram index are looked for among this many candidates.
_CANDIDATES = 2_000
_MOST_OF_ONE_CUSTOMER = 20_000
_LAST = "\U0010ffff"

T = TypeVar("T")


class CustomerHit(NamedTuple):
    """A customer as a choice needs it."""

    id: str
    company_name: str
    domain: str


class SubscriptionHit(NamedTuple):
    """A subscription as a choice needs it."""

    id: str
    customer_id: str
    customer_name: str
    friendly_name: str
    offer_name: str | None
    product_type: str | None
    billing_type: str | None
    status: str
    channel: str


class PartnerHit(NamedTuple):
    """A partner as a choice needs it."""

    tenant_id: str
    name: str
    mpn_id: str
    kind: str
    location: str | None


@dataclass(frozen=True)
class Found(Generic[T]):
    """Best matches first; `more` when others match that `items` leaves out."""

    items: tuple[T, ...]
    more: bool


def customers(session: Session, query: str, limit: int = LIMIT) -> Found[CustomerHit]:
    """Customers by name, domain or the start of their id (4 characters or more)."""
    return _search(session, _CUSTOMER, query, limit)


def subscriptions(session: Session, query: str, *, limit: int = LIMIT) -> Found[SubscriptionHit]:
    """Subscriptions of all customers by customer, friendly name, offer, or the start of their id."""
    return _search(session, _SUBSCRIPTION, query, limit)


def partners(
    session: Session, query: str, limit: int = LIMIT, kind: str | None = "indirect_reseller"
) -> Found[PartnerHit]:
    """Partners by name, MPN ID, domain of site or mail, or the start of their tenant id; `kind` None for all."""
    filtered = _Filter("t.kind = ?", (kind,)) if kind else _Filter()
    return _search(session, _PARTNER, query, limit, filtered)


def subscriptions_of(session: Session, customer_id: str, query: str, limit: int = LIMIT) -> Found[SubscriptionHit]:
    """One customer's subscriptions by friendly name, offer, or the start of their id; "" lists them by name."""
    sql = f"{_SUBSCRIPTION.select} WHERE t.customer_id = ? LIMIT ?"
    rows = _run(session.connection(), sql, (customer_id, _MOST_OF_ONE_CUSTOMER))
    asked = Asked.read(query)
    # The customer's name is the same in all of them; matching it would list everything.
    own = [(key[max(key.find("\n", 1), 0) :], *rest) for key, *rest in rows]
    wanted = [row for row in own if asked.matches(row[0]) or asked.starts_id(row[1])]
    best = sorted(wanted, key=asked.order)
    return Found(tuple(SubscriptionHit._make(row[1:]) for row in best[:limit]), len(best) > limit)


@dataclass(frozen=True)
class _Filter:
    condition: str = ""
    parameters: tuple[Any, ...] = ()

    @property
    def also(self) -> str:
        return f" AND {self.condition}" if self.condition else ""


@dataclass(frozen=True)
class _Searched(Generic[T]):
    """A searchable table: what to select, and whether it is small enough to scan for two ideographs."""

    name: str
    id: str
    columns: str
    joined: str
    hit: Callable[[Iterable[Any]], T]
    small: bool = True

    @property
    def select(self) -> str:
        return f"SELECT t.search_key, {self.columns} FROM {self.name} t {self.joined}"  # noqa: S608

    @property
    def select_by_trigram(self) -> str:
        index = f"{self.name}_search"
        source = f"FROM {index} f CROSS JOIN {self.name} t ON t.row_no = f.rowid {self.joined}"
        return f"SELECT t.search_key, {self.columns} {source} WHERE {index} MATCH ?"


_CUSTOMER = _Searched("customer", "id", "t.id, t.company_name, t.domain", "", CustomerHit._make)
_PARTNER = _Searched("partner", "tenant_id", "t.tenant_id, t.name, t.mpn_id, t.kind, t.location", "", PartnerHit._make)
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
    asked = Asked.read(query)
    rows, unsure = _candidates(_Reading(session.connection(), table, filtered, limit + 1), asked)
    best = sorted({row[1]: row for row in rows}.values(), key=asked.order)
    return Found(tuple(table.hit(row[1:]) for row in best[:limit]), unsure or len(best) > limit)


def _candidates(read: "_Reading[Any]", asked: Asked) -> tuple[list[Sequence[Any]], bool]:
    """One row more than the limit when more match, the better kinds of match certainly among them; see `by_words`.

    Sorting happens outside: ORDER BY on trigram matches costs up to a second (limits.md 2.1).
    """
    found = list(read.by_prefix(asked.phrase, read.enough))
    if len(found) >= read.enough or not asked.words:
        return found, False
    if asked.may_be_id:
        found += read.by_id(asked.phrase)
    anywhere, unsure = read.by_words(asked)
    found += anywhere
    if len(anywhere) >= read.enough:
        found += read.by_terms([(f"\n{asked.phrase}\n",)], read.enough)
        starts = [_starts(word) for word in asked.words if len(word) > 1]
        found += [row for row in read.by_terms(starts, read.enough) if asked.matches(row[0])] if starts else []
    return found, unsure


def _starts(word: str) -> tuple[str, str]:
    return (f"\n{word}", f" {word}")


@dataclass(frozen=True)
class _Reading(Generic[T]):
    """The statements of one search; `enough` rows of a kind show that the limit is passed."""

    connection: Connection
    table: _Searched[T]
    filtered: _Filter
    enough: int

    def by_prefix(self, start: str, most: int) -> Sequence[Sequence[Any]]:
        """Rows whose first field starts so, in order of key."""
        low = f"\n{start}"
        where = f"t.search_key >= ? AND t.search_key < ?{self.filtered.also} ORDER BY t.search_key LIMIT ?"
        sql = f"{self.table.select} WHERE {where}"
        return self._run(sql, low, low + _LAST, *self.filtered.parameters, most)

    def by_id(self, start: str) -> Sequence[Sequence[Any]]:
        """Rows whose id starts so; "g" follows every hexadecimal digit in any collation."""
        key = f"t.{self.table.id}"
        sql = f"{self.table.select} WHERE {key} >= ? AND {key} < ?{self.filtered.also} LIMIT ?"
        rows = self._run(sql, start, f"{start}g", *self.filtered.parameters, self.enough)
        return [row for row in rows if row[1].startswith(start)]

    def by_words(self, asked: Asked) -> tuple[Sequence[Sequence[Any]], bool]:
        """Rows in which all words match, and whether others may that were not looked at.

        Words the trigram index cannot find are looked for in the candidates that the other words give.
        """
        words = asked.words[:_MOST_WORDS]
        terms = [(word,) if len(word) >= TRIGRAM else _starts(word) for word in words if _indexed(word)]
        scanned = [word for word in words if spaceless(word) and not _indexed(word)] if self.table.small else []
        exact = len(terms) + len(scanned) == len(asked.words)
        most = self.enough if exact else _CANDIDATES
        if terms or scanned:
            rows = self.by_terms(terms, most, scanned)
        else:
            rows = self.by_prefix(words[0], most) if len(words) > 1 else []
        return [row for row in rows if asked.matches(row[0])], len(rows) >= most

    def by_terms(
        self, terms: Sequence[tuple[str, ...]], most: int, scanned: Sequence[str] = ()
    ) -> Sequence[Sequence[Any]]:
        """Rows that hold one alternative of each term and every scanned word, in no order."""
        if self.connection.dialect.name == "sqlite":
            return self._by_terms_sqlite(terms, most, scanned)
        likes = [" OR ".join("t.search_key LIKE ?" for _ in term) for term in terms]
        where = " AND ".join(f"({like})" for like in [*likes, *("strpos(t.search_key, ?) > 0" for _ in scanned)])
        patterns = [f"%{_LIKE.sub(_escaped, text)}%" for term in terms for text in term]
        sql = f"{self.table.select} WHERE {where}{self.filtered.also} LIMIT ?"
        return self._run(sql, *patterns, *scanned, *self.filtered.parameters, most)

    def _by_terms_sqlite(
        self, terms: Sequence[tuple[str, ...]], most: int, scanned: Sequence[str]
    ) -> Sequence[Sequence[Any]]:
        match = " AND ".join("({})".format(" OR ".join(map(_quoted, term))) for term in terms)
        start = self.table.select_by_trigram if terms else f"{self.table.select} WHERE true"
        also = "".join(" AND instr(t.search_key, ?) > 0" for _ in scanned) + self.filtered.also
        matched = (match,) if terms else ()
        return self._run(f"{start}{also} LIMIT ?", *matched, *scanned, *self.filtered.parameters, most)

    def _run(self, sql: str, *parameters: Any) -> Sequence[Sequence[Any]]:
        return _run(self.connection, sql, parameters)


_LIKE = re.compile(r"[%_\\]")


def _escaped(match: re.Match[str]) -> str:
    return f"\\{match.group()}"


def _quoted(text: str) -> str:
    """An FTS5 string, in which nothing but the quote has a meaning."""
    return '"{}"'.format(text.replace('"', '""'))


def _indexed(word: str) -> bool:
    """Whether a trigram holds it; two letters count with the word start before them, ideographs have none."""
    return len(word) >= TRIGRAM or (len(word) == TRIGRAM - 1 and not spaceless(word))


def _run(connection: Connection, sql: str, parameters: tuple[Any, ...]) -> Sequence[Sequence[Any]]:
    if connection.dialect.name != "sqlite":
        sql = sql.replace("?", "%s")
    return connection.exec_driver_sql(sql, parameters).all()
