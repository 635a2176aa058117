"""The append-only history: who did what to what, before, after, when and why."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.models import AuditEvent
from bot.services.policy import Actor

_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_reference() -> str:
    """A short id a person can read out loud; ties an error text, the log and the audit rows together."""
    return "".join(secrets.choice(_LETTERS) for _ in range(8))


def record(
    session: Session,
    actor: Actor,
    at: datetime,
    action: str,
    subject: tuple[str, str | int],
    *,
    customer_id: str | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    ms_correlation_id: str | None = None,
) -> None:
    """Add one event to the caller's transaction; `subject` is (table, key), `action` dotted like contact.assigned."""
    session.add(
        AuditEvent(
            at=at,
            reference=actor.reference,
            actor_id=actor.user_id,
            actor_name=actor.name,
            action=action,
            subject_type=subject[0],
            subject_id=str(subject[1]),
            customer_id=customer_id,
            before=dict(before) if before is not None else None,
            after=dict(after) if after is not None else None,
            reason=actor.reason,
            ms_correlation_id=ms_correlation_id,
        )
    )
