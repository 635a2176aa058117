"""Labels: names with what tells namesakes apart, as columns of the statements that screens and messages are read by.

A customer is told apart by its domain, a partner by its PartnerID, a subscription from others of one plan by quantity
and start; where these are equal or missing, by the start of the id. Of such a label only the name is ever cut.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    String,
    Subquery,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import Session

from bot.models import Customer, Partner, Subscription
from bot.services.store.sql import run, table
from bot.text import clip

# Characters of a label, which fit a choice in Slack; of what tells apart; and of the id where nothing else does.
LONGEST, _MARK, ID = 75, 40, 8
# Namesakes that are looked at; of as many, the id tells one apart.
_MOST = 10
_LINE, _LAST = literal_column("'\n'", String), literal_column("'\U0010ffff'", String)


class _Position(FunctionElement[int]):
    """Position of a text in another, from 1; 0 where it is not."""

    inherit_cache = True


@compiles(_Position)
def _position(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    name = "instr" if compiler.dialect.name == "sqlite" else "strpos"
    return f"{name}({compiler.process(element.clauses, **kw)})"


class _Day(FunctionElement[str]):
    """Day of an instant in UTC, as YYYY-MM-DD."""

    inherit_cache = True


@compiles(_Day)
def _day(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    instant = compiler.process(element.clauses, **kw)
    return f"substr({instant}, 1, 10)" if compiler.dialect.name == "sqlite" else _utc_day(instant)


def _utc_day(instant: str) -> str:
    return f"to_char({instant} AT TIME ZONE 'UTC', 'YYYY-MM-DD')"


def told_apart(name: str, mark: str) -> str:
    """Join a name, cut as far as it must be, and what tells it apart, as the labels read from the database do."""
    mark = clip(mark, _MARK)
    return f"{clip(name, LONGEST - 3 - len(mark))} ({mark})"


def customer_label(row: FromClause, *, always: bool = False) -> ColumnElement[str]:
    """Make the label of a row of `customer`, told apart where another has its folded name, or `always`."""
    other = table(Customer).alias()
    near = _near(row, other, "id", _first_field(row.c.search_key), other.c.domain == row.c.domain)
    mark = case((or_(_alike(near), row.c.domain == ""), _start(row.c.id)), else_=_cut(row.c.domain, _MARK))
    return _told_apart(row, near, row.c.company_name, mark, always=always)


def partner_label(row: FromClause, *, always: bool = False) -> ColumnElement[str]:
    """Make the label of a row of `partner`, told apart where another has its folded name, or `always`."""
    other = table(Partner).alias()
    near = _near(row, other, "tenant_id", _first_field(row.c.search_key), other.c.mpn_id == row.c.mpn_id)
    by_number = "PartnerID " + _cut(row.c.mpn_id, _MARK - 10)
    mark = case((or_(_alike(near), row.c.mpn_id == ""), _start(row.c.tenant_id)), else_=by_number)
    return _told_apart(row, near, row.c.name, mark, always=always)


def subscription_label(row: FromClause) -> ColumnElement[str]:
    """Make the label of a row of `subscription`, told apart where its customer has another of that folded name."""
    other = table(Subscription).alias()
    day, same_day = _Day(row.c.creation_date), _Day(other.c.creation_date)
    same = row.c.quantity.is_not_distinct_from(other.c.quantity) & day.is_not_distinct_from(same_day)
    near = _near(row, other, "id", _two_fields(row.c.search_key), same, _same_customer(other, row))
    by_id = or_(_alike(near), row.c.quantity.is_(None) & row.c.creation_date.is_(None))
    facts = ("×" + cast(row.c.quantity, String), day, case((by_id, _start(row.c.id))))
    said = [func.coalesce(fact.concat(" · "), "") for fact in facts]
    mark = func.rtrim(said[0].concat(said[1]).concat(said[2]), " ·")
    return _told_apart(row, near, row.c.friendly_name, mark)


def _same_customer(other: FromClause, row: FromClause) -> ColumnElement[bool]:
    """Compare the customers where no index does: of a customer with thousands each label would read them all."""
    return func.coalesce(other.c.customer_id, "") == row.c.customer_id


@dataclass(frozen=True)
class Labels:
    """Labels of what one screen names, by id; whatever left the directory is named by its id."""

    customers: Mapping[str, str] = field(default_factory=dict)
    partners: Mapping[str, str] = field(default_factory=dict)
    subscriptions: Mapping[str, str] = field(default_factory=dict)

    def customer(self, key: str) -> str:
        """Name a customer."""
        return self.customers.get(key, key)

    def partner(self, key: str) -> str:
        """Name a partner, by tenant id."""
        return self.partners.get(key, key)

    def subscription(self, key: str) -> str:
        """Name a subscription."""
        return self.subscriptions.get(key, key)


def read(
    session: Session,
    *,
    customers: Collection[str] = (),
    partners: Collection[str] = (),
    subscriptions: Collection[str] = (),
    always: bool = False,
) -> Labels:
    """Read the labels of these ids, a statement for each kind; `always` tells customers and partners apart anyway."""
    c, p, u = table(Customer), table(Partner), table(Subscription)
    return Labels(
        _labels(session, c.c.id, customer_label(c, always=always), customers),
        _labels(session, p.c.tenant_id, partner_label(p, always=always), partners),
        _labels(session, u.c.id, subscription_label(u), subscriptions),
    )


def _labels(
    session: Session, key: ColumnElement[str], label: ColumnElement[str], ids: Collection[str]
) -> Mapping[str, str]:
    if not ids:
        return {}
    wanted = select(key, label).where(key.in_(bindparam("ids", expanding=True)))
    rows: Iterable[Any] = run(session, wanted, {"ids": list(ids)})
    return {found: said for found, said in rows}


def _near(
    row: FromClause, other: FromClause, key: str, begins: ColumnElement[str], same: ColumnElement[bool], *also: Any
) -> Subquery:
    """Select others whose search key begins as this row's does, and whether the mark is the `same`; at most _MOST.

    Ordered, so that no planner reads the whole table for the first few.
    """
    namesakes = (other.c.search_key >= begins, other.c.search_key < begins.concat(_LAST), other.c[key] != row.c[key])
    found = select(case((same, 1), else_=0).label("same")).where(*namesakes, *also)
    return found.order_by(other.c.search_key).limit(literal_column(str(_MOST))).correlate(row).subquery()


def _alike(near: Subquery) -> ColumnElement[bool]:
    """Tell if a namesake has the same mark, or there are more than are looked at."""
    return or_(func.sum(near.c.same) > 0, func.count(near.c.same) >= _MOST)


def _told_apart(
    row: FromClause,
    near: Subquery,
    name: ColumnElement[str],
    mark: ColumnElement[str],
    *,
    always: bool = False,
) -> ColumnElement[str]:
    """Join name and mark, in one look at the namesakes."""
    most = LONGEST - 3 - func.length(mark)
    label: ColumnElement[str] = _cut(name, most).concat(" (").concat(mark).concat(")")
    said = label if always else case((func.count(near.c.same) == 0, name), else_=label)
    return select(said).select_from(near).correlate(row).scalar_subquery()


def _cut(text: ColumnElement[str], most: int | ColumnElement[int]) -> ColumnElement[str]:
    return case((func.length(text) > most, func.substr(text, 1, most - 1).concat("…")), else_=text)


def _start(key: ColumnElement[str]) -> ColumnElement[str]:
    return func.substr(key, 1, ID)


def _first_field(key: ColumnElement[str]) -> ColumnElement[str]:
    """Take the first field of a search key, with the breaks around it."""
    return func.substr(key, 1, _Position(func.substr(key, 2), _LINE) + 1)


def _two_fields(key: ColumnElement[str]) -> ColumnElement[str]:
    """Take the first two fields of a search key, with the breaks around them."""
    second = _Position(func.substr(key, 2), _LINE) + 1
    return func.substr(key, 1, second + _Position(func.substr(key, second + 1), _LINE))
