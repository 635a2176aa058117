"""Many support contacts handed to the provider or another reseller in one reviewed action (A17, a reseller leaves)."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlmodel import Session

from bot.errors import InvalidInput, LookAgain
from bot.models import (
    Assignment,
    AssignmentState,
    Subscription,
    SupportContact,
)
from bot.services import outbox
from bot.services.basis.losses import lost_ids, tell_again
from bot.services.contacts import assignments, changes, lookup
from bot.services.contacts.assignments import Proposal
from bot.services.contacts.eligibility import Condition, subscription_failures, target_failures
from bot.services.contacts.transitions import moving
from bot.services.policy import Action, Actor, require
from bot.services.scene import Scene
from bot.services.store import audit, idempotency, labels
from bot.services.store.paging import Page, cut
from bot.services.store.sql import run, table

DONE = "contact.handed_over"
CHUNK = 100
PER_PAGE = 15
_A, _S, _U = (table(model) for model in (Assignment, SupportContact, Subscription))


@dataclass(frozen=True)
class HandoverScope:
    """Contacts to hand over.

    All that name `partner_id`, with `customer_id` that customer's alone; or what was lost under `reference` and still
    needs action, of `owner` (Slack user id) if given.
    """

    partner_id: str | None = None
    customer_id: str | None = None
    reference: str | None = None
    owner: str | None = None

    def __post_init__(self) -> None:
        """Refuse a scope without either: it would mean every contact there is."""
        if not (self.partner_id or self.reference):
            raise ValueError("a handover needs a partner or a loss")


@dataclass(frozen=True)
class Handover:
    """One reviewed decision: its `id` ties all rows together, contacts set after `reviewed_at` are left alone."""

    id: str
    scope: HandoverScope
    target_id: str
    reviewed_at: datetime


@dataclass(frozen=True)
class HandoverRow:
    """One contact and the verdict: `failures` empty when it can be handed over; names are labels where it is shown."""

    customer_id: str
    subscription_id: str
    subscription: str
    customer: str
    partner: str
    version: int
    failures: tuple[Condition, ...]


@dataclass(frozen=True)
class HandoverReview:
    """The whole decision before it is made: refused rows first, PER_PAGE at a time, and how many of each."""

    target: str
    rows: Page[HandoverRow]
    movable: int
    refused: Mapping[Condition, int]


@dataclass(frozen=True)
class Key:
    """End of a chunk: the last contact that was looked at."""

    customer_id: str
    subscription_id: str


def review(session: Session, provider_id: str, plan: Handover, offset: int = 0) -> HandoverReview:
    """Read every contact in scope with its verdict; InvalidInput (field `to`) for handing a partner's own to itself."""
    if plan.target_id == plan.scope.partner_id:
        raise InvalidInput("to", "remove-to-itself")
    target = lookup.partner(session, plan.target_id)
    rows = sorted(_rows(session, provider_id, plan, plan.reviewed_at), key=lambda row: not row.failures)
    refused = Counter(row.failures[0] for row in rows if row.failures)
    movable = len(rows) - refused.total()
    page = cut(rows, offset, PER_PAGE)
    return HandoverReview(target.label, replace(page, items=_named(session, page.items)), movable, refused)


def _named(session: Session, rows: Sequence[HandoverRow]) -> tuple[HandoverRow, ...]:
    """Put labels in place of ids."""
    named = labels.read(
        session,
        customers={row.customer_id for row in rows},
        partners={row.partner for row in rows},
        subscriptions=[row.subscription_id for row in rows],
    )
    return tuple(
        replace(
            row,
            subscription=named.subscription(row.subscription_id),
            customer=named.customer(row.customer_id),
            partner=named.partner(row.partner),
        )
        for row in rows
    )


def step(session: Session, actor: Actor, plan: Handover, scene: Scene, after: Key | None) -> Key | None:
    """Hand over the next CHUNK of contacts behind `after`; None when there are no more.

    Done rows name the target and are not found again, so a handover that was cut off goes on by starting anew.
    The person reviewed the list, so that its assignments are closed. Raises Denied, or Conflict when a contact
    changed at this very moment (try again).
    """
    require(actor, Action.ASSIGN)
    doer = replace(actor, reference=plan.id)
    rows = list(_rows(session, scene.provider_id, plan, scene.now, after, CHUNK))
    for customer_id, mine in groupby((row for row in rows if not row.failures), key=lambda row: row.customer_id):
        _apply(session, doer, plan, scene, customer_id, {row.subscription_id: row.version for row in mine})
    if after is None and rows:
        _tell(session, doer, scene, "began")
    return Key(rows[-1].customer_id, rows[-1].subscription_id) if len(rows) == CHUNK else None


