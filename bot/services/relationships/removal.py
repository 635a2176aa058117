"""Removing a relationship or a partnership: blockers, what rests on it, the removal itself (docs/domain.md#removal)."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlmodel import Session, col

from bot.errors import Conflict, InvalidInput
from bot.models import (
    Customer,
    Subscription,
    SupportContact,
)
from bot.services import outbox
from bot.services.basis import settling
from bot.services.basis.invalidation import REMOVED, Extent, Settled, removal_subject
from bot.services.commerce import is_new_commerce
from bot.services.contacts import lookup
from bot.services.invitations import ending, lamps
from bot.services.invitations.rules import is_related, partnership_active
from bot.services.policy import Action, Actor, require
from bot.services.relationships.transitions import redraw
from bot.services.scene import Scene
from bot.services.separation import contacts_elsewhere, our_customer, ours
from bot.services.store import audit, idempotency, labels
from bot.services.store.sql import by_no_index, changed, run, table

SHOWN = 20
SORTED = 2_000

_S, _U, _C = map(table, (SupportContact, Subscription, Customer))
_OTHERS = contacts_elsewhere()


class RemovalKind(StrEnum):
    """Kinds of removal: our own relationship with a customer, a reseller's, or our partnership with a reseller."""

    OURS = "ours"
    RESELLER = "reseller"
    PARTNERSHIP = "partnership"


PERMISSION: Mapping[RemovalKind, Action] = {
    RemovalKind.OURS: Action.REMOVE_CUSTOMER,
    RemovalKind.RESELLER: Action.REMOVE_CUSTOMER,
    RemovalKind.PARTNERSHIP: Action.REMOVE_PARTNERSHIP,
}


@dataclass(frozen=True)
class Removal:
    """Relationship to be removed: tenant ids of the sides besides us."""

    kind: RemovalKind
    customer_id: str | None = None
    partner_id: str | None = None


@dataclass(frozen=True)
class Blocker:
    """A subscription that has to be suspended first, or cancelled where `new_commerce`."""

    name: str
    status: str
    new_commerce: bool


@dataclass(frozen=True)
class Resting:
    """A support contact that loses its basis."""

    subscription: str
    customer: str
    partner: str


@dataclass(frozen=True)
class NamedRemoval:
    """Removal with the labels of the sides besides us, which are told apart always: there is no way back."""

    removal: Removal
    customer: str | None
    partner: str | None


@dataclass(frozen=True)
class Preview(NamedRemoval):
    """Effects of a removal, before anything is written; `digest` changes when any of them does.

    `blockers` and `resting` are the first SHOWN of `blocking` and `resting_total`.
    """

    blockers: tuple[Blocker, ...]
    blocking: int
    resting: tuple[Resting, ...]
    resting_total: int
    digest: str


def preview(session: Session, removal: Removal, scene: Scene) -> Preview:
    """Find what stands in the way and what rests on it; InvalidInput at the field that names nothing to remove."""
    _check(removal)
    found = names(session, removal)
    _check_holds(session, removal, scene)
    blockers = _blockers(session, removal)
    total, digest = _weigh(session, removal, len(blockers))
    return Preview(
        removal,
        found.customer,
        found.partner,
        _blocking(session, blockers[:SHOWN]),
        len(blockers),
        _shown(session, removal, total),
        total,
        digest,
    )


def names(session: Session, removal: Removal) -> NamedRemoval:
    """Read the labels of its sides; NotFound for one that left the directory."""
    return NamedRemoval(removal, *sides(session, removal.customer_id, removal.partner_id))


def sides(session: Session, customer_id: str | None, partner_id: str | None) -> tuple[str | None, str | None]:
    """Read the labels of customer and partner, told apart always; NotFound when one left the directory."""
    customers = [lookup.customer(session, customer_id).id] if customer_id else []
    partners = [lookup.partner(session, partner_id).tenant_id] if partner_id else []
    named = labels.read(session, customers=customers, partners=partners, always=True)
    return named.customers.get(customer_id or ""), named.partners.get(partner_id or "")


