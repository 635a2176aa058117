"""The record of a departure as a file: how each step stands, then what was done, by whom and when."""

from collections.abc import Sequence

from sqlmodel import Session

from bot.commands.base import Answer, Call
from bot.commands.departures import words
from bot.commands.departures.views import DepartureMemory
from bot.commands.shared import export
from bot.commands.shared.export import ExportTable, moment
from bot.services.departures import record
from bot.services.departures.record import DepartureRecord, RecordLine
from bot.services.departures.room import StepStanding, require_sight
from bot.text import Reader

COLUMNS = ("step", "what", "at", "by", "count", "left", "customer", "customer-id", "to", "remark", "reference")


async def exported(call: Call) -> Answer:
    """Share the record of a departure ("Export")."""
    require_sight(call.actor)
    departure_id, provider, now = (
        call.memory(DepartureMemory).departure,
        call.bot.provider_tenant_id,
        call.bot.clock.now(),
    )

    def read(session: Session, _place: None) -> ExportTable:
        found = record.read(session, departure_id, provider, now)
        rows = [
            *(_step(call.t, found, step) for step in found.room.steps),
            *(_line(call.t, found, line) for line in found.lines),
        ]
        return ExportTable(COLUMNS, rows, found.whole)

    return export.push(call, "departure", read)


def _step(t: Reader, found: DepartureRecord, step: StepStanding) -> Sequence[str | None]:
    what = t.plain("departure-what-done" if step.is_done else "departure-what-left")
    named = words.title(t, found.room, step.kind)
    start = words.counted(t, step.at_start)
    left = words.counted(t, step.left)
    return [named, what, moment(step.done_at), step.done_by, start, left, None, None, None, step.remark, None]


def _line(t: Reader, found: DepartureRecord, line: RecordLine) -> Sequence[str | None]:
    named = words.title(t, found.room, line.kind) if line.kind else None
    what = t.plain(f"departure-what-{line.action.replace('.', '-').replace('_', '-')}")
    count = None if line.count is None else str(line.count)
    left = None if line.left is None else words.counted(t, line.left)
    who = [moment(line.at), line.by, count, left]
    return [named, what, *who, line.customer, line.customer_id, line.target, line.remark, line.reference]
