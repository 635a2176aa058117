"""The board of partners on record that Microsoft refuses: a line for each, and a list of subscriptions for one."""

from bot.commands.base import View
from bot.commands.shared import blocks as b
from bot.commands.shared.action_ids import SHOW_SUBSCRIPTION
from bot.commands.shared.words import health_told
from bot.commands.watch import memory
from bot.commands.watch.memory import BoardMemory
from bot.services.watch.keyset import BoardPage
from bot.services.watch.record import MOST_COUNTED, RefusedPartner, RefusedSubscription
from bot.text import Mrkdwn, Reader, clip

LIST = "watch.partner"
NAME = 80


def build(t: Reader, page: BoardPage[RefusedPartner], state: BoardMemory) -> View:
    """Draw the partners with how many subscriptions each has."""
    parts = [b.section(t.mrkdwn("watch-record-about" if page.rows else "watch-record-none"))]
    for row in page.rows:
        listing = b.button(t.plain("watch-record-list"), LIST, f"#{row.number}")
        parts.append(
            b.section(Mrkdwn(f"{named(t, row)} · {_count(t, row)}\n{health_told(t, row.state)}"), accessory=listing)
        )
    return memory.modal(t, "watch-record-title", parts, page, state)


def listed(t: Reader, of: RefusedPartner, page: BoardPage[RefusedSubscription], state: BoardMemory) -> View:
    """Draw the subscriptions of one partner, each with the way to its contact."""
    parts = [b.section(Mrkdwn(f"{named(t, of)} · {_count(t, of)}\n{health_told(t, of.state)}"))]
    if not of.state.is_bad:
        parts.append(b.context(t.mrkdwn("watch-record-mended")))
    for row in page.rows:
        show = b.button(t.plain("button-show"), SHOW_SUBSCRIPTION, row.id)
        parts.append(b.section(_subscription(t, row), accessory=show))
    parts.append(b.context(t.mrkdwn("record-next")))
    back = b.button(t.plain("watch-record-back"), memory.BACK)
    return memory.modal(t, "watch-record-title", parts, page, state, back)


def named(t: Reader, row: RefusedPartner) -> Mrkdwn:
    """Name a partner and its PartnerID."""
    if not row.number:
        return t.mrkdwn("watch-record-without")
    if row.name is None:
        return t.mrkdwn("watch-record-unnamed", id=row.number)
    return t.mrkdwn("watch-record-named", partner=clip(row.name, NAME), id=row.number)


def _count(t: Reader, row: RefusedPartner) -> Mrkdwn:
    more = "yes" if row.count > MOST_COUNTED else "no"
    return t.mrkdwn("watch-record-count", count=min(row.count, MOST_COUNTED), more=more)


def _subscription(t: Reader, row: RefusedSubscription) -> Mrkdwn:
    said = t.mrkdwn("support-contact-match-subscription", name=clip(row.name, NAME), customer=clip(row.customer, NAME))
    if row.renews_at is None:
        return said
    return Mrkdwn(f"{said} · {t.mrkdwn('record-renews', at=t.day_token(row.renews_at))}")
