"""The dry run: which rows a person's wish comes to, each with its verdict; nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlmodel import Session

from bot.errors import Conflict, InvalidInput, NotFound
from bot.models import (
    AssignManyJob,
    AssignManyKind,
    AssignManyRow,
    AssignManyRowState,
    CustomerRelationship,
    RelationshipState,
    Subscription,
)
from bot.services.assign_many import naming, sheet
from bot.services.assign_many.verdicts import REPLACED, RowWish, Verdict, facts, judge
from bot.services.separation import ours
from bot.services.store.sql import run, table

_S, _L, _R = table(Subscription), table(CustomerRelationship), table(AssignManyRow)
_OF_CUSTOMER = (
    select(_S.c.id)
    .where(_S.c.customer_id == bindparam("owner"), ours(_S.c.customer_id))
    .order_by(_S.c.friendly_name, _S.c.id)
)
_OF_RESELLER = (
    select(_S.c.id)
    .join(_L, _L.c.customer_id == _S.c.customer_id)
    .where(_L.c.partner_tenant_id == bindparam("owner"), _L.c.state == RelationshipState.ESTABLISHED.value)
    .where(ours(_S.c.customer_id))
    .order_by(_S.c.customer_id, _S.c.friendly_name, _S.c.id)
)
_CHANGED = (
    select(_R.c.line, _R.c.subscription_id, _R.c.from_tenant_id, _R.c.assignment_id)
    .where(_R.c.job_id == bindparam("job"), _R.c.state == AssignManyRowState.CHANGED.value)
    .order_by(_R.c.line)
)


@dataclass(frozen=True)
class Ask:
    """Wish of a person: all subscriptions of `customer_id`, of the customers of `reseller_id`, or a file's rows.

    `target_id` is the new contact except for files, whose rows name their own; `undo_of` is a finished job's id.
    """

    kind: AssignManyKind
    customer_id: str | None = None
    reseller_id: str | None = None
    target_id: str | None = None
    file_name: str | None = None
    content: bytes = b""
    undo_of: str | None = None


def check(session: Session, provider_id: str, ask: Ask, now: datetime) -> tuple[Verdict, ...]:
    """A verdict for every row of the wish, in order.

    Raises InvalidInput (fields `customer`, `reseller`, `contact`, `file`), NotFound or Conflict (nothing to undo).
    """
    return judge(session, provider_id, _wishes(session, provider_id, ask), now)


def _wishes(session: Session, provider_id: str, ask: Ask) -> Sequence[RowWish]:
    match ask.kind:
        case AssignManyKind.FILE:
            return naming.wishes(session, sheet.read(ask.content), provider_id)
        case AssignManyKind.UNDO:
            return _undoing(session, provider_id, ask.undo_of or "")
        case AssignManyKind.CUSTOMER:
            return _all(session, "customer", ask.customer_id, ask.target_id)
        case AssignManyKind.RESELLER:
            return _all(session, "reseller", ask.reseller_id, ask.target_id)


def _all(session: Session, field: str, owner: str | None, target_id: str | None) -> Sequence[RowWish]:
    if owner is None:
        raise InvalidInput(field, f"assign-many-choose-{field}")
    if target_id is None:
        raise InvalidInput("contact", "assign-many-choose-contact")
    statement = _OF_CUSTOMER if field == "customer" else _OF_RESELLER
    ids = list(run(session, statement, {"owner": owner}).scalars())
    if not ids:
        raise InvalidInput(field, f"assign-many-{field}-has-none")
    if len(ids) > sheet.MOST_ROWS:
        raise InvalidInput(field, "assign-many-too-many", count=len(ids), most=sheet.MOST_ROWS)
    return [RowWish(line, key, target_id) for line, key in enumerate(ids, start=1)]


def _undoing(session: Session, provider_id: str, job_id: str) -> Sequence[RowWish]:
    """Back to the former contacts, where the job's own change is still the one in force."""
    if session.get(AssignManyJob, job_id) is None:
        raise NotFound("error-assign-many-gone")
    rows = run(session, _CHANGED, {"job": job_id}).all()
    if not rows:
        raise Conflict("assign-many-nothing-to-undo")
    now = facts(session, provider_id, [row.subscription_id for row in rows])
    return [
        RowWish(
            row.line,
            row.subscription_id,
            row.from_tenant_id,
            faults=() if _in_force(now.get(row.subscription_id), row.assignment_id) else (REPLACED,),
        )
        for row in rows
    ]


def _in_force(fact: object, assignment_id: int) -> bool:
    return getattr(fact, "assignment_id", None) == assignment_id
