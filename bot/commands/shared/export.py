"""Lists as files: what a screen shows page by page, as CSV in the reader's direct message."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self, TypeVar

from sqlmodel import Session

from bot.commands.base import Call, PushModal, View
from bot.commands.shared import blocks as b
from bot.errors import Unavailable
from bot.services.slack import sharing
from bot.services.slack.errors import SlackUnclear
from bot.services.spreadsheets import written
from bot.services.store.paging import Page
from bot.text import Mrkdwn

T = TypeVar("T")
# Rows of a file; a list with more is narrowed by its filters.
MOST = 1000


@dataclass(frozen=True)
class ExportTable:
    """A list as a table: `columns` are keys of the catalogue behind `export-column-`; not `whole`, the list goes on."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str | None]]
    whole: bool

    @classmethod
    def of(cls, columns: Sequence[str], page: Page[T], cells: Callable[[T], Sequence[str | None]]) -> Self:
        """Make the table of a list's first page, of MOST rows."""
        return cls(columns, [cells(item) for item in page.items], page.last >= page.total and not page.more)


def push(call: Call, about: str, read: Callable[[Session], ExportTable]) -> PushModal:
    """Show on top of a list that its file is made, and then where it is; `about` begins the file's name."""
    loading = b.loading(call.t, "export-title", close="button-back")
    return PushModal(loading, lambda: _shared(call, f"{about}-{call.bot.clock.now():%Y-%m-%d}.csv", read))


def moment(at: datetime | None) -> str | None:
    """Write an instant as spreadsheets and programs read it, in UTC."""
    return None if at is None else f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


async def _shared(call: Call, name: str, read: Callable[[Session], ExportTable]) -> View:
    files = call.bot.files
    if files is None:
        raise Unavailable("slack-unavailable", error="no files")
    found = await call.bot.db.read(read)
    header = [call.t.plain(f"export-column-{column}") for column in found.columns]
    content = written.table(header, ([cell or "" for cell in row] for row in found.rows))
    try:
        await sharing.share(files, call.person.user_id, name, content)
    except SlackUnclear:
        return _said(call, call.t.mrkdwn("export-unclear", name=name))
    key = "export-done" if found.whole else "export-cut"
    return _said(call, call.t.mrkdwn(key, name=name, count=len(found.rows)))


def _said(call: Call, words: Mrkdwn) -> View:
    title, close = call.t.plain("export-title"), call.t.plain("button-back")
    return b.modal(title, [b.section(words)], callback_id="export", close=close)
