"""What others write into the outbox: rows that join the caller's transaction."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlmodel import Session

from bot.db import AFTER_COMMIT
from bot.models import OutboxMessage, OutboxState
from bot.services.sql import insert_unless_there, run

Wake = Callable[[], None]
_wakers: WeakKeyDictionary[Engine, list[Wake]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Notice:
    """One message to one person or channel; `subject` names the thing it is about, e.g. `batch:7Q…`.

    A later notice with the same subject and recipient updates the earlier message in place. `kind` picks the
    renderer, `payload` holds ids only (the renderer reads the present state at the moment of sending).
    """

    dedupe_key: str
    kind: str
    subject: str
    recipient: str
    payload: Mapping[str, Any] = field(default_factory=dict)


def enqueue(session: Session, at: datetime, *notices: Notice, due_at: datetime | None = None) -> None:
    """Add notices to the caller's transaction; one whose dedupe_key exists already is skipped silently."""
    if not notices:
        return
    rows = [
        {
            "dedupe_key": notice.dedupe_key,
            "kind": notice.kind,
            "subject": notice.subject,
            "recipient": notice.recipient,
            "payload": dict(notice.payload),
            "created_at": at,
            "due_at": due_at or at,
            "state": OutboxState.PENDING,
            "attempts": 0,
        }
        for notice in notices
    ]
    run(session, insert_unless_there(session, OutboxMessage, "dedupe_key"), rows)
    session.info.setdefault(AFTER_COMMIT, {})["outbox"] = partial(_committed, session)


def on_commit(engine: Engine, wake: Wake) -> Callable[[], None]:
    """Call `wake`, in the committing thread, after each commit that enqueued; the answer ends it."""
    wakers = _wakers.setdefault(engine, [])
    wakers.append(wake)

    def end() -> None:
        with suppress(ValueError):
            wakers.remove(wake)

    return end


def _committed(session: Session) -> None:
    engine = session.get_bind()
    for wake in tuple(_wakers.get(engine, ())) if isinstance(engine, Engine) else ():
        wake()
