"""Contacts that name an agreement, and the agreements that a text names."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, bindparam, func, or_, select
from sqlmodel import Session

from bot.models import Assignment, SupportContact
from bot.services.agreements.records import Agreement
from bot.services.search.references import key_of_reference
from bot.services.separation import ours
from bot.services.store import labels
from bot.services.store.sql import run, table

# Contacts that are listed, and those that are counted.
LISTED, COUNTED = 40, 1_000

_A, _K = table(Assignment), table(SupportContact)
_CUSTOMER = bindparam("customer", type_=String())
_NAMING = (
    select(_A.c.subscription_id, _A.c.customer_id)
    .join_from(_A, _K, (_K.c.subscription_id == _A.c.subscription_id) & (_K.c.assignment_id == _A.c.id))
    .where(
        _A.c.agreement_key == bindparam("key"),
        _A.c.to_tenant_id == bindparam("reseller"),
        or_(_CUSTOMER.is_(None), _A.c.customer_id == _CUSTOMER),
        ours(_A.c.customer_id),
    )
    .order_by(_A.c.id)
)
_FIRST = _NAMING.limit(LISTED)
_COUNT = select(func.count()).select_from(_NAMING.order_by(None).limit(COUNTED + 1).subquery())


@dataclass(frozen=True)
class NamingContact:
    """Contact that names an agreement; names are labels."""

    subscription_id: str
    subscription: str
    customer: str


@dataclass(frozen=True)
class NamingContacts:
    """The first LISTED of them, and how many there are, COUNTED + 1 for any more."""

    shown: tuple[NamingContact, ...]
    total: int


def count(session: Session, agreement: Agreement) -> int:
    """Count the contacts that name an agreement; COUNTED + 1 stands for more."""
    return int(run(session, _COUNT, _about(agreement)).scalar_one())


def contacts(session: Session, agreement: Agreement) -> NamingContacts:
    """Read the contacts that name an agreement, those that were assigned first at the beginning."""
    rows = run(session, _FIRST, _about(agreement)).all()
    ids = [row.subscription_id for row in rows]
    known = labels.read(session, customers={row.customer_id for row in rows}, subscriptions=ids)
    shown = (
        NamingContact(row.subscription_id, known.subscription(row.subscription_id), known.customer(row.customer_id))
        for row in rows
    )
    return NamingContacts(tuple(shown), count(session, agreement))


def _about(agreement: Agreement) -> dict[str, Any]:
    key = key_of_reference(agreement.reference)
    return {"key": key, "reseller": agreement.reseller_id, "customer": agreement.customer_id}
