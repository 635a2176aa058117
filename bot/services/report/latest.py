"""The latest numbers: counted every few minutes by whichever process comes first, read by whoever opens App Home."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Insert, bindparam, select
from sqlmodel import Session

from bot.db import Database
from bot.models import LatestFigures
from bot.services.report import figures
from bot.services.report.figures import DeskFigures
from bot.services.scene import SceneNow
from bot.services.store import labels
from bot.services.store.sql import changed, insert_into, run, table

# A million subscriptions take half a second to count: a five-hundredth of one core.
EVERY = timedelta(minutes=5)
# Resellers that are named.
NAMED = 3
_KEY = "desk"

_T = table(LatestFigures)
_READ = select(_T.c.numbers).where(_T.c.key == _KEY)
_IS_FRESH = select(1).where(_T.c.key == _KEY, _T.c.taken_at > bindparam("since"))
_FIGURES = TypeAdapter(DeskFigures)


@dataclass(frozen=True)
class DeskOverview:
    """The numbers as they were counted last; `names` are labels by tenant id of the resellers with most."""

    figures: DeskFigures
    names: Mapping[str, str] = field(default_factory=dict)


def read(session: Session) -> DeskOverview | None:
    """Read what was counted last, whatever it costs to count; None before anything was."""
    numbers = run(session, _READ).scalar_one_or_none()
    if numbers is None:
        return None
    found = _FIGURES.validate_python(numbers)
    most = {share.partner_id for share in found.supporters.named[:NAMED]}
    return DeskOverview(found, labels.read(session, partners=most).partners)


def keep(session: Session, found: DeskFigures) -> bool:
    """Keep the numbers, unless later ones are kept already."""
    numbers: Any = _FIGURES.dump_python(found, mode="json")
    row = {"key": _KEY, "taken_at": found.at, "numbers": numbers}
    return changed(session, _upsert(session), row) == 1


def _upsert(session: Session) -> Insert:
    put = insert_into(session, LatestFigures)
    new = {"taken_at": put.excluded.taken_at, "numbers": put.excluded.numbers}
    return put.on_conflict_do_update(index_elements=["key"], set_=new, where=_T.c.taken_at < put.excluded.taken_at)


@dataclass(frozen=True)
class Counting:
    """Passes that count when what is kept is older than EVERY; several processes at once do no harm."""

    database: Database
    scene: SceneNow

    async def run(self) -> bool:
        """Count in a reader, and keep it; False where that was done a moment ago."""
        scene = self.scene("")
        if await self.database.read(lambda s: run(s, _IS_FRESH, {"since": scene.now - EVERY}).first()):
            return False
        found = await self.database.read(lambda s: figures.read(s, scene.provider_id, scene.now))
        return await self.database.write(lambda s: keep(s, found))