def finish(session: Session, actor: Actor, plan: Handover, scene: Scene) -> int:
    """Write one history row and the last notice, once; return how many contacts all attempts moved."""

    def work() -> idempotency.StoredOutcome:
        moved = moved_by(session, plan.id, actor.user_id)
        if moved:
            doer = replace(actor, reference=plan.id)
            facts = {"contacts": moved, "support_tenant_id": plan.target_id}
            audit.record(session, doer, scene.now, DONE, ("handover", plan.id), after=facts)
            _tell(session, doer, scene, "done")
            if plan.scope.reference:
                tell_again(session, scene, plan.scope.reference, plan.id)
        return {"moved": moved}

    return int(idempotency.once(session, f"handover:{plan.id}", scene.now, work)["moved"])


def moved_by(session: Session, handover_id: str, user_id: str) -> int:
    """Count the contacts that a person's handover moved."""
    mine = and_(_A.c.requested_by == user_id, _A.c.reference == handover_id)
    return int(session.execute(select(func.count()).select_from(_A).where(mine)).scalar_one())


def _apply(session: Session, doer: Actor, plan: Handover, scene: Scene, customer_id: str, seen: dict[str, int]) -> None:
    ids = list(seen)
    lines = lookup.lines(session, scene.provider_id, customer_id, ids)
    if any(line.version != seen[line.subscription_id] for line in lines):
        # Somebody's commit came between the two reads: a contact would change hands twice.
        raise LookAgain(changes.MEANWHILE)
    batch_id = f"{plan.id}-{ids[0]}"
    proposal = Proposal(customer_id, plan.target_id, tuple(ids), {})
    assignments.apply(session, doer, proposal, scene, lines, batch_id=batch_id, quiet=True)
    closing = moving([AssignmentState.APPLIED], AssignmentState.CLOSED).where(_A.c.batch_id == batch_id)
    run(session, closing.values(closed_by=doer.user_id, closed_at=scene.now, next_nudge_at=None))


def _rows(
    session: Session,
    provider_id: str,
    plan: Handover,
    now: datetime,
    after: Key | None = None,
    limit: int | None = None,
) -> Iterator[HandoverRow]:
    verdicts: dict[str, tuple[Condition, ...]] = {}
    for row in run(session, _in_scope(plan, after).limit(limit)).all():
        if row.customer_id not in verdicts:
            verdicts[row.customer_id] = target_failures(session, provider_id, row.customer_id, plan.target_id, now)
        yield HandoverRow(
            row.customer_id,
            row.id,
            row.id,
            row.customer_id,
            row.support_tenant_id,
            row.version,
            (*subscription_failures(row), *verdicts[row.customer_id]),
        )


def _in_scope(plan: Handover, after: Key | None) -> Select[Any]:
    scope = plan.scope
    query = (
        select(_U, _S.c.support_tenant_id, _S.c.version)
        .join_from(_S, _U, _U.c.id == _S.c.subscription_id)
        .where(_S.c.support_tenant_id != plan.target_id, _S.c.since <= plan.reviewed_at)
        .order_by(_U.c.customer_id, _U.c.id)
    )
    if scope.partner_id:
        query = query.where(_S.c.support_tenant_id == scope.partner_id)
    if scope.customer_id:
        query = query.where(_U.c.customer_id == scope.customer_id)
    if scope.reference:
        query = query.join(_A, _A.c.id == _S.c.assignment_id).where(*_still_lost(scope))
    if after:
        later = and_(_U.c.customer_id == after.customer_id, _U.c.id > after.subscription_id)
        query = query.where(or_(_U.c.customer_id > after.customer_id, later))
    return query


def _still_lost(scope: HandoverScope) -> list[Any]:
    found = [_A.c.state == AssignmentState.INVALIDATED, _A.c.id.in_(lost_ids(scope.reference or ""))]
    return [*found, _A.c.requested_by == scope.owner] if scope.owner else found


def _tell(session: Session, doer: Actor, scene: Scene, event: str) -> None:
    """Tell of the whole handover in one message, however many customers it concerns, drawn from the present state."""
    readers, payload = outbox.readers(scene, doer.user_id), {"handover": doer.reference, "by": doer.user_id}
    outbox.tell(session, scene, DONE, f"handover:{doer.reference}", event, readers, payload)
