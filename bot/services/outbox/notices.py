"""Writing into the outbox: who is told of what, as rows that join the caller's transaction."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, partial
from typing import Any

from sqlalchemy import Engine, Executable, Integer, Text, bindparam, func, literal, select
from sqlmodel import Session

from bot.models import OutboxMessage, OutboxState, UtcDateTime
from bot.services.scene import Scene
from bot.services.store import references
from bot.services.store.after_commit import Wake, announce, listen
from bot.services.store.sql import among, changed, engine_of, insert_for, insert_unless_there, run, table

TOPIC = "outbox"
_T = table(OutboxMessage)
_TOLD = (
    select(_T.c.recipient)
    .where(_T.c.subject == bindparam("subject"), _T.c.thread.is_(None))
    .group_by(_T.c.recipient)
    .order_by(func.min(_T.c.id))
)


@dataclass(frozen=True)
class Notice:
    """One message to one person or channel; `subject` names the thing it is about, e.g. `batch:7Q…`.

    A later notice with the same subject and recipient updates the earlier message in place. `kind` picks the
    renderer, `payload` holds ids only (the renderer reads the present state at the moment of sending).
    `thread` is the subject of a message to the same recipient that this one replies to: it waits until that one
    is posted, stays as it was posted, and is not said at all when there is no such message (any more).
    """

    dedupe_key: str
    kind: str
    subject: str
    recipient: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    thread: str | None = None


def is_person(recipient: str) -> bool:
    """Tell a person from a channel by the id alone, for which Slack need not be asked."""
    return recipient.startswith(("U", "W"))


def readers(scene: Scene, *people: str | None) -> tuple[str, ...]:
    """Return these people, each once and None for nobody, and the team's channel, if there is one."""
    return tuple(dict.fromkeys(filter(None, (*people, scene.channel))))


def told(session: Session, subject: str) -> Sequence[str]:
    """Read who has, or is about to have, the message about a subject: whoever it is to be drawn again for."""
    return run(session, _TOLD, {"subject": subject}).scalars().all()


def tell(
    session: Session,
    scene: Scene,
    kind: str,
    subject: str,
    event: str,
    to: Iterable[str],
    payload: Mapping[str, Any],
    *,
    again: str = "",
) -> None:
    """Tell everyone in `to` what happened to a subject, once: in the caller's transaction, keyed as `notices` says."""
    enqueue(session, scene.now, *notices(kind, subject, event, to, payload, again=again))


def notices(
    kind: str,
    subject: str,
    event: str,
    to: Iterable[str],
    payload: Mapping[str, Any],
    *,
    thread: str | None = None,
    again: str = "",
    private: bool = False,
) -> list[Notice]:
    """Make one notice per reader; its dedupe key is `subject[:event][:reader][:again]`, empty parts left out.

    `event` is what happened to the subject, `again` tells repetitions of it apart. A `private` subject has one reader
    for ever, who needs no place in the key.
    """
    return [
        Notice(_key(subject, event, "" if private else reader, again), kind, subject, reader, payload, thread)
        for reader in to
    ]


def _key(*parts: str) -> str:
    return ":".join(filter(None, parts))


def enqueue(session: Session, at: datetime, *notices: Notice, due_at: datetime | None = None) -> None:
    """Add notices to the caller's transaction; one whose dedupe_key exists already is skipped silently."""
    if not notices:
        return
    run(session, insert_unless_there(session, OutboxMessage, "dedupe_key"), rows(at, notices, due_at))
    announce(session, TOPIC)


def draw_again(
    session: Session, at: datetime, kind: str, prefix: str, field: str, ids: Sequence[str], key: str
) -> None:
    """Add the notice "again" of each subject `prefix:id` for each of its readers, once per `key`; payload {field: id}.

    One statement however many they are.
    """
    if not ids:
        return
    given = {
        "subjects": [f"{prefix}:{one}" for one in ids],
        "kind": kind,
        "skipped": len(prefix) + 2,
        "field": field,
        "at": at,
        "key": f":{key}",
        "reference": references.current(),
    }
    if changed(session, _drawing_again(engine_of(session)), given):
        announce(session, TOPIC)


@cache
def _drawing_again(engine: str) -> Executable:
    at, text = bindparam("at", type_=UtcDateTime), partial(bindparam, type_=Text())
    make = func.json_object if engine == "sqlite" else func.jsonb_build_object
    values = {
        "dedupe_key": _T.c.subject + ":again:" + _T.c.recipient + text("key"),
        "kind": text("kind"),
        "subject": _T.c.subject,
        "recipient": _T.c.recipient,
        "payload": make(text("field"), func.substr(_T.c.subject, bindparam("skipped", type_=Integer()))),
        "created_at": at,
        "due_at": at,
        "state": literal(OutboxState.PENDING.value, Text()),
        "attempts": literal(0),
        "reference": text("reference"),
    }
    told = select(*values.values()).where(among(_T.c.subject, "subjects"), _T.c.thread.is_(None))
    each = told.group_by(_T.c.subject, _T.c.recipient).order_by(func.min(_T.c.id))
    into = insert_for(engine, OutboxMessage).inline().from_select(list(values), each)
    return into.on_conflict_do_nothing(index_elements=["dedupe_key"])


def rows(at: datetime, notices: Iterable[Notice], due_at: datetime | None = None) -> list[dict[str, Any]]:
    """Return notices as table rows, for those who write them together with something else and announce TOPIC."""
    return [
        {
            "dedupe_key": notice.dedupe_key,
            "kind": notice.kind,
            "subject": notice.subject,
            "recipient": notice.recipient,
            "thread": notice.thread,
            "payload": dict(notice.payload),
            "created_at": at,
            "due_at": due_at or at,
            "state": OutboxState.PENDING,
            "attempts": 0,
            "reference": references.current(),
        }
        for notice in notices
    ]


def on_commit(engine: Engine, wake: Wake) -> Callable[[], None]:
    """Call `wake`, in the committing thread, after each commit that enqueued; the answer ends it."""
    return listen(engine, TOPIC, wake)
