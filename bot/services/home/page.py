"""App Home of one person at one instant, read in one session."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from bot.services.absences import standing
from bot.services.absences.standing import AwayUntil
from bot.services.departures import listing
from bot.services.home import mine, team
from bot.services.home.mine import HomeLine
from bot.services.home.parts import AskedRequest, ExpiringPrivileges, Happening, Section, SubmissionGroup
from bot.services.policy import Action, Actor, may, require_any
from bot.services.report import latest
from bot.services.report.latest import DeskOverview
from bot.services.store.paging import Page

Turned = Mapping[Section, int]


@dataclass(frozen=True)
class StoodFor:
    """Absent person for whom the reader stands in, and the first page of what waits for them."""

    absence: AwayUntil
    waiting: Page[HomeLine]


@dataclass(frozen=True)
class HomePage:
    """App Home of one person; `recent`, `expiring` and `desk` stay empty for people who may not view them.

    `desk` is what was counted a few minutes ago, None before anything was. `away` is the person's own absence,
    present or to come; `instead` what waits for those for whom they stand in; `departures` how many are under way.
    """

    waiting: Page[HomeLine] = Page()
    asked: Page[AskedRequest] = Page()
    assigned: tuple[SubmissionGroup, ...] = ()
    recent: tuple[Happening, ...] = ()
    expiring: Page[ExpiringPrivileges] = Page()
    away: AwayUntil | None = None
    instead: tuple[StoodFor, ...] = ()
    desk: DeskOverview | None = None
    departures: int = 0

    @property
    def is_new(self) -> bool:
        """True if the person has nothing of their own here yet."""
        return not (self.waiting.total or self.asked.total or self.assigned)


def read(session: Session, actor: Actor, now: datetime, turned: Turned | None = None) -> HomePage:
    """Read the actor's Home, each list at the page that holds its offset in `turned`.

    Raise Denied for people whose roles permit nothing.
    """
    require_any(actor)
    at = {section: (turned or {}).get(section, 0) for section in Section}
    home = HomePage(
        mine.waiting(session, actor.user_id, at[Section.WAITING]),
        mine.asked(session, actor.user_id, at[Section.ASKED]),
        mine.assigned(session, actor.user_id),
        away=standing.of(session, actor.user_id, now),
        instead=tuple(
            StoodFor(each, mine.waiting(session, each.user_id, 0))
            for each in standing.stood_for(session, actor.user_id, now)
        ),
    )
    if not may(actor, Action.VIEW):
        return home
    ending = team.expiring(session, now, at[Section.EXPIRING])
    home = replace(home, departures=listing.under_way(session))
    return replace(home, recent=team.recent(session), expiring=ending, desk=latest.read(session))
