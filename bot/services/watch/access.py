"""Board of access: GDAP that was not sent, is not accepted, lacks a group, ends, or ended under a support contact.

What our own requests and relationships say, and of what Graph was read the invitations and groups.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Any

from sqlalchemy import BigInteger, Select, and_, bindparam, cast, exists, false, func, literal, or_, select, text
from sqlmodel import Session

from bot.models import (
    Assignment,
    AssignmentState,
    Customer,
    CustomerRelationship,
    GdapGroup,
    GdapRelationship,
    Partner,
    RelationshipRequest,
    RelationshipState,
    RequestType,
    Subscription,
    SupportContact,
    UtcDateTime,
)
from bot.services.invitations import targets
from bot.services.separation import ours
from bot.services.store.labels import customer_label, partner_label
from bot.services.store.sql import by_no_index, run, table
from bot.services.watch import keyset
from bot.services.watch.keyset import LOOKED_AT, BoardPage, Cursor, Looked

AHEAD = timedelta(days=90)
# Days within which those that end are asked for; 0 is today.
WITHIN = (90, 30, 7, 1, 0)


class AccessState(StrEnum):
    """Reasons to look at access, in the order of the board."""

    ENDED = "ended"
    ENDING = "ending"
    UNUSED = "unused"
    NOT_SENT = "not_sent"
    PENDING = "pending"
    NOT_EXTENDING = "not_extending"


@dataclass(frozen=True)
class AccessRow:
    """One access: `at` is its end, or since when it waits; names are labels, `owner` a Slack user id, if anybody's.

    `request_id` is our own request for it; without ids the customer or the partner is not known yet.
    """

    state: AccessState
    customer: str
    partner: str | None
    owner: str | None
    at: datetime | None
    customer_id: str | None = None
    partner_id: str | None = None
    request_id: int | None = None


_L, _C, _P, _A = map(table, (CustomerRelationship, Customer, Partner, Assignment))
_S, _K, _R = map(table, (Subscription, SupportContact, RelationshipRequest))
_G, _M = table(GdapRelationship), table(GdapGroup)
_ENDS = _L.c.delegated_admin_expires_at
_HELD = and_(
    # In these very words, or the partial index is not used.
    text("customer_relationship.delegated_admin = 'gdap'"),
    _L.c.state == RelationshipState.ESTABLISHED.value,
    ours(_L.c.customer_id),
)
_AFTER = or_(
    bindparam("at", type_=UtcDateTime) < _ENDS,
    and_(
        bindparam("at", type_=UtcDateTime) == _ENDS,
        or_(
            _L.c.customer_id > bindparam("customer"),
            and_(_L.c.customer_id == bindparam("customer"), _L.c.partner_tenant_id > bindparam("partner")),
        ),
    ),
)
_RESTING = [AssignmentState.APPLIED.value, AssignmentState.CLOSED.value, AssignmentState.INVALIDATED.value]


def _held(*conditions: Any) -> Select[Any]:
    """Make the list of held privileges by their end; `rests` tells if a support contact does on each."""
    looked = (
        select(_L.c.customer_id, _L.c.partner_tenant_id, _ENDS.label("ends"))
        .where(_HELD, _AFTER, *conditions)
        .order_by(_ENDS, _L.c.customer_id, _L.c.partner_tenant_id)
        .limit(LOOKED_AT)
        .subquery("looked")
    )
    owner = (
        select(_A.c.requested_by)
        .where(_A.c.customer_id == looked.c.customer_id, looked.c.partner_tenant_id == by_no_index(_A.c.to_tenant_id))
        .where(_A.c.state.in_(_RESTING))
        .order_by(_A.c.id.desc())
        .limit(1)
        .correlate(looked)
        .scalar_subquery()
    )
    served = _S.join(_K, _K.c.subscription_id == _S.c.id)
    is_theirs = and_(
        _S.c.customer_id == looked.c.customer_id, looked.c.partner_tenant_id == by_no_index(_K.c.support_tenant_id)
    )
    rests = exists(select(1).select_from(served).where(is_theirs).correlate(looked))
    names = (customer_label(_C).label("customer"), partner_label(_P).label("partner"))
    return (
        select(looked, *names, owner.label("owner"), rests.label("rests"))
        .join(_C, _C.c.id == looked.c.customer_id)
        .join(_P, _P.c.tenant_id == looked.c.partner_tenant_id)
        .order_by(looked.c.ends, looked.c.customer_id, looked.c.partner_tenant_id)
    )


_UNTIL = bindparam("until", type_=UtcDateTime)
_BY_END = {
    AccessState.ENDED: _held(bindparam("now", type_=UtcDateTime) >= _ENDS),
    AccessState.ENDING: _held(_UNTIL >= _ENDS, _L.c.auto_extend == false()),
    AccessState.NOT_EXTENDING: _held(_L.c.auto_extend == false()),
}
# Behind every id: what ends at the very moment that a list begins at belongs to the one before.
_BEHIND = {"customer": "~", "partner": "~"}
_LONG_AGO = datetime.fromisoformat("2000-01-01T00:00:00+00:00")


def _by_end(state: AccessState, session: Session, given: Mapping[str, Any], after: str) -> Looked[AccessRow]:
    """Read privileges in the order of their ends; of those that ended only what a contact rests on."""
    now: datetime = given["now"]
    since = {AccessState.ENDED: _LONG_AGO, AccessState.ENDING: now, AccessState.NOT_EXTENDING: now + AHEAD}[state]
    place = _place(after) or {"at": since, **_BEHIND}
    rows = run(session, _BY_END[state], {"now": now, "until": given["until"], **place}).all()
    keys = [f"{row.ends.isoformat()} {row.customer_id}:{row.partner_tenant_id}" for row in rows]
    found = [
        (key, _held_row(state, row))
        for key, row in zip(keys, rows, strict=True)
        if row.rests or state is not AccessState.ENDED
    ]
    return Looked(found, keys[-1] if len(rows) == LOOKED_AT else "")


def _place(after: str) -> Mapping[str, Any] | None:
    """Read a key of the list by ends; None where it is none, for the screen it came from may be of another version."""
    at, _, ids = after.partition(" ")
    customer, _, partner = ids.partition(":")
    try:
        return {"at": datetime.fromisoformat(at).astimezone(UTC), "customer": customer, "partner": partner}
    except (ValueError, OverflowError):
        return None


def _held_row(state: AccessState, row: Any) -> AccessRow:
    return AccessRow(state, row.customer, row.partner, row.owner, row.ends, row.customer_id, row.partner_tenant_id)


_NUMBERS = re.compile(r"[0-9]{1,18}")
_NUMBER = cast(bindparam("after"), BigInteger)
_ASKED = (
    select(_R.c.id, _R.c.owner, _R.c.customer_id, _R.c.reseller_tenant_id, _R.c.sent_at, _R.c.created_at)
    # In the very words of the partial index.
    .where(text("relationship_request.type = 'gdap'"), ours(_R.c.customer_id), _R.c.id > _NUMBER)
    .order_by(_R.c.id)
    .limit(LOOKED_AT)
)
_REQUESTS = {
    AccessState.NOT_SENT: _ASKED.where(text("relationship_request.state IN ('draft', 'link_ready')")),
    AccessState.PENDING: _ASKED.where(text("relationship_request.state = 'pending'")),
}


def _requests(state: AccessState, session: Session, _given: Mapping[str, Any], after: str) -> Looked[AccessRow]:
    """Read our own requests, oldest first."""
    rows = run(session, _REQUESTS[state], {"after": after if _NUMBERS.fullmatch(after) else "0"}).all()
    named = targets.read(session, [row.id for row in rows])
    found = [
        (
            str(row.id),
            AccessRow(
                state,
                named[row.id].label,
                named[row.id].reseller,
                row.owner,
                row.sent_at or row.created_at,
                row.customer_id,
                row.reseller_tenant_id,
                row.id,
            ),
        )
        for row in rows
    ]
    return Looked(found, str(rows[-1].id) if len(rows) == LOOKED_AT else "")


# Words of Graph's, which are an open set; others need no look.
_WORDS = {
    AccessState.NOT_SENT: ("created",),
    AccessState.PENDING: ("approvalPending",),
    AccessState.UNUSED: ("active", "expiring"),
}
_IN_USE = exists(select(1).where(_M.c.relationship_id == _G.c.id, _M.c.status.in_(("active", "pending"))))
_OURS_TOO = exists(
    select(1).where(
        _R.c.customer_id == _G.c.customer_id,
        _R.c.type == RequestType.GDAP.value,
        _R.c.state.in_(("draft", "link_ready", "pending")),
    )
)


def _graph(state: AccessState) -> Select[Any]:
    looked = (
        select(_G.c.id, _G.c.customer_id, _G.c.created_at, _G.c.ends_at, _G.c.groups_read_at)
        .where(_G.c.status.in_(_WORDS[state]), _G.c.id > bindparam("after"), ours(_G.c.customer_id))
        .order_by(_G.c.id)
        .limit(LOOKED_AT)
        .subquery("looked")
    )
    shown = and_(_G.c.groups_read_at.is_not(None), ~_IN_USE) if state is AccessState.UNUSED else ~_OURS_TOO
    name = func.coalesce(customer_label(_C), _G.c.customer_name, _G.c.name)
    partner = func.coalesce(_G.c.provider_id, literal("")).label("provider_id")
    columns = (looked.c.id, looked.c.customer_id, looked.c.created_at, looked.c.ends_at)
    return (
        select(*columns, name.label("customer"), partner, shown.label("shown"))
        .join(_G, _G.c.id == looked.c.id)
        .outerjoin(_C, _C.c.id == looked.c.customer_id)
        .order_by(looked.c.id)
    )


_OF_GRAPH = {state: _graph(state) for state in _WORDS}


def _relationships(state: AccessState, session: Session, _given: Mapping[str, Any], after: str) -> Looked[AccessRow]:
    """Read what Graph has of our own, by id: that Microsoft knows whom it is for or not."""
    rows = run(session, _OF_GRAPH[state], {"after": after}).all()
    at = "ends_at" if state is AccessState.UNUSED else "created_at"
    found = [
        (row.id, AccessRow(state, row.customer, None, None, getattr(row, at), row.customer_id))
        for row in rows
        if row.shown and not row.provider_id
    ]
    return Looked(found, rows[-1].id if len(rows) == LOOKED_AT else "")


Lists = tuple[tuple[AccessState, Callable[[Session, Mapping[str, Any], str], Looked[AccessRow]]], ...]
_LISTS: Lists = (
    (AccessState.ENDED, partial(_by_end, AccessState.ENDED)),
    (AccessState.ENDING, partial(_by_end, AccessState.ENDING)),
    (AccessState.UNUSED, partial(_relationships, AccessState.UNUSED)),
    (AccessState.NOT_SENT, partial(_requests, AccessState.NOT_SENT)),
    (AccessState.NOT_SENT, partial(_relationships, AccessState.NOT_SENT)),
    (AccessState.PENDING, partial(_requests, AccessState.PENDING)),
    (AccessState.PENDING, partial(_relationships, AccessState.PENDING)),
    (AccessState.NOT_EXTENDING, partial(_by_end, AccessState.NOT_EXTENDING)),
)


def page(
    session: Session,
    wanted: AccessState | None,
    cursor: Cursor,
    now: datetime,
    until: datetime | None = None,
    **how: int,
) -> BoardPage[AccessRow]:
    """Read a page of the board, of one state or of all: what hurts already first.

    Of what ends only what does so before `until`, within AHEAD without it.
    """
    lists = [read for state, read in _LISTS if wanted in (None, state)]
    return keyset.page(session, lists, {"now": now, "until": until or now + AHEAD}, cursor, **how)
