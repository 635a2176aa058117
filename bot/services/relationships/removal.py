"""Removing a relationship or a partnership: blockers, what rests on it, the removal itself (docs/domain.md#removal)."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, select, update
from sqlmodel import Session, col

from bot.errors import Conflict, InvalidInput
from bot.models import (
    Customer,
    CustomerRelationship,
    DelegatedAdmin,
    Partnership,
    PartnershipState,
    RelationshipState,
    Subscription,
    SupportContact,
)
from bot.services import outbox
from bot.services.contacts import lookup
from bot.services.contacts.eligibility import is_new_commerce
from bot.services.invitations.rules import is_related, partnership_active
from bot.services.policy import Action, Actor, require
from bot.services.relationships import invalidation
from bot.services.relationships.invalidation import REMOVED
from bot.services.scene import Scene
from bot.services.store import audit, idempotency, labels
from bot.services.store.sql import changed, run, table

SHOWN = 20


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
    """A subscription, by its label, that has to be suspended first, or cancelled where `new_commerce`."""

    name: str
    status: str
    new_commerce: bool


@dataclass(frozen=True)
class Resting:
    """A support contact that loses its basis, in labels."""

    subscription: str
    customer: str
    partner: str


@dataclass(frozen=True)
class Preview:
    """Effects of a removal, before anything is written; `digest` changes when any of them does.

    `blockers` and `resting` are the first SHOWN of `blocking` and `resting_total`. Customer and partner are told apart
    always: there is no way back.
    """

    removal: Removal
    customer: str | None
    partner: str | None
    blockers: tuple[Blocker, ...]
    blocking: int
    resting: tuple[Resting, ...]
    resting_total: int
    digest: str


def preview(session: Session, removal: Removal, scene: Scene) -> Preview:
    """Find what stands in the way and what rests on it; InvalidInput at the field that names nothing to remove."""
    _check(removal)
    customer, partner = sides(session, removal.customer_id, removal.partner_id)
    if not holds(session, removal, scene.provider_id):
        field = "customer" if removal.kind is RemovalKind.OURS else "reseller"
        raise InvalidInput(field, f"remove-nothing-{removal.kind.value}")
    blockers = _blockers(session, removal)
    rows = run(session, _resting(removal)).all()
    versions = repr([(row.subscription_id, row.support_tenant_id, row.version) for row in rows])
    return Preview(
        removal,
        customer,
        partner,
        _shown(session, blockers[:SHOWN]),
        len(blockers),
        _named(session, rows[:SHOWN]),
        len(rows),
        hashlib.sha256(f"{len(blockers)}{versions}".encode()).hexdigest()[:16],
    )


def sides(session: Session, customer_id: str | None, partner_id: str | None) -> tuple[str | None, str | None]:
    """Read the labels of customer and partner, told apart always; NotFound when one left the directory."""
    customers = [lookup.customer(session, customer_id).id] if customer_id else []
    partners = [lookup.partner(session, partner_id).tenant_id] if partner_id else []
    named = labels.read(session, customers=customers, partners=partners, always=True)
    return named.customers.get(customer_id or ""), named.partners.get(partner_id or "")


def _named(session: Session, rows: Sequence[Any]) -> tuple[Resting, ...]:
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


def _shown(session: Session, blockers: Sequence[Blocker]) -> tuple[Blocker, ...]:
    named = labels.read(session, subscriptions=[blocker.name for blocker in blockers])
    return tuple(replace(blocker, name=named.subscription(blocker.name)) for blocker in blockers)


def holds(session: Session, removal: Removal, provider_id: str) -> bool:
    """Tell if there is something to remove; of ourselves only by the kind that asks for blockers."""
    if removal.partner_id == provider_id:
        return False
    if removal.kind is RemovalKind.PARTNERSHIP:
        return partnership_active(session, provider_id, removal.partner_id or "")
    customer = session.get(Customer, removal.customer_id, populate_existing=True)
    partner_id = provider_id if removal.kind is RemovalKind.OURS else removal.partner_id or ""
    return customer is not None and is_related(session, customer, provider_id, partner_id)


def remove(session: Session, actor: Actor, removal: Removal, scene: Scene, seen: str) -> int:
    """Remove it; return how many support contacts lost their basis (their owners and the channel are told).

    `seen` is the digest of the preview that was confirmed. Raises Denied, InvalidInput when somebody was quicker,
    Conflict when blocked (invariant 14) or when what rests on it changed since. Twice the same delivery: once.
    """
    require(actor, PERMISSION[removal.kind])

    def work() -> idempotency.StoredOutcome:
        found = preview(session, removal, scene)
        if found.blocking:
            raise Conflict("remove-blocked", count=found.blocking)
        if found.digest != seen:
            raise Conflict("remove-changed")
        _write(session, removal, scene)
        _note(session, actor, removal, scene)
        extent = invalidation.Extent(removal.customer_id, removal.partner_id)
        return {"lost": invalidation.settle(session, actor, scene, extent).lost}

    return int(idempotency.once(session, scene.delivery_key, scene.now, work)["lost"])


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
            col(Subscription.channel) == "csp",
            col(Subscription.status).in_(("active", "pending", "suspended", "disabled")),
        )
        .order_by(col(Subscription.search_key))
    )
    found = [Blocker(key, status, is_new_commerce(product)) for key, status, product in rows]
    return [blocker for blocker in found if blocker.new_commerce or blocker.status in ("active", "pending")]


def _resting(removal: Removal) -> Select[Any]:
    """Select contacts that were set and name the partner; with our own relationship, all of the customer's."""
    s, u, c = table(SupportContact), table(Subscription), table(Customer)
    query = (
        select(s.c.subscription_id, s.c.support_tenant_id, s.c.version, u.c.customer_id)
        .join_from(s, u, u.c.id == s.c.subscription_id)
        .join(c, c.c.id == u.c.customer_id)
        .order_by(c.c.search_key, u.c.search_key, u.c.id)
    )
    if removal.customer_id:
        query = query.where(u.c.customer_id == removal.customer_id)
    return query.where(s.c.support_tenant_id == removal.partner_id) if removal.partner_id else query


