"""Everything that a person can do with the bot, done: typed, searched, chosen, pressed, dropped and submitted."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.commands.registry import COMMANDS
from bot.local_slack import NotVisible, Person
from bot.local_slack.base.elements import options_of
from tests.kit.desk import DESK, Desk

# Presses after one another that lead on and on.
MOST_STEPS = 40
# Slack takes so many views a minute.
BETWEEN = timedelta(seconds=5)
SEARCHED = ("", "no")

# What is pressed: callback id of the view, action id, and of a value the part that is no key.
Press = tuple[str, str, str]


@dataclass
class Walk:
    """One person's way through everything, over so many `screens`; what was `pressed` is not again."""

    desk: Desk
    person: Person
    word: str
    pressed: set[Press] = field(default_factory=set)
    screens: int = 0

    async def everything_typed(self, texts: list[str]) -> None:
        """Give every command with each of the texts."""
        for command in COMMANDS:
            for text in texts:
                await self.person.command(command.name, text)
                await self.looked_through()

    async def every_shortcut(self) -> None:
        """Use every shortcut of the manifest: those of a message with one that somebody wrote."""
        for shortcut in self.desk.ws.state.app.shortcuts:
            key = str(shortcut["callback_id"])
            if shortcut["type"] == "global":
                await self.person.shortcut(key)
                await self.looked_through()
                continue
            await self.person.say(DESK, f"Please ask {self.word}")
            await self.person.message_shortcut(key, self.person.messages(DESK)[-1])
            await self.looked_through()

    async def everything_pressed(self) -> None:
        """Press each button of Home and of the messages that were sent."""
        await self.person.open_home()
        await self.desk.settle()
        for button in list(elements(self.person.home.body if self.person.home else {}, "button")):
            self.person.tab = "home"
            with suppress(NotVisible):
                await self.person.click(button["action_id"], button.get("value"))
            await self.looked_through()
        self.person.tab = "messages"
        for message in self.person.messages(DESK):
            for button in list(elements(message.all_blocks, "button")):
                with suppress(NotVisible):
                    await self.person.click(button["action_id"], button.get("value"), message=message)
                await self.looked_through()

    async def dropped(self, content: bytes) -> None:
        """Drop a file into the form of many assignments, and confirm what can be."""
        await self.person.command("/assign-many")
        await self.rest()
        with suppress(NotVisible):
            await self.person.select("bulk.which", "file")
            await self.desk.settle()
            await self.person.select("bulk.file", [self.person.attach("rows.csv", content)])
        await self.submitted()

    async def looked_through(self) -> None:
        """Press everything in the modal, search and choose in every menu, try to submit it, and leave it."""
        await self.rest()
        self.screens += self.person.modal is not None
        await self.pressed_inside()
        await self.submitted()

    async def submitted(self) -> None:
        """Search in every menu, submit, and do the same with what comes of it."""
        for _ in range(3):
            if self.person.modal is None:
                return
            await self.searched()
            with suppress(NotVisible):
                await self.person.submit()
            await self.rest()
        await self.left()

    async def searched(self) -> None:
        """Search in every menu that was not searched yet, and choose the first that is offered."""
        view = self.person.modal.body if self.person.modal else {}
        for menu in list(elements(view, "external_select")):
            press = view["callback_id"], menu["action_id"], ""
            if press in self.pressed:
                continue
            self.pressed.add(press)
            for text in (*SEARCHED, self.word):
                with suppress(NotVisible):
                    shown = await self.person.search(menu["action_id"], text)
                    if options := options_of({"options": shown.options, "option_groups": shown.groups}):
                        await self.person.select(menu["action_id"], options[0]["value"])
            await self.desk.settle()

    async def pressed_inside(self) -> None:
        """Press each button, and take each entry of a menu, that was not pressed yet; what is put on top, too."""
        for _ in range(MOST_STEPS):
            modal = self.person.modal
            if modal is None:
                return
            found = next((one for one in presses(modal.body) if one[0] not in self.pressed), None)
            if found is None and modal.previous_id is None:
                return
            if found is None:
                await self.person.close()
                continue
            press, value = found
            self.pressed.add(press)
            with suppress(NotVisible):
                await self.person.click(press[1], value)
            await self.rest()

    async def rest(self) -> None:
        """Let what was begun be done while its trigger lives, and time go by."""
        await self.desk.settle()
        await self.desk.advance(BETWEEN)

    async def left(self) -> None:
        """Close whatever is open."""
        if self.person.modal is not None:
            await self.person.dismiss()
        await self.desk.settle()


def presses(view: Any) -> Iterator[tuple[Press, str | None]]:
    """Find what can be pressed in a view, each with the value to press."""
    for button in elements(view, "button"):
        yield (view["callback_id"], button["action_id"], ""), button.get("value")
    for menu in elements(view, "overflow"):
        for option in menu["options"]:
            yield (view["callback_id"], menu["action_id"], option["value"].partition(":")[0]), option["value"]


def elements(body: Any, kind: str) -> Iterator[dict[str, Any]]:
    """Find the elements of a kind anywhere in blocks."""
    if isinstance(body, dict):
        if str(body.get("type", "")).endswith(kind) and "action_id" in body:
            yield body
        body = list(body.values())
    for one in body if isinstance(body, list) else ():
        yield from elements(one, kind)
