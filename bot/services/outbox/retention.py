"""End of outbox rows: those settled long ago are found page by page, emptied, and dropped once nobody needs them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, cast, delete, exists, or_, select, update
from sqlmodel import Session

from bot.models import OutboxMessage, OutboxState
from bot.services.store.sql import changed, run, table

PAGE = 250
# Rows get their numbers nearly in the order of their making.
DISORDER = timedelta(days=1)

_T = table(OutboxMessage)
_C = _T.c
_OTHER = _T.alias("conversation")
_O = _OTHER.c
_SETTLED = _C.state.in_([OutboxState.SENT, OutboxState.DEAD])


@dataclass(frozen=True)
class Horizon:
    """Instants before which payloads are emptied and rows dropped; a row whose subject is `needed` stays."""

    payloads: datetime
    rows: datetime
    needed: ColumnElement[bool]


@dataclass(frozen=True)
class AgedRows:
    """Rows of one page to empty and to drop, and the id behind which the next page begins; None after the last."""

    empty: tuple[int, ...]
    drop: tuple[int, ...]
    after: int | None


def look(session: Session, horizon: Horizon, after: int) -> AgedRows:
    """Read the next PAGE rows behind that id, and what has become of them."""
    rows = run(session, _page(horizon, after)).all()
    is_last = len(rows) < PAGE or rows[0].created_at > max(horizon.payloads, horizon.rows) + DISORDER
    return AgedRows(
        tuple(row.id for row in rows if row.full and not row.over),
        tuple(row.id for row in rows if row.over),
        None if is_last else rows[-1].id,
    )


def forget(session: Session, horizon: Horizon, rows: AgedRows) -> tuple[int, int]:
    """Empty and drop what was found, where it still holds; return how many of each."""
    emptying = update(_T).where(_C.id.in_(rows.empty), _is_full(horizon)).values(payload={})
    dropping = delete(_T).where(_C.id.in_(rows.drop), _is_over(horizon))
    return changed(session, emptying) if rows.empty else 0, changed(session, dropping) if rows.drop else 0


def _page(horizon: Horizon, after: int) -> Select[Any]:
    full, over = _is_full(horizon).label("full"), _is_over(horizon).label("over")
    return select(_C.id, _C.created_at, full, over).where(_C.id > after).order_by(_C.id).limit(PAGE)


def _is_full(horizon: Horizon) -> ColumnElement[bool]:
    return and_(_C.state == OutboxState.SENT, _C.created_at < horizon.payloads, cast(_C.payload, Text) != "{}")


def _is_over(horizon: Horizon) -> ColumnElement[bool]:
    """Tell if a row and all that shares its message, or replies to it, are settled and old."""
    old = and_(_C.created_at < horizon.rows, _C.due_at < horizon.rows)
    young = or_(
        _O.state.in_([OutboxState.PENDING, OutboxState.SENDING]),
        _O.created_at >= horizon.rows,
        _O.due_at >= horizon.rows,
    )
    related = or_(_O.subject == _C.subject, _O.thread == _C.subject)
    goes_on = exists(select(_O.id).where(_O.recipient == _C.recipient, related, young).correlate(_T))
    return and_(_SETTLED, old, ~goes_on, ~horizon.needed)
