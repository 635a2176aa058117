"""Numbers of the report, counted by the database: a million subscriptions are not read to be counted.

See docs/limits.md#weekly-report.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, case, extract, false, func, select, text, union
from sqlmodel import Session

from bot.models import (
    Customer,
    CustomerRelationship,
    RelationshipRequest,
    RelationshipState,
    Subscription,
    SupportContact,
    UtcDateTime,
)
from bot.services.contacts.eligibility import OURS
from bot.services.on_record import health
from bot.services.on_record.health import BAD, RecordHealth
from bot.services.separation import ours
from bot.services.store.sql import run, table

DAY = timedelta(days=1)
WEEK = 7 * DAY
# Ages in days at which a request counts as older, and days ahead in which privileges end.
AGES = (3, 7, 14)
ENDS = (7, 30)
# Resellers that are named; a pie of Slack's has twelve slices.
NAMED = 8


@dataclass(frozen=True)
class ResellerShare:
    """Subscriptions that a reseller is the support contact of."""

    partner_id: str
    count: int


@dataclass(frozen=True)
class Supporters:
    """Our customers' subscriptions by whom supports them: `named` resellers with most first, and what is left.

    `others` are those of `other_resellers` more; `ours` have the provider by somebody's choice, `unset` by default.
    """

    named: tuple[ResellerShare, ...] = ()
    others: int = 0
    other_resellers: int = 0
    ours: int = 0
    unset: int = 0

    @property
    def total(self) -> int:
        """All subscriptions of our customers."""
        return sum(share.count for share in self.named) + self.others + self.ours + self.unset


@dataclass(frozen=True)
class DeskFigures:
    """Numbers of the desk at `at`.

    `ages` counts requests without an answer that were sent less than 3, 7 and 14 days ago, and earlier. `established`
    counts those accepted within the last seven days, half of them within `median_days` (None where there are none).
    `ends` counts privileges (GDAP) that end within 7 days, and after that within 30, and do not extend themselves.
    `record` counts active subscriptions by the health of their partner on record, a word of RecordHealth; None where
    it was not counted yet, by an earlier version.
    """

    at: datetime
    ages: tuple[int, ...]
    established: int
    median_days: float | None
    supporters: Supporters
    ends: tuple[int, ...]
    record: Mapping[str, int] | None = None

    @property
    def refused(self) -> int | None:
        """Subscriptions whose partner on record Microsoft does not take; None where they were not counted."""
        return None if self.record is None else sum(self.record.get(each, 0) for each in BAD)


_R, _S, _C = table(RelationshipRequest), table(Subscription), table(Customer)
_K, _L = table(SupportContact), table(CustomerRelationship)
_SINCE = func.coalesce(_R.c.sent_at, _R.c.created_at)
_IS_OURS = and_(_C.c.relationship_to_partner.in_(sorted(OURS)), ~_C.c.elsewhere)

_AGED = case(
    *((bindparam(f"age_{days}", type_=UtcDateTime) < _SINCE, number) for number, days in enumerate(AGES)),
    else_=len(AGES),
)
# In these very words, or partial indexes are not used; so below, too.
_WAITING = (
    select(_AGED.label("place"), func.count().label("many"))
    .where(text("relationship_request.state = 'pending'"), ours(_R.c.customer_id))
    .group_by("place")
)
_SECONDS = extract("epoch", _R.c.resolved_at) - extract("epoch", _SINCE)
_ESTABLISHED = (
    select(_SECONDS.label("seconds"))
    .where(
        text("relationship_request.state = 'established'"),
        _R.c.resolved_at.between(bindparam("from"), bindparam("at")),
        ours(_R.c.customer_id),
    )
    .cte("established")
)
_HOW_MANY = select(func.count()).select_from(_ESTABLISHED)
# Of an even number the two in the middle.
_MIDDLE = select(_ESTABLISHED.c.seconds).order_by("seconds").limit(bindparam("most")).offset(bindparam("skip"))

_ENDING = case(
    *((_L.c.delegated_admin_expires_at <= bindparam(f"end_{days}"), number) for number, days in enumerate(ENDS)),
    else_=len(ENDS),
)
_ENDS = (
    select(_ENDING.label("place"), func.count().label("many"))
    .join(_C, _C.c.id == _L.c.customer_id)
    .where(
        text("customer_relationship.delegated_admin = 'gdap'"),
        _L.c.state == RelationshipState.ESTABLISHED.value,
        _L.c.auto_extend == false(),
        and_(
            _L.c.delegated_admin_expires_at > bindparam("at"),
            _L.c.delegated_admin_expires_at <= bindparam(f"end_{ENDS[-1]}"),
        ),
        _IS_OURS,
    )
    .group_by("place")
)

# All of them by the indexes alone, less the few that do not count: to look each one up would take seconds.
_ALL = select(func.count()).select_from(_S)
_BY_CONTACT = select(_K.c.support_tenant_id.label("partner"), func.count().label("many")).group_by("partner")
_DELETED = select(_S.c.id).where(text("subscription.status = 'deleted'"))
_THEIRS = select(_S.c.id).join(_C, _C.c.id == _S.c.customer_id).where(~_IS_OURS)
_LEFT_OUT = union(_DELETED, _THEIRS).subquery("left_out")
_LESS = (
    select(_K.c.support_tenant_id.label("partner"), func.count().label("many"))
    .select_from(_LEFT_OUT.outerjoin(_K, _K.c.subscription_id == _LEFT_OUT.c.id))
    .group_by("partner")
)

# The same way: those that need no partner on record, and those of others' customers, are few.
_ACTIVE = text("subscription.status = 'active'")
_BY_RECORD = select(_S.c.partner_id.label("number"), func.count().label("many")).where(_ACTIVE).group_by("number")
_ELSEWHERE = select(_S.c.id, _S.c.partner_id).join(_C, _C.c.id == _S.c.customer_id)
_NOT_CONCERNED = union(
    select(_S.c.id, _S.c.partner_id).where(_ACTIVE, text("subscription.channel <> 'csp'")),
    _ELSEWHERE.where(_ACTIVE, text("customer.elsewhere")),
).subquery("not_concerned")
_LESS_RECORD = select(_NOT_CONCERNED.c.partner_id.label("number"), func.count().label("many")).group_by("number")


def read(session: Session, provider_id: str, now: datetime) -> DeskFigures:
    """Count everything as of `now`; `provider_id` is the tenant whose desk this is."""
    at = {"at": now, "from": now - WEEK}
    established = int(run(session, _HOW_MANY, at).scalar_one())
    return DeskFigures(
        now,
        _counted(session, _WAITING, {f"age_{days}": now - days * DAY for days in AGES}, len(AGES) + 1),
        established,
        _median(session, at, established),
        _supporters(session, provider_id),
        _counted(session, _ENDS, {"at": now} | {f"end_{days}": now + days * DAY for days in ENDS}, len(ENDS)),
        _record(session, provider_id),
    )


def _counted(session: Session, statement: Any, given: Mapping[str, Any], places: int) -> tuple[int, ...]:
    """Read counts by place, 0 where there are none."""
    found = {row.place: row.many for row in run(session, statement, given)}
    return tuple(found.get(place, 0) for place in range(places))


def _median(session: Session, at: Mapping[str, Any], count: int) -> float | None:
    if not count:
        return None
    middle = {"most": 2 - count % 2, "skip": (count - 1) // 2}
    seconds = [float(row.seconds) for row in run(session, _MIDDLE, {**at, **middle})]
    return sum(seconds) / len(seconds) / DAY.total_seconds() if seconds else None


def _supporters(session: Session, provider_id: str) -> Supporters:
    counts = Counter({row.partner: row.many for row in run(session, _BY_CONTACT)})
    total = int(run(session, _ALL).scalar_one())
    for row in run(session, _LESS):
        total -= row.many
        if row.partner is not None:
            counts[row.partner] -= row.many
    ours = counts.pop(provider_id, 0)
    unset = total - ours - sum(counts.values())
    ranked = sorted(((count, partner) for partner, count in counts.items() if count), key=lambda one: (-one[0], one[1]))
    named = tuple(ResellerShare(partner, count) for count, partner in ranked[:NAMED])
    rest = ranked[NAMED:]
    return Supporters(named, sum(count for count, _ in rest), len(rest), ours, unset)


def _record(session: Session, provider_id: str) -> Mapping[str, int]:
    """Count active subscriptions by the health of their partner on record."""
    counts = Counter({row.number: row.many for row in run(session, _BY_RECORD)})
    counts.subtract({row.number: row.many for row in run(session, _LESS_RECORD)})
    states, needed = health.of_ids(session, counts), health.is_needed(session, provider_id)
    found: Counter[str] = Counter()
    for number, many in counts.items():
        missing = number == "" and needed
        found[RecordHealth.MISSING if missing else states.get(number, health.UNKNOWN).health] += many
    return {each.value: found[each] for each in RecordHealth if found[each]}
