"""Names besides the present one of a customer or reseller: said on its page, and the form that edits them."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.commands.base import Block, Call, View
from bot.commands.memory import dump
from bot.commands.shared import blocks as b
from bot.commands.shared.covered import Covered, OnTopMemory
from bot.services.aliases import editing
from bot.services.aliases.editing import PartyKey, PartyKind, PartyNames
from bot.services.search.folding import LONGEST_OTHER, MOST_ALIASES
from bot.text import Mrkdwn, Reader, clip, escape

EDIT, CALLBACK, TEXT = "contact.names", "contact.names", "contact.names_text"
NAME = 100
NO_NAMES = PartyNames("")
# Letters of each name that a page says.
SAID = 28


@dataclass(frozen=True, kw_only=True)
class NamesMemory(OnTopMemory):
    """Memory of the form: whose names, and the aliases that it began with."""

    party: PartyKind
    key: str
    shown: tuple[str, ...] = ()

    @property
    def whose(self) -> PartyKey:
        """The customer or partner."""
        return PartyKey(self.party, self.key)


def beside(t: Reader, text: Mrkdwn, names: PartyNames, party: PartyKey, *, may_change: bool) -> list[Block]:
    """Draw the first paragraph of a page, beside it the button that edits names, below it the party's other ones."""
    button = b.button(t.plain("names-edit"), EDIT, f"{party.kind}:{party.id}") if may_change else None
    return [b.section(text, accessory=button), *map(b.context, said_besides(t, names))]


def said_besides(t: Reader, names: PartyNames) -> list[Mrkdwn]:
    """Say what a party is called besides, and was once, in one line; nothing if it has no other name."""
    lines = [
        t.mrkdwn(key, names=_listed(t, listed))
        for key, listed in (("names-also", names.said + names.filed), ("names-former", names.former))
        if listed
    ]
    return [Mrkdwn(" · ".join(lines))] if lines else []


def pressed(value: str) -> PartyKey | None:
    """Return whose names the pressed button is about; None for what is none of ours."""
    kind, _, key = value.partition(":")
    return next((PartyKey(each, key) for each in PartyKind if each == kind), None)


def form(t: Reader, party: PartyKey, names: PartyNames, covered: Covered) -> View:
    """Draw the form: what people say to be edited, and below it what else finds the party."""
    text = b.text_input(TEXT, multiline=True, initial="\n".join(names.said), most=(LONGEST_OTHER + 1) * MOST_ALIASES)
    hint = t.plain("names-hint", count=MOST_ALIASES)
    lines = [
        t.mrkdwn(key, names=_listed(t, listed))
        for key, listed in (("names-from-file", names.filed), ("names-had", names.former))
        if listed
    ]
    return b.modal(
        t.plain("names-title"),
        [
            b.section(t.mrkdwn("names-about", name=clip(names.label, NAME))),
            b.input_block(t.plain("names-field"), text, block_id=editing.FIELD, hint=hint, optional=True),
            *(b.context(line) for line in lines),
        ],
        callback_id=CALLBACK,
        submit=t.plain("button-done"),
        close=t.plain("button-cancel"),
        metadata=dump(NamesMemory(party=party.kind, key=party.id, shown=names.said, covered=covered)),
    )


def saved(t: Reader, names: PartyNames) -> View:
    """Draw what the party is found by from now on."""
    said = t.mrkdwn("names-saved", name=clip(names.label, NAME))
    return b.modal(
        t.plain("names-title"),
        [b.section(Mrkdwn("\n".join([said, *said_besides(t, names)])))],
        callback_id=CALLBACK,
        close=t.plain("button-back"),
    )


def typed(call: Call) -> str:
    """Return the names as they were typed, one a line."""
    return call.typed(TEXT) or ""


def _listed(t: Reader, names: Sequence[str]) -> Mrkdwn:
    return Mrkdwn(t.join([escape(clip(name, SAID)) for name in names]))
