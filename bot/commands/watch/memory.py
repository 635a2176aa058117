"""Memory of the boards, their state menu and their pager."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from bot.commands.base import Block, View
from bot.commands.memory import RowNumber, dump
from bot.commands.shared import blocks as b
from bot.services.watch.access import AccessState
from bot.services.watch.keyset import BoardPage, Cursor
from bot.text import Reader

# Pages back that are remembered: each is a key of some hundred characters, and Slack keeps 3,000.
REMEMBERED = 12
PREVIOUS, NEXT, EXPORT, BACK = (f"watch.{name}" for name in ("previous", "next", "export", "back"))


@dataclass(frozen=True)
class BoardMemory:
    """Place of the page shown and of those before it.

    `state` narrows the board of access, and `days` what ends to those days, 0 for today. `number` is the PartnerID
    whose subscriptions are shown, None for the board of all, which is the one of access unless `record`.
    """

    record: bool = False
    state: AccessState | None = None
    number: str | None = None
    place: RowNumber = 0
    after: str = ""
    before: tuple[tuple[RowNumber, str], ...] = ()
    days: RowNumber | None = None

    @property
    def cursor(self) -> Cursor:
        """The place where the page shown begins."""
        return Cursor(self.place, self.after)

    def turned(self, place: int, after: str) -> Self:
        """Return the memory of the following page."""
        before = (*self.before, (self.place, self.after))[-REMEMBERED:]
        return replace(self, place=place, after=after, before=before)

    def turned_back(self) -> Self:
        """Return the memory of the page before, or of the first one where that is forgotten."""
        place, after = self.before[-1] if self.before else (0, "")
        return replace(self, place=place, after=after, before=self.before[:-1])


def modal(
    t: Reader, title: str, parts: Sequence[Block], page: BoardPage[Any], state: BoardMemory, *others: Block
) -> View:
    """Draw a board with its pager; `others` stand beside its buttons."""
    row = [b.button(t.plain("support-contact-previous"), PREVIOUS)] if state.before else []
    if page.following:
        value = f"{page.following.place}:{page.following.after}"
        row.append(b.button(t.plain("support-contact-next"), NEXT, value))
    row += others
    row += [b.button(t.plain("export-button"), EXPORT)] if page.rows else []
    pager = [b.divider(), b.actions(*row, block_id="pager")] if row else []
    return b.modal(
        t.plain(title), [*parts, *pager], callback_id="watch.board", close=t.plain("button-done"), metadata=dump(state)
    )
