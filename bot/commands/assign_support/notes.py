"""Fields of the assignment form for what stands beside it: agreement, ticket, why, and the message it came from."""

from collections.abc import Sequence
from typing import Protocol

from bot.commands.base import Block, Option
from bot.commands.shared import blocks as b
from bot.commands.shared import words
from bot.services.agreements.records import Agreement
from bot.services.agreements.terms import AgreementStanding
from bot.services.search.references import LONGEST
from bot.text import Reader

REASON, AGREEMENT, AGREED, TICKET = (f"assign.{name}" for name in ("reason", "agreement", "agreed", "ticket"))
Agreed = Sequence[tuple[Agreement, AgreementStanding]]


class TakenDown(Protocol):
    """Form with the agreement chosen, and what was read out of the message that it was opened from."""

    @property
    def agreement(self) -> str | None: ...
    @property
    def ticket(self) -> str | None: ...
    @property
    def message_url(self) -> str | None: ...


def blocks(t: Reader, form: TakenDown, agreed: Agreed) -> list[Block]:
    """Draw the fields; Slack keeps what was typed into them when the form is drawn again."""
    asked_in = words.message_link(t, form.message_url)
    ticket = b.text_input(TICKET, most=LONGEST, initial=form.ticket)
    return [
        *(_menu(t, form, agreed) if agreed else [_line(t, "agreement", b.text_input(AGREEMENT, most=200))]),
        _line(t, "ticket", ticket),
        *([b.context(asked_in)] if asked_in else []),
        b.input_block(t.plain("field-reason"), b.text_input(REASON, multiline=True), block_id="reason", optional=True),
    ]


def _line(t: Reader, name: str, element: Block) -> Block:
    hint = t.plain(f"field-{name}-hint")
    return b.input_block(t.plain(f"field-{name}"), element, block_id=name, hint=hint, optional=True)


def _menu(t: Reader, form: TakenDown, agreed: Agreed) -> list[Block]:
    """Draw the menu of the agreements recorded with the contact, and a warning where the chosen one does not hold."""
    choices = [(standing, _choice(t, one)) for one, standing in agreed]
    groups = [
        {"label": b.plain(t.plain(f"agreement-group-{key}"), 75), "options": listed}
        for key in AgreementStanding
        if (listed := [choice for standing, choice in choices if standing is key])
    ]
    chosen = next(((one, standing) for one, standing in agreed if one.reference == form.agreement), None)
    element: Block = {
        "type": "static_select",
        "action_id": AGREED,
        "placeholder": b.plain(t.plain("field-agreed-placeholder"), 150),
        "option_groups": groups,
    } | ({"initial_option": _choice(t, chosen[0])} if chosen else {})
    block_id = f"agreed:{agreed[0][0].reseller_id}"
    hint = t.plain("field-agreed-hint")
    menu = b.input_block(
        t.plain("field-agreement"), element, block_id=block_id, hint=hint, optional=True, dispatch=True
    )
    return [menu, *(_warning(t, *chosen) if chosen else [])]


def _choice(t: Reader, one: Agreement) -> Option:
    terms = one.terms
    days = t.plain("agreement-days", first=terms.first, last=terms.last) if terms.last else None
    return b.option(one.reference, one.reference, days or t.plain("agreement-days-open", first=terms.first))


def _warning(t: Reader, one: Agreement, standing: AgreementStanding) -> list[Block]:
    """Say what is wrong with assigning under it; nothing keeps one from it."""
    if standing is AgreementStanding.VALID:
        return []
    day = one.terms.last if standing is AgreementStanding.OVER else one.terms.first
    return [b.context(t.mrkdwn(f"agreement-warning-{standing}", reference=one.reference, day=day))]
