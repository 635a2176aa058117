"""Fields of the assignment form for what stands beside it: agreement, ticket, why, and the message it came from."""

from typing import Protocol

from bot.commands.base import Block
from bot.commands.shared import blocks as b
from bot.commands.shared import words
from bot.services.search.references import LONGEST
from bot.text import Reader

REASON, AGREEMENT, TICKET = "assign.reason", "assign.agreement", "assign.ticket"


class TakenDown(Protocol):
    """Form with what was read out of the message that it was opened from."""

    @property
    def ticket(self) -> str | None: ...
    @property
    def message_url(self) -> str | None: ...


def blocks(t: Reader, form: TakenDown) -> list[Block]:
    """Draw the fields; Slack keeps what was typed into them when the form is drawn again."""
    asked_in = words.message_link(t, form.message_url)
    ticket = b.text_input(TICKET, most=LONGEST, initial=form.ticket)
    return [
        _line(t, "agreement", b.text_input(AGREEMENT, most=200)),
        _line(t, "ticket", ticket),
        *([b.context(asked_in)] if asked_in else []),
        b.input_block(t.plain("field-reason"), b.text_input(REASON, multiline=True), block_id="reason", optional=True),
    ]


def _line(t: Reader, name: str, element: Block) -> Block:
    hint = t.plain(f"field-{name}-hint")
    return b.input_block(t.plain(f"field-{name}"), element, block_id=name, hint=hint, optional=True)
