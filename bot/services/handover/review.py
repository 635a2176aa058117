"""The review of a handover: totals and verdicts counted by the facts that decide them, contacts a page at a time."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from sqlalchemy import Select, case, func, literal, null
from sqlmodel import Session

from bot.errors import InvalidInput
from bot.models import Subscription, UtcDateTime
from bot.services import commerce
from bot.services.contacts import lookup
from bot.services.contacts.eligibility import (
    PAIR_COLUMNS,
    Condition,
    Pair,
    failures_of,
    subscription_failures,
)
from bot.services.handover import scope
from bot.services.handover.scope import FIELDS, Handover
from bot.services.store import labels
from bot.services.store.paging import Page, page_start
from bot.services.store.sql import run, table

PER_PAGE = 15
# Contacts that are judged before the decision, each some 40 us; the job judges every one of them.
LOOKED_AT = 10_000

_U = table(Subscription)
# Contacts that are the same in these have the same verdict; the last one is an instant, of which only the past counts.
_JUDGED = (_U.c.status, _U.c.product_type, _U.c.billing_type, _U.c.channel)
_ENDS = PAIR_COLUMNS[-1]


@dataclass(frozen=True)
class HandoverRow:
    """One contact by its labels, and the verdict: `failures` empty when it can be handed over."""

    customer_id: str
    subscription: str
    customer: str
    partner: str
    failures: tuple[Condition, ...]


@dataclass(frozen=True)
class HandoverReview:
    """The decision before it is made: refused rows first, PER_PAGE at a time, and how many of each.

    With `rows.more` these are the first LOOKED_AT contacts, and the others are judged when it is done.
    """

    target: str
    rows: Page[HandoverRow]
    movable: int
    refused: Mapping[Condition, int]


@dataclass(frozen=True)
class _Looked:
    """What a review looks at: the plan's contacts, up to the key `until` where they are too many."""

    provider_id: str
    plan: Handover
    until: str | None

    def select(self, *columns: Any) -> Select[Any]:
        """Select columns of these contacts."""
        query = scope.contacts(self.plan).with_only_columns(*columns)
        return query if self.until is None else query.where(scope.until(self.plan))

    def run(self, session: Session, query: Select[Any]) -> Sequence[Any]:
        """Run a query made of `select`."""
        bound = {} if self.until is None else {"until": self.until}
        return run(session, query, scope.given(self.plan, self.provider_id, **bound)).all()


@dataclass(frozen=True)
class _Group:
    """So many contacts of the same facts, and their verdict."""

    facts: Sequence[Any]
    count: int
    failures: tuple[Condition, ...]


def review(session: Session, provider_id: str, plan: Handover, offset: int = 0) -> HandoverReview:
    """Read the contacts in scope with their verdicts; InvalidInput (field `to`) for handing a partner's own to itself.

    However many there are, a handful of queries over LOOKED_AT contacts at most: they are counted by their facts, and
    only a page is read.
    """
    if plan.target_id == plan.scope.partner_id:
        raise InvalidInput("to", "remove-to-itself")
    target = lookup.partner(session, plan.target_id)
    looked = _Looked(provider_id, plan, scope.horizon(session, provider_id, plan, LOOKED_AT))
    groups = sorted(_groups(session, looked), key=lambda group: (not group.failures, group.failures))
    refused: Counter[Condition] = Counter()
    for group in groups:
        if group.failures:
            refused[group.failures[0]] += group.count
    total = sum(group.count for group in groups)
    start = page_start(offset, total, PER_PAGE)
    page = Page(_page(session, looked, groups, start), start, total, more=looked.until is not None)
    return HandoverReview(target.label, page, total - refused.total(), refused)


@dataclass(frozen=True)
class Judge:
    """Verdicts of one plan at an instant; `refused` as of `subscription_failures`."""

    provider_id: str
    plan: Handover
    now: datetime
    refused: bool

    @classmethod
    def of(cls, session: Session, provider_id: str, plan: Handover, now: datetime) -> Self:
        """Make the judge that knows the operator's rule."""
        return cls(provider_id, plan, now, commerce.are_refused(session))

    def verdict(self, row: Any, pair: Sequence[Any]) -> tuple[Condition, ...]:
        """Return every condition that keeps a contact from the plan's target: of its subscription, and of the pair."""
        of_pair = failures_of(Pair(*pair), self.plan.target_id == self.provider_id, self.now)
        return (*subscription_failures(row, refused=self.refused), *of_pair)


def _facts(now: datetime) -> list[Any]:
    ended = case((now >= _ENDS, literal(now, UtcDateTime)), else_=null())
    return [*_JUDGED, *PAIR_COLUMNS[:-1], ended]


def _groups(session: Session, looked: _Looked) -> list[_Group]:
    now = looked.plan.reviewed_at
    facts, judge = _facts(now), Judge.of(session, looked.provider_id, looked.plan, now)
    labelled = [fact.label(f"fact_{number}") for number, fact in enumerate(facts)]
    grouped = looked.select(*_JUDGED, *labelled, func.count()).group_by(*_JUDGED, *labelled)
    return [
        _Group(values, count, judge.verdict(row, values[len(_JUDGED) :]))
        for row in looked.run(session, grouped)
        for values, count in [(row[len(_JUDGED) : -1], row[-1])]
    ]


def _page(session: Session, looked: _Looked, groups: Sequence[_Group], start: int) -> tuple[HandoverRow, ...]:
    rows: list[HandoverRow] = []
    for group in groups:
        if start < group.count and len(rows) < PER_PAGE:
            rows += _rows(session, looked, group, start, PER_PAGE - len(rows))
        start = max(0, start - group.count)
    return tuple(rows)


def _rows(session: Session, looked: _Looked, group: _Group, offset: int, most: int) -> list[HandoverRow]:
    facts = _facts(looked.plan.reviewed_at)
    query = looked.select(*FIELDS).where(
        *(fact.is_not_distinct_from(value) for fact, value in zip(facts, group.facts, strict=True))
    )
    # In the order of an index: sorting all of them by name would cost more than reading a page.
    found = looked.run(session, query.order_by(_U.c.id).offset(offset).limit(most))
    named = labels.read(
        session,
        customers={row.customer_id for row in found},
        partners={row.support_tenant_id for row in found},
        subscriptions=[row.id for row in found],
    )
    return [
        HandoverRow(
            customer_id=row.customer_id,
            subscription=named.subscription(row.id),
            customer=named.customer(row.customer_id),
            partner=named.partner(row.support_tenant_id),
            failures=group.failures,
        )
        for row in found
    ]
