"""Lines that say what was bought, and who states what a page shows."""

from bot.commands.base import Block
from bot.commands.shared import blocks as b
from bot.commands.shared import pickers
from bot.commands.shared.reach import SHORT
from bot.services.contacts.lookup import Line
from bot.services.store.sources import Source
from bot.text import Mrkdwn, Reader, clip, escape

OFFER = 100


def said(t: Reader, source: Source | None) -> list[Block]:
    """Say who states what is shown, since when, and what a file says else; nothing of old rows."""
    if source is None or source.at is None:
        return []
    lines = [t.mrkdwn(f"support-contact-said-{source.name}", at=t.day_token(source.at))]
    for other in source.others:
        field = t.mrkdwn("support-contact-said-field", field=other.field)
        value, at = clip(other.value or "–", SHORT), t.day_token(other.at)
        lines.append(t.mrkdwn("support-contact-said-otherwise", field=field, value=value, at=at))
    return [b.context(Mrkdwn("\n".join(lines)))]


def plan(t: Reader, line: Line) -> Mrkdwn:
    """Say what was bought, how many and when, and the id, which can be copied from here."""
    facts = [escape(clip(line.offer, OFFER))] if line.offer else []
    if line.quantity is not None:
        facts.append(t.mrkdwn("support-contact-quantity", count=line.quantity))
    facts.append(escape(pickers.status_name(t, clip(line.status, SHORT))))
    if line.started:
        facts.append(t.mrkdwn("support-contact-started", since=t.day_token(line.started)))
    facts += [t.mrkdwn("record-renews", at=t.day_token(line.renews_at))] if line.renews_at else []
    name = t.mrkdwn("support-contact-subscription", name=line.label)
    return Mrkdwn(f"{name}\n{' · '.join(facts)}\n{t.mrkdwn('support-contact-id', id=line.subscription_id)}")
