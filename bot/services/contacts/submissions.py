"""The changes of one submission as people see them, and the notices that tell of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import bindparam, exists, func, select, text, update
from sqlmodel import Session

from bot.errors import NotFound
from bot.models import (
    Assignment,
    AssignmentState,
    Customer,
    Partner,
    Subscription,
    SupportAgreement,
    SupportContact,
)
from bot.services import outbox
from bot.services.agreements.records import is_agreed
from bot.services.agreements.terms import day_of
from bot.services.commerce import KeptHere, kept_here
from bot.services.contacts.lookup import PartnerSummary, partner_columns
from bot.services.scene import Scene
from bot.services.separation import ours
from bot.services.store.labels import customer_label, partner_label, subscription_label
from bot.services.store.sql import among, columns, records, run, table


class AssignmentRow(NamedTuple):
    """Assignment as the database holds it, without what only its review needs."""

    id: int
    batch_id: str
    customer_id: str
    subscription_id: str
    from_tenant_id: str
    to_tenant_id: str
    state: str
    reason: str | None
    agreement_ref: str | None
    requested_by: str
    requested_at: datetime
    applied_at: datetime | None
    reference: str
    ticket_ref: str | None = None
    message_url: str | None = None


CHANGED, WAITING = "contact.changed", "contact.waiting"
_SUBJECTS = {CHANGED: "batch", WAITING: "waiting"}
_ROWS = table(Assignment)
# A contact that waited is in force since it was applied, not since somebody asked for it.
SINCE = func.coalesce(_ROWS.c.applied_at, _ROWS.c.requested_at)
_OF_SUBMISSION = (
    select(*columns(Assignment, AssignmentRow._fields))
    .where(_ROWS.c.batch_id == bindparam("batch"), ours(_ROWS.c.customer_id))
    .order_by(_ROWS.c.id)
)
DELETED = "deleted"
_CONTACTS, _SET_BY = table(SupportContact), _ROWS.alias("set_by")
_TOGETHER = select(_ROWS.c.subscription_id).where(
    _ROWS.c.batch_id.in_(
        select(_SET_BY.c.batch_id)
        .join_from(_CONTACTS, _SET_BY, _SET_BY.c.id == _CONTACTS.c.assignment_id)
        .where(among(_CONTACTS.c.subscription_id, "ids"))
    )
)
_CUSTOMER, _SUBSCRIPTION, _FORMER = table(Customer), table(Subscription), table(Partner)
_TARGET, _AGREEMENT = table(Partner).alias("target"), table(SupportAgreement)
_TARGET_COLUMNS = [column.label(f"target_{n}") for n, column in enumerate(partner_columns(_TARGET))]
# Holds for assignments whose subscription is still there.
NOT_GONE = ~exists(
    select(1).where(_SUBSCRIPTION.c.id == _ROWS.c.subscription_id, _SUBSCRIPTION.c.status == DELETED).correlate(_ROWS)
)
_NO_NUDGE = (
    update(_ROWS)
    # In these very words, or the partial index is not used.
    .where(text("assignment.state = 'applied'"), _ROWS.c.next_nudge_at.is_not(None))
    .where(~NOT_GONE, ours(_ROWS.c.customer_id))
    .values(next_nudge_at=None)
    .returning(_ROWS.c.batch_id)
)
# One statement of few columns: the review is read in the transaction that people wait for.
_NAMED = (
    select(
        *_TARGET_COLUMNS,
        _ROWS.c.id,
        _ROWS.c.subscription_id,
        _ROWS.c.customer_id,
        _ROWS.c.requested_by,
        _ROWS.c.reason,
        _ROWS.c.agreement_ref,
        _ROWS.c.ticket_ref,
        _ROWS.c.message_url,
        _AGREEMENT.c.last_day,
        _ROWS.c.state,
        SINCE.label("since"),
        _ROWS.c.closed_by,
        _ROWS.c.closed_at,
        _ROWS.c.apply_when_established,
        customer_label(_CUSTOMER).label("customer"),
        func.coalesce(subscription_label(_SUBSCRIPTION), _ROWS.c.subscription_id).label("subscription_name"),
        func.coalesce(partner_label(_FORMER), _ROWS.c.from_tenant_id).label("from_name"),
        func.coalesce(_SUBSCRIPTION.c.status == DELETED, False).label("gone"),
        func.coalesce(_CONTACTS.c.ended_assignment_id == _ROWS.c.id, False).label("ended"),
        *(_SUBSCRIPTION.c[name] for name in ("status", "product_type", "billing_type", "channel")),
        _CUSTOMER.c.country,
    )
    .select_from(_ROWS)
    .outerjoin(_TARGET, _TARGET.c.tenant_id == _ROWS.c.to_tenant_id)
    .outerjoin(_CUSTOMER, _CUSTOMER.c.id == _ROWS.c.customer_id)
    .outerjoin(_SUBSCRIPTION, _SUBSCRIPTION.c.id == _ROWS.c.subscription_id)
    .outerjoin(_FORMER, _FORMER.c.tenant_id == _ROWS.c.from_tenant_id)
    .outerjoin(_CONTACTS, _CONTACTS.c.subscription_id == _ROWS.c.subscription_id)
    .outerjoin(_AGREEMENT, is_agreed(_ROWS, _AGREEMENT))
    .where(_ROWS.c.batch_id == bindparam("batch"), ours(_ROWS.c.customer_id))
    .order_by(_ROWS.c.id)
)


@dataclass(frozen=True)
class Change:
    """One reviewed change and where it stands: in force since then, or asked for then if it never was.

    Nothing is in force for a subscription that is `gone`: it is deleted. `kept_here` is that of a line,
    `ended` if it ended with its subscription.
    """

    assignment_id: int
    subscription_id: str
    subscription_name: str
    from_name: str
    state: AssignmentState
    since: datetime
    gone: bool = False
    kept_here: KeptHere | None = None
    ended: bool = False

    @property
    def in_force(self) -> bool:
        """Tell whether it is what holds now."""
        return self.state in (AssignmentState.APPLIED, AssignmentState.CLOSED) and not self.gone


@dataclass(frozen=True)
class Submission:
    """All changes of one submission, for the review and for notices; its names are labels.

    `country` is the customer's, `message_url` of the message in Slack that asked for it, and
    `agreement_last` the last day of the recorded agreement that it names, None without an end.
    """

    batch_id: str
    customer_id: str
    customer_name: str
    target: PartnerSummary
    by: str
    reason: str | None
    agreement_ref: str | None
    changes: tuple[Change, ...]
    closed_by: str | None
    closed_at: datetime | None
    by_itself: bool = False
    country: str | None = None
    ticket_ref: str | None = None
    message_url: str | None = None
    agreement_last: date | None = None

    @property
    def agreement_over(self) -> bool:
        """True if the agreement had ended when it was assigned."""
        return self.agreement_last is not None and self.changes[0].since.date() > self.agreement_last

    @property
    def open(self) -> bool:
        """True while a review is due."""
        return any(change.state == AssignmentState.APPLIED and change.in_force for change in self.changes)

    @property
    def gone(self) -> bool:
        """True if something of it holds no more because its subscription is deleted."""
        return any(change.gone for change in self.changes)

    @property
    def ended(self) -> bool:
        """True if something of it ended with its subscription."""
        return any(change.ended for change in self.changes)

    @property
    def waiting(self) -> bool:
        """True while something of it hopes for a relationship."""
        return any(change.state == AssignmentState.WAITING_RELATIONSHIP for change in self.changes)

    @property
    def ready(self) -> bool:
        """True while something of it can be submitted."""
        return any(change.state == AssignmentState.READY for change in self.changes)

    @property
    def in_force(self) -> int:
        """Number of its changes that are in force."""
        return sum(change.in_force for change in self.changes)

    @property
    def kept_here(self) -> tuple[KeptHere, ...]:
        """Reasons for which changes in force are kept here alone, one for each of these."""
        return tuple(change.kept_here for change in self.changes if change.in_force and change.kept_here)

    @property
    def lost(self) -> bool:
        """True while something of it lacks its basis and needs action."""
        return any(change.state == AssignmentState.INVALIDATED for change in self.changes)

    @property
    def dropped(self) -> bool:
        """True if nothing of it ever came into force."""
        return all(change.state == AssignmentState.CANCELLED for change in self.changes)


def tell(session: Session, scene: Scene, batch_id: str, event: str, owner: str) -> None:
    """Tell the proposer and the team's channel; later events of a submission update the message in place."""
    outbox.enqueue(session, scene.now, *notices(scene, batch_id, event, owner))


