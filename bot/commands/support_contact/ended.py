"""The notice that support contacts ended with their subscriptions, and the list behind it."""

from bot.commands.base import Block, Message, View
from bot.commands.shared import action_ids
from bot.commands.shared import blocks as b
from bot.db import Database
from bot.services.basis import ended as endings
from bot.services.basis.ended import EndedContact, EndedContacts
from bot.services.outbox.ports import Rendering
from bot.text import Mrkdwn, Reader, clip

OPEN, LIST = "contact.see_ended", "contact.ended_list"
NAME, NAMED, LISTED = 75, 2, 40


async def ended(database: Database, rendering: Rendering) -> Message | None:
    """Draw what ended under a reference: a person's own assignments, all of them for the channel."""
    reference = str(rendering.payload["reference"])
    owner = rendering.recipient if rendering.is_personal else None
    found = await database.read(lambda s: endings.ended(s, reference, owner))
    return notice(await rendering.naming(), found, reference) if found.total else None


def notice(t: Reader, found: EndedContacts, reference: str) -> Message:
    """Draw the one end, or how many there are and the first of them, and the way to what follows."""
    first = found.shown[0]
    if found.total == 1:
        text, button = _end(t, first), successors(t, first.subscription_id, style="primary")
    else:
        named = [t.plain("ended-name", **_named(one)) for one in found.shown]
        names = b.names(t, named, most=NAMED, total=found.total)
        text = t.mrkdwn("ended-many", count=found.total, names=names)
        button = b.button(t.plain("relationships-open"), OPEN, reference)
    text = Mrkdwn(f"{text}\n{t.mrkdwn('ended-next')}")
    return Message(text, [b.section(text), b.actions(button)])


def build(t: Reader, found: EndedContacts, may_change: bool) -> View:
    """Draw each end with its reason, and the way to what follows it."""
    rows = [
        b.section(_end(t, one), accessory=successors(t, one.subscription_id) if may_change else None)
        for one in found.shown
    ]
    rest = found.total - len(rows)
    more = [b.context(t.mrkdwn("subscriptions-more", count=rest))] if rest else []
    parts = [*rows, *more, b.context(t.mrkdwn("ended-next"))]
    return b.modal(t.plain("ended-title"), parts, callback_id=LIST, close=t.plain("button-done"))


def successors(t: Reader, subscription_id: str, *, style: str | None = None) -> Block:
    """Return the button to the assignment of what follows a subscription."""
    return b.button(t.plain("ended-successors"), action_ids.SUCCESSORS, subscription_id, style=style)


def _end(t: Reader, one: EndedContact) -> Mrkdwn:
    return t.mrkdwn("ended-one", why=t.mrkdwn(f"ended-why-{one.why}"), at=t.day_token(one.at), **_named(one))


def _named(one: EndedContact) -> dict[str, str]:
    return {name: clip(getattr(one, name), NAME) for name in ("subscription", "customer", "contact")}
