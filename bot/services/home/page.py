"""App Home of one person at one instant, read in one session."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from bot.services.home import mine, team
from bot.services.home.mine import HomeLine
from bot.services.home.parts import AskedRequest, ExpiringPrivileges, Happening, Section, SubmissionGroup
from bot.services.policy import Action, Actor, may, require_any
from bot.services.store.paging import Page

Turned = Mapping[Section, int]


@dataclass(frozen=True)
class HomePage:
    """App Home of one person; `recent` and `expiring` stay empty for people who may not view them."""

    waiting: Page[HomeLine] = Page()
    asked: Page[AskedRequest] = Page()
    assigned: tuple[SubmissionGroup, ...] = ()
    recent: tuple[Happening, ...] = ()
    expiring: Page[ExpiringPrivileges] = Page()

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
    )
    if not may(actor, Action.VIEW):
        return home
    return replace(home, recent=team.recent(session), expiring=team.expiring(session, now, at[Section.EXPIRING]))
