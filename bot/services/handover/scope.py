"""Contacts that a handover is about, each with the facts that decide if it may move."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, Text, and_, bindparam, cast, func, select
from sqlmodel import Session

from bot.models import Assignment, AssignmentState, AuditEvent, Subscription, SupportContact, UtcDateTime
from bot.services.basis.invalidation import LOST
from bot.services.contacts.eligibility import PAIR_COLUMNS, with_pairs
from bot.services.separation import contacts_elsewhere, ours
from bot.services.store.sql import among, run, table

_A, _S, _U, _E = table(Assignment), table(SupportContact), table(Subscription), table(AuditEvent)


@dataclass(frozen=True)
class HandoverScope:
    """Contacts to hand over.

    All that name `partner_id`, with `customer_id` that customer's alone; by `customer_id` all of that customer's; or
    what was lost under `reference` and still needs action, of `owner` (Slack user id) if given.
    """

    partner_id: str | None = None
    customer_id: str | None = None
    reference: str | None = None
    owner: str | None = None

    def __post_init__(self) -> None:
        """Refuse a scope without any: it would mean every contact there is."""
        if not (self.partner_id or self.customer_id or self.reference):
            raise ValueError("a handover needs a partner, a customer or a loss")


@dataclass(frozen=True)
class Handover:
    """One reviewed decision: its `id` ties all rows together, contacts set after `reviewed_at` are left alone."""

    id: str
    scope: HandoverScope
    target_id: str
    reviewed_at: datetime


# What is read of each contact, before PAIR_COLUMNS: the facts of E1 and E2, whose it is, and how it was set.
FIELDS = (
    _U.c.id,
    _U.c.status,
    _U.c.product_type,
    _U.c.billing_type,
    _U.c.channel,
    _U.c.customer_id,
    _S.c.support_tenant_id,
    _S.c.origin,
    _S.c.version,
)


_OLD_ENOUGH = _S.c.since <= bindparam("reviewed", type_=UtcDateTime)
_OF_PARTNER = select(func.count()).select_from(_S).where(_S.c.support_tenant_id == bindparam("partner"), _OLD_ENOUGH)
_NOT_OURS = contacts_elsewhere(_OLD_ENOUGH)


def contacts(plan: Handover) -> Select[Any]:
    """Select FIELDS and PAIR_COLUMNS of every contact in scope; `given` binds it."""
    return _with_facts(_all(*shape(plan.scope)))


def chosen(plan: Handover) -> Select[Any]:
    """Select the same of the contacts of the subscriptions `ids`, as far as they are in scope."""
    return _chosen(*shape(plan.scope))


def given(plan: Handover, provider_id: str, **more: Any) -> dict[str, Any]:
    """Return what the statements of a plan are to be run with."""
    scope = plan.scope
    bounds = {
        "partner": scope.partner_id,
        "customer": scope.customer_id,
        "reference": scope.reference,
        "owner": scope.owner,
    }
    whose = {name: value for name, value in bounds.items() if value}
    return {"provider": provider_id, "target": plan.target_id, "reviewed": plan.reviewed_at, **whose, **more}


def keys(plan: Handover) -> Select[Any]:
    """Select (key, subscription id) of the next `most` contacts in scope behind the key `after`, in the keys' order.

    A key is what an index gives in order: the subscription, or the history row of the loss.
    """
    return _keys(*shape(plan.scope))


def horizon(session: Session, provider_id: str, plan: Handover, most: int) -> str | None:
    """Return the key of the contact number `most`, None where there are no more than that."""
    wanted = given(plan, provider_id, after=first_key(plan), most=2)
    found = run(session, keys(plan).offset(most - 1), wanted).all()
    return found[0].key if len(found) > 1 else None


def until(plan: Handover) -> ColumnElement[bool]:
    """Hold for contacts up to the key `until`."""
    if plan.scope.reference:
        return _E.c.id <= cast(bindparam("until"), BigInteger)
    return _S.c.subscription_id <= bindparam("until")


def first_key(plan: Handover) -> str:
    """Return what comes before every key."""
    return "0" if plan.scope.reference else ""


def count(session: Session, provider_id: str, plan: Handover) -> int:
    """Count the contacts in scope; all of a partner's by an index alone, less the few that are not ours."""
    wanted = given(plan, provider_id)
    if shape(plan.scope) == (True, False, False, False) and plan.target_id != plan.scope.partner_id:
        return int(run(session, _OF_PARTNER, wanted).scalar_one()) - int(run(session, _NOT_OURS, wanted).scalar_one())
    query = _all(*shape(plan.scope)).with_only_columns(func.count())
    return int(run(session, query, wanted).scalar_one())