def _blocking(session: Session, blockers: Sequence[Blocker]) -> tuple[Blocker, ...]:
    """Put labels in place of ids."""
    named = labels.read(session, subscriptions=[blocker.name for blocker in blockers])
    return tuple(replace(blocker, name=named.subscription(blocker.name)) for blocker in blockers)


def holds(session: Session, removal: Removal, provider_id: str) -> bool:
    """Tell if there is something to remove; of ourselves only by the kind that asks for blockers."""
    if removal.partner_id == provider_id:
        return False
    if removal.kind is RemovalKind.PARTNERSHIP:
        return partnership_active(session, provider_id, removal.partner_id or "")
    customer = our_customer(session, removal.customer_id)
    partner_id = provider_id if removal.kind is RemovalKind.OURS else removal.partner_id or ""
    return customer is not None and is_related(session, customer, provider_id, partner_id)


def blocked_by(session: Session, removal: Removal) -> int:
    """Count the subscriptions that stand in the way of a removal."""
    return len(_blockers(session, removal))


def remove(session: Session, actor: Actor, removal: Removal, scene: Scene, seen: str) -> Settled:
    """Remove it; return how many support contacts lost their basis so far (their owners and the channel are told).

    With many contacts a job of the same reference goes on, and tells at its end. `seen` is the digest of the preview
    that was confirmed. Raises Denied, InvalidInput when somebody was quicker, Conflict when blocked (invariant 14) or
    when what rests on it changed since. Twice the same delivery: once.
    """
    require(actor, PERMISSION[removal.kind])

    def work() -> idempotency.StoredOutcome:
        _check_holds(session, removal, scene)
        blocking = len(_blockers(session, removal))
        if blocking:
            raise Conflict("remove-blocked", count=blocking)
        if _weigh(session, removal, blocking)[1] != seen:
            raise Conflict("remove-changed")
        _write(session, removal, scene)
        _note(session, actor, removal, scene)
        return asdict(settling.settle(session, actor, scene, Extent(removal.customer_id, removal.partner_id)))

    return Settled(**idempotency.once(session, scene.delivery_key, scene.now, work))


def _check_holds(session: Session, removal: Removal, scene: Scene) -> None:
    if not holds(session, removal, scene.provider_id):
        field = "customer" if removal.kind is RemovalKind.OURS else "reseller"
        raise InvalidInput(field, f"remove-nothing-{removal.kind.value}")


def _check(removal: Removal) -> None:
    if removal.kind is not RemovalKind.PARTNERSHIP and removal.customer_id is None:
        raise InvalidInput("customer", "request-choose-customer")
    if removal.kind is not RemovalKind.OURS and removal.partner_id is None:
        raise InvalidInput("reseller", "request-choose-reseller")


def _blockers(session: Session, removal: Removal) -> list[Blocker]:
    """Find ids of what blocks our own: subscriptions not suspended, in new commerce not cancelled.

    See docs/domain.md#removal.

    Reservations, savings plans and software block it too, but are in no directory: the screen says so.
    """
    if removal.kind is not RemovalKind.OURS:
        return []
    columns = (col(Subscription.id), col(Subscription.status), col(Subscription.product_type))
    rows = session.execute(
        select(*columns)
        .where(
            col(Subscription.customer_id) == removal.customer_id,
            ours(col(Subscription.customer_id)),
            col(Subscription.channel) == "csp",
            col(Subscription.status).in_(("active", "pending", "suspended", "disabled")),
        )
        .order_by(col(Subscription.search_key))
    )
    found = [Blocker(key, status, is_new_commerce(product)) for key, status, product in rows]
    return [blocker for blocker in found if blocker.new_commerce or blocker.status in ("active", "pending")]


