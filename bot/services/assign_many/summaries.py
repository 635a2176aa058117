"""Jobs and rows as people see them: counts first, the rows that need attention in pages, all of them for the file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlmodel import Session

from bot.errors import NotFound
from bot.models import (
    AssignManyFileState,
    AssignManyJob,
    AssignManyKind,
    AssignManyRow,
    AssignManyRowState,
    AssignManyState,
    Assignment,
    AssignmentState,
    Customer,
    Partner,
    Subscription,
)
from bot.services.contacts.changes import LIVE
from bot.services.separation import ours
from bot.services.store import labels
from bot.services.store.labels import partner_label
from bot.services.store.paging import Page, page_start
from bot.services.store.sql import run, table

PAGE = 8
ATTENTION = (AssignManyRowState.REFUSED, AssignManyRowState.SKIPPED)

_J, _R, _A = table(AssignManyJob), table(AssignManyRow), table(Assignment)
_S, _C = table(Subscription), table(Customer)
_FROM, _TO = table(Partner).alias("former"), table(Partner).alias("target")
_COUNTS = select(_R.c.state, func.count().label("rows")).where(_R.c.job_id == bindparam("job")).group_by(_R.c.state)
_IN_FORCE = (
    select(
        func.count().label("in_force"),
        func.count().filter(_A.c.state == AssignmentState.APPLIED.value).label("unreviewed"),
    )
    .select_from(_R.join(_A, _A.c.id == _R.c.assignment_id))
    .where(
        _R.c.job_id == bindparam("job"),
        _R.c.state == AssignManyRowState.CHANGED.value,
        _A.c.state.in_(LIVE),
        ours(_A.c.customer_id),
    )
)
_NAMED_ROWS = (
    select(
        _R.c.line,
        _R.c.state,
        _R.c.reasons,
        _R.c.subscription_id,
        _R.c.target_id,
        _R.c.said_subscription,
        _R.c.said_target,
        _R.c.customer_id,
        _C.c.company_name.label("customer"),
        _S.c.friendly_name.label("subscription"),
        partner_label(_FROM).label("former"),
        _TO.c.name.label("target"),
    )
    .outerjoin(_S, _S.c.id == _R.c.subscription_id)
    .outerjoin(_C, _C.c.id == _S.c.customer_id)
    .outerjoin(_FROM, _FROM.c.tenant_id == _R.c.from_tenant_id)
    .outerjoin(_TO, _TO.c.tenant_id == _R.c.target_id)
    .where(_R.c.job_id == bindparam("job"), ours(_R.c.customer_id))
    .order_by(_R.c.line)
)


@dataclass(frozen=True)
class JobSummary:
    """A job as messages and views tell it; `counts` are rows by state.

    `ignored` are columns of the file that were not read although they name a partner. `in_force` are changes not
    replaced since, `unreviewed` those of them that nobody closed.
    """

    id: str
    kind: AssignManyKind
    state: AssignManyState
    counts: Mapping[AssignManyRowState, int]
    ready: int
    in_force: int
    unreviewed: int
    about: str | None
    target: str | None
    file_name: str | None
    ignored: tuple[str, ...]
    undo_of: str | None
    by: str
    reason: str | None
    agreement_ref: str | None
    asked_at: datetime | None
    confirmed_by: str | None
    started_at: datetime | None
    ended_at: datetime | None
    ended_by: str | None
    closed_at: datetime | None
    closed_by: str | None
    file_state: AssignManyFileState
    file_error: str | None

    def count(self, *states: AssignManyRowState) -> int:
        """Rows in any of the states."""
        return sum(self.counts.get(state, 0) for state in states)

    @property
    def total(self) -> int:
        """Number of all its rows."""
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        """Confirmed rows that are through, changed or not."""
        return self.count(AssignManyRowState.CHANGED, AssignManyRowState.SKIPPED)

    @property
    def to_review(self) -> bool:
        """True while a review of what it changed is due."""
        return self.ended_at is not None and self.closed_at is None and self.unreviewed > 0


@dataclass(frozen=True)
class RowSummary:
    """One row in names, or labels where it is shown; None where nothing in the directory is meant.

    `reasons` are codes of verdicts.py.
    """

    line: int
    state: AssignManyRowState
    reasons: tuple[str, ...]
    subscription_id: str | None
    target_id: str | None
    said_subscription: str
    said_target: str
    customer: str | None
    subscription: str | None
    former: str | None
    target: str | None
    customer_id: str | None = None


def job(session: Session, job_id: str) -> JobSummary:
    """Read the job as it is now; NotFound for one that never was, or was not confirmed in time."""
    row = session.get(AssignManyJob, job_id, populate_existing=True)
    if row is None or row.kind not in set(AssignManyKind):
        raise NotFound("error-assign-many-gone")
    stand = run(session, _IN_FORCE, {"job": job_id}).one()
    return JobSummary(
        id=row.id,
        kind=AssignManyKind(row.kind),
        state=AssignManyState(row.state),
        counts=_counts(session, job_id),
        ready=row.ready,
        in_force=stand.in_force,
        unreviewed=stand.unreviewed,
        about=_about(session, row),
        target=_partner_name(session, row.target_id),
        file_name=row.file_name,
        ignored=tuple(row.ignored),
        undo_of=row.undo_of,
        by=row.created_by,
        reason=row.reason,
        agreement_ref=row.agreement_ref,
        asked_at=row.asked_at,
        confirmed_by=row.confirmed_by,
        started_at=row.started_at,
        ended_at=row.ended_at,
        ended_by=row.ended_by,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        file_state=AssignManyFileState(row.file_state),
        file_error=row.file_error,
    )


def _counts(session: Session, job_id: str) -> Mapping[AssignManyRowState, int]:
    return {AssignManyRowState(row.state): row.rows for row in run(session, _COUNTS, {"job": job_id})}


def _about(session: Session, row: AssignManyJob) -> str | None:
    if row.customer_id:
        return labels.read(session, customers=[row.customer_id]).customer(row.customer_id)
    return _partner_name(session, row.reseller_id)


def _partner_name(session: Session, tenant_id: str | None) -> str | None:
    return labels.read(session, partners=[tenant_id]).partner(tenant_id) if tenant_id else None


def page(
    session: Session, job_id: str, offset: int = 0, states: Sequence[AssignManyRowState] = ATTENTION
) -> Page[RowSummary]:
    """Read the rows of a job in some states, in labels, PAGE at a time; past the end the last page."""
    wanted = (_R.c.job_id == job_id, _R.c.state.in_(states), ours(_R.c.customer_id))
    total = run(session, select(func.count()).select_from(_R).where(*wanted)).scalar_one()
    start = page_start(offset, total, PAGE)
    chosen = _NAMED_ROWS.where(_R.c.state.in_(states)).offset(start).limit(PAGE)
    return Page(_told_apart(session, [_summary(row) for row in run(session, chosen, {"job": job_id})]), start, total)


def _told_apart(session: Session, rows: Sequence[RowSummary]) -> tuple[RowSummary, ...]:
    """Put labels in place of names; the file needs none, for it has the ids beside."""
    named = labels.read(
        session,
        customers={row.customer_id for row in rows if row.customer_id},
        partners={row.target_id for row in rows if row.target_id},
        subscriptions={row.subscription_id for row in rows if row.subscription_id},
    )
    return tuple(
        replace(
            row,
            customer=row.customer and named.customers.get(row.customer_id or "", row.customer),
            subscription=row.subscription and named.subscriptions.get(row.subscription_id or "", row.subscription),
            target=row.target and named.partners.get(row.target_id or "", row.target),
        )
        for row in rows
    )


def rows(session: Session, job_id: str) -> tuple[RowSummary, ...]:
    """Read every row of a job in order."""
    return tuple(_summary(row) for row in run(session, _NAMED_ROWS, {"job": job_id}))


def _summary(row: object) -> RowSummary:
    values = dict(getattr(row, "_mapping"))  # noqa: B009
    return RowSummary(**values | {"state": AssignManyRowState(values["state"]), "reasons": tuple(values["reasons"])})
