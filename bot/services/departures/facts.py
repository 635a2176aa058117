"""Facts of a departure: how much of whoever leaves is left in our own tables, by step (docs/domain.md#departures)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, or_, select, text, true
from sqlmodel import Session

from bot.errors import NotFound
from bot.models import (
    CustomerRelationship,
    DelegatedAdmin,
    Partner,
    RelationshipRequest,
    RelationshipState,
    StepKind,
    Subscription,
    SupportContact,
    UtcDateTime,
)
from bot.services.contacts.transitions import IS_OPEN_REQUEST
from bot.services.relationships import removal
from bot.services.relationships.removal import Removal, RemovalKind
from bot.services.separation import ours
from bot.services.store.sql import among, by_no_index, run, table

# Counting stops here; that there are more is said.
MOST_COUNTED = 200
OF_RESELLER = (
    StepKind.NOTICE,
    StepKind.CONTACTS,
    StepKind.REQUESTS,
    StepKind.RECORD,
    StepKind.PRIVILEGES,
    StepKind.RELATIONSHIPS,
    StepKind.PARTNERSHIP,
    StepKind.PARTNER_CENTER,
)
OF_CUSTOMER = (
    StepKind.NOTICE,
    StepKind.CONTACTS,
    StepKind.REQUESTS,
    StepKind.SUBSCRIPTIONS,
    StepKind.UNSEEN,
    StepKind.PRIVILEGES,
    StepKind.RELATIONSHIPS,
    StepKind.OURS,
    StepKind.PARTNER_CENTER,
)
# Steps that no table of ours tells of: people say that they are done.
BY_WORD = frozenset({StepKind.NOTICE, StepKind.UNSEEN, StepKind.PARTNER_CENTER})


@dataclass(frozen=True)
class Leaver:
    """Whoever leaves: a reseller or a customer, by tenant id, exactly one of the two."""

    reseller_id: str | None = None
    customer_id: str | None = None

    def __post_init__(self) -> None:
        """Refuse none and both."""
        if bool(self.reseller_id) == bool(self.customer_id):
            raise ValueError("a departure is of a reseller or of a customer")

    @property
    def kinds(self) -> tuple[StepKind, ...]:
        """The steps, in the order in which they are best taken."""
        return OF_RESELLER if self.reseller_id else OF_CUSTOMER


_S, _U, _R, _L = map(table, (SupportContact, Subscription, RelationshipRequest, CustomerRelationship))
_P = table(Partner)
_HELD = _L.c.delegated_admin.in_([DelegatedAdmin.DAP.value, DelegatedAdmin.GDAP.value, DelegatedAdmin.ATTESTED.value])
_ENDS = _L.c.delegated_admin_expires_at
_LASTS = or_(_ENDS.is_(None), bindparam("now", type_=UtcDateTime) < _ENDS, _L.c.auto_extend == true())
_RESELLER: Any = bindparam("reseller")
_CUSTOMER: Any = bindparam("customer")
_PROVIDER: Any = bindparam("provider")


_CONTACT = (
    select(_U.c.id, _U.c.customer_id, _S.c.support_tenant_id)
    .join_from(_S, _U, _U.c.id == _S.c.subscription_id)
    .where(ours(_U.c.customer_id))
    .order_by(_S.c.subscription_id)
)
_REQUEST = select(_R.c.id).where(IS_OPEN_REQUEST, ours(_R.c.customer_id)).order_by(_R.c.id)
_LINK = (
    select(
        *(_L.c.customer_id, _L.c.partner_tenant_id, _L.c.delegated_admin),
        *(_L.c.delegated_admin_expires_at, _L.c.auto_extend),
    )
    .where(_L.c.state == RelationshipState.ESTABLISHED.value, ours(_L.c.customer_id))
    .order_by(_L.c.customer_id, _L.c.partner_tenant_id)
)
_OF_RESELLER_LINK, _OF_CUSTOMER_LINK = _L.c.partner_tenant_id == _RESELLER, _L.c.customer_id == _CUSTOMER
# By kind, and if it is a reseller who leaves.
_LISTS: Mapping[tuple[StepKind, bool], Select[Any]] = {
    (StepKind.CONTACTS, True): _CONTACT.where(_S.c.support_tenant_id == _RESELLER),
    (StepKind.CONTACTS, False): _CONTACT.where(
        _U.c.customer_id == _CUSTOMER, by_no_index(_S.c.support_tenant_id) != _PROVIDER
    ),
    (StepKind.REQUESTS, True): _REQUEST.where(_R.c.reseller_tenant_id == _RESELLER),
    (StepKind.REQUESTS, False): _REQUEST.where(_R.c.customer_id == _CUSTOMER),
    (StepKind.RECORD, True): select(_U.c.id, _U.c.customer_id)
    .where(
        among(_U.c.partner_id, "numbers"),
        # In the very words of the partial index.
        text("subscription.status = 'active'"),
        _U.c.channel == "csp",
        ours(_U.c.customer_id),
    )
    .order_by(_U.c.partner_id, _U.c.id),
    (StepKind.PRIVILEGES, True): _LINK.where(_OF_RESELLER_LINK, _HELD, _LASTS),
    (StepKind.PRIVILEGES, False): _LINK.where(_OF_CUSTOMER_LINK, _HELD, _LASTS),
    (StepKind.RELATIONSHIPS, True): _LINK.where(_OF_RESELLER_LINK),
    (StepKind.RELATIONSHIPS, False): _LINK.where(_OF_CUSTOMER_LINK, _L.c.partner_tenant_id != _PROVIDER),
}
_NUMBERS = select(_P.c.mpn_id, _P.c.other_mpn_ids).where(_P.c.tenant_id == _RESELLER)


def counting(statement: Select[Any]) -> Select[Any]:
    """Count the rows of a list, MOST_COUNTED + 1 at most."""
    # In the order of the list, or it would be another way through the tables.
    return select(func.count()).select_from(statement.limit(MOST_COUNTED + 1).subquery())


_COUNTS = {key: counting(statement) for key, statement in _LISTS.items()}


def remaining(session: Session, leaver: Leaver, provider_id: str, now: datetime) -> Mapping[StepKind, int]:
    """Count what is left of each step that our tables tell of, MOST_COUNTED + 1 at most."""
    return {kind: _count(session, kind, leaver, provider_id, now) for kind in leaver.kinds if kind not in BY_WORD}


def numbers(session: Session, reseller_id: str) -> list[str]:
    """Read the PartnerIDs of a reseller: its own, and those of its further locations."""
    row = run(session, _NUMBERS, {"reseller": reseller_id}).one_or_none()
    return [] if row is None else [number for number in (row.mpn_id, *row.other_mpn_ids.split()) if number]


def _count(session: Session, kind: StepKind, leaver: Leaver, provider_id: str, now: datetime) -> int:
    if special := _SPECIAL.get(kind):
        return special(session, leaver, provider_id)
    statement = _COUNTS[kind, leaver.reseller_id is not None]
    return int(run(session, statement, _given(session, kind, leaver, provider_id, now)).scalar_one())


def listed(
    session: Session, kind: StepKind, leaver: Leaver, provider_id: str, now: datetime
) -> tuple[Select[Any], dict[str, Any]]:
    """Return the list of what is left of a step, and what it is to be run with; NotFound for a step without one."""
    statement = _LISTS.get((kind, leaver.reseller_id is not None))
    if statement is None:
        raise NotFound("error-view-outdated")
    return statement, _given(session, kind, leaver, provider_id, now)


def _given(session: Session, kind: StepKind, leaver: Leaver, provider_id: str, now: datetime) -> dict[str, Any]:
    bounds = {"reseller": leaver.reseller_id, "customer": leaver.customer_id, "provider": provider_id, "now": now}
    more = {"numbers": numbers(session, leaver.reseller_id)} if kind is StepKind.RECORD and leaver.reseller_id else {}
    return {**bounds, **more}


def _blocking(session: Session, leaver: Leaver, _provider_id: str) -> int:
    return removal.blocked_by(session, Removal(RemovalKind.OURS, leaver.customer_id))


def _ours(session: Session, leaver: Leaver, provider_id: str) -> int:
    return int(removal.holds(session, Removal(RemovalKind.OURS, leaver.customer_id), provider_id))


def _partnership(session: Session, leaver: Leaver, provider_id: str) -> int:
    return int(removal.holds(session, Removal(RemovalKind.PARTNERSHIP, partner_id=leaver.reseller_id), provider_id))


_SPECIAL: Mapping[StepKind, Callable[[Session, Leaver, str], int]] = {
    StepKind.SUBSCRIPTIONS: _blocking,
    StepKind.OURS: _ours,
    StepKind.PARTNERSHIP: _partnership,
}