def shape(scope: HandoverScope) -> tuple[bool, bool, bool, bool]:
    """Tell which bounds a scope has: partner, customer, reference, owner."""
    return bool(scope.partner_id), bool(scope.customer_id), bool(scope.reference), bool(scope.owner)


def _with_facts(query: Select[Any]) -> Select[Any]:
    paired = with_pairs(query, _U.c.customer_id, bindparam("target", type_=Text()))
    return paired.with_only_columns(*FIELDS, *PAIR_COLUMNS)


@cache
def _keys(*bounds: bool) -> Select[Any]:
    """Make the statement once for each shape of a scope: building it costs more than running it."""
    by_history = bounds[2]
    column = _E.c.id if by_history else _S.c.subscription_id
    after = cast(bindparam("after"), BigInteger) if by_history else bindparam("after")
    query = _all(*bounds).with_only_columns(cast(column, Text).label("key"), _S.c.subscription_id)
    return query.where(column > after).order_by(column).limit(bindparam("most"))


@cache
def _chosen(*bounds: bool) -> Select[Any]:
    """Ask of each contact if its loss is the one meant: the other way round, all of a loss would be read each time."""
    query = select(_S.c.subscription_id).join_from(_S, _U, _U.c.id == _S.c.subscription_id)
    if bounds[2]:
        flagged = select(_E.c.id).where(
            _E.c.subject_type == "assignment", _E.c.subject_id == cast(_A.c.id, Text), *_of_loss()
        )
        query = query.join(_A, _A.c.id == _S.c.assignment_id).where(flagged.correlate(_A).exists())
    ids = among(_S.c.subscription_id, "ids")
    return _with_facts(_bounded(query, *bounds)).where(ids).order_by(_U.c.customer_id, _U.c.id)


@cache
def _all(*bounds: bool) -> Select[Any]:
    query = select(_S.c.subscription_id)
    if bounds[2]:
        held = and_(_S.c.subscription_id == _A.c.subscription_id, _S.c.assignment_id == _A.c.id)
        flagged = query.join_from(_E, _A, _A.c.id == cast(_E.c.subject_id, BigInteger)).where(*_of_loss())
        query = flagged.join(_S, held).join(_U, _U.c.id == _S.c.subscription_id)
    else:
        query = query.join_from(_S, _U, _U.c.id == _S.c.subscription_id)
    return _bounded(query, *bounds)


def _of_loss() -> tuple[ColumnElement[bool], ...]:
    return _E.c.reference == bindparam("reference"), _E.c.action == LOST


def _bounded(query: Select[Any], partner: bool, customer: bool, reference: bool, owner: bool) -> Select[Any]:
    query = query.where(_S.c.support_tenant_id != bindparam("target"), ours(_U.c.customer_id))
    query = query.where(_OLD_ENOUGH)
    bounds = {
        "partner": (partner, _S.c.support_tenant_id),
        "customer": (customer, _U.c.customer_id),
        "owner": (owner and reference, _A.c.requested_by),
    }
    for name, (wanted, column) in bounds.items():
        query = query.where(column == bindparam(name)) if wanted else query
    return query.where(_A.c.state == AssignmentState.INVALIDATED.value) if reference else query
