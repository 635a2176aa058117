"""Privileges that end, as a digest tells of them: read anew, for what was renewed meanwhile does not end."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, false, func, select
from sqlmodel import Session

from bot.models import (
    Assignment,
    AssignmentState,
    Customer,
    CustomerRelationship,
    DelegatedAdmin,
    Partner,
    RelationshipState,
)
from bot.services.separation import ours
from bot.services.store.labels import customer_label, partner_label
from bot.services.store.sql import run, table

_A, _C, _L, _P = table(Assignment), table(Customer), table(CustomerRelationship), table(Partner)
_ENDING = (
    select(customer_label(_C).label("customer"), partner_label(_P).label("partner"), _L.c.delegated_admin_expires_at)
    .join(_C, _C.c.id == _L.c.customer_id)
    .join(_P, _P.c.tenant_id == _L.c.partner_tenant_id)
    .where(
        _L.c.customer_id == bindparam("customer"),
        ours(_L.c.customer_id),
        _L.c.partner_tenant_id == bindparam("partner"),
        _L.c.state == RelationshipState.ESTABLISHED.value,
        _L.c.delegated_admin == DelegatedAdmin.GDAP.value,
        _L.c.auto_extend == false(),
    )
)
_RESTING = (
    select(func.count())
    .select_from(_A)
    .where(
        _A.c.customer_id == bindparam("customer"),
        _A.c.to_tenant_id == bindparam("partner"),
        _A.c.state.in_([AssignmentState.APPLIED.value, AssignmentState.CLOSED.value]),
    )
)


@dataclass(frozen=True)
class EndingPrivileges:
    """GDAP of a partner with a customer, both as labels, and the number of support contacts that rest on it.

    `owner` is whose it is, where the reader stands in for them.
    """

    customer_id: str
    partner_id: str
    customer: str
    partner: str
    ends: datetime
    resting: int
    key: tuple[str, str, str]
    owner: str | None = None


def read(
    session: Session, keys: Iterable[tuple[str, str, str]], instead: Iterable[tuple[str, str, str, str]]
) -> Iterator[EndingPrivileges]:
    """Read what ends still, by key of what was told; `instead` names, behind a key, whose it is."""
    owners = {(customer, partner, ends): owner for customer, partner, ends, owner in instead}
    for customer_id, partner_id, ends in sorted(keys, key=lambda key: key[2]):
        given = {"customer": customer_id, "partner": partner_id}
        row = run(session, _ENDING, given).one_or_none()
        # Extended or renewed meanwhile: nothing ends then.
        if row is not None and row.delegated_admin_expires_at == datetime.fromisoformat(ends):
            resting: int = run(session, _RESTING, given).scalar_one()
            key = (customer_id, partner_id, ends)
            until = row.delegated_admin_expires_at
            yield EndingPrivileges(
                customer_id, partner_id, row.customer, row.partner, until, resting, key, owners.get(key)
            )
