"""The record of a departure: how its steps stand, and what was done for it, in order of time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.models import StepKind
from bot.services.departures import deeds, noting, room
from bot.services.departures.deeds import Deed
from bot.services.departures.room import DepartureRoom
from bot.services.store import audit
from bot.services.store.audit import RecordedEvent

EVENTS = (noting.OPENED, noting.DONE, noting.REOPENED, noting.TAKEN, noting.CLOSED)
MOST = 300


@dataclass(frozen=True)
class RecordLine:
    """One thing that was done; what it does not have is None. `left` is how much of the step was left then."""

    at: datetime
    by: str
    action: str
    kind: StepKind | None = None
    count: int | None = None
    left: int | None = None
    customer: str | None = None
    customer_id: str | None = None
    target: str | None = None
    remark: str | None = None
    reference: str | None = None


@dataclass(frozen=True)
class DepartureRecord:
    """Room and lines of a departure, oldest first; not `whole` where there is more than is read."""

    room: DepartureRoom
    lines: tuple[RecordLine, ...]
    whole: bool


def read(session: Session, departure_id: int, provider_id: str, now: datetime) -> DepartureRecord:
    """Read the record; NotFound for an id nobody opened."""
    row = room.load(session, departure_id)
    done = deeds.read(session, row, provider_id)
    events = audit.newest(session, noting.SUBJECT, str(departure_id), EVENTS, MOST)
    lines = sorted([*map(_deed, done), *_events(events)], key=lambda line: line.at)
    most = max((sum(deed.kind is kind for deed in done) for kind in StepKind), default=0)
    return DepartureRecord(
        room.of(session, row, provider_id, now), tuple(lines), most < deeds.MOST and len(events) < MOST
    )


def _deed(deed: Deed) -> RecordLine:
    return RecordLine(
        deed.at,
        deed.by,
        deed.action,
        deed.kind,
        count=deed.count,
        customer=deed.customer,
        customer_id=deed.customer_id,
        target=deed.target,
        reference=deed.reference,
    )


def _events(events: list[RecordedEvent]) -> Iterator[RecordLine]:
    for event in reversed(events):
        after = event.after or {}
        kind = next((kind for kind in StepKind if kind == after.get("step")), None)
        remark = after.get("remark") or (event.reason if event.action == noting.OPENED else None)
        by = str(after.get("by") or event.actor_id)
        left = after.get("left")
        yield RecordLine(
            event.at,
            by,
            event.action,
            kind,
            left=left if isinstance(left, int) else None,
            remark=remark,
            reference=event.reference,
        )
