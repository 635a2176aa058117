"""Sentence that tells a customer who supports its subscriptions, in its country's language, to copy or to send."""

from collections.abc import Sequence

from bot.commands.base import Block
from bot.commands.shared import blocks as b
from bot.commands.shared.reach import mail_link
from bot.services.contacts.lookup import PartnerSummary
from bot.services.invitations.letter import language_of
from bot.text import Mrkdwn, Reader, clip, reader

# Names that one sentence holds; more are a list.
TOGETHER = 3
# Characters of a name and of a way to reach the contact, so that all of forty subscriptions fits one block.
NAME, WAY = 55, 100
LONGEST = 2900


def blocks(
    t: Reader, heading: Mrkdwn, country: str | None, contact: PartnerSummary, subscriptions: Sequence[str]
) -> list[Block]:
    """Draw the sentence under its heading, as it can be copied, and the link to an e-mail with it."""
    told = reader(language_of(country), "UTC")
    text = words(told, contact, subscriptions)
    subject = told.plain("sentence-subject", contact=clip(contact.name, NAME))
    return [b.section(heading), b.code(text), b.context(mail_link(t, "sentence-open-mail", None, subject, text))]


def words(told: Reader, contact: PartnerSummary, subscriptions: Sequence[str]) -> str:
    """Say who supports what and how to reach them, in the customer's language; gaps are left out."""
    names, facts = [clip(name, NAME) for name in subscriptions], {"contact": clip(contact.name, NAME)}
    if len(names) <= TOGETHER:
        said = [told.plain("sentence-supports", names=told.join(names), **facts)]
    else:
        said = [told.plain("sentence-supports-these", **facts), *(f"- {name}" for name in names)]
    ways = {"phone": contact.telephone, "email": contact.email, "site": contact.website}
    said += [told.plain(f"sentence-{key}", text=clip(way, WAY)) for key, way in ways.items() if way]
    return clip("\n".join(said), LONGEST)
