"""Labels: names with what tells namesakes apart, as columns of the statements that screens and messages are read by.

A customer is told apart by its domain, a partner by its PartnerID, a subscription from others of one plan by quantity
and start; where these are equal or missing, by the start of the id. Of such a label only the name is ever cut.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, String, bindparam, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import Session

from bot.models import Customer, Partner, Subscription
from bot.services.separation import ours
from bot.services.store.sql import run, table
from bot.text import clip

# Characters of a label, which fit a choice in Slack; of what tells apart; and of the id where nothing else does.
LONGEST, _MARK, ID = 75, 40, 8
# Namesakes that are looked at; of as many, the id tells one apart.
_MOST = 10
# Written as text, for SQLAlchemy goes through a statement at each execution: of expressions that would cost people a
# millisecond per submission. Others are read in order, so that no planner reads the whole table for the first few.
_NEAR = (
    "SELECT CASE WHEN {same} THEN 1 ELSE 0 END AS alike FROM {table} AS other "  # noqa: S608 - names of our own
    "WHERE other.search_key >= {begins} AND other.search_key < {begins} || '\U0010ffff' AND other.{key} <> {id} {also} "
    f"ORDER BY other.search_key LIMIT {_MOST}"
)
_MARKED = "SELECT count(alike) AS others, {mark} AS mark FROM ({near}) AS near"
_JOINED = (
    f"CASE WHEN length({{name}}) > {LONGEST - 3} - length(mark) THEN substr({{name}}, 1, {LONGEST - 4} - length(mark)) "
    "|| '…' ELSE {name} END || ' (' || mark || ')'"
)
_BY_ID = f"CASE WHEN sum(alike) > 0 OR count(alike) >= {_MOST} OR {{unknown}} THEN substr({{id}}, 1, {ID}) {{rest}} END"
_CUT = f"CASE WHEN length({{0}}) > {_MARK} THEN substr({{0}}, 1, {_MARK - 1}) || '…' ELSE {{0}} END"


class _Label(FunctionElement[str]):
    """Label of a row, of what is `taken` of it, in that order; each class is one statement to SQLAlchemy's cache."""

    inherit_cache = True
    type = String()
    taken: tuple[str, ...]
    always = False

    @classmethod
    def of(cls, row: FromClause) -> ColumnElement[str]:
        """Make the label of a row of the table or of an alias of it."""
        return cls(*(row.c[name] for name in cls.taken))

    @classmethod
    def parts(cls, sqlite: bool, id: str, name: str, key: str, *rest: str) -> Mapping[str, str]:
        """Make the parts in which labels differ, of the row's columns as SQL."""
        raise NotImplementedError


class _Customer(_Label):
    """Label of a customer that tells it from namesakes."""

    inherit_cache = True
    taken = ("id", "company_name", "search_key", "domain")

    @classmethod
    def parts(cls, sqlite: bool, id: str, name: str, key: str, *rest: str) -> Mapping[str, str]:
        """Tell apart by domain."""
        (domain,) = rest
        mark = _BY_ID.format(unknown=f"{domain} = ''", id=id, rest=f"ELSE {_CUT.format(domain)}")
        begins = _first_field(sqlite, key)
        same, also = f"other.domain = {domain}", "AND NOT other.elsewhere"
        return {"table": "customer", "key": "id", "begins": begins, "same": same, "mark": mark, "also": also}


class _Partner(_Label):
    """Label of a partner that tells it from namesakes."""

    inherit_cache = True
    taken = ("tenant_id", "name", "search_key", "mpn_id")

    @classmethod
    def parts(cls, sqlite: bool, id: str, name: str, key: str, *rest: str) -> Mapping[str, str]:
        """Tell apart by PartnerID."""
        (mpn_id,) = rest
        mark = _BY_ID.format(unknown=f"{mpn_id} = ''", id=id, rest="ELSE " + _CUT.format(f"('PartnerID ' || {mpn_id})"))
        begins = _first_field(sqlite, key)
        return {
            "table": "partner",
            "key": "tenant_id",
            "begins": begins,
            "same": f"other.mpn_id = {mpn_id}",
            "mark": mark,
        }