def notices(scene: Scene, batch_id: str, event: str, owner: str) -> list[outbox.Notice]:
    """Make the notices of `tell`, for those who write them together with something else."""
    readers = outbox.readers(scene, owner)
    return outbox.notices(CHANGED, f"batch:{batch_id}", event, readers, {"batch_id": batch_id})


def redraw(
    session: Session, at: datetime, batch_ids: Iterable[str], key: str, kinds: Sequence[str] = (CHANGED, WAITING)
) -> None:
    """Draw the messages about these submissions again, once per `key`, for whoever has them: their state changed."""
    ids = list(batch_ids)
    for kind in kinds:
        outbox.draw_again(session, at, kind, _SUBJECTS[kind], "batch_id", ids, key)


def together(session: Session, subscription_ids: Iterable[str]) -> list[str]:
    """Add the subscriptions that got their contacts together with these, so that a submission changes as a whole."""
    ids = list(subscription_ids)
    return sorted({*ids, *run(session, _TOGETHER, {"ids": ids}).scalars().all()})


def settle_gone(session: Session, at: datetime, key: str) -> None:
    """Let nobody be asked for the review of a deleted subscription, and draw its messages again, once per `key`."""
    batches = run(session, _NO_NUDGE).scalars()
    redraw(session, at, dict.fromkeys(batches), key)


