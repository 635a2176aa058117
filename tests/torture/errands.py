"""Errands of people: a few acts in a row, each chosen by a seed, ended early where nothing leads on."""

import json
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from bot.commands.assign_many.form import CONTACT as MANY_CONTACT
from bot.commands.assign_many.preview import CALLBACK as PREVIEW
from bot.commands.assign_support.form import CALLBACK as FORM
from bot.commands.assign_support.form import CONTACT, SOMEONE_ELSE, SUBSCRIPTIONS
from bot.commands.assign_support.review import CALLBACK as REVIEW
from bot.commands.assign_support.review import NOT_RIGHT
from bot.commands.home.settings import HOUR as HOUR_OF_DIGEST
from bot.commands.home.views import SETTINGS
from bot.commands.relationships.detail import GIVE, HOUR, MORE, STOP
from bot.commands.relationships.followup import OWNER
from bot.commands.request_relationship.views import CALLBACK as REQUEST_TEXT
from bot.commands.request_relationship.views import DONE as REQUEST_SENT
from bot.commands.request_relationship.views import RECIPIENT
from bot.commands.shared.action_ids import OPEN_REQUEST
from bot.commands.support_contact.menu import MENU, SEE_HISTORY
from bot.local_slack import NotVisible
from bot.local_slack.base.models import View
from tests.torture.hands import GivenUp, Hands
from tests.torture.history import Act, Answer, Claim
from tests.torture.town import Town

# Signs at which the answer to a click can be known in every language.
SNOOZED, STOPPED, GIVEN = ":zzz: *", ":no_bell: *", ":handshake: *"
CONFLICTS = 2
STARTED = "bulk.started"


