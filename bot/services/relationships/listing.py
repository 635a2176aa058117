"""The list of requests: open ones first, oldest first, a page at a time, and what each waits for."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, TextClause, and_, func, or_, select, text
from sqlmodel import Session, col

from bot.models import AuditEvent, Customer, Partner, RelationshipRequest, RequestState, RequestType
from bot.services.contacts.transitions import IS_OPEN_REQUEST
from bot.services.invitations import domains, lamps, targets
from bot.services.invitations.lamps import Lamp
from bot.services.invitations.targets import RequestTarget
from bot.services.relationships import summaries
from bot.services.relationships.filters import RequestFilter, RequestScope
from bot.services.relationships.summaries import RequestSummary
from bot.services.relationships.transitions import SUBJECT
from bot.services.search.folding import FoldedQuery
from bot.services.separation import is_ours, ours
from bot.services.store import audit
from bot.services.store.paging import Page, page_start
from bot.services.store.sql import columns, records

PER_PAGE = 10
DRAFTED = "request.link_ready"
# Requests of a kind that are counted; that there are more is said, not how many.
MOST_COUNTED = 1_000
_R, _C, _P = RelationshipRequest, Customer, Partner


@dataclass(frozen=True)
class RequestRow:
    """One request in the list, names as labels; `asked_as` is the name it was asked by, where that is another.

    `reseller` is None where the request is about ourselves and a customer.
    """

    id: int
    kind: RequestType
    state: RequestState
    target: str
    reseller: str | None
    owner: str
    created_at: datetime
    sent_at: datetime | None
    due_at: datetime | None
    next_reminder_at: datetime | None
    stopped: bool
    resolved_at: datetime | None
    late: bool
    asked_as: str | None = None
    customer_id: str | None = None
    reseller_id: str | None = None
    first_sent_at: datetime | None = None
    lamps: tuple[Lamp, ...] = ()


@dataclass(frozen=True)
class RequestPage:
    """Those that fit the filter, PER_PAGE at a time; `waiting` is the reader's own number."""

    rows: Page[RequestRow]
    waiting: int


@dataclass(frozen=True)
class RequestDetail:
    """One request with what only its own screen needs; `known` False until someone says which tenant it is."""

    summary: RequestSummary
    customer_id: str | None
    reseller_id: str | None
    stopped: bool
    known: bool


class _Fits(NamedTuple):
    """Conditions on requests, and those on names, for which customers and partners are joined."""

    own: Sequence[ColumnElement[bool]]
    named: Sequence[ColumnElement[bool]]


@dataclass(frozen=True)
class RequestStage:
    """Requests in some states, in order; `state` is said in the very words of the partial index that has the order."""

    state: ColumnElement[bool] | TextClause
    order: tuple[Any, ...]

    def of(self, query: Select[Any], fits: _Fits) -> Select[Any]:
        """Restrict the query to what fits, in order."""
        whole = _joined(query) if fits.named else query
        return whole.where(self.state, *fits.own, *fits.named).order_by(*self.order)


_PENDING = RequestStage(
    text("relationship_request.state = 'pending'"), (func.coalesce(col(_R.sent_at), col(_R.created_at)), col(_R.id))
)
_UNSENT = RequestStage(and_(IS_OPEN_REQUEST, col(_R.state) != RequestState.PENDING), (col(_R.created_at), col(_R.id)))
_ENDED = RequestStage(
    text("relationship_request.state NOT IN ('draft', 'link_ready', 'pending')"),
    (col(_R.resolved_at).desc(), col(_R.id).desc()),
)
_OPEN = (_PENDING, _UNSENT)


class _Listed(NamedTuple):
    id: int
    type: str
    state: str
    owner: str
    created_at: datetime
    sent_at: datetime | None
    due_at: datetime | None
    next_reminder_at: datetime | None
    reminders_stopped: bool
    resolved_at: datetime | None
    resolution: str | None
    reseller_tenant_id: str | None
    customer_id: str | None
    first_sent_at: datetime | None


def page(
    session: Session,
    reader: str,
    kinds: Collection[RequestType],
    wanted: RequestFilter,
    now: datetime,
    offset: int = 0,
    *,
    size: int = PER_PAGE,
    most: int = MOST_COUNTED,
) -> RequestPage:
    """Read what `reader` (a Slack user id) wants to see of the `kinds`; an offset past the end shows the last page.

    Beyond `most` none are counted, or shown.
    """
    fits = _fits(reader, kinds, wanted, now)
    stages = _OPEN if wanted.scope is RequestScope.WAITING else (*_OPEN, _ENDED)
    totals = [_count(session, stage, fits, most) for stage in stages]
    total = min(sum(totals), most)
    start = page_start(offset, total, size)
    found = _cut(session, fits, zip(stages, totals, strict=True), start, size)
    rows = Page(_shown(session, found), start, total, more=sum(totals) > total)
    waiting = _fits(reader, kinds, RequestFilter(RequestScope.WAITING), now)
    return RequestPage(rows, sum(_count(session, stage, waiting) for stage in _OPEN))


