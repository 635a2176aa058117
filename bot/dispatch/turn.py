"""One delivery being answered: what came, whose words to use, and the reference that names it everywhere."""

from dataclasses import dataclass

from bot.commands.base import Answer, Message, View
from bot.commands.shared.blocks import modal, section
from bot.dispatch.delivery import Delivery
from bot.text import Reader


@dataclass(frozen=True, slots=True)
class Turn:
    """A delivery with its reader and reference id (shared by log, audit rows and error texts)."""

    delivery: Delivery
    t: Reader
    reference: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a turn came to; `label` is the metric label, `final` False where the person may simply try again."""

    turn: Turn
    answer: Answer
    label: str
    final: bool = True


def message_view(message: Message, t: Reader, title_key: str = "notice-title") -> View:
    """A message as a modal, for places where Slack gives no other way to say something."""
    blocks = list(message.blocks) or [section(message.text)]
    return modal(t.plain(title_key), blocks, callback_id="message", close=t.plain("button-close"))
