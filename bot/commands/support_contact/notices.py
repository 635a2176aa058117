"""The notice that support contacts which somebody assigned are others outside, and the list behind it."""

from bot.commands.base import Block, Message, View
from bot.commands.shared import action_ids
from bot.commands.shared import blocks as b
from bot.commands.shared.words import who
from bot.db import Database
from bot.services.directory import observed
from bot.services.directory.observed import Drift, Drifted
from bot.services.outbox.ports import Rendering
from bot.text import Mrkdwn, Reader, clip

OPEN, LIST = "contact.drift", "contact.drift_list"
NAME, NAMED, LISTED = 75, 2, 40


async def drifted(database: Database, rendering: Rendering) -> Message | None:
    """Draw what an import moved: a person's own assignments, all of them for the channel."""
    reference = str(rendering.payload["reference"])
    owner = rendering.recipient if rendering.is_personal else None
    found = await database.read(lambda s: observed.drift(s, reference, owner))
    if not found.total:
        return None
    t = await rendering.naming(*(one.by for one in found.shown))
    return notice(t, found, reference, personal=owner is not None)


def notice(t: Reader, found: Drift, reference: str, *, personal: bool) -> Message:
    """Draw the one move, or how many there are and the first of them; people get the way to choose again."""
    if found.total == 1:
        head = t.mrkdwn("drift-one", move=_move(t, found.shown[0]))
    else:
        named = [t.plain("drift-name", **_named(one)) for one in found.shown]
        head = t.mrkdwn("drift-many", count=found.total, names=b.names(t, named, most=NAMED, total=found.total))
    text = Mrkdwn(f"{head}\n{t.mrkdwn('drift-next')}")
    buttons = [b.button(t.plain("relationships-open"), OPEN, reference)]
    if personal and found.total == 1:
        buttons.insert(0, _change(t, found.shown[0]))
    return Message(text, [b.section(text), b.actions(*buttons)])


def build(t: Reader, found: Drift, may_change: bool) -> View:
    """Draw each move with who assigned what it replaced, and the way to choose again."""
    rows = [b.section(_move(t, one), accessory=_change(t, one) if may_change else None) for one in found.shown]
    rest = found.total - len(rows)
    more = [b.context(t.mrkdwn("subscriptions-more", count=rest))] if rest else []
    parts = [*rows, *more, b.context(t.mrkdwn("drift-next"))]
    return b.modal(t.plain("drift-title"), parts, callback_id=LIST, close=t.plain("button-done"))


def _move(t: Reader, one: Drifted) -> Mrkdwn:
    return t.mrkdwn("drift-move", by=who(t, one.by), **_named(one))


def _named(one: Drifted) -> dict[str, str]:
    return {name: clip(getattr(one, name), NAME) for name in ("subscription", "customer", "former", "contact")}


def _change(t: Reader, one: Drifted) -> Block:
    return b.button(t.plain("support-contact-change"), action_ids.CHANGE_CONTACT, one.subscription_id)
