"""Lists as files: what a screen shows page by page, as CSV in the reader's direct message."""

import asyncio
import zlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, Self, TypeVar

from sqlmodel import Session

from bot.commands.base import Call, Message, PushModal, View
from bot.commands.shared import blocks as b
from bot.db import Database
from bot.errors import Unavailable
from bot.services.outbox import is_person, pledges
from bot.services.outbox.ports import Rendering
from bot.services.slack import sharing
from bot.services.slack.errors import SlackUnclear
from bot.services.spreadsheets import written
from bot.services.store.paging import Page
from bot.text import Mrkdwn

T = TypeVar("T")
SUBJECT, UNFINISHED = "export", "export.unfinished"
# Rows of one reading, and of a file; a list with more is narrowed by its filters.
MOST, LONGEST = 1000, 20_000
# Seconds for which pieces are read: the screen that waits for the file gives up after ten.
READING_SECONDS = 5.0
# Seconds until the file is shared or nobody knows: what that screen says, that nothing was changed, may not be so.
SHARED_WITHIN = 8.5
# Columns of people's ids, which get a column of names behind them, and people whose names are looked up.
PEOPLE, MOST_PEOPLE = ("owner", "by", "on-behalf"), 200


@dataclass(frozen=True)
class ExportTable:
    """A piece of a list as a table: `columns` are keys of the catalogue behind `export-column-`.

    The next piece begins at `following`, None at the end; not `whole`, the list goes on behind the last one.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[str | None]]
    whole: bool = True
    following: Any = None

    @classmethod
    def of(cls, columns: Sequence[str], page: Page[T], cells: Callable[[T], Sequence[str | None]]) -> Self:
        """Make the piece of a page; the next one begins at the offset behind it."""
        following = page.last if page.items and page.last < page.total else None
        return cls(columns, [cells(item) for item in page.items], not page.more, following)


# Reads the piece that begins at a place, the first one at None.
Reading = Callable[[Session, Any], ExportTable]


def push(call: Call, about: str, read: Reading) -> PushModal:
    """Show on top of a list that its file is made, and then where it is; `about` begins the file's name."""
    loading = b.loading(call.t, "export-title", close="button-back")
    name = f"{about}-{call.bot.clock.now():%Y-%m-%d}.csv"
    return PushModal(loading, lambda: _pledged(call, name, partial(_shared, call, name, read)))


def moment(at: datetime | None) -> str | None:
    """Write an instant as spreadsheets and programs read it, in UTC."""
    return None if at is None else f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


async def unfinished(_database: Database, rendering: Rendering) -> Message | None:
    """Tell that a file was being made when the process ended, or that nobody said what became of it."""
    kind, _, about = str(rendering.payload.get("subject", "")).partition(":")
    name = about.partition(":")[0]
    if not name or kind != SUBJECT:
        return None
    text = rendering.t.mrkdwn("export-unfinished", name=name)
    return Message(text, [b.section(text)])


async def _pledged(call: Call, name: str, make: Callable[[], Awaitable[View]]) -> View:
    """Make the view, which tells what became of the file; a process that ends meanwhile leaves the notice that does."""
    person, now = call.person.user_id, call.bot.clock.now()
    # Files of other lists have the same name.
    subject = f"{SUBJECT}:{name}:{zlib.crc32(call.metadata.encode()):08x}"
    # A database that takes no writes at this moment can be read all the same.
    with suppress(Unavailable):
        await call.bot.db.write(lambda s: pledges.pledge(s, now, UNFINISHED, subject, person, call.reference))
    try:
        view = await make()
    except Exception:
        await _taken_back(call, lambda s: pledges.withdraw(s, UNFINISHED, subject, person, call.reference))
        raise
    # Cancelled, by its time or by the end of the process, it is told by the notice, too.
    await _taken_back(call, lambda s: pledges.withdraw_up_to(s, now, UNFINISHED, subject, person))
    return view


async def _taken_back(call: Call, withdraw: Callable[[Session], int]) -> None:
    with suppress(Unavailable):
        await call.bot.db.write(withdraw)


async def _shared(call: Call, name: str, read: Reading) -> View:
    files = call.bot.files
    if files is None:
        raise Unavailable("slack-unavailable", error="no files")
    until = asyncio.get_running_loop().time() + SHARED_WITHIN
    found = await _with_people(call, await _pieces(call, read))
    header = [call.t.plain(f"export-column-{column}") for column in found.columns]
    content = written.table(header, ([cell or "" for cell in row] for row in found.rows))
    try:
        async with asyncio.timeout_at(until):
            await sharing.share(files, call.person.user_id, name, content)
    except (SlackUnclear, TimeoutError):
        return _said(call, call.t.mrkdwn("export-unclear", name=name))
    key = "export-done" if found.whole else "export-cut"
    return _said(call, call.t.mrkdwn(key, name=name, count=len(found.rows)))


async def _pieces(call: Call, read: Reading) -> ExportTable:
    """Read piece after piece, each for itself, so that nobody waits for one long reading."""
    monotonic, reading = call.bot.clock.monotonic, call.bot.db.read
    until = monotonic() + READING_SECONDS
    found = await reading(partial(_piece, read, None))
    rows = list(found.rows)
    while found.following is not None and len(rows) < LONGEST and monotonic() < until:
        found = await reading(partial(_piece, read, found.following))
        rows += found.rows
    return replace(found, rows=rows[:LONGEST], whole=found.whole and found.following is None)


def _piece(read: Reading, place: Any, session: Session) -> ExportTable:
    return read(session, place)


async def _with_people(call: Call, found: ExportTable) -> ExportTable:
    """Put names behind the ids of people; of those of whom Slack cannot tell in time there is none."""
    places = [place for place, column in enumerate(found.columns) if column in PEOPLE]
    ids = dict.fromkeys(cell for row in found.rows for place in places if (cell := row[place]) and is_person(cell))
    names = await call.bot.names(list(ids)[:MOST_PEOPLE])
    columns = [
        name for column in found.columns for name in ([column, f"{column}-name"] if column in PEOPLE else [column])
    ]
    return replace(found, columns=columns, rows=[_named(row, places, names) for row in found.rows])


def _named(row: Sequence[str | None], places: Sequence[int], names: Mapping[str, str]) -> list[str | None]:
    cells: list[str | None] = []
    for place, cell in enumerate(row):
        cells += [cell, names.get(cell or "")] if place in places else [cell]
    return cells


def _said(call: Call, words: Mrkdwn) -> View:
    title, close = call.t.plain("export-title"), call.t.plain("button-back")
    return b.modal(title, [b.section(words)], callback_id="export", close=close)
