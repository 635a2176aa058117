"""Hands of one person: each act is done, waited for, and written down with what was seen of it."""

import re
import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass, field

from bot.local_slack import NotVisible, Outcome, Person, Shown
from bot.local_slack.base.models import View
from tests.torture.carriers import Copies, carried_to, copies
from tests.torture.history import UNSENT, Act, Answer, Claim
from tests.torture.pace import Pace
from tests.torture.sight import WAITING_TEXTS, Inbox, Sight, texts, waits

# The act of this task, for faults that strike its delivery to be written down with it.
acting: ContextVar[Act | None] = ContextVar("acting", default=None)
# Callback id of screens that hold words and nothing to act on.
WORDS_ONLY = "message"
Do = Callable[[], Awaitable[Outcome]]
# Words, in both languages, that a person takes to mean that all is as before.
NOT_DONE = re.compile(
    r"nothing was|nothing of it|not carried out|no se (ha|han) \w+ nada|no se ha llevado a cabo", re.IGNORECASE
)


class GivenUp(Exception):
    """The person saw no way to go on: an error of the client, words instead of the screen, or nothing at all."""


@dataclass
class Ledger:
    """Acts of everybody, in the order in which they were begun; `pace` holds them back, if there is one."""

    acts: list[Act] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)
    pace: Pace | None = None
    count: int = 0

    def now(self) -> float:
        """Return the seconds since the run began."""
        return time.monotonic() - self.began

    def open(self, person: str, kind: str, name: str, mark: str = "", thing: str = "") -> Act:
        """Begin an act."""
        self.count += 1
        act = Act(self.count, person, kind, name, self.now(), mark=mark, thing=thing)
        self.acts.append(act)
        return act

    def strike_out(self, act: Act) -> None:
        """Take an act back that the screen did not offer."""
        self.acts.remove(act)


@dataclass(frozen=True)
class _Seen:
    """What was before a person already: the modal by id and hash, and how many direct messages."""

    view: tuple[str, str]
    words: int


@dataclass
class Hands:
    """One person, who waits for each answer for `patience` seconds."""

    person: Person
    sight: Sight
    ledger: Ledger
    patience: float

    @property
    def inbox(self) -> Inbox:
        """Everything that comes before this person."""
        return self.sight.of(self.person.id)

    @property
    def view(self) -> View:
        """The modal on top; GivenUp if there is none."""
        if self.person.modal is None:
            raise GivenUp("no modal")
        return self.person.modal

    async def command(self, name: str, text: str = "") -> Act:
        """Type a slash command."""
        return await self._act("command", name, lambda: self.person.command(name, text))

    async def click(self, ref: str, value: str | None = None, *, thing: str = "", name: str = "") -> Act:
        """Press a button of the modal, or choose in its menu, where `name` tells the choices apart."""
        return await self._act("click", name or ref, lambda: self.person.click(ref, value), thing=thing)

    async def select(self, ref: str, value: str | list[str], *, thing: str = "") -> Act:
        """Choose in a menu that tells the program at once."""
        return await self._act("click", ref, lambda: self.person.select(ref, value), thing=thing)

    async def submit(self, mark: str = "", thing: str = "") -> Act:
        """Press the modal's submit button."""
        return await self._act("submission", self.view.callback_id, self.person.submit, mark, thing)

    async def search(self, ref: str, text: str) -> Shown:
        """Type into a menu; an empty menu is tried twice more, then GivenUp."""
        for _ in range(3):
            if self.ledger.pace is not None:
                await self.ledger.pace.turn()
            if shown := await self.person.search(ref, text):
                return shown
        raise GivenUp(f"{ref} offers nothing for {text!r}")

    async def _act(self, kind: str, name: str, do: Do, mark: str = "", thing: str = "") -> Act:
        if self.ledger.pace is not None:
            await self.ledger.pace.turn()
        act = self.ledger.open(self.person.id, kind, name, mark, thing)
        top = self.person.modal
        seen = _Seen((top.id, top.hash) if top else ("", ""), len(self.inbox.words))
        token = acting.set(act)
        carried_to.set(UNSENT)
        made = Copies(self.inbox.changed.set, act.copies)
        copies.set(made)
        try:
            outcome = await do()
        except NotVisible:
            self.ledger.strike_out(act)
            raise
        finally:
            acting.reset(token)
        act.life, act.acknowledged = carried_to.get(), self.ledger.now()
        if outcome.shown:
            act.error, act.answer, act.answered = f"{outcome.shown}: {outcome.detail}", Answer.CLIENT, act.acknowledged
        else:
            await self._watch(act, outcome, seen, made)
        return act

    async def _watch(self, act: Act, outcome: Outcome, seen: "_Seen", made: Copies) -> None:
        url = str((outcome.payload or {}).get("response_url", "")).rpartition("/")[2]

        def words() -> list[str]:
            said = outcome.ack.get("text") if isinstance(outcome.ack, dict) else None
            prompt = [str(one) for one in (said, *made.said) if one and one not in WAITING_TEXTS]
            return [*prompt, *self.sight.responses[url], *self.inbox.words[seen.words :]]

        await self.inbox.until(lambda: self._screen(act, outcome, seen) or words(), self.patience)
        found = self._screen(act, outcome, seen) or (Answer.WORDS if words() else None)
        act.answer = found or (Answer.WAITING if self._shows_waiting() else Answer.NOTHING)
        if found:
            act.answered = self.ledger.now()
        act.said = "\n".join(words()) if found is Answer.WORDS else self._said(act.answer)
        act.served = found is Answer.CLOSED or (found is Answer.SCREEN and self.view.callback_id != WORDS_ONLY)
        if NOT_DONE.search(act.said) or outcome.errors:
            act.claim = Claim.NOT_DONE

    def _screen(self, act: Act, outcome: Outcome, seen: "_Seen") -> Answer | None:
        top = self.person.modal
        if top is not None and ((top.id, top.hash) != seen.view or outcome.errors) and not waits(top):
            return Answer.SCREEN
        gone = top is None or top.id != seen.view[0]
        return Answer.CLOSED if act.kind == "submission" and gone and not self._shows_waiting() else None

    def _shows_waiting(self) -> bool:
        return self.person.modal is not None and waits(self.person.modal)

    def _said(self, answer: Answer) -> str:
        return "\n".join([texts(self.view), *self.person.errors.values()]) if answer is Answer.SCREEN else ""

    async def leave(self) -> None:
        """Close whatever is open."""
        if self.person.modal is not None:
            await self.person.dismiss()
