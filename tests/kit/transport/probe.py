"""A command whose every answer a test chooses: what dispatch does with it is the subject."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from bot.commands.base import Answer, Call, Command, Message, Nothing, OpenModal, Options, PushModal, Route, View
from bot.commands.shared.blocks import actions, button, external_select, input_block, modal, option, section, text_input
from bot.services.policy import Action
from bot.text import Mrkdwn

Make = Callable[[Call], Answer | Awaitable[Answer]]


def words(text: str) -> Message:
    """Make a message of this text."""
    return Message(Mrkdwn(text))


def form(title: str = "Probe", *, text: str = "Fill this in") -> View:
    """Build a modal with a field, a type-ahead, buttons and a submit button."""
    return modal(
        title,
        [
            section(Mrkdwn(text)),
            input_block("Note", text_input("probe.note"), block_id="note", optional=True),
            input_block("Pick", external_select("probe.pick", "Search"), block_id="pick", optional=True),
            actions(button("Go", "probe.go", "1"), button("Lost", "probe.lost", "1"), block_id="buttons"),
        ],
        callback_id="probe.form",
        close="Close",
        submit="Send",
        notify_on_close=True,
    )


class Probe:
    """Answers of one command by what was done; `calls` counts how often each handler ran."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.answers: dict[str, Any] = {}
        self.seen: list[Call] = []
        self.gate: asyncio.Event | None = None

    def set(self, what: str, answer: Answer | Make | Exception) -> None:
        """Set the answer of a handler (`what`: run, click, options, submit, closed, shortcut), or its error."""
        self.answers[what] = answer

    def hold(self) -> asyncio.Event:
        """Make handlers wait until the event is set."""
        self.gate = asyncio.Event()
        return self.gate

    def command(self) -> Command:
        """Declare the command, under the words of a real one."""
        return Command(
            name="/probe",
            key="assign",
            action=Action.ASSIGN,
            run=self._handler("run", OpenModal(form())),
            shortcut=self._handler("shortcut", OpenModal(form())),
            actions={"probe.go": Route(self._handler("click", Nothing()))},
            options={"probe.pick": Route(self._handler("options", Options((option("One", "1"),))))},
            submissions={
                "probe.form": Route(self._handler("submit", Nothing())),
                "probe.view": Route(self._handler("view", Nothing()), Action.VIEW),
            },
            closed={"probe.form": Route(self._handler("closed", Nothing()))},
        )

    def _handler(self, what: str, otherwise: Answer) -> Callable[[Call], Awaitable[Answer]]:
        async def handle(call: Call) -> Answer:
            self.calls[what] += 1
            self.seen.append(call)
            if self.gate is not None:
                await self.gate.wait()
            answer = self.answers.get(what, otherwise)
            if isinstance(answer, Exception):
                raise answer
            made: Answer | Awaitable[Answer] = answer(call) if callable(answer) else answer
            return await made if isinstance(made, Awaitable) else made

        return handle


def pushed(view: View) -> PushModal:
    """Answer with a view on top of the open one."""
    return PushModal(view)