def detail(session: Session, request_id: int, provider_id: str) -> RequestDetail:
    """Read one request; NotFound for an id nobody created."""
    summary = summaries.read(session, request_id, provider_id, always=True)
    row = session.get_one(RelationshipRequest, request_id)
    customer_id = row.customer_id or domains.customer_of(session, row.customer_domain)
    target = row.reseller_tenant_id if row.type == RequestType.PARTNERSHIP else customer_id
    return RequestDetail(summary, row.customer_id, row.reseller_tenant_id, row.reminders_stopped, target is not None)


def trail(session: Session, request_id: int) -> Sequence[AuditEvent]:
    """Read what was decided about the request, newest first; drafting its text as it is made is no decision."""
    return [event for event in audit.trail(session, (SUBJECT, request_id)) if event.action != DRAFTED]


def event(session: Session, event_id: int) -> AuditEvent | None:
    """Read one entry of a trail; None for an id that is none."""
    found = session.get(AuditEvent, event_id)
    return found if found and is_ours(session, found.customer_id) else None


def _fits(reader: str, kinds: Collection[RequestType], wanted: RequestFilter, now: datetime) -> _Fits:
    conditions = [col(_R.type).in_([kind.value for kind in kinds]), ours(col(_R.customer_id))]
    match wanted.scope:
        case RequestScope.WAITING:
            conditions.append(col(_R.owner) == reader)
        case RequestScope.MINE:
            conditions.append(or_(col(_R.owner) == reader, col(_R.created_by) == reader))
        case RequestScope.ALL if wanted.owner:
            conditions.append(col(_R.owner) == wanted.owner)
    if wanted.state is RequestState.LINK_READY:
        conditions.append(col(_R.state).in_((RequestState.DRAFT, RequestState.LINK_READY)))
    elif wanted.state:
        conditions.append(col(_R.state) == wanted.state)
    if wanted.older_than:
        conditions.append(col(_R.created_at) <= now - timedelta(days=wanted.older_than))
    return _Fits(conditions, _named(wanted.query))


def _named(query: str) -> list[ColumnElement[bool]]:
    """Ask for every word in the folded names of customer and reseller, or in the name of one not known yet."""
    key = func.coalesce(_C.search_key, "") + func.coalesce(_P.search_key, "") + col(_R.target_key)
    return [key.contains(word, autoescape=True) for word in FoldedQuery.read(query).words]


def _joined(query: Select[Any]) -> Select[Any]:
    return (
        query.select_from(_R)
        .outerjoin(_C, col(_C.id) == col(_R.customer_id))
        .outerjoin(_P, col(_P.tenant_id) == col(_R.reseller_tenant_id))
    )


def _cut(
    session: Session, fits: _Fits, stages: Iterable[tuple[RequestStage, int]], start: int, size: int
) -> Sequence[_Listed]:
    """Cut a page out of the stages as if they were one list."""
    found: list[_Listed] = []
    skip = start
    for stage, total in stages:
        if len(found) < size and skip < total:
            rows = stage.of(select(*columns(_R, _Listed._fields)), fits).limit(size - len(found))
            found += records(session, _Listed, rows.offset(skip))
        skip = max(skip - total, 0)
    return found


def _count(session: Session, stage: RequestStage, fits: _Fits, most: int = MOST_COUNTED) -> int:
    """Count the requests in the order of the stage: only where an index gives it the count ends early."""
    looked_at = stage.of(select(col(_R.id)), fits).limit(most + 1)
    return int(session.execute(select(func.count()).select_from(looked_at.subquery())).scalar_one())


def _shown(session: Session, rows: Sequence[_Listed]) -> tuple[RequestRow, ...]:
    ids = [row.id for row in rows]
    known, lit = targets.read(session, ids), lamps.read(session, ids)
    return tuple(_row(row, known[row.id], lit.get(row.id, ())) for row in rows)


def _row(row: _Listed, target: RequestTarget, lit: tuple[Lamp, ...]) -> RequestRow:
    return RequestRow(
        id=row.id,
        kind=RequestType(row.type),
        state=RequestState(row.state),
        target=target.label,
        asked_as=target.asked_as,
        reseller=target.reseller,
        owner=row.owner,
        created_at=row.created_at,
        sent_at=row.sent_at,
        due_at=row.due_at,
        next_reminder_at=row.next_reminder_at,
        stopped=row.reminders_stopped,
        resolved_at=row.resolved_at,
        late=row.resolution == "accepted_late",
        customer_id=row.customer_id,
        reseller_id=row.reseller_tenant_id,
        first_sent_at=row.first_sent_at or row.sent_at,
        lamps=lit,
    )
