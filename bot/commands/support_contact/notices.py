"""The notice that support contacts which somebody assigned are others outside."""

from bot.commands.base import Block, Message
from bot.commands.shared import action_ids
from bot.commands.shared import blocks as b
from bot.commands.support_contact.views import NAME
from bot.db import Database
from bot.services.directory import observed
from bot.services.directory.observed import Drift, Drifted
from bot.services.outbox.ports import Rendering
from bot.text import Mrkdwn, Reader, clip, mention

# chat.update refuses longer texts (docs/slack.md#messages).
TEXT = 3900


async def drifted(database: Database, rendering: Rendering) -> Message | None:
    """Draw what an import moved: a person's own assignments, all of them for the channel."""
    reference = str(rendering.payload["reference"])
    owner = rendering.recipient if rendering.is_personal else None
    found = await database.read(lambda s: observed.drift(s, reference, owner))
    return view(rendering.t, found, personal=owner is not None) if found.total else None


def view(t: Reader, found: Drift, *, personal: bool) -> Message:
    """Draw each move with who assigned what it replaced; people get the way to choose again."""
    head, last = t.mrkdwn("drift-headline", count=found.total), t.mrkdwn("drift-next")
    lines = [_line(t, one) for one in found.shown]
    rest = found.total - len(lines)
    more = [t.mrkdwn("subscriptions-more", count=rest)] if rest else []
    rows = [
        b.section(line, accessory=_change(t, one) if personal else None)
        for line, one in zip(lines, found.shown, strict=True)
    ]
    said = b.lines_within(TEXT, [head, *lines, *more, last], lambda n: t.mrkdwn("subscriptions-more", count=n))
    return Message(said, [b.section(head), *rows, *map(b.section, more), b.context(last)])


def _line(t: Reader, one: Drifted) -> Mrkdwn:
    names = {name: clip(getattr(one, name), NAME) for name in ("subscription", "customer", "former", "contact")}
    return t.mrkdwn("drift-line", by=mention(one.by), **names)


def _change(t: Reader, one: Drifted) -> Block:
    return b.button(t.plain("support-contact-change"), action_ids.CHANGE_CONTACT, one.subscription_id)
