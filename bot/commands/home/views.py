"""Views of App Home: lists of what waits, of one's own, of what ends and what the team did; or why it is empty."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.commands.base import Block, Command, View
from bot.commands.departures import views as departures
from bot.commands.home import absence, desk, lines
from bot.commands.memory import RowNumber, dump, load
from bot.commands.payload import Json, text_of
from bot.commands.shared import blocks as b
from bot.commands.shared import buttons
from bot.services.home.page import HomePage
from bot.services.home.parts import PER_PAGE, Section
from bot.services.policy import Action, Actor, may
from bot.services.store.paging import Page
from bot.text import Mrkdwn, Reader

REFRESH, SETTINGS, PREVIOUS, NEXT = "home.refresh", "home.settings", "home.previous", "home.next"
# The blocks that differ each time the same facts are drawn.
UPDATED = "updated"
DATED = frozenset({UPDATED, desk.COUNTED})


def turned(view: Json) -> dict[Section, int]:
    """Return the offsets a Home was drawn with; none where it was drawn by another version or not by us."""
    return load(dict[Section, RowNumber], text_of(view, "private_metadata"))


# Lines of what waits for each person for whom the reader stands in.
IN_PLACE = 5


def build(t: Reader, home: HomePage, actor: Actor, commands: Sequence[Command], now: datetime) -> View:
    """Draw a person's Home, with buttons for `commands` in that order where they have a shortcut and the actor may."""
    offsets: Mapping[Section, Page[Any]] = {
        Section.WAITING: home.waiting,
        Section.ASKED: home.asked,
        Section.EXPIRING: home.expiring,
    }
    kept = {section: part.offset for section, part in offsets.items() if part.offset}
    parts = [
        *_top(t, home, actor, commands),
        *absence.own(t, home.away),
        *_waiting(t, home, actor, now),
        *_instead(t, home, actor, now),
        *_mine(t, home, actor, now),
        *(_team(t, home, actor, now) if may(actor, Action.VIEW) else ()),
        *_bottom(t, now),
    ]
    return {"type": "home", "blocks": parts, "private_metadata": dump(kept)}


def refused(t: Reader, reason: Mrkdwn) -> View:
    """Draw the Home of people whose roles permit nothing: what this is, why it is empty, whom to ask."""
    parts = [b.header(t.plain("home-title")), b.section(t.mrkdwn("home-about")), b.divider()]
    parts += [b.section(t.mrkdwn("home-no-role")), b.section(reason), b.context(t.mrkdwn("home-come-back"))]
    return {"type": "home", "blocks": parts}


def _top(t: Reader, home: HomePage, actor: Actor, commands: Sequence[Command]) -> list[Block]:
    doors = [command for command in commands if command.shortcut and command.permits(actor)]
    buttons = [b.button(t.plain(f"{command.key}-shortcut"), command.opens) for command in doors]
    if buttons:
        buttons[0] |= {"style": "primary"}
    parts = [b.header(t.plain("home-title")), *desk.build(t, home.desk)]
    if home.is_new:
        parts.append(b.section(t.mrkdwn("home-about")))
    return [*parts, b.actions(*buttons, block_id="doors")] if buttons else parts


def _waiting(t: Reader, home: HomePage, actor: Actor, now: datetime) -> list[Block]:
    head = b.header(t.plain("home-waiting", count=home.waiting.total, more=_more(home.waiting)))
    if home.waiting.total:
        rows = [lines.waiting(t, line, actor, now) for line in home.waiting.items]
        return [head, *rows, *_pager(t, Section.WAITING, home.waiting)]
    parts = [head, b.section(t.mrkdwn("home-waiting-none"))]
    if home.is_new:
        start = "assign" if may(actor, Action.ASSIGN) else "view" if may(actor, Action.VIEW) else "request"
        parts.append(b.context(t.mrkdwn(f"home-start-{start}")))
    return parts


def _instead(t: Reader, home: HomePage, actor: Actor, now: datetime) -> list[Block]:
    """Draw what waits for those for whom the reader stands in, the beginning of it."""
    parts: list[Block] = []
    for each in home.instead:
        parts.append(absence.instead(t, each.absence, each.waiting.total))
        parts += [lines.waiting(t, line, actor, now) for line in each.waiting.items[:IN_PLACE]]
    return parts


def _mine(t: Reader, home: HomePage, actor: Actor, now: datetime) -> list[Block]:
    asked = [lines.handed_on(t, line, now) for line in home.asked.items]
    if asked:
        asked = [b.header(t.plain("home-asked", count=home.asked.total, more=_more(home.asked))), *asked]
        asked += _pager(t, Section.ASKED, home.asked)
    done = [lines.assigned(t, line, actor, now) for line in home.assigned]
    return [*asked, *([b.header(t.plain("home-assigned-title")), *done] if done else ())]


def _team(t: Reader, home: HomePage, actor: Actor, now: datetime) -> list[Block]:
    ending = [lines.expiring(t, line, actor, now) for line in home.expiring.items]
    if ending:
        ending = [b.header(t.plain("home-expiring", count=home.expiring.total, more=_more(home.expiring))), *ending]
        ending += _pager(t, Section.EXPIRING, home.expiring)
    told = [f"• {lines.happening(t, line)}" for line in home.recent]
    recent = b.lines_within(b.SECTION, told, lambda _left: "…") if told else t.mrkdwn("home-recent-none")
    return [
        *ending,
        *departures.door(t, home.departures),
        buttons.boards(t),
        b.header(t.plain("home-recent")),
        b.section(recent),
    ]


def _more(page: Page[Any]) -> str:
    return "yes" if page.more else "no"


def _pager(t: Reader, section: Section, page: Page[Any]) -> list[Block]:
    numbers = {"first": page.first, "last": page.last, "total": page.total, "more": _more(page)}
    values = (f"{section}:{page.offset - PER_PAGE[section]}", f"{section}:{page.last}")
    block_id = f"pages:{section}"
    shown = b.context(t.mrkdwn("home-range", **numbers))
    return b.pager(t, page, PREVIOUS, NEXT, labels="support-contact", above=shown, block_id=block_id, values=values)


def _bottom(t: Reader, now: datetime) -> list[Block]:
    buttons = (b.button(t.plain("home-refresh"), REFRESH), b.button(t.plain("home-settings"), SETTINGS))
    said = t.mrkdwn("home-updated", at=now)
    return [b.divider(), b.actions(*buttons, block_id="self"), b.context(said, block_id=UPDATED)]
