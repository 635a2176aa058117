"""History of a subscription's support contact: assignments and audit rows as one list."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from bot.models import Assignment, AssignmentState, ContactOrigin, Subscription
from bot.services.commerce import KeptHere
from bot.services.contacts import lookup
from bot.services.contacts.eligibility import Condition
from bot.services.contacts.submissions import AssignmentRow
from bot.services.outbox import is_person
from bot.services.policy import is_erased
from bot.services.store import audit
from bot.services.store.audit import RecordedEvent
from bot.services.store.paging import Page, cut
from bot.services.store.sql import columns, records, table

PER_PAGE = 10
# Changes, and recorded events, that pages are made of; a person who turned twenty of them takes the file.
NEWEST = 200


class EventKind(StrEnum):
    """Events that people are told of, in the order of one moment; the history's other rows are steps on the way."""

    PROPOSED = "contact.proposed"
    READY = "assignment.ready"
    CANCELLED = "assignment.cancelled"
    ASSIGNED = "contact.assigned"
    OBSERVED = "contact.observed"
    REVIEWED = "contact.reviewed"
    INVALIDATED = "contact.invalidated"
    RESTORED = "contact.restored"
    ENDED = "contact.ended"


_ORDER = {kind: place for place, kind in enumerate(EventKind)}
_TOLD = [kind.value for kind in EventKind]
_A = table(Assignment)
_CHANGES = (
    select(*columns(Assignment, AssignmentRow._fields))
    .where(_A.c.subscription_id == bindparam("subscription"))
    .order_by(_A.c.id.desc())
    .limit(bindparam("most"))
)


@dataclass(frozen=True)
class Event:
    """One thing that happened to a subscription's contact; `state` is where an assignment stands today.

    `why` is the reason of an end, and `is_over` of an assignment that ended with the subscription.
    `on_behalf_of` is the absent person in whose place `by` did it.
    """

    at: datetime
    kind: EventKind
    by: str
    reference: str
    from_name: str | None = None
    to_name: str | None = None
    state: AssignmentState | None = None
    reason: str | None = None
    agreement_ref: str | None = None
    ticket_ref: str | None = None
    message_url: str | None = None
    on_behalf_of: str | None = None
    why: str | None = None
    is_over: bool = False
    from_id: str | None = None
    to_id: str | None = None

    @property
    def standing(self) -> str | None:
        """The state as catalogue keys spell it, None of what is no assignment."""
        if self.state is None:
            return None
        return "ended" if self.is_over else self.state.replace("_", "-")


@dataclass(frozen=True)
class History:
    """Newest first; the contact was `provider_name` by default from `created` (None when unknown) on.

    `came_with` is the contact that the subscription was imported with, where that is a reseller. `failures` say why
    there never was one, `kept_here` why Microsoft has none. With `events.more` there are older ones, of which nothing
    is said here.
    """

    subscription_id: str
    subscription_name: str
    customer_name: str
    provider_name: str
    created: datetime | None
    events: Page[Event]
    failures: tuple[Condition, ...] = ()
    came_with: str | None = None
    kept_here: KeptHere | None = None


@dataclass(frozen=True)
class _Traces:
    """What tells of a subscription's contact: everything, or what happened from `since` on where that is too much."""

    changes: Sequence[AssignmentRow]
    recorded: Sequence[RecordedEvent]
    since: datetime | None


def history(
    session: Session,
    provider_id: str,
    subscription_id: str,
    offset: int = 0,
    *,
    size: int = PER_PAGE,
    most: int = NEWEST,
) -> History:
    """Read the contact's history, `size` of its `most` newest events; NotFound when the subscription is gone."""
    customer = lookup.customer(session, lookup.customer_of(session, subscription_id))
    (line,) = lookup.lines(session, provider_id, customer.id, [subscription_id])
    traces = _traces(session, subscription_id, most)
    first = _first(line.contact_id, traces.changes, traces.recorded)
    names = _names(session, traces, {provider_id, first})
    events = _events(traces, names)
    page = cut(events[:most], offset, size)
    return History(
        subscription_id=subscription_id,
        subscription_name=line.label,
        customer_name=customer.label,
        provider_name=names.get(provider_id, provider_id),
        created=_created(session, subscription_id),
        events=replace(page, more=traces.since is not None or len(events) > most),
        failures=line.failures if line.origin == ContactOrigin.DEFAULT else (),
        came_with=names.get(first, first) if first != provider_id else None,
        kept_here=None if line.failures else line.kept_here,
    )


def _traces(session: Session, subscription_id: str, most: int) -> _Traces:
    """Read the newest of both by their keys, so that a page costs the same however long the history is.

    What becomes of a change after `most` others is left out with it.
    """
    changes = records(session, AssignmentRow, _CHANGES, {"subscription": subscription_id, "most": most + 1})
    seen = [
        event
        for kind in ("subscription", "support_contact")
        for event in audit.newest(session, kind, subscription_id, _TOLD, most + 1)
    ]
    seen.sort(key=lambda event: event.id, reverse=True)
    ends = [*(row.requested_at for row in changes[most - 1 : most]), *(event.at for event in seen[most - 1 : most])]
    since = max(ends) if max(len(changes), len(seen)) > most else None
    changes, seen = changes[:most], seen[:most]
    seen += audit.about(session, "assignment", [str(row.id) for row in changes], _TOLD)
    seen += audit.about(session, "batch", list(dict.fromkeys(row.batch_id for row in changes)), _TOLD)
    return _Traces(changes, seen, since)


