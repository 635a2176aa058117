"""Screens of a departure: the room with its steps, the list of what is left of one, the list of all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.commands.base import Block, View
from bot.commands.departures import words
from bot.commands.memory import RowNumber, dump
from bot.commands.shared import action_ids, buttons
from bot.commands.shared import blocks as b
from bot.commands.shared.words import who
from bot.errors import NotFound
from bot.models import StepKind
from bot.services.departures.listing import DepartureRow
from bot.services.departures.remains import Remain
from bot.services.departures.room import DepartureRoom, StepStanding, may_keep
from bot.services.policy import Action, Actor, may
from bot.services.relationships.removal import PERMISSION, RemovalKind
from bot.services.store.paging import Page
from bot.text import Mrkdwn, Reader, clip, mention

ROOM, LEFT, LIST = "departure.room", "departure.left", "departure.all"
HAND_OVER, REMOVE, SHOW, TICK, UNTICK = (
    f"departure.{name}" for name in ("hand_over", "remove", "show", "tick", "untick")
)
REMOVE_ONE, TAKE, CLOSE, REFRESH, EXPORT, BACK = (
    f"departure.{name}" for name in ("remove_one", "take", "close", "refresh", "export", "back")
)
PREVIOUS, NEXT, LEFT_PREVIOUS, LEFT_NEXT = (
    f"departure.{name}" for name in ("previous", "next", "left_previous", "left_next")
)
# Steps whose remains are a list of ours; others lead elsewhere at once.
LISTED = frozenset({StepKind.REQUESTS, StepKind.RECORD, StepKind.PRIVILEGES, StepKind.RELATIONSHIPS})
REMOVALS = {
    StepKind.PARTNERSHIP: RemovalKind.PARTNERSHIP,
    StepKind.OURS: RemovalKind.OURS,
    StepKind.SUBSCRIPTIONS: RemovalKind.OURS,
}


@dataclass(frozen=True)
class DepartureMemory:
    """Memory of these screens: the departure, the step whose remains are shown, the pages of both lists."""

    departure: RowNumber = 0
    step: StepKind | None = None
    offset: RowNumber = 0
    left: RowNumber = 0
    digest: str = ""

    @property
    def kind(self) -> StepKind:
        """The step; raises NotFound for a screen that remembers none."""
        if self.step is None:
            raise NotFound("error-view-outdated")
        return self.step


def room(t: Reader, found: DepartureRoom, state: DepartureMemory, actor: Actor, *, hint: Mrkdwn | None = None) -> View:
    """Draw the room: each step with what is left, who did it and when, and the button that takes it further."""
    parts: list[Block] = [b.section(hint)] if hint else []
    parts.append(b.section(words.headline(t, found)))
    parts.append(b.context(*words.about(t, found)))
    for step in found.steps:
        button = _button(t, found, step, actor) if found.is_open else None
        parts.append(b.section(words.step(t, found, step), accessory=button, block_id=f"step:{step.kind}"))
        parts.append(b.context(words.told(t, found, step)))
    parts += [b.divider(), b.actions(*_ways(t, found, actor), block_id="ways")]
    return b.modal(
        t.plain("departure-title"), parts, callback_id=ROOM, close=t.plain("button-done"), metadata=dump(state)
    )


def _button(t: Reader, found: DepartureRoom, step: StepStanding, actor: Actor) -> Block | None:
    kind = step.kind
    if step.is_by_word:
        return _word(t, step) if may_keep(actor) else None
    if step.is_done:
        return None
    if kind is StepKind.CONTACTS:
        return b.button(t.plain("departure-hand-over"), HAND_OVER) if may(actor, Action.ASSIGN) else None
    if kind in LISTED:
        return b.button(t.plain("departure-show"), SHOW, kind.value)
    removal = REMOVALS[kind]
    if not may(actor, PERMISSION[removal]):
        return None
    label = "departure-blockers" if kind is StepKind.SUBSCRIPTIONS else "departure-remove"
    return b.button(t.plain(label), REMOVE, kind.value)


def _word(t: Reader, step: StepStanding) -> Block:
    if step.is_done:
        return b.button(t.plain("departure-untick"), UNTICK, step.kind.value)
    return b.button(t.plain("departure-tick"), TICK, step.kind.value)


def _ways(t: Reader, found: DepartureRoom, actor: Actor) -> list[Block]:
    row = [b.button(t.plain("departure-refresh"), REFRESH)] if found.is_open else []
    if found.is_open and may_keep(actor):
        row += [b.button(t.plain("departure-take"), TAKE)] if found.owner != actor.user_id else []
        row.append(b.button(t.plain("departure-close"), CLOSE))
    return [
        *row,
        b.button(t.plain("export-button"), EXPORT),
        buttons.departures(t),
    ]


def remains(
    t: Reader, found: DepartureRoom, page: Page[Remain], state: DepartureMemory, actor: Actor, now: datetime
) -> View:
    """Draw what is left of one step, page by page, each with the button that takes it further."""
    kind = state.kind
    parts = [b.section(words.step(t, found, found.step(kind)))]
    for row in page.items:
        parts.append(b.section(words.remain(t, found, kind, row, now), accessory=_further(t, kind, row, actor)))
    parts.append(b.context(words.next_step(t, found, kind)))
    others = [b.button(t.plain("button-back"), BACK)]
    if kind is StepKind.PRIVILEGES:
        others.append(b.button(t.plain("watch-access-title"), action_ids.ACCESS_WATCH))
    parts += b.pager(t, page, LEFT_PREVIOUS, LEFT_NEXT, *others, labels="relationships", above=b.divider())
    return b.modal(
        t.plain("departure-title"), parts, callback_id=LEFT, close=t.plain("button-done"), metadata=dump(state)
    )


def _further(t: Reader, kind: StepKind, row: Remain, actor: Actor) -> Block | None:
    if row.request_id is not None:
        return b.button(t.plain("relationships-open"), action_ids.OPEN_REQUEST, str(row.request_id))
    if row.subscription_id is not None:
        return b.button(t.plain("button-show"), action_ids.SHOW_SUBSCRIPTION, row.subscription_id)
    if kind is StepKind.RELATIONSHIPS and may(actor, PERMISSION[RemovalKind.RESELLER]):
        return b.button(t.plain("departure-remove"), REMOVE_ONE, f"{row.customer_id}:{row.partner_id}")
    return None


def listed(t: Reader, page: Page[DepartureRow], state: DepartureMemory) -> View:
    """Draw all departures, those under way first."""
    parts: list[Block] = [] if page.items else [b.section(t.mrkdwn("departure-none"))]
    for row in page.items:
        opening = b.button(t.plain("relationships-open"), action_ids.OPEN_DEPARTURE, str(row.id))
        parts.append(b.section(_row(t, row), accessory=opening))
    parts += b.pager(t, page, PREVIOUS, NEXT, labels="relationships", above=b.divider())
    return b.modal(
        t.plain("departure-list"), parts, callback_id=LIST, close=t.plain("button-done"), metadata=dump(state)
    )


def _row(t: Reader, row: DepartureRow) -> Mrkdwn:
    facts = {"name": clip(row.name, words.NAME), "done": row.done, "steps": row.steps}
    if row.is_open:
        return t.mrkdwn("departure-row-open", owner=mention(row.owner), at=t.day_token(row.opened_at), **facts)
    at = t.day_token(row.closed_at or row.opened_at)
    return t.mrkdwn("departure-row-closed", by=who(t, row.closed_by or ""), at=at, left=row.steps - row.done, **facts)


def door(t: Reader, count: int) -> Sequence[Block]:
    """Return the line and the button that lead from App Home to the departures under way; nothing without any."""
    if not count:
        return ()
    return [b.section(t.mrkdwn("departure-under-way", count=count), accessory=buttons.departures(t))]