@dataclass
class Errands:
    """Errands of one person; `chosen` draws them."""

    hands: Hands
    town: Town
    chosen: random.Random

    async def run(self) -> None:
        """Do one errand, and leave a clear screen behind."""
        doing = self.chosen.choices(*zip(*self._offered().items(), strict=True))[0]
        with suppress(GivenUp, NotVisible):  # what was missing stands in the ledger
            await doing()
        await self.hands.leave()

    def _offered(self) -> dict[Callable[[], Awaitable[None]], int]:
        person = self.hands.person.id
        offered: dict[Callable[[], Awaitable[None]], int] = {self.look: 2, self.ask_help: 1, self.assign: 2}
        if person not in self.town.nobodies:
            offered |= {self.assign: 8, self.follow_up: 2, self.assign_many: 1, self.choose_settings: 1}
        if person in self.town.admins:
            offered |= {self.invite: 3}
        return offered

    async def look(self) -> None:
        """Look up who supports a customer, and the history of a subscription."""
        await self._opened("/support-contact", self._customer())
        if self.chosen.random() < 0.5:
            await self.hands.click(MENU, self._first_value(MENU, SEE_HISTORY))

    async def ask_help(self) -> None:
        """Ask for help, which is answered in the acknowledgement."""
        await self.hands.command("/assign-support", "help")

    async def assign(self) -> None:
        """Assign a contact, meet others who do the same, review the result."""
        await self._opened("/assign-support", self._customer())
        await self._choose(SUBSCRIPTIONS, most=2)
        await self._choose(CONTACT, most=1)
        for _ in range(1 + CONFLICTS):
            act = await self._submitted()
            if not self._shows(FORM) or self.hands.person.errors:
                break
        if act.claim is Claim.DONE:
            await self._reviewed(act.thing)

    async def _submitted(self) -> Act:
        mark = f"{self.hands.person.id}-{self.hands.ledger.count}"
        await self.hands.person.type("assign.reason", mark)
        act = await self.hands.submit(mark)
        if act.answer is Answer.SCREEN and self._shows(REVIEW):
            act.claim, act.thing = Claim.DONE, str(self.hands.view.body["private_metadata"])
        return act

    async def _reviewed(self, batch: str) -> None:
        choice = self.chosen.random()
        if choice < 0.4:
            act = await self.hands.submit(thing=batch)
            act.claim = Claim.DONE if act.answer is Answer.CLOSED else act.claim
        elif choice < 0.6:
            act = await self.hands.click(NOT_RIGHT, batch, thing=batch)
            came = act.answer is Answer.SCREEN and self._shows(FORM)
            act.claim = Claim.DONE if came else act.claim

    async def follow_up(self) -> None:
        """Open a request that waits, and snooze it, stop its reminders or hand it over."""
        await self._opened("/relationships", "all pending")
        request = self._first_value(OPEN_REQUEST)
        opened = await self.hands.click(OPEN_REQUEST, request)
        if opened.answer is not Answer.SCREEN:
            return
        for _ in range(self.chosen.randint(1, 2)):
            await self._followed_up(request)

    async def _followed_up(self, request: str) -> None:
        choice = self.chosen.random()
        if choice < 0.5:
            act = await self.hands.click(MORE, HOUR, thing=request, name="relations.snooze_hour")
            sign = SNOOZED
        elif choice < 0.7:
            act = await self.hands.click(MORE, STOP, thing=request, name="relations.stop")
            sign = STOPPED
        else:
            await self.hands.click(MORE, GIVE)
            await self.hands.person.select(OWNER, self.chosen.choice(self.town.admins))
            act = await self.hands.submit(thing=request)
            sign = GIVEN
        if sign in act.said:
            act.claim = Claim.DONE

    async def assign_many(self) -> None:
        """Give all subscriptions of a customer one contact: a job that goes on by itself, and ends with a file."""
        await self._opened("/assign-many", self._customer())
        values = [option["value"] for option in (await self.hands.search(MANY_CONTACT, "Reseller")).all]
        await self.hands.person.select(MANY_CONTACT, self.chosen.choice(values))
        await self._submitted_to(PREVIEW)
        job = str(json.loads(self.hands.view.body["private_metadata"])["job"])
        act = await self.hands.submit(thing=job)
        act.claim = Claim.DONE if act.answer is Answer.SCREEN and self._shows(STARTED) else act.claim

    async def invite(self) -> None:
        """Ask a stranger for a relationship, and say that it was sent."""
        stranger = self.town.stranger(self.chosen.randrange(self.town.strangers))
        await self._opened("/request-relationship", stranger)
        await self._submitted_to(REQUEST_TEXT)
        await self.hands.person.type(RECIPIENT, "admin@customer.example")
        act = await self.hands.submit(thing=stranger)
        act.claim = Claim.DONE if act.answer is Answer.SCREEN and self._shows(REQUEST_SENT) else act.claim

    async def choose_settings(self) -> None:
        """Open App Home and save the settings there."""
        await self.hands.person.open_home()
        try:
            if not await self.hands.inbox.until(lambda: self.hands.person.home, self.hands.patience):
                raise GivenUp("no App Home")
            act = await self.hands.click(SETTINGS)
            if act.answer is not Answer.SCREEN:
                raise GivenUp(act.answer)
            await self.hands.person.select(HOUR_OF_DIGEST, str(self.chosen.randint(7, 12)))
            await self.hands.submit()
        finally:
            self.hands.person.tab = "messages"

    async def _submitted_to(self, callback_id: str) -> None:
        await self.hands.submit()
        if not self._shows(callback_id):
            raise GivenUp(f"not {callback_id}")

    def _shows(self, callback_id: str) -> bool:
        top = self.hands.person.modal
        return top is not None and top.callback_id == callback_id

    async def _opened(self, command: str, text: str) -> View:
        act = await self.hands.command(command, text)
        if act.answer is not Answer.SCREEN:
            raise GivenUp(act.answer)
        return self.hands.view

    async def _choose(self, ref: str, most: int) -> None:
        offered = [option["value"] for option in (await self.hands.search(ref, "")).all]
        values = [value for value in offered if value != SOMEONE_ELSE]
        chosen = self.chosen.sample(values, min(most, len(values)))
        act = await self.hands.select(ref, chosen if most > 1 else chosen[0])
        if act.answer is not Answer.SCREEN:
            raise GivenUp(act.answer)

    def _first_value(self, action_id: str, choice: str = "") -> str:
        """Draw one of several buttons of the same name, or one of several menus and in it what begins with `choice`."""
        fields = self.hands.person.surface(action_id).matching(action_id)
        if not fields:
            raise GivenUp(f"no {action_id}")
        element = self.chosen.choice(fields).element
        values = [str(part["value"]) for part in element.get("options", [element])]
        return next(value for value in values if value.startswith(choice))

    def _customer(self) -> str:
        return self.town.customer(self.chosen.randrange(self.town.customers))
