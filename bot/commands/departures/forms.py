"""Forms of a departure: begin it, say that a step is done, close it with what is left."""

from dataclasses import dataclass, replace

from bot.commands.base import Block, Call, View
from bot.commands.departures import words
from bot.commands.departures.views import BACK, DepartureMemory
from bot.commands.memory import dump
from bot.commands.shared import blocks as b
from bot.errors import NotFound
from bot.models import StepKind
from bot.services.departures.facts import Leaver
from bot.services.departures.room import DepartureRoom
from bot.text import Mrkdwn, Reader, clip

BEGIN, SAY, END = "departure.begin", "departure.say", "departure.end"
REASON, REMARK = "departure.reason", "departure.remark"


@dataclass(frozen=True)
class LeaverMemory:
    """Memory of the form that begins a departure: whoever leaves, by tenant id."""

    reseller: str | None = None
    customer: str | None = None

    @property
    def leaver(self) -> Leaver:
        """Whoever leaves; raises NotFound for a screen that remembers nobody."""
        if bool(self.reseller) == bool(self.customer):
            raise NotFound("error-view-outdated")
        return Leaver(self.reseller, self.customer)


def begin(t: Reader, leaver: Leaver, name: str) -> View:
    """Draw the form that begins the departure of `name`."""
    party = "reseller" if leaver.reseller_id else "customer"
    parts = [
        b.section(t.mrkdwn("departure-begin-about", name=clip(name, words.NAME), party=party)),
        _why(t, REASON, "field-reason", "reason"),
    ]
    return _form(t, BEGIN, parts, "departure-begin", dump(LeaverMemory(leaver.reseller_id, leaver.customer_id)))


def say(t: Reader, found: DepartureRoom, kind: StepKind, state: DepartureMemory) -> View:
    """Draw the form that takes a person's word for a step."""
    parts: list[Block] = [
        b.section(t.mrkdwn("departure-todo", step=words.title(t, found, kind))),
        b.context(words.next_step(t, found, kind)),
        _why(t, REMARK, "departure-field-remark", "remark"),
        _back(t),
    ]
    return _form(t, SAY, parts, "departure-tick", dump(replace(state, step=kind)))


def end(t: Reader, found: DepartureRoom, state: DepartureMemory, hint: Mrkdwn | None = None) -> View:
    """Draw what is left and the form that closes the departure with it."""
    parts: list[Block] = [b.section(hint)] if hint else []
    left = found.undone
    parts.append(b.section(t.mrkdwn("departure-close-about", name=clip(found.name, words.NAME), left=len(left))))
    if left:
        lines = [words.step(t, found, step) for step in left]
        parts.append(b.section(b.lines_within(b.SECTION, lines, lambda _left: "…")))
    parts += [
        b.context(t.mrkdwn("departure-close-next")),
        _why(t, REMARK, "departure-field-remark", "remark"),
        _back(t),
    ]
    return _form(t, END, parts, "departure-close", dump(replace(state, digest=found.digest)))


def remark(call: Call) -> str | None:
    """Return the remark as typed."""
    return call.typed(REMARK)


def _why(t: Reader, action_id: str, label: str, block_id: str) -> Block:
    return b.input_block(t.plain(label), b.text_input(action_id, multiline=True), block_id=block_id, optional=True)


def _back(t: Reader) -> Block:
    return b.actions(b.button(t.plain("button-back"), BACK), block_id="ways")


def _form(t: Reader, callback_id: str, parts: list[Block], submit: str, metadata: str) -> View:
    return b.modal(
        t.plain("departure-title"),
        parts,
        callback_id=callback_id,
        submit=t.plain(submit),
        close=t.plain("button-cancel"),
        metadata=metadata,
    )
