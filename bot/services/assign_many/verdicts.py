"""The verdict on each row, the same code at the dry run and when the row is done, so that neither can say otherwise."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlmodel import Session

from bot.models import AssignManyRowState, Partner, Subscription, SupportContact
from bot.services import commerce
from bot.services.contacts.eligibility import Condition, failures_by_pair
from bot.services.contacts.lookup import Line, line_of
from bot.services.separation import ours
from bot.services.store.sql import among, run, table

# Reasons besides the conditions E1 to E9: what a file says wrongly, and what happened since the dry run.
SUBSCRIPTION_UNKNOWN = "subscription-unknown"
PARTNER_UNKNOWN = "partner-unknown"
NO_CONTACT = "no-contact"
MOVED = "moved"
REPLACED = "replaced"
CHUNK = 500

# What fails of (customer id, target id).
Pairs = Mapping[tuple[str, str], tuple[str, ...]]

_S, _C, _P = table(Subscription), table(SupportContact), table(Partner)
_FACTS = (
    select(
        _S.c.id,
        _S.c.customer_id,
        _S.c.friendly_name,
        _S.c.offer_name,
        _S.c.status,
        _S.c.product_type,
        _S.c.billing_type,
        _S.c.channel,
        _S.c.creation_date,
        _S.c.partner_id,
        _S.c.commitment_end_date,
        _C.c.support_tenant_id,
        _C.c.origin,
        _C.c.since,
        _C.c.set_by,
        _C.c.version,
        _C.c.assignment_id,
        _S.c.quantity,
        _S.c.friendly_name.label("told_apart"),
        _P.c.name.label("contact_name"),
        _C.c.ended_at,
        _C.c.ended_why,
        _C.c.ended_tenant_id.label("ended_name"),
    )
    .outerjoin(_C, _C.c.subscription_id == _S.c.id)
    .outerjoin(_P, _P.c.tenant_id == func.coalesce(_C.c.support_tenant_id, bindparam("provider")))
    .where(among(_S.c.id, "ids"), ours(_S.c.customer_id))
)


@dataclass(frozen=True)
class RowFacts:
    """A subscription as it is now: whose, its contact line, and the assignment that set it."""

    customer_id: str
    line: Line
    assignment_id: int | None


@dataclass(frozen=True)
class RowWish:
    """One row before it is judged: which subscription shall have which contact.

    `faults` are reasons that are known already. `unasked` names the columns that could have named a contact and are
    empty: nothing changes then. `expected` is the contact's version that must still hold, None at the dry run; `ticket`
    is the reference that the assignment shall name.
    """

    line: int
    subscription_id: str | None
    target_id: str | None
    said_subscription: str = ""
    said_target: str = ""
    faults: tuple[str, ...] = ()
    unasked: str = ""
    expected: int | None = None
    ticket: str | None = None


@dataclass(frozen=True)
class Verdict:
    """Outcome of a wish: READY, SAME, UNASKED or REFUSED, with every reason and the facts it rests on."""

    wish: RowWish
    state: AssignManyRowState
    reasons: tuple[str, ...]
    fact: RowFacts | None


def judge(session: Session, provider_id: str, wishes: Sequence[RowWish], now: datetime) -> tuple[Verdict, ...]:
    """A verdict for each wish in order; nothing is written."""
    found = facts(session, provider_id, (wish.subscription_id for wish in wishes if wish.subscription_id))
    pairs = _failing(session, provider_id, wishes, found, now)
    return tuple(_verdict(wish, found.get(wish.subscription_id or ""), pairs) for wish in wishes)


def facts(session: Session, provider_id: str, subscription_ids: Iterable[str]) -> Mapping[str, RowFacts]:
    """Facts by subscription id; unknown ids are left out."""
    ids, refused = list(dict.fromkeys(subscription_ids)), commerce.are_refused(session)
    found: dict[str, RowFacts] = {}
    for start in range(0, len(ids), CHUNK):
        wanted = {"provider": provider_id, "ids": ids[start : start + CHUNK]}
        found |= {row.id: _fact(row, provider_id, refused) for row in run(session, _FACTS, wanted).all()}
    return found


def _fact(row: Any, provider_id: str, refused: bool) -> RowFacts:
    return RowFacts(row.customer_id, line_of(row, provider_id, refused=refused), row.assignment_id)


def _failing(
    session: Session, provider_id: str, wishes: Sequence[RowWish], found: Mapping[str, RowFacts], now: datetime
) -> Pairs:
    """Return what fails of each (customer, target), asked once for many: thousands of rows have few different pairs."""
    pairs = {
        (fact.customer_id, wish.target_id): None
        for wish in wishes
        if wish.target_id and (fact := found.get(wish.subscription_id or ""))
    }
    return failures_by_pair(session, provider_id, list(pairs), now)


def _verdict(wish: RowWish, fact: RowFacts | None, pairs: Pairs) -> Verdict:
    if wish.unasked:
        return Verdict(wish, AssignManyRowState.UNASKED, (f"{NO_CONTACT}:{wish.unasked}",), fact)
    reasons = list(wish.faults)
    if fact is None:
        reasons += [SUBSCRIPTION_UNKNOWN] if wish.subscription_id else []
        return Verdict(wish, AssignManyRowState.REFUSED, tuple(reasons), None)
    if wish.expected is not None and fact.line.version != wish.expected:
        return Verdict(wish, AssignManyRowState.REFUSED, (MOVED,), fact)
    if wish.target_id == fact.line.contact_id and not reasons:
        return Verdict(wish, AssignManyRowState.SAME, (Condition.SAME,), fact)
    reasons += fact.line.failures
    if wish.target_id:
        reasons += pairs.get((fact.customer_id, wish.target_id), (PARTNER_UNKNOWN,))
    state = AssignManyRowState.REFUSED if reasons or not wish.target_id else AssignManyRowState.READY
    return Verdict(wish, state, tuple(reasons), fact)
