"""The board of access: what is wrong with it, whose it is, and the next step."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.commands.base import Block, View
from bot.commands.request_relationship.entry import renewal
from bot.commands.shared import action_ids, buttons
from bot.commands.shared import blocks as b
from bot.commands.watch import memory
from bot.commands.watch.memory import BoardMemory
from bot.models import RequestType
from bot.services.policy import Action, Actor, may
from bot.services.watch.access import WITHIN, AccessRow, AccessState
from bot.services.watch.keyset import BoardPage
from bot.text import Mrkdwn, Reader, clip, mention

STATE, DAYS, RENEW = "watch.state", "watch.days", "watch.renew"
ANY = "any"
NAME = 80
# What a request of new privileges mends.
_RENEWED = (AccessState.ENDED, AccessState.ENDING)


def build(t: Reader, page: BoardPage[AccessRow], state: BoardMemory, actor: Actor, now: datetime) -> View:
    """Draw a page of the board with the menu of states."""
    chosen = f"{state.state or ANY}:{ANY if state.days is None else state.days}"
    parts = [b.actions(_menu(t, state.state), _days_menu(t, state.days), block_id=f"state:{chosen}")]
    if not page.rows:
        parts.append(b.section(t.mrkdwn(_none(page, state))))
    for number, row in enumerate(page.rows):
        parts.append(b.section(headline(t, row, now), accessory=_next_button(t, row, actor), block_id=f"row:{number}"))
        parts.append(b.context(_owner(t, row), t.mrkdwn(f"watch-next-{key_of(row.state)}")))
    return memory.modal(t, "watch-access-title", parts, page, state)


def _none(page: BoardPage[AccessRow], state: BoardMemory) -> str:
    """Choose the key for a page without rows."""
    narrowed = state.state or state.days is not None
    return "watch-access-none-more" if page.following else f"watch-access-none{'-here' if narrowed else ''}"


def key_of(state: AccessState) -> str:
    """Return the end of the keys of a state."""
    return state.value.replace("_", "-")


def headline(t: Reader, row: AccessRow, now: datetime) -> Mrkdwn:
    """Say whose access it is and what is wrong with it."""
    customer, partner = clip(row.customer, NAME), clip(row.partner or "", NAME)
    key = "watch-between" if partner else "watch-with-us"
    about = t.mrkdwn(key, customer=customer, partner=partner)
    left = t.plain("watch-left", days=_days(t, now, row.at)) if row.at else ""
    said = t.mrkdwn(f"watch-access-{key_of(row.state)}", at=row.at or t.plain("unknown"), left=left)
    return Mrkdwn(f"{about}\n{said}")


def until(t: Reader, state: BoardMemory, now: datetime) -> datetime | None:
    """Return the end of the reader's day up to which the board shows what ends, as its lines count days."""
    if state.days not in WITHIN:
        return None
    zone = ZoneInfo(t.zone)
    following = now.astimezone(zone).date() + timedelta(days=state.days + 1)
    return datetime.combine(following, time(), zone).astimezone(UTC) - timedelta(microseconds=1)


def _days(t: Reader, earlier: datetime, later: datetime) -> int:
    zone = ZoneInfo(t.zone)
    return max((later.astimezone(zone).date() - earlier.astimezone(zone).date()).days, 0)


def _owner(t: Reader, row: AccessRow) -> Mrkdwn:
    return t.mrkdwn("watch-owner", owner=mention(row.owner)) if row.owner else t.mrkdwn("watch-owner-none")


def _next_button(t: Reader, row: AccessRow, actor: Actor) -> Block | None:
    if row.request_id is not None:
        return b.button(t.plain("relationships-open"), action_ids.OPEN_REQUEST, str(row.request_id))
    if row.state in _RENEWED and row.customer_id and row.partner_id and may(actor, Action.REQUEST_GDAP):
        return buttons.ask(t, RequestType.GDAP, RENEW, renewal(row.customer_id, row.partner_id))
    return None


def _menu(t: Reader, chosen: AccessState | None) -> Block:
    entries = [(ANY, t.plain("watch-state-any"))]
    entries += [(state.value, t.plain(f"watch-state-{key_of(state)}")) for state in AccessState]
    return b.menu(STATE, entries, chosen or ANY)


def _days_menu(t: Reader, chosen: int | None) -> Block:
    entries = [(ANY, t.plain("watch-days-any"))]
    entries += [(str(days), t.plain("watch-days", days=days)) for days in WITHIN]
    return b.menu(DAYS, entries, ANY if chosen is None else str(chosen))
