"""The one condition that keeps customers of other providers out of everything (docs/domain.md#several-providers).

`customer.elsewhere` holds what the condition is made of. Imports, the mirror, acceptances and each start of the
program keep it; every other statement that reads of customers carries `not_elsewhere`, or its text.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    String,
    and_,
    bindparam,
    exists,
    func,
    not_,
    select,
    text,
    update,
)
from sqlmodel import Session

from bot.models import Customer, PartnerKind, Table

# Partners that customers belong to; resellers sell for several of them, so that they say nothing of whose one is.
PROVIDERS = (PartnerKind.INDIRECT_PROVIDER, PartnerKind.DIRECT_BILL)
# Customers that one statement changes, some milliseconds of SQLite's one writer.
AT_ONCE = 500
# Source of what Partner Center says; it lists none but our own customers.
_PARTNER_CENTER = "partner-center"

_C, _L, _P = (Table.metadata.tables[name] for name in ("customer", "customer_relationship", "partner"))
_U, _S = (Table.metadata.tables[name] for name in ("subscription", "support_contact"))
_ELSEWHERE = "SELECT 1 FROM customer AS elsewhere WHERE elsewhere.id = {} AND elsewhere.elsewhere"


def not_elsewhere(customer_id: str) -> str:
    """Return the condition as text, of a column that names a customer; rows that name none pass."""
    return f"NOT EXISTS ({_ELSEWHERE.format(customer_id)})"


@lru_cache(maxsize=128)
def ours(customer_id: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    """Return the condition of a row that names a customer in this column; rows that name none pass."""
    # In the very words of the partial index, which holds nothing in the directory of a single provider.
    other = _C.alias("elsewhere")
    found = select(1).where(other.c.id == customer_id, text("elsewhere.elsewhere")).correlate_except(other)
    return ~exists(found)


_OF_US = exists(
    select(1).where(_L.c.customer_id == _C.c.id, _L.c.partner_tenant_id == bindparam("provider")).correlate(_C)
)
_OTHER = and_(_P.c.kind.in_([kind.value for kind in PROVIDERS]), _P.c.tenant_id != bindparam("provider"))
_OF_OTHERS = exists(
    select(1)
    .join_from(_L, _P, _P.c.tenant_id == _L.c.partner_tenant_id)
    .where(_L.c.customer_id == _C.c.id, _OTHER)
    .correlate(_C)
)
_LISTED = func.coalesce(_C.c.said_by, "") == _PARTNER_CENTER
_IS_ELSEWHERE = and_(~_LISTED, _OF_OTHERS, ~_OF_US)
# Both begin with what an index gives: relationships of the other providers, and customers that are marked.
_LEFT = (
    select(_L.c.customer_id)
    .join_from(_P, _L, _L.c.partner_tenant_id == _P.c.tenant_id)
    .join(_C, _C.c.id == _L.c.customer_id)
    .where(_OTHER, text("NOT customer.elsewhere"), _IS_ELSEWHERE)
)
_CAME = select(_C.c.id).where(text("customer.elsewhere"), ~_IS_ELSEWHERE)
_TURN = (
    update(_C)
    .where(_C.c.id.in_(bindparam("ids", expanding=True)), _C.c.elsewhere != _IS_ELSEWHERE)
    .values(elsewhere=not_(_C.c.elsewhere))
)
_ONE = select(1).where(ours(bindparam("customer", type_=String())))


def contacts_elsewhere(*which: ColumnElement[bool]) -> Select[Any]:
    """Count the contacts that name `partner` and are of no customer of ours; `which` of them is the caller's to say."""
    # Within each of the few customers: as a join, SQLite begins with the many contacts.
    named = func.coalesce(_S.c.support_tenant_id, "") == bindparam("partner")
    of_one = select(func.count()).select_from(_U.join(_S, _S.c.subscription_id == _U.c.id))
    of_one = of_one.where(_U.c.customer_id == _C.c.id, named, *which).correlate(_C)
    return (
        select(func.coalesce(func.sum(of_one.scalar_subquery()), 0)).where(text("customer.elsewhere")).select_from(_C)
    )


def is_ours(session: Session, customer_id: str | None) -> bool:
    """Tell if the condition holds for a customer that was found by its key alone, or for None."""
    return session.connection().execute(_ONE, {"customer": customer_id}).first() is not None


def our_customer(session: Session, customer_id: str | None) -> Customer | None:
    """Read a customer as the database holds it now; None for no id, an unknown one, and one of other providers."""
    found = session.get(Customer, customer_id, populate_existing=True) if customer_id else None
    return None if found is None or found.elsewhere else found


def misplaced(session: Session, provider_id: str) -> Sequence[str]:
    """Find the ids of all customers whose mark is not what their relationships say of this provider."""
    read = partial(session.connection().execute, parameters={"provider": provider_id})
    return list({*read(_LEFT).scalars(), *read(_CAME).scalars()})


def settle(session: Session, provider_id: str, customer_ids: Sequence[str]) -> int:
    """Set the mark of these customers by their relationships; return how many had another."""
    connection = session.connection()
    parts = ({"provider": provider_id, "ids": part} for part in in_parts(customer_ids))
    return sum(connection.execute(_TURN, part).rowcount for part in parts)


def settle_all(session: Session, provider_id: str) -> int:
    """Set the mark of every customer in the caller's transaction, which is an import's."""
    return settle(session, provider_id, misplaced(session, provider_id))


def in_parts(customer_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Cut ids into parts that one statement, or one short transaction, takes."""
    for start in range(0, len(customer_ids), AT_ONCE):
        yield list(customer_ids[start : start + AT_ONCE])
