"""Events of contacts that came together, under one reference, as messages and the lists behind them tell of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, bindparam, cast, func, select
from sqlmodel import Session

from bot.models import Assignment, AuditEvent
from bot.services.separation import ours
from bot.services.store import labels
from bot.services.store.labels import Labels
from bot.services.store.sql import records, run, table

SHOWN = 10

_E, _A = table(AuditEvent), table(Assignment)
# Whose the subscription was when the contact was set; where only an import brought it, whose the event says.
_WHOSE = func.coalesce(_A.c.customer_id, _E.c.customer_id)
_ALL = (
    select(_E.c.subject_id, _WHOSE, _E.c.at, _E.c.before, _E.c.after, _A.c.requested_by)
    .join_from(_E, _A, _A.c.id == cast(_E.c.before["assignment_id"].as_string(), BigInteger), isouter=True)
    .where(_E.c.reference == bindparam("reference"), _E.c.action == bindparam("action"), ours(_WHOSE))
)
_ASSIGNED = _ALL.where(_A.c.id.is_not(None))
_OWNED = _ALL.where(_A.c.requested_by == bindparam("owner"))


class ToldContact(NamedTuple):
    """One event; `before` and `after` are its facts, `owner` is the Slack user id of whoever assigned the contact."""

    subscription_id: str
    customer_id: str
    at: datetime
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    owner: str | None


@dataclass(frozen=True)
class ToldContacts:
    """The first events of `total`, and the labels of what they name."""

    first: tuple[ToldContact, ...]
    total: int
    named: Labels


def read(
    session: Session, action: str, reference: str, owner: str | None, most: int, *, only_assigned: bool = False
) -> ToldContacts:
    """Read the first `most` events, and count all, of an action under a reference, of one owner or of everybody.

    With `only_assigned`, those of contacts that somebody assigned.
    """
    wanted = {"action": action, "reference": reference, "owner": owner}
    about = _OWNED if owner else _ASSIGNED if only_assigned else _ALL
    total = int(run(session, about.with_only_columns(func.count()), wanted).scalar_one())
    first = records(session, ToldContact, about.order_by(_E.c.id).limit(most), wanted)
    sides = [side for one in first for side in (one.before, one.after)]
    named = labels.read(
        session,
        customers={one.customer_id for one in first},
        partners={side["support_tenant_id"] for side in sides if "support_tenant_id" in side},
        subscriptions=[one.subscription_id for one in first],
    )
    return ToldContacts(tuple(first), total, named)
