"""Customers and resellers that a person worked with lately, first in the menus to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, Table, bindparam, select, text
from sqlmodel import Session

from bot.models import Assignment, Customer, Partner, PartnerKind, RelationshipRequest
from bot.services.search import CustomerHit, PartnerHit, known
from bot.services.search.folding import FoldedQuery
from bot.services.separation import ours
from bot.services.store.sql import among, columns, run, table

# Rows of each kind that are looked at, the latest first (a submission alone may be 40), and choices of each group.
LOOKED_AT, MOST = 200, 10

T = TypeVar("T", CustomerHit, PartnerHit)
_A, _R, _C, _P = map(table, (Assignment, RelationshipRequest, Customer, Partner))


@dataclass(frozen=True)
class RecentHits(Generic[T]):
    """Hits of one person, each once: `own` wait for something of this person's, `lately` are the latest others."""

    own: tuple[T, ...] = ()
    lately: tuple[T, ...] = ()

    @property
    def all(self) -> tuple[T, ...]:
        """Both, in the order in which they are shown."""
        return self.own + self.lately


def _latest(of: Table, person: str, at: str, customer: str, reseller: str, *conditions: Any) -> Select[Any]:
    wanted = select(of.c[at].label("at"), of.c[customer].label("customer"), of.c[reseller].label("reseller"))
    mine = wanted.where(of.c[person] == bindparam("person"), *conditions, ours(of.c[customer]))
    return mine.order_by(of.c.id.desc()).limit(LOOKED_AT)


_ASSIGNED = (_A, "requested_by", "requested_at", "customer_id", "to_tenant_id")
_ASKED = (_R, "owner", "created_at", "customer_id", "reseller_tenant_id")
_OWN = (
    # In the very words of the partial index of what a person may be asked about still.
    _latest(*_ASSIGNED, text("assignment.state IN ('applied', 'ready', 'invalidated')")),
    _latest(*_ASKED, _R.c.state.in_(("draft", "link_ready", "pending"))),
)
_LATELY = (_latest(*_ASSIGNED), _latest(*_ASKED))
_CUSTOMERS = select(_C.c.search_key, *columns(Customer, CustomerHit._fields[:-1])).where(
    among(_C.c.id, "ids"), ours(_C.c.id)
)
_RESELLERS = select(_P.c.search_key, *columns(Partner, PartnerHit._fields[:-1])).where(
    among(_P.c.tenant_id, "ids"), _P.c.kind == PartnerKind.INDIRECT_RESELLER.value
)


@dataclass(frozen=True)
class _Worked:
    """Rows of a person's work, each statement's the latest first: what waits for something, and all of it."""

    own: Sequence[Any]
    lately: Sequence[Any]

    def ids(self, party: str) -> tuple[Sequence[str], Sequence[str]]:
        """Return the ids of a kind in the open work, and in the rest, the latest first."""
        own, lately = (_newest(rows, party) for rows in (self.own, self.lately))
        return own, [key for key in lately if key not in own]


def customers(session: Session, person: str, query: str) -> RecentHits[CustomerHit]:
    """Read the customers that the person (Slack user id) worked with lately and that match; "" matches all."""
    return _customers(session, _worked(session, person), query)


def resellers(session: Session, person: str, query: str) -> RecentHits[PartnerHit]:
    """Read the same of resellers; whether one may support a customer is for the caller to judge."""
    return _resellers(session, _worked(session, person), query)


def both(session: Session, person: str, query: str) -> tuple[RecentHits[CustomerHit], RecentHits[PartnerHit]]:
    """Read customers and resellers, for which the person's work is looked through once."""
    worked = _worked(session, person)
    return _customers(session, worked, query), _resellers(session, worked, query)


def _customers(session: Session, worked: _Worked, query: str) -> RecentHits[CustomerHit]:
    own, lately = worked.ids("customer")
    rows = run(session, _CUSTOMERS, {"ids": [*own, *lately]}).all() if own or lately else ()
    return _hits(session, query, own, lately, [(row[0], CustomerHit._make((*row[1:], None))) for row in rows])


def _resellers(session: Session, worked: _Worked, query: str) -> RecentHits[PartnerHit]:
    own, lately = worked.ids("reseller")
    rows = run(session, _RESELLERS, {"ids": [*own, *lately]}).all() if own or lately else ()
    return _hits(session, query, own, lately, [(row[0], PartnerHit._make((*row[1:], None))) for row in rows])


def _worked(session: Session, person: str) -> _Worked:
    own, lately = (
        [row for statement in statements for row in run(session, statement, {"person": person}).all()]
        for statements in (_OWN, _LATELY)
    )
    return _Worked(own, lately)


def _newest(rows: Sequence[Any], party: str) -> list[str]:
    ordered = sorted(rows, key=lambda row: row.at, reverse=True)
    return list(dict.fromkeys(key for row in ordered if (key := getattr(row, party))))


def _hits(
    session: Session, query: str, own: Sequence[str], lately: Sequence[str], found: Sequence[tuple[str, T]]
) -> RecentHits[T]:
    asked = FoldedQuery.read(query)
    fitting = [hit for key, hit in found if asked.matches(key) or asked.starts_id(hit[0])]
    hits = {hit[0]: hit for hit in known.told(session, asked, fitting)}
    parts = [tuple(hits[key] for key in ids if key in hits)[:MOST] for ids in (own, lately)]
    return RecentHits(*parts)
