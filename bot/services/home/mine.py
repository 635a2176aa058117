"""Lists of App Home that are the person's own: waiting for them, asked for by them, assigned lately by them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import and_, bindparam, exists, func, or_, select
from sqlmodel import Session

from bot.models import (
    AssignManyJob,
    Assignment,
    AssignmentState,
    RelationshipRequest,
    RequestState,
    RequestType,
)
from bot.services.contacts.submissions import NOT_GONE, SINCE
from bot.services.contacts.transitions import IS_LOST, IS_OPEN_REQUEST, IS_UNSETTLED
from bot.services.home.parts import AskedRequest, EndedJob, LostContacts, Section, SubmissionGroup, part, source
from bot.services.invitations import lamps, targets
from bot.services.invitations.lamps import Lamp
from bot.services.invitations.rules import OPEN
from bot.services.invitations.targets import RequestTarget
from bot.services.separation import ours
from bot.services.store import labels
from bot.services.store.labels import Labels
from bot.services.store.paging import Page
from bot.services.store.sql import run, table

LATEST = 5
# A submission has a row for each subscription; so many rows are enough to find the latest few submissions.
_LOOKED_AT = 200
# Changes without a review that submissions are made of, the oldest first; whoever has more is busy with these.
_LOOKED_FOR = 400
# Assignments that have ended, and those listed as waiting for the person.
_ELSEWHERE = (
    AssignmentState.SUPERSEDED,
    AssignmentState.CANCELLED,
    AssignmentState.APPLIED,
    AssignmentState.INVALIDATED,
)

_A, _R, _J = map(table, (Assignment, RelationshipRequest, AssignManyJob))
_MINE = and_(_A.c.requested_by == bindparam("person"), ours(_A.c.customer_id))

# An assignment that applies by itself waits for nobody.
_READY = and_(_A.c.state == AssignmentState.READY, _A.c.apply_when_established.is_(False))
# A job of `/assign-many` is reviewed as one; its rows carry its id as their reference.
_IN_BULK = exists(select(1).where(_J.c.id == _A.c.reference).correlate(_A))

_LOST = (
    select(
        _A.c.subscription_id,
        _A.c.subscription_id.label("subscription"),
        _A.c.customer_id,
        _A.c.to_tenant_id,
        SINCE,
    )
    .where(_MINE, IS_LOST)
    .order_by(_A.c.id)
)
# The oldest of them, or a Home would cost as much as everything that a person ever left unreviewed.
_UNREVIEWED = (
    select(_A.c.id, _A.c.batch_id, _A.c.customer_id, _A.c.to_tenant_id, SINCE.label("since"), _A.c.state)
    .where(_MINE, IS_UNSETTLED, or_(and_(_A.c.state == AssignmentState.APPLIED, ~_IN_BULK, NOT_GONE), _READY))
    .order_by(_A.c.id)
)
_W = _UNREVIEWED.limit(_LOOKED_FOR).subquery("unreviewed").c
_MANY_UNSETTLED = select(1).where(_A.c.requested_by == bindparam("person"), IS_UNSETTLED).offset(_LOOKED_FOR).limit(1)
_MORE_UNREVIEWED = _UNREVIEWED.offset(_LOOKED_FOR).limit(1)
_REVIEWS = (
    select(_W.batch_id, _W.customer_id, _W.to_tenant_id, func.count(), func.min(_W.since), _W.state)
    .group_by(_W.batch_id, _W.customer_id, _W.to_tenant_id, _W.state)
    .order_by(func.min(_W.id))
)
_BULK = (
    select(_J.c.id, _J.c.changed, _J.c.ended_at)
    .where(
        _J.c.created_by == bindparam("person"), _J.c.ended_at.is_not(None), _J.c.closed_at.is_(None), _J.c.changed > 0
    )
    .order_by(_J.c.ended_at, _J.c.id)
)
_SINCE = func.coalesce(_R.c.sent_at, _R.c.created_at)
_FIRST = func.coalesce(_R.c.first_sent_at, _R.c.sent_at)
_REQUESTS = (
    select(_R.c.id, _R.c.type, _R.c.state, _R.c.target_name, _R.c.owner, _SINCE, _R.c.due_at, _FIRST)
    .where(ours(_R.c.customer_id))
    .order_by(_SINCE, _R.c.id)
)
_OPEN = _R.c.state.in_(OPEN)
# What expired waits until somebody asks again or lets it go.
_UNANSWERED = and_(_R.c.state == RequestState.EXPIRED, _R.c.resolution == RequestState.EXPIRED.value)
_OWNED = _REQUESTS.where(or_(_OPEN, _UNANSWERED), _R.c.owner == bindparam("person"))
# A request that the person owns, too, waits for them already.
_HANDED_ON = _REQUESTS.where(IS_OPEN_REQUEST, _R.c.created_by == bindparam("person"), _R.c.owner != bindparam("person"))
_NEWEST = (
    select(
        _A.c.batch_id,
        _A.c.customer_id.label("customer"),
        _A.c.to_tenant_id.label("contact"),
        SINCE.label("since"),
        _A.c.state,
        _A.c.apply_when_established,
    )
    .where(_MINE)
    .order_by(_A.c.id.desc())
    .limit(_LOOKED_AT)
)


def _lost(row: Any) -> LostContacts:
    return LostContacts(*row)


def _group(row: Any) -> SubmissionGroup:
    batch_id, customer, contact, count, since, state = row
    return SubmissionGroup(batch_id, customer, contact, count, since, AssignmentState(state))


def _job(row: Any) -> EndedJob:
    return EndedJob(*row)


def _asked(row: Any) -> AskedRequest:
    return AskedRequest(row[0], RequestType(row[1]), RequestState(row[2]), *row[3:])


_WAITING = (
    source(_LOST, _lost),
    source(_REVIEWS, _group, is_short=True),
    source(_BULK, _job),
    source(_OWNED, _asked, is_indexed=False),
)
_ASKED = (source(_HANDED_ON, _asked, is_indexed=False),)


HomeLine = LostContacts | SubmissionGroup | EndedJob | AskedRequest
L = TypeVar("L", bound=HomeLine)


def waiting(session: Session, person: str, offset: int) -> Page[HomeLine]:
    """Read what waits for this person alone.

    First come contacts that lost their basis, then submissions to submit or review, ended jobs to review, and open
    requests; of each kind the oldest first.
    """
    page = part(session, _WAITING, Section.WAITING, offset, {"person": person})
    return replace(page, items=_named(session, page.items), more=page.more or _is_very_busy(session, person))


def _is_very_busy(session: Session, person: str) -> bool:
    """Tell if there are more changes without a review than are looked for; seldom more than a look into the index."""
    mine = {"person": person}
    return all(run(session, further, mine).first() for further in (_MANY_UNSETTLED, _MORE_UNREVIEWED))


def asked(session: Session, person: str, offset: int) -> Page[AskedRequest]:
    """Read open requests that the person made and somebody else looks after now, oldest first."""
    page = part(session, _ASKED, Section.ASKED, offset, {"person": person})
    return replace(page, items=_named(session, page.items))


def assigned(session: Session, person: str) -> tuple[SubmissionGroup, ...]:
    """Read the person's latest submissions that are in force or on their way, newest first."""
    found: dict[tuple[str, str, str, str], list[datetime]] = {}
    for row in run(session, _NEWEST, {"person": person}).all():
        if _under_way(row):
            key = (row.batch_id, row.customer, row.contact, row.state)
            found.setdefault(key, []).append(row.since)
    latest = [
        SubmissionGroup(batch, customer, contact, len(times), times[0], AssignmentState(state))
        for (batch, customer, contact, state), times in list(found.items())[:LATEST]
    ]
    return _named(session, latest)


