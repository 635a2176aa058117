"""Notices written before work that nobody could otherwise tell the end of, and withdrawn once the end is told.

Work that leaves no row of its own dies with its process: what is left is the notice, which then leaves.
"""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete
from sqlmodel import Session

from bot.models import OutboxMessage, OutboxState, UtcDateTime
from bot.services.outbox.notices import Notice, enqueue
from bot.services.store.sql import changed, table

# Longer than anybody waits for a screen, with all its tries.
DUE_AFTER = timedelta(minutes=2)

_C = table(OutboxMessage).c
_WITHDRAW = delete(table(OutboxMessage)).where(
    _C.recipient == bindparam("recipient"), _C.state == OutboxState.PENDING, _C.kind == bindparam("kind")
)
_ONE = _WITHDRAW.where(_C.subject == bindparam("of"))
_UP_TO = _WITHDRAW.where(
    _C.subject.startswith(bindparam("prefix"), autoescape=False),
    _C.created_at <= bindparam("until", type_=UtcDateTime),
)


def pledge(session: Session, at: datetime, kind: str, subject: str, person: str, reference: str) -> None:
    """Have a person told in DUE_AFTER that work on the subject came to no end; `reference` tells tries apart."""
    notice = Notice(f"{subject}:{person}:{reference}", kind, f"{subject}:{reference}", person, {"subject": subject})
    enqueue(session, at, notice, due_at=at + DUE_AFTER)


def withdraw(session: Session, kind: str, subject: str, person: str, reference: str) -> int:
    """Take back the pledge of one try, unless it has left; return how many that were. Those of other tries stand."""
    return changed(session, _ONE, {"recipient": person, "kind": kind, "of": f"{subject}:{reference}"})


def withdraw_up_to(session: Session, until: datetime, kind: str, subject: str, person: str) -> int:
    """Take back every pledge of the subject that was given until then and has not left; return how many.

    For work that is done: what earlier tries did not do is done now, and of later ones nobody knows yet.
    """
    given = {"recipient": person, "kind": kind, "prefix": f"{subject}:", "until": until}
    return changed(session, _UP_TO, given)
