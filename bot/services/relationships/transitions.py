"""The one way a request changes state: conditional on the expected state, one history row per transition."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlmodel import Session, col

from bot.errors import Conflict, NotFound
from bot.models import (
    REQUEST_TRANSITIONS,
    Assignment,
    AuditEvent,
    RelationshipRequest,
    RequestState,
    RequestType,
)
from bot.services import outbox
from bot.services.absences import standing
from bot.services.contacts.transitions import IS_WAITING
from bot.services.policy import Actor
from bot.services.scene import Scene
from bot.services.separation import is_ours, ours
from bot.services.store import audit
from bot.services.store.sql import changed, run, table

SUBJECT = "relationship_request"
HISTORY = "request.history"
_E = table(AuditEvent)
_NEWEST = (
    select(_E.c.subject_id, func.max(_E.c.id).label("event"))
    .where(_E.c.subject_type == SUBJECT, _E.c.subject_id.in_(bindparam("ids", expanding=True)))
    .group_by(_E.c.subject_id)
)


def load(session: Session, request_id: int, *, lock: bool = False) -> RelationshipRequest:
    """Read the request as the database holds it now; NotFound for an id nobody created.

    `lock` holds its row until the end of the transaction.
    """
    held = True if lock else None
    found = session.get(RelationshipRequest, request_id, populate_existing=True, with_for_update=held)
    if found is None or not is_ours(session, found.customer_id):
        raise NotFound("error-request-gone")
    return found


def kind_of(request: RelationshipRequest) -> RequestType:
    """Return the request's type as a member of its closed set."""
    return RequestType(request.type)


def key_of(request: RelationshipRequest) -> int:
    """Return the id of a stored request; ValueError for one that is not stored yet."""
    if request.id is None:
        raise ValueError("not stored yet")
    return request.id


def subject_of(request: RelationshipRequest) -> str:
    """Return the subject of the one message that a request has with each reader."""
    return f"request:{key_of(request)}"


def move(
    session: Session, actor: Actor, scene: Scene, request: RelationshipRequest, to: RequestState, **values: Any
) -> RelationshipRequest:
    """Take the transition from the state `request` was read in, or raise Conflict with nothing written."""
    before = RequestState(request.state)
    if to not in REQUEST_TRANSITIONS[before]:
        raise Conflict("request-moved-on", state=before.value)
    write(session, request, state=to, **values)
    after = {name: _plain(value) for name, value in values.items() if name not in {"email_text"}}
    moved = load(session, key_of(request))
    note(session, actor, scene, moved, to.value, before={"state": before.value}, after={"state": to.value} | after)
    return moved


def write(session: Session, request: RelationshipRequest, **values: Any) -> None:
    """Change columns unless the state moved on since `request` was read; then Conflict with the present state."""
    statement = update(RelationshipRequest).where(
        col(RelationshipRequest.id) == request.id, col(RelationshipRequest.state) == request.state
    )
    if not changed(session, statement.values(values).execution_options(synchronize_session=False)):
        raise Conflict("request-moved-on", state=load(session, key_of(request)).state)


def note(
    session: Session,
    actor: Actor,
    scene: Scene,
    request: RelationshipRequest,
    event: str,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Write one history row `request.{event}`, told in the thread of the request's message if there can be one."""
    audit.record(
        session,
        standing.acting(session, actor, request.owner, scene.now),
        scene.now,
        f"request.{event}",
        (SUBJECT, key_of(request)),
        customer_id=request.customer_id,
        before=before,
        after=after,
    )
    if request.sent_at is not None:  # nobody was told of what was never sent
        chronicle(session, scene, [key_of(request)])


def chronicle(session: Session, scene: Scene, request_ids: Sequence[int]) -> None:
    """Tell the newest history row of each request, just written, under its message in the team's channel.

    Not in direct messages: Slack rings for each reply there, and whoever gets the message is told what matters.
    """
    if scene.channel is None or not request_ids:
        return
    # The rows are ours: whoever writes about a request holds its row until the end of the transaction.
    rows = run(session, _NEWEST, {"ids": [str(key) for key in request_ids]})
    outbox.enqueue(session, scene.now, *(notice for row in rows for notice in _reply(scene, row.subject_id, row.event)))


def _reply(scene: Scene, request_id: str, event_id: int) -> list[outbox.Notice]:
    thread = f"request:{request_id}"
    subject, payload = f"{thread}:history:{event_id}", {"event_id": event_id}
    return outbox.notices(HISTORY, subject, "", outbox.readers(scene), payload, thread=thread, private=True)


def tell(
    session: Session, scene: Scene, request: RelationshipRequest, event: str, *, count: int = 0, mark: str = ""
) -> None:
    """Tell `request.{event}` to the owner, whoever waits with an assignment, and the team's channel.

    Whoever had the request's message before, as its former owner, sees it redrawn. `count` tells repetitions of the
    same event apart (each sending is told once), and so does `mark` with what else happened while it stays so.
    """
    subject = subject_of(request)
    readers = outbox.readers(scene, request.owner, *_waiting(session, request), *outbox.told(session, subject))
    payload = {"request_id": key_of(request)}
    outbox.tell(session, scene, f"request.{event}", subject, mark or f"{event}:{count}", readers, payload)


def redraw(session: Session, scene: Scene, request_ids: Iterable[int], event: str) -> None:
    """Draw the messages about requests that expired again, for whoever has one: they wait for nobody any more."""
    for request_id in request_ids:
        subject, payload = f"request:{request_id}", {"request_id": request_id}
        outbox.tell(session, scene, "request.expired", subject, event, outbox.told(session, subject), payload)


def _waiting(session: Session, request: RelationshipRequest) -> list[str]:
    rows = session.execute(
        select(col(Assignment.requested_by))
        .where(IS_WAITING, col(Assignment.relationship_request_id) == request.id, ours(col(Assignment.customer_id)))
        .group_by(col(Assignment.requested_by))
        .order_by(func.min(col(Assignment.id)))
    )
    return list(rows.scalars())


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
