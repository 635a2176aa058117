"""GDAP of our own that ended before its day: the privileges of customer and provider end with it, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, exists, func, or_, select, text, true, update
from sqlmodel import Session

from bot.models import CustomerRelationship, GdapGroup, GdapRelationship, RelationshipState, UtcDateTime
from bot.services.directory.merging import PARTNER_CENTER
from bot.services.mirror.rows import ENDED_GDAP, UNAPPROVED_GDAP
from bot.services.policy import system_actor
from bot.services.separation import ours
from bot.services.store import audit
from bot.services.store.sql import changed, run, table

ENDED = "privileges.ended"
# Customers of one look, and of one transaction.
AT_ONCE = 100
# Replicas keep what they hear of by their own clocks.
SKEW = timedelta(minutes=5)
_L, _G, _A = table(CustomerRelationship), table(GdapRelationship), table(GdapGroup)
_NOW, _SINCE = bindparam("now", type_=UtcDateTime), bindparam("since", type_=UtcDateTime)
_BEGUN: tuple[ColumnElement[bool], ...] = (
    _G.c.provider_id.is_(None),
    func.lower(_G.c.status).not_in(sorted(UNAPPROVED_GDAP)),
)
_IS_ENDED = func.lower(_G.c.status).in_(sorted(ENDED_GDAP))
_OVER = or_(_IS_ENDED, _G.c.seen_at < _SINCE)
_HELD = and_(
    # In these very words, or the partial index is not used.
    text("customer_relationship.delegated_admin = 'gdap'"),
    _L.c.partner_tenant_id == bindparam("provider"),
    _L.c.state == RelationshipState.ESTABLISHED.value,
    or_(
        _L.c.auto_extend == true(),
        _L.c.delegated_admin_expires_at.is_(None),
        _L.c.delegated_admin_expires_at > _NOW,
    ),
    ours(_L.c.customer_id),
)
_OF_ITS = select(1).where(_G.c.customer_id == _L.c.customer_id, *_BEGUN).correlate(_L)
_ENDED = (_HELD, exists(_OF_ITS.where(_OVER)), ~exists(_OF_ITS.where(~_OVER)))
_FOUND = (
    select(_L.c.customer_id)
    .where(*_ENDED, _L.c.customer_id > bindparam("after"))
    .order_by(_L.c.customer_id)
    .limit(AT_ONCE)
)
_TIMES = select(_G.c.customer_id, _G.c.activated_at, _G.c.changed_at, _G.c.ends_at, _G.c.status).where(
    *_BEGUN, _G.c.customer_id.in_(bindparam("customers", expanding=True))
)


@dataclass(frozen=True)
class WholeList:
    """List of all GDAP that was read to its end, begun at `begun`: what stood in it was seen since then."""

    provider_id: str
    begun: datetime

    def given(self, now: datetime) -> dict[str, Any]:
        """Return what the statements are to be run with."""
        return {"provider": self.provider_id, "since": self.begun - SKEW, "now": now}


def find(session: Session, whole: WholeList, now: datetime, after: str = "") -> list[str]:
    """Find customers behind an id with whom we hold GDAP in our books, and none any more by Microsoft's list."""
    return list(run(session, _FOUND, {**whole.given(now), "after": after}).scalars())


def end(session: Session, whole: WholeList, customers: Sequence[str], now: datetime) -> int:
    """End what is still so of what was found, with the day that Microsoft names; return how many."""
    ends: dict[str, datetime] = {}
    for row in run(session, _TIMES, {"customers": list(customers)}):
        day = _ended_at(row, now)
        ends[row.customer_id] = max(ends.get(row.customer_id, day), day)
    return sum(_end(session, whole, customer, day, now) for customer, day in sorted(ends.items()))


def _end(session: Session, whole: WholeList, customer_id: str, day: datetime, now: datetime) -> int:
    sets = {"delegated_admin_expires_at": day, "auto_extend": False, "said_by": PARTNER_CENTER, "said_at": now}
    step = update(_L).where(_L.c.customer_id == bindparam("customer"), *_ENDED).values(sets)
    done = changed(session, step, {**whole.given(now), "customer": customer_id})
    if done:
        actor, subject = system_actor("partner-center", audit.new_reference()), f"{customer_id}:{whole.provider_id}"
        after = {"ends": day.isoformat()}
        audit.record(
            session, actor, now, ENDED, ("customer_relationship", subject), customer_id=customer_id, after=after
        )
    return done


def _ended_at(row: Any, now: datetime) -> Any:
    """Tell when it ended: at its end, unless that lies ahead; then when it was changed last, or by now."""
    if row.ends_at and row.ends_at <= now:
        return row.ends_at
    is_change = row.changed_at and (row.activated_at or row.changed_at) < row.changed_at <= now
    return row.changed_at if row.status.lower() in ENDED_GDAP and is_change else now


def drop_missing(session: Session, whole: WholeList) -> None:
    """Drop what was in force and the list does not hold any more, after its end was noted."""
    gone = and_(*_BEGUN, ~_IS_ENDED, _G.c.seen_at < _SINCE)
    given = {"since": whole.begun - SKEW}
    run(session, delete(_A).where(_A.c.relationship_id.in_(select(_G.c.id).where(gone))), given)
    run(session, delete(_G).where(gone), given)