def _events(traces: _Traces, names: Mapping[str, str]) -> list[Event]:
    """Make the events of both, newest first."""
    ids = {row.id for row in traces.changes}
    applied = {_assigned_in(event): event for event in traces.recorded}
    ended = {(event.before or {}).get("assignment_id") for event in traces.recorded if event.action == EventKind.ENDED}
    events = [
        event
        for row in traces.changes
        for event in _of_assignment(row, applied.get(row.id), names, is_over=row.id in ended)
    ]
    events += [_of_audit(event, names) for event in traces.recorded if not _told_by_row(event, ids)]
    if traces.since is not None:
        events = [event for event in events if event.at >= traces.since]
    return sorted(events, key=lambda event: (event.at, _ORDER[event.kind]), reverse=True)


def _first(present: str, changes: Sequence[AssignmentRow], recorded: Sequence[RecordedEvent]) -> str:
    """Find the contact of the beginning: the one that the oldest change replaced, or the present one if none did."""
    replaced = [(row.applied_at, row.from_tenant_id) for row in changes if row.applied_at and _is_somebodys(row)]
    for event in recorded:
        if event.action in (EventKind.OBSERVED, EventKind.ENDED) and (former := _contact_in(event.before)):
            replaced.append((event.at, former))
    return min(replaced)[1] if replaced else present


def _told_by_row(event: RecordedEvent, ids: Collection[int]) -> bool:
    """Tell whether an assignment row says it already, with from, to and why."""
    return event.action == EventKind.ASSIGNED and _assigned_in(event) in ids


def _assigned_in(event: RecordedEvent) -> int | None:
    return (event.after or {}).get("assignment_id")


def _names(session: Session, traces: _Traces, others: set[str]) -> Mapping[str, str]:
    ids = set(others)
    for row in traces.changes:
        ids |= {row.from_tenant_id, row.to_tenant_id}
    for event in traces.recorded:
        ids |= {found for document in (event.before, event.after) if (found := _contact_in(document))}
    return {tenant_id: summary.label for tenant_id, summary in lookup.partners(session, ids).items()}


def _contact_in(document: Mapping[str, Any] | None) -> str | None:
    return (document or {}).get("support_tenant_id")


def _of_assignment(
    row: AssignmentRow, done: RecordedEvent | None, names: Mapping[str, str], *, is_over: bool
) -> Iterator[Event]:
    """Yield one event for each decision: that it was asked for, where it had to wait, and that it came into force."""
    if not _is_somebodys(row):
        return
    waited = row.applied_at != row.requested_at
    asked = replace(_event_of(row, names, EventKind.PROPOSED, row.requested_at), is_over=is_over)
    if waited:
        yield replace(asked, state=None) if row.applied_at else asked
    if row.applied_at:
        in_force = replace(asked, kind=EventKind.ASSIGNED, at=row.applied_at)
        yield replace(in_force, by=done.actor_id, reference=done.reference) if done else in_force


def _is_somebodys(row: AssignmentRow) -> bool:
    """Tell a person's assignment from an observed contact that was made one when it lost its basis."""
    return is_person(row.requested_by) or is_erased(row.requested_by)


def _event_of(row: AssignmentRow, names: Mapping[str, str], kind: EventKind, at: datetime) -> Event:
    return Event(
        at=at,
        kind=kind,
        by=row.requested_by,
        reference=row.reference,
        from_name=names.get(row.from_tenant_id, row.from_tenant_id),
        to_name=names.get(row.to_tenant_id, row.to_tenant_id),
        state=AssignmentState(row.state),
        reason=row.reason,
        agreement_ref=row.agreement_ref,
        from_id=row.from_tenant_id,
        to_id=row.to_tenant_id,
        ticket_ref=row.ticket_ref,
        message_url=row.message_url,
    )


def _of_audit(event: RecordedEvent, names: Mapping[str, str]) -> Event:
    before, after = _contact_in(event.before), _contact_in(event.after)
    return Event(
        at=event.at,
        kind=EventKind(event.action),
        by=event.actor_id,
        reference=event.reference,
        from_name=names.get(before, before) if before else None,
        to_name=names.get(after, after) if after else None,
        reason=event.reason,
        why=(event.after or {}).get("why"),
        on_behalf_of=(event.after or {}).get(audit.ON_BEHALF_OF),
        from_id=before,
        to_id=after,
    )


def _created(session: Session, subscription_id: str) -> datetime | None:
    query = select(col(Subscription.creation_date)).where(col(Subscription.id) == subscription_id)
    created: datetime | None = session.execute(query).scalar_one()
    return created