def _weigh(session: Session, removal: Removal, blocking: int) -> tuple[int, str]:
    """Return how many contacts rest on it, and the digest of blockers and contacts.

    A contact that changes gets a higher version and a later beginning, so that together they tell any change.
    """
    counts = [func.count(), func.sum(_S.c.version), func.max(_S.c.since)]
    query: Select[Any] = select(*counts).select_from(_S)
    others = 0
    if removal.customer_id:
        query = _resting(removal, query.join(_U, _U.c.id == _S.c.subscription_id))
    else:
        # By an index alone, less the few that are not ours: to look each one up would take a second of the writer.
        query = query.where(_S.c.support_tenant_id == removal.partner_id)
        others = int(run(session, _OTHERS, {"partner": removal.partner_id}).scalar_one())
    counted: Sequence[Any] = run(session, query).one()
    weighed = repr((blocking, others, *map(str, counted)))
    return int(counted[0]) - others, hashlib.sha256(weighed.encode()).hexdigest()[:16]


def _shown(session: Session, removal: Removal, total: int) -> tuple[Resting, ...]:
    """Read the first SHOWN of them; of very many not by name, for which all would have to be sorted."""
    order = (_C.c.search_key, _U.c.search_key, _U.c.id) if total <= SORTED else (_S.c.subscription_id,)
    query = (
        select(_S.c.subscription_id, _U.c.customer_id, _S.c.support_tenant_id)
        .join_from(_S, _U, _U.c.id == _S.c.subscription_id)
        .join(_C, _C.c.id == _U.c.customer_id)
        .order_by(*order)
        .limit(SHOWN)
    )
    rows = run(session, _resting(removal, query)).all()
    named = labels.read(
        session,
        customers={row.customer_id for row in rows},
        partners={row.support_tenant_id for row in rows},
        subscriptions=[row.subscription_id for row in rows],
    )
    return tuple(
        Resting(
            named.subscription(row.subscription_id),
            named.customer(row.customer_id),
            named.partner(row.support_tenant_id),
        )
        for row in rows
    )


def _resting(removal: Removal, query: Select[Any]) -> Select[Any]:
    """Narrow to contacts that were set and name the partner; with our own relationship, to all of the customer's."""
    query = query.where(ours(_U.c.customer_id))
    partner: ColumnElement[str] = _S.c.support_tenant_id
    if removal.customer_id:
        query, partner = query.where(_U.c.customer_id == removal.customer_id), by_no_index(partner)
    return query.where(partner == removal.partner_id) if removal.partner_id else query


def _write(session: Session, removal: Removal, scene: Scene) -> None:
    """Write the removal if there is still one to make: of two people at once the second is told that it is gone."""
    if removal.kind is RemovalKind.PARTNERSHIP:
        written = changed(session, ending.partnership(scene.provider_id, removal.partner_id, scene.now))
    elif removal.kind is RemovalKind.RESELLER:
        written = changed(session, ending.relationship(removal.customer_id, removal.partner_id, scene.now))
    else:
        own = ending.relationship(removal.customer_id, scene.provider_id, scene.now)
        written = changed(session, ending.ours(removal.customer_id)) + changed(session, own)
    if not written:
        raise Conflict("remove-gone")
    if removal.kind is not RemovalKind.PARTNERSHIP:
        # What was accepted of requests that wait for other links is no longer so; the links work on.
        inviter = removal.partner_id if removal.kind is RemovalKind.RESELLER else scene.provider_id
        redraw(session, scene, lamps.darken(session, removal.customer_id, inviter), f"removed:{scene.now.isoformat()}")


def _note(session: Session, actor: Actor, removal: Removal, scene: Scene) -> None:
    subject = f"{removal.customer_id or '-'}:{removal.partner_id or scene.provider_id}"
    facts = {"kind": removal.kind.value, "customer_id": removal.customer_id, "partner_id": removal.partner_id}
    audit.record(
        session, actor, scene.now, REMOVED, ("relationship", subject), customer_id=removal.customer_id, after=facts
    )
    readers, payload = outbox.readers(scene, actor.user_id), {"reference": actor.reference}
    outbox.tell(session, scene, REMOVED, removal_subject(actor.reference), "", readers, payload)
