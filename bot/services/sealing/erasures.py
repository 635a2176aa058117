"""Check that what was sealed anew belongs to an erasure that the history tells of, and holds what an erasure leaves."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlmodel import Session

from bot.models import AuditEvent, Erasure, SealedEvent
from bot.services.sealing.erasing import DONE, PERSONAL
from bot.services.store.sql import run, table

_E, _D, _X = table(AuditEvent), table(SealedEvent), table(Erasure)
_BEGUN = select(_X.c.ended_at).where(_X.c.pseudonym == bindparam("pseudonym"))
_TOLD = select(func.min(_E.c.id)).where(
    _E.c.subject_type == "person", _E.c.subject_id == bindparam("pseudonym"), _E.c.action == DONE
)
_FIRST_SEAL = select(func.min(_D.c.seal_id)).where(_D.c.event_id == bindparam("event"))
_UNFINISHED = select(func.count()).select_from(_X).where(_X.c.ended_at.is_(None))


def fault(session: Session, seal_id: int, pseudonym: str) -> str | None:
    """Say why this seal is not the work of the erasure that it names; None if it is.

    The event that ends an erasure is sealed after all of its work: a later seal in its name is not its own.
    """
    begun = run(session, _BEGUN, {"pseudonym": pseudonym}).one_or_none()
    if begun is None:
        return f"names the erasure {pseudonym}, which nobody began"
    told = run(session, _TOLD, {"pseudonym": pseudonym}).scalar()
    if told is None:
        return f"names the erasure {pseudonym}, of whose end there is no event" if begun.ended_at else None
    ended = run(session, _FIRST_SEAL, {"event": told}).scalar()
    return f"names the erasure {pseudonym}, which had ended by then" if ended and ended < seal_id else None


def mentions(event: Mapping[Any, Any], pseudonym: str) -> bool:
    """Tell if a history row holds the pseudonym, as each row does that its erasure rewrote."""
    return pseudonym in json.dumps([event[name] for name in PERSONAL])


def unfinished(session: Session) -> int:
    """Count erasures that were begun and have not ended."""
    return int(run(session, _UNFINISHED).scalar_one())
