"""Numbers of past weeks: written once by whoever comes first, read to tell what changed."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from pydantic import TypeAdapter
from sqlalchemy import bindparam, delete, exists, select
from sqlmodel import Session

from bot.models import ReportWeek
from bot.services.report.figures import DeskFigures
from bot.services.store.sql import changed, insert_unless_there, run, table

KEPT = timedelta(days=2 * 366)
# Numbers that were due later are this week's: what changed since a moment ago is no change of a week.
EARLIER = timedelta(days=6)

_W = table(ReportWeek)
_OF = select(_W.c.due_at, _W.c.numbers).where(_W.c.week == bindparam("week"))
_IS_KEPT = select(exists(select(1).where(_W.c.week == bindparam("week"))), exists(select(_W.c.week)))
_LATER = select(exists(select(1).where(_W.c.due_at > bindparam("due"))))
_BEFORE = select(_W.c.numbers).where(_W.c.due_at <= bindparam("until")).order_by(_W.c.due_at.desc()).limit(1)
_OLD = delete(_W).where(_W.c.due_at < bindparam("before"))
_FIGURES = TypeAdapter(DeskFigures)


class KeptWeeks(NamedTuple):
    """Answers about what is kept: the numbers of one week, and any at all."""

    this: bool
    any: bool


def look(session: Session, week: str) -> KeptWeeks:
    """Look if a week's numbers are kept."""
    return KeptWeeks(*map(bool, run(session, _IS_KEPT, {"week": week}).one()))


def keep(session: Session, week: str, due_at: datetime, figures: DeskFigures) -> bool:
    """Keep a week's numbers and drop those of years ago; False where another process kept that week's already."""
    numbers: Any = _FIGURES.dump_python(figures, mode="json")
    row = {"week": week, "due_at": due_at, "taken_at": figures.at, "numbers": numbers}
    run(session, _OLD, {"before": figures.at - KEPT})
    return changed(session, insert_unless_there(session, ReportWeek, "week"), row) == 1


def read(session: Session, week: str) -> tuple[datetime, DeskFigures] | None:
    """Read when a week's numbers were due, and the numbers; None where none are kept."""
    row = run(session, _OF, {"week": week}).one_or_none()
    return None if row is None else (row.due_at, _FIGURES.validate_python(row.numbers))


def before(session: Session, due_at: datetime) -> DeskFigures | None:
    """Read the latest numbers that were due about a week before that instant or earlier; None where none are kept."""
    numbers = run(session, _BEFORE, {"until": due_at - EARLIER}).scalar_one_or_none()
    return None if numbers is None else _FIGURES.validate_python(numbers)


def is_latest(session: Session, due_at: datetime) -> bool:
    """Tell if no later week's numbers are kept than those due then."""
    return not run(session, _LATER, {"due": due_at}).scalar_one()
