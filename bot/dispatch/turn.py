"""Turn: one delivery being answered, with the reader it is answered to and the reference that names it everywhere."""

from dataclasses import dataclass

from bot.commands.base import Answer, Message, View
from bot.commands.shared.blocks import modal, section
from bot.dispatch.delivery import Delivery
from bot.text import Reader


@dataclass(frozen=True, slots=True)
class Turn:
    """Delivery with its reader and its reference id, which log, audit rows and error texts share."""

    delivery: Delivery
    t: Reader
    reference: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """Result of a turn; `label` is the metric label, `final` False if the person may simply try again."""

    turn: Turn
    answer: Answer
    label: str
    final: bool = True


def message_view(message: Message, t: Reader, title_key: str = "notice-title") -> View:
    """Build a modal that holds a message, for places where Slack gives no other way to say something."""
    blocks = list(message.blocks) or [section(message.text)]
    return modal(t.plain(title_key), blocks, callback_id="message", close=t.plain("button-back"))
