"""The report as it is shown: numbers, those that they are compared with, and names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from bot.services.policy import Action, Actor, require
from bot.services.report import figures, weeks
from bot.services.report.figures import DeskFigures
from bot.services.store import labels


@dataclass(frozen=True)
class ReportOverview:
    """Numbers of `now` and of some week `before`, None where none are kept; `names` are labels by tenant id."""

    now: DeskFigures
    before: DeskFigures | None = None
    names: Mapping[str, str] = field(default_factory=dict)


def of_now(session: Session, actor: Actor, provider_id: str, now: datetime) -> ReportOverview:
    """Count everything now, compared with about a week ago; Denied for people who may not view."""
    require(actor, Action.VIEW)
    return _overview(session, figures.read(session, provider_id, now), now)


def of_week(session: Session, week: str) -> ReportOverview | None:
    """Read the numbers of a week, compared with those before; None where none are kept, or later ones, too."""
    kept = weeks.read(session, week)
    if kept is None:
        return None
    due_at, found = kept
    return _overview(session, found, due_at) if weeks.is_latest(session, due_at) else None


def _overview(session: Session, found: DeskFigures, due_at: datetime) -> ReportOverview:
    named = labels.read(session, partners={share.partner_id for share in found.supporters.named})
    return ReportOverview(found, weeks.before(session, due_at), named.partners)
