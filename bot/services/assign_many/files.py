"""Files in and out: the list a person dropped is fetched, the result file of an ended job is shared once."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import or_, select, update
from sqlmodel import Session

from bot.db import Database
from bot.errors import InvalidInput, Unavailable
from bot.models import AssignManyFileState, AssignManyJob
from bot.services.assign_many import jobs, sheet, summaries
from bot.services.assign_many.ports import Describe, Files
from bot.services.outbox.sender import LONGEST_DOUBT
from bot.services.people.profiles import Person, PersonOf
from bot.services.scene import Scene, SceneNow
from bot.services.slack.errors import SlackBusy, SlackRefused, SlackUnclear
from bot.services.slack.types import SlackFile
from bot.services.store.sql import changed, record, run, table

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=120)
# Of a file that cannot be made: that is an error of ours.
MOST_TRIES = 5
# Waits after calls without an answer double so many times, to half an hour.
DOUBLINGS = 4

_J = table(AssignManyJob)
_DUE = _J.c.file_state == AssignManyFileState.DUE.value
# In the order of the fields of Due.
_CLAIMED = ("id", "created_by", "file_id", "file_tries", "ended_at")


async def fetch(files: Files, file_id: str) -> tuple[str, bytes]:
    """Fetch name and bytes of a dropped file; InvalidInput (field `file`) when too large, before anything is loaded."""
    found = await files.file(file_id)
    too_large = InvalidInput(sheet.FIELD, "assign-many-file-too-large", most=sheet.MOST_BYTES // 1000)
    if found.size > sheet.MOST_BYTES:
        raise too_large
    content = await files.download(found.url, sheet.MOST_BYTES)
    if len(content) > sheet.MOST_BYTES:
        raise too_large
    return found.name, content


@dataclass(frozen=True)
class Due:
    """A job whose result file is ours to share until the lease ends; `file_id` was announced by an earlier try."""

    id: str
    owner: str
    file_id: str | None
    tries: int
    ended_at: datetime


def claim(session: Session, scene: Scene) -> Due | None:
    """Take the result file that waits longest, unless someone else holds it."""
    due = (
        select(_J.c.id)
        .where(_DUE, or_(_J.c.lease_until.is_(None), _J.c.lease_until <= scene.now))
        .order_by(_J.c.ended_at)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    taken = update(_J).where(_J.c.id == due, _DUE).values(lease_until=scene.now + LEASE, file_tries=_J.c.file_tries + 1)
    return record(session, Due, taken.returning(*(_J.c[name] for name in _CLAIMED)))


class ResultFiles:
    """Shares result files with whoever started the job; where that is refused the message says so instead.

    An upload is written down before it is shared and looked for in Slack when nobody knows what became of it, so
    that the same result does not appear twice.
    """

    def __init__(self, database: Database, files: Files, person: PersonOf, describe: Describe, scene: SceneNow) -> None:
        self._database = database
        self._files = files
        self._person = person
        self._describe = describe
        self._scene = partial(scene, "")

    async def run(self) -> None:
        """Share every result file that is due now."""
        while (due := await self._next()) is not None:
            try:
                await self._share(due)
            except SlackBusy as busy:
                await self._again(due, timedelta(seconds=busy.retry_after), tries=-1)
            except SlackUnclear as unclear:
                await self._unclear(due, unclear.error)
            except SlackRefused as refused:
                await self._refused(due, refused.error)
            except Exception:
                log.exception("the result file of /assign-many job %s could not be made", due.id)
                await self._not_made(due)

    async def _next(self) -> Due | None:
        if not await self._database.read(lambda s: run(s, select(_J.c.id).where(_DUE).limit(1)).first()):
            return None
        return await self._database.write(lambda s: claim(s, self._scene()))

    async def _share(self, due: Due) -> None:
        if due.file_id is None or not await self._brought_to_its_end(due, due.file_id):
            await self._upload(due)
        await self._end(due, "file", file_state=AssignManyFileState.SENT)

    async def _brought_to_its_end(self, due: Due, file_id: str) -> bool:
        """Share the upload of an earlier try, unless it is shared; False if Slack does not have it any more.

        Slack shares an upload once only, so two processes that hold the same one cannot make two messages of it.
        """
        if await self._found(file_id) is not None:
            return True
        try:
            await self._files.share_file(file_id, _name(due), await self._files.open_dm(due.owner))
        except SlackRefused as refused:
            if refused.error != "file_not_found":
                raise
            return await self._found(file_id) is not None
        return True

    async def _found(self, file_id: str) -> SlackFile | None:
        try:
            return await self._files.file(file_id)
        except SlackRefused as refused:
            if refused.error != "file_not_found":
                raise
            return None

    async def _upload(self, due: Due) -> None:
        person = await self._owner(due)
        # In the reading thread: ten thousand lines would keep everybody else waiting for their answers.
        content = await self._database.read(
            lambda s: self._describe(person, summaries.job(s, due.id), summaries.rows(s, due.id))
        )
        place = await self._files.upload_place(_name(due), len(content))
        await self._files.upload(place, content)
        channel = await self._files.open_dm(due.owner)
        # Whoever took the job over meanwhile shares an upload of their own.
        if await self._settle(due, file_id=place.file_id):
            await self._files.share_file(place.file_id, _name(due), channel)

    async def _owner(self, due: Due) -> Person | None:
        try:
            return await self._person(due.owner)
        except Unavailable as error:
            # Whatever is the matter with reading profiles, nothing happened to the file.
            raise SlackBusy(LEASE.total_seconds(), str(error)) from error

    async def _again(self, due: Due, wait: timedelta, *, tries: int = 0) -> None:
        await self._settle(due, lease_until=self._scene().now + wait, file_tries=due.tries + tries)

    async def _unclear(self, due: Due, error: str) -> None:
        """Try again for as long as a message would be: a Slack that is away has refused nothing."""
        if self._scene().now - due.ended_at > LONGEST_DOUBT:
            await self._refused(due, error)
        else:
            await self._again(due, LEASE * 2 ** min(due.tries - 1, DOUBLINGS))

    async def _not_made(self, due: Due) -> None:
        if due.tries >= MOST_TRIES:
            await self._refused(due, "not_made")
        else:
            await self._again(due, LEASE)

    async def _refused(self, due: Due, error: str) -> None:
        log.warning("the result file of /assign-many job %s cannot be shared: %s", due.id, error)
        await self._end(due, "no-file", file_state=AssignManyFileState.REFUSED, file_error=error)

    async def _end(self, due: Due, event: str, **values: Any) -> None:
        def work(session: Session) -> None:
            if _settled(session, due, lease_until=None, **values):
                jobs.tell(session, self._scene(), due.id, event, [due.owner])

        await self._database.write(work)

    async def _settle(self, due: Due, **values: Any) -> bool:
        return await self._database.write(lambda s: _settled(s, due, **values))


def _name(due: Due) -> str:
    return f"assign-many-{due.id}.csv"


def _settled(session: Session, due: Due, **values: Any) -> bool:
    """Write, but only for whoever holds this try: after a lease another process has counted up."""
    ours = update(_J).where(_J.c.id == due.id, _DUE, _J.c.file_tries == due.tries)
    return changed(session, ours.values(**values)) == 1