def _write(session: Session, removal: Removal, scene: Scene) -> None:
    """Write the removal if there is still one to make: of two people at once the second is told that it is gone."""
    if removal.kind is RemovalKind.PARTNERSHIP:
        written = changed(session, _partnership(removal, scene))
    elif removal.kind is RemovalKind.RESELLER:
        written = changed(session, _relationship(removal.customer_id, removal.partner_id, scene.now))
    else:
        own = _relationship(removal.customer_id, scene.provider_id, scene.now)
        written = changed(session, _leave(removal)) + changed(session, own)
    if not written:
        raise Conflict("remove-gone")


def _partnership(removal: Removal, scene: Scene) -> Any:
    """End the partnership; customers and delegated privileges stay as they are (invariant 15, A18)."""
    return (
        update(Partnership)
        .where(
            col(Partnership.provider_tenant_id) == scene.provider_id,
            col(Partnership.reseller_tenant_id) == removal.partner_id,
            col(Partnership.state) == PartnershipState.ACTIVE,
        )
        .values(state=PartnershipState.REMOVED, removed_at=scene.now)
    )


def _relationship(customer_id: str | None, partner_id: str | None, now: datetime) -> Any:
    """End the relationship, and with it the delegated privileges (invariant 13)."""
    return (
        update(CustomerRelationship)
        .where(
            col(CustomerRelationship.customer_id) == customer_id,
            col(CustomerRelationship.partner_tenant_id) == partner_id,
            col(CustomerRelationship.state) == RelationshipState.ESTABLISHED,
        )
        .values(
            state=RelationshipState.REMOVED,
            removed_at=now,
            source="manual",
            delegated_admin=DelegatedAdmin.NONE,
            delegated_admin_expires_at=None,
            auto_extend=False,
        )
    )


def _leave(removal: Removal) -> Any:
    ours = col(Customer.relationship_to_partner) == "reseller"
    return update(Customer).where(col(Customer.id) == removal.customer_id, ours).values(relationship_to_partner="none")


def _note(session: Session, actor: Actor, removal: Removal, scene: Scene) -> None:
    subject = f"{removal.customer_id or '-'}:{removal.partner_id or scene.provider_id}"
    facts = {"kind": removal.kind.value, "customer_id": removal.customer_id, "partner_id": removal.partner_id}
    audit.record(
        session, actor, scene.now, REMOVED, ("relationship", subject), customer_id=removal.customer_id, after=facts
    )
    readers, payload = outbox.readers(scene, actor.user_id), {"reference": actor.reference}
    outbox.tell(session, scene, REMOVED, f"removed:{actor.reference}", "", readers, payload)
