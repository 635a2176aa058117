"""The sweep of the report: once a week keeps the numbers and tells the team's channel, whichever process comes first.

See docs/domain.md#weekly-report.
"""

from datetime import datetime, timedelta

from sqlmodel import Session

from bot.db import Database
from bot.services import outbox
from bot.services.people.rhythm import Rhythm
from bot.services.report import figures, weeks
from bot.services.report.figures import DeskFigures
from bot.services.report.schedule import WeeklyHour
from bot.services.scene import Scene, SceneNow

KIND = "report.weekly"
# A pass that comes so much after the hour is not late.
SOON = timedelta(minutes=10)


class ReportSweep:
    """Passes over the weeks; several processes at once keep and tell a week once.

    A report that is late, because nothing was running at its hour, waits for working hours. A bot that has just been
    installed has missed none: it only keeps the numbers, which the next report is compared with.
    """

    def __init__(self, database: Database, scene: SceneNow, hour: WeeklyHour) -> None:
        self._database = database
        self._scene = scene
        self._hour = hour
        # Saves asking each minute about a week that is dealt with.
        self._done = ""

    async def run(self) -> bool:
        """Keep and tell the week whose hour has come, unless that was done; return if it was done now."""
        scene = self._scene("")
        due_at = self._hour.last(scene.now)
        week, is_late = self._hour.week(due_at), scene.now - due_at > SOON
        if week == self._done or (is_late and not Rhythm(self._hour.zone).is_open(scene.now)):
            return False
        kept = await self._database.read(lambda s: weeks.look(s, week))
        told = not kept.this and await self._tell(scene, week, due_at, silently=is_late and not kept.any)
        self._done = week
        return told

    async def _tell(self, scene: Scene, week: str, due_at: datetime, *, silently: bool) -> bool:
        found = await self._database.read(lambda s: figures.read(s, scene.provider_id, scene.now))
        channel = None if silently else scene.channel
        return await self._database.write(lambda s: _kept(s, week, due_at, found, channel))


def _kept(session: Session, week: str, due_at: datetime, found: DeskFigures, channel: str | None) -> bool:
    """Keep a week's numbers and tell the channel, in one transaction; False where another process did."""
    if not weeks.keep(session, week, due_at, found):
        return False
    if channel:
        outbox.enqueue(session, found.at, *outbox.notices(KIND, f"report:{week}", "", [channel], {"week": week}))
    return True