class _Subscription(_Label):
    """Label of a subscription that tells it from others of its customer and plan."""

    inherit_cache = True
    taken = ("id", "friendly_name", "search_key", "customer_id", "quantity", "creation_date")

    @classmethod
    def parts(cls, sqlite: bool, id: str, name: str, key: str, *rest: str) -> Mapping[str, str]:
        """Tell apart by quantity and start."""
        customer_id, quantity, started = rest
        day, other_day = _day(sqlite, started), _day(sqlite, "other.creation_date")
        same = f"coalesce(other.quantity, -1) = coalesce({quantity}, -1) "
        same += f"AND coalesce({other_day}, '') = coalesce({day}, '')"
        by_id = _BY_ID.format(unknown=f"({quantity} IS NULL AND {started} IS NULL)", id=id, rest="")
        facts = (f"'×' || CAST({quantity} AS text)", day, by_id)
        mark = "rtrim({}, ' ·')".format(" || ".join(f"coalesce({fact} || ' · ', '')" for fact in facts))
        # Compared where no index is: of a customer with thousands each label would read them all.
        also = f"AND coalesce(other.customer_id, '') = {customer_id}"
        begins = _two_fields(sqlite, key)
        return {"table": "subscription", "key": "id", "begins": begins, "same": same, "mark": mark, "also": also}


class _AnyCustomer(_Customer):
    """The same with the mark of any customer."""

    inherit_cache = True
    always = True


class _AnyPartner(_Partner):
    """The same with the mark of any partner."""

    inherit_cache = True
    always = True


@compiles(_Label)
def _compiled(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    sqlite = compiler.dialect.name == "sqlite"
    columns = [compiler.process(column, **kw) for column in element.clauses]
    parts = {"also": "", **element.parts(sqlite, *columns)}
    marked = _MARKED.format(mark=parts["mark"], near=_NEAR.format(**parts, id=columns[0]))
    joined = _JOINED.format(name=columns[1])
    said = joined if element.always else f"CASE WHEN others = 0 THEN {columns[1]} ELSE {joined} END"
    return f"(SELECT {said} FROM ({marked}) AS marked)"  # noqa: S608 - columns of our own


def _position(sqlite: bool, text: str) -> str:
    """Make the SQL of where the first line break is, from 1."""
    return f"{'instr' if sqlite else 'strpos'}({text}, '\n')"


def _first_field(sqlite: bool, key: str) -> str:
    """Make the SQL of the first field of a search key, with the breaks around it."""
    return f"substr({key}, 1, {_position(sqlite, f'substr({key}, 2)')} + 1)"


def _two_fields(sqlite: bool, key: str) -> str:
    """Make the SQL of the first two fields of a search key, with the breaks around them."""
    second = f"{_position(sqlite, f'substr({key}, 2)')} + 1"
    return f"substr({key}, 1, {second} + {_position(sqlite, f'substr({key}, {second} + 1)')})"


def _day(sqlite: bool, instant: str) -> str:
    """Make the SQL of an instant's day in UTC, as YYYY-MM-DD."""
    return f"substr({instant}, 1, 10)" if sqlite else f"to_char({instant} AT TIME ZONE 'UTC', 'YYYY-MM-DD')"


def told_apart(name: str, mark: str) -> str:
    """Join a name, cut as far as it must be, and what tells it apart, as the labels read from the database do."""
    mark = clip(mark, _MARK)
    return f"{clip(name, LONGEST - 3 - len(mark))} ({mark})"


def customer_label(row: FromClause, *, always: bool = False) -> ColumnElement[str]:
    """Make the label of a row of `customer`, told apart where another has its folded name, or `always`."""
    return (_AnyCustomer if always else _Customer).of(row)


def partner_label(row: FromClause, *, always: bool = False) -> ColumnElement[str]:
    """Make the label of a row of `partner`, told apart where another has its folded name, or `always`."""
    return (_AnyPartner if always else _Partner).of(row)


def subscription_label(row: FromClause) -> ColumnElement[str]:
    """Make the label of a row of `subscription`, told apart where its customer has another of that folded name."""
    return _Subscription.of(row)


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
    return Labels(
        _labels(session, _ANY_CUSTOMERS if always else _CUSTOMERS, customers),
        _labels(session, _ANY_PARTNERS if always else _PARTNERS, partners),
        _labels(session, _SUBSCRIPTIONS, subscriptions),
    )


def _named(label: type[_Label], row: FromClause, *also: ColumnElement[bool]) -> Select[Any]:
    key = row.c[label.taken[0]]
    return select(key, label.of(row)).where(key.in_(bindparam("ids", expanding=True)), *also)


_C, _S = table(Customer), table(Subscription)
_CUSTOMERS, _ANY_CUSTOMERS = (_named(label, _C, ours(_C.c.id)) for label in (_Customer, _AnyCustomer))
_PARTNERS, _ANY_PARTNERS = (_named(label, table(Partner)) for label in (_Partner, _AnyPartner))
_SUBSCRIPTIONS = _named(_Subscription, _S, ours(_S.c.customer_id))


def _labels(session: Session, wanted: Select[Any], ids: Collection[str]) -> Mapping[str, str]:
    if not ids:
        return {}
    rows: Iterable[Any] = run(session, wanted, {"ids": list(ids)})
    return {found: said for found, said in rows}
