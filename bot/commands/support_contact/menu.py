"""Buttons below the lists of `/support-contact`, and the menu beside each of their subscriptions."""

from bot.commands.base import Block
from bot.commands.shared import blocks as b
from bot.text import Reader

PREVIOUS, NEXT, ALL, EXPORT = "contact.previous", "contact.next", "contact.all", "contact.export"
MENU = "contact.menu"
# Choices of the menu; each stands before the subscription's id.
SEE_DETAILS, SEE_HISTORY, CHANGE = "details", "history", "change"


def beside(t: Reader, subscription_id: str, change: str | None) -> Block:
    """Draw it; `change` is the key of the words that lead to the form, None for whoever may not."""
    wanted = {SEE_DETAILS: "support-contact-details", SEE_HISTORY: "support-contact-history"}
    wanted |= {CHANGE: change} if change else {}
    choices = [b.option(t.plain(label), f"{what}:{subscription_id}") for what, label in wanted.items()]
    return b.overflow(MENU, *choices)
