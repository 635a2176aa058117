"""Notices written before work that nobody could otherwise tell the end of, and withdrawn once the end is told.

Work that leaves no row of its own dies with its process: what is left is the notice, which then leaves.
"""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete
from sqlmodel import Session

from bot.models import OutboxMessage, OutboxState
from bot.services.outbox.notices import Notice, enqueue
from bot.services.store.sql import changed, table

# Longer than anybody waits for a screen, with all its tries.
DUE_AFTER = timedelta(minutes=2)

_C = table(OutboxMessage).c
_WITHDRAW = delete(table(OutboxMessage)).where(
    _C.recipient == bindparam("recipient"),
    _C.state == OutboxState.PENDING,
    _C.kind == bindparam("kind"),
    _C.subject.startswith(bindparam("prefix"), autoescape=False),
)


def pledge(session: Session, at: datetime, kind: str, subject: str, person: str, reference: str) -> None:
    """Have a person told in DUE_AFTER that work on the subject came to no end; `reference` tells tries apart."""
    notice = Notice(f"{subject}:{person}:{reference}", kind, f"{subject}:{reference}", person, {"subject": subject})
    enqueue(session, at, notice, due_at=at + DUE_AFTER)


def withdraw(session: Session, kind: str, subject: str, person: str) -> int:
    """Take back every pledge of the subject that has not left; return how many."""
    return changed(session, _WITHDRAW, {"recipient": person, "kind": kind, "prefix": f"{subject}:"})