def _named(session: Session, lines: Sequence[L]) -> tuple[L, ...]:
    """Put labels in place of the ids that lines about subscriptions were read with, and of the names asked for."""
    about = [line for line in lines if isinstance(line, LostContacts | SubmissionGroup)]
    named = labels.read(
        session,
        customers={line.customer for line in about},
        partners={line.contact for line in about},
        subscriptions={line.subscription for line in about if isinstance(line, LostContacts)},
    )
    requests = [line.id for line in lines if isinstance(line, AskedRequest)]
    asked, lit = targets.read(session, requests), lamps.read(session, requests)
    return tuple(_labelled(line, named, asked, lit) for line in lines)


def _labelled(line: L, named: Labels, asked: Mapping[int, RequestTarget], lit: Mapping[int, tuple[Lamp, ...]]) -> L:
    match line:
        case AskedRequest():
            named_now = asked[line.id]
            named_too = replace(line, target=named_now.label, asked_as=named_now.asked_as, lamps=lit.get(line.id, ()))
            return replace(named_too, reseller=named_now.reseller)
        case LostContacts():
            customer, contact = named.customer(line.customer), named.partner(line.contact)
            return replace(line, subscription=named.subscription(line.subscription), customer=customer, contact=contact)
        case SubmissionGroup():
            return replace(line, customer=named.customer(line.customer), contact=named.partner(line.contact))
    return line


def _under_way(row: Any) -> bool:
    ready_by_hand = row.state == AssignmentState.READY and not row.apply_when_established
    return row.state not in _ELSEWHERE and not ready_by_hand
