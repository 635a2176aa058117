"""The board of access: what is wrong with it, whose it is, and the next step."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.commands.base import Block, View
from bot.commands.request_relationship.entry import renewal
from bot.commands.shared import action_ids, buttons
from bot.commands.shared import blocks as b
from bot.commands.watch import memory
from bot.commands.watch.memory import BoardMemory
from bot.models import RequestType
from bot.services.policy import Action, Actor, may
from bot.services.watch.access import AccessRow, AccessState
from bot.services.watch.keyset import BoardPage
from bot.text import Mrkdwn, Reader, clip, mention

STATE, RENEW = "watch.state", "watch.renew"
ANY = "any"
NAME = 80
# What a request of new privileges mends.
_RENEWED = (AccessState.ENDED, AccessState.ENDING)


def build(t: Reader, page: BoardPage[AccessRow], state: BoardMemory, actor: Actor, now: datetime) -> View:
    """Draw a page of the board with the menu of states."""
    parts = [b.actions(_menu(t, state.state), block_id=f"state:{state.state or ANY}")]
    if not page.rows:
        parts.append(b.section(t.mrkdwn("watch-access-none-more" if page.following else "watch-access-none")))
    for number, row in enumerate(page.rows):
        parts.append(b.section(headline(t, row, now), accessory=_next_button(t, row, actor), block_id=f"row:{number}"))
        parts.append(b.context(_owner(t, row), t.mrkdwn(f"watch-next-{key_of(row.state)}")))
    return memory.modal(t, "watch-access-title", parts, page, state)


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
    entries = [b.option(t.plain("watch-state-any"), ANY)]
    entries += [b.option(t.plain(f"watch-state-{key_of(state)}"), state.value) for state in AccessState]
    initial = next(entry for entry in entries if entry["value"] == (chosen or ANY))
    return {"type": "static_select", "action_id": STATE, "options": entries, "initial_option": initial}