def rows_of(session: Session, batch_id: str) -> list[AssignmentRow]:
    """Read the assignment rows of one submission, in its order."""
    return records(session, AssignmentRow, _OF_SUBMISSION, {"batch": batch_id})


def read(session: Session, batch_id: str) -> Submission:
    """Read a submission with its present state; NotFound for an id nobody submitted."""
    rows = run(session, _NAMED, {"batch": batch_id}).all()
    if not rows:
        raise NotFound("error-batch-gone")
    first = rows[0]
    if first.customer is None:
        raise NotFound("error-customer-gone")
    if first.target_0 is None:
        raise NotFound("error-partner-gone")
    return Submission(
        batch_id=batch_id,
        customer_id=first.customer_id,
        customer_name=first.customer,
        target=PartnerSummary(*first[: len(_TARGET_COLUMNS)]),
        by=first.requested_by,
        reason=first.reason,
        agreement_ref=first.agreement_ref,
        changes=tuple(
            Change(
                row.id,
                row.subscription_id,
                row.subscription_name,
                row.from_name,
                AssignmentState(row.state),
                row.since,
                row.gone,
                kept_here(row),
                row.ended,
            )
            for row in rows
        ),
        closed_by=next((row.closed_by for row in rows if row.closed_by), None),
        closed_at=next((row.closed_at for row in rows if row.closed_at), None),
        by_itself=any(row.apply_when_established for row in rows),
        country=first.country,
        ticket_ref=", ".join(dict.fromkeys(row.ticket_ref for row in rows if row.ticket_ref)) or None,
        message_url=first.message_url,
        agreement_last=day_of(first.last_day),
    )
