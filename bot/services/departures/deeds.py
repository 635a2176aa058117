"""Deeds of people and of the bot since a departure was opened, as the history and our tables have them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, select
from sqlmodel import Session

from bot.models import Assignment, CustomerRelationship, Departure, RelationshipRequest, StepKind, UtcDateTime
from bot.services.basis.invalidation import REMOVED
from bot.services.departures.facts import Leaver
from bot.services.departures.room import leaver_of
from bot.services.separation import ours
from bot.services.store import audit, labels
from bot.services.store.audit import RecordedEvent
from bot.services.store.sql import run, table

# Deeds of one kind that a record holds, the latest, and changes of contacts that are looked at for them.
MOST, LOOKED_AT = 200, 5_000
ENDINGS = ("request.withdrawn", "request.declined", "request.expired", "request.superseded", "request.established")


@dataclass(frozen=True)
class Deed:
    """Something that was done to `count` things of one step; `by` is as the history names whoever did it.

    `action` is the history's word. `customer` is a label, `target` that of the partner who got the contacts.
    """

    at: datetime
    by: str
    kind: StepKind
    action: str
    count: int = 1
    customer_id: str | None = None
    customer: str | None = None
    target: str | None = None
    reference: str | None = None


_A, _R, _L = table(Assignment), table(RelationshipRequest), table(CustomerRelationship)
_SINCE, _UNTIL = bindparam("since", type_=UtcDateTime), bindparam("until", type_=UtcDateTime)
# Of one that is under way no deed is too late.
_NEVER = datetime.max.replace(tzinfo=UTC)
_MOVED = (_A.c.requested_by, _A.c.to_tenant_id, _A.c.reference, _A.c.applied_at, _A.c.id)


def _grouped(*whose: Any) -> Select[Any]:
    newest = (
        select(*_MOVED)
        .where(*whose, _A.c.applied_at.between(_SINCE, _UNTIL), ours(_A.c.customer_id))
        .order_by(_A.c.applied_at.desc(), _A.c.id.desc())
        .limit(LOOKED_AT)
        .subquery("newest")
    )
    key = (newest.c.requested_by, newest.c.to_tenant_id, newest.c.reference)
    at, last = func.max(newest.c.applied_at, type_=UtcDateTime()).label("at"), func.max(newest.c.id)
    return select(*key, at, func.count().label("count")).group_by(*key).order_by(at.desc(), last.desc()).limit(MOST)


def _ended(*whose: Any) -> Select[Any]:
    done = select(_R.c.id).where(*whose, _R.c.resolved_at.between(_SINCE, _UNTIL), ours(_R.c.customer_id))
    return done.order_by(_R.c.resolved_at.desc(), _R.c.id).limit(MOST)


def _removed(*whose: Any) -> Select[Any]:
    gone = select(_L.c.customer_id, _L.c.partner_tenant_id).where(
        *whose, _L.c.removed_at.between(_SINCE, _UNTIL), ours(_L.c.customer_id)
    )
    return gone.order_by(_L.c.removed_at.desc(), _L.c.customer_id, _L.c.partner_tenant_id).limit(MOST)


_RESELLER: Any = bindparam("reseller")
_CUSTOMER: Any = bindparam("customer")
_PROVIDER: Any = bindparam("provider")
_AWAY = and_(_A.c.from_tenant_id != _PROVIDER, _A.c.to_tenant_id == _PROVIDER)
_CONTACTS = {True: _grouped(_A.c.from_tenant_id == _RESELLER), False: _grouped(_A.c.customer_id == _CUSTOMER, _AWAY)}
_REQUESTS = {True: _ended(_R.c.reseller_tenant_id == _RESELLER), False: _ended(_R.c.customer_id == _CUSTOMER)}
_RELATIONSHIPS = {True: _removed(_L.c.partner_tenant_id == _RESELLER), False: _removed(_L.c.customer_id == _CUSTOMER)}


def read(session: Session, row: Departure, provider_id: str) -> tuple[Deed, ...]:
    """Read what was done since it was opened, and until it was closed, oldest first; of each kind the latest MOST."""
    leaver, until = leaver_of(row), row.closed_at or _NEVER
    given = {
        "reseller": leaver.reseller_id,
        "customer": leaver.customer_id,
        "provider": provider_id,
        "since": row.opened_at,
        "until": until,
    }
    of_reseller = leaver.reseller_id is not None
    found = [
        *_handed_over(session, run(session, _CONTACTS[of_reseller], given).all()),
        *_requests(session, run(session, _REQUESTS[of_reseller], given).scalars().all()),
        *_removals(session, leaver, provider_id, run(session, _RELATIONSHIPS[of_reseller], given).all()),
    ]
    within = [deed for deed in found if row.opened_at <= deed.at <= until]
    return tuple(sorted(within, key=lambda deed: deed.at))


def _handed_over(session: Session, rows: Any) -> Iterator[Deed]:
    named = labels.read(session, partners={row.to_tenant_id for row in rows})
    for row in reversed(rows):
        target = named.partner(row.to_tenant_id)
        yield Deed(
            row.at,
            row.requested_by,
            StepKind.CONTACTS,
            "contact.assigned",
            row.count,
            target=target,
            reference=row.reference,
        )


def _requests(session: Session, ids: Any) -> Iterator[Deed]:
    events = audit.about(session, "relationship_request", [str(key) for key in ids], ENDINGS)
    for event in events:
        yield Deed(event.at, event.actor_id, StepKind.REQUESTS, event.action, reference=event.reference)


def _removals(session: Session, leaver: Leaver, provider_id: str, rows: Any) -> Iterator[Deed]:
    """Find removals by the subjects they may have: a statement by what the subjects hold would read the history."""
    pairs = {f"{row.customer_id}:{row.partner_tenant_id}": row.customer_id for row in rows}
    whole = f"-:{leaver.reseller_id}" if leaver.reseller_id else f"{leaver.customer_id}:{provider_id}"
    events = audit.about(session, "relationship", [*pairs, whole], [REMOVED])
    named = labels.read(session, customers=set(pairs.values()))
    for event in events:
        yield _removal(event, named)


def _removal(event: RecordedEvent, named: labels.Labels) -> Deed:
    facts = event.after or {}
    kind = {"ours": StepKind.OURS, "partnership": StepKind.PARTNERSHIP}.get(
        str(facts.get("kind")), StepKind.RELATIONSHIPS
    )
    customer_id = facts.get("customer_id")
    return Deed(
        event.at,
        event.actor_id,
        kind,
        event.action,
        customer_id=customer_id,
        customer=named.customer(customer_id) if customer_id else None,
        reference=event.reference,
    )


def doer(deeds: tuple[Deed, ...], kind: StepKind) -> str | None:
    """Return who did the last deed of a step; None where nobody of ours did it."""
    # With a relationship go its privileges (invariant 13).
    kinds = {kind, StepKind.RELATIONSHIPS, StepKind.OURS} if kind is StepKind.PRIVILEGES else {kind}
    return next((deed.by for deed in reversed(deeds) if deed.kind in kinds), None)
