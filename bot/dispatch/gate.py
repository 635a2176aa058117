"""Who may come in: our workspace and app only, people we know, with a role that permits it; closed when in doubt."""

import asyncio
import logging
from collections.abc import Awaitable
from dataclasses import replace
from typing import Protocol

from bot.dispatch.delivery import Delivery
from bot.errors import BotError, Denied, Unavailable
from bot.services.people import Person
from bot.services.policy import Action, Actor, Role
from bot.text import Reader, reader

log = logging.getLogger(__name__)

FETCH_SECONDS = 1.0


class Persons(Protocol):
    """The people the gate asks about."""

    def get(self, user_id: str) -> Person | None:
        """The cached person, or None when never read."""
        ...

    def fetch(self, user_id: str, deadline: float) -> Awaitable[Person | None]:
        """Read a person within `deadline` seconds; None when Slack knows nobody by this id."""
        ...


class Roles(Protocol):
    """The role checks the gate asks for."""

    def check(self, person: Person, action: Action) -> Actor:
        """The person as an actor; raises Denied."""
        ...

    def recheck(self) -> Awaitable[bool]:
        """Read memberships again unless that was done moments ago; whether it was."""
        ...

    def roles_of(self, user_id: str) -> frozenset[Role]:
        """Roles as last read, for choosing what to show."""
        ...


class Gate:
    """Every delivery passes here: at the command, at each click, type-ahead and submission (slack.md 1.10).

    `app_id` may be empty where Slack would not tell ours; `stranger` reads to people not yet known.
    """

    def __init__(self, team_id: str, app_id: str, people: Persons, roles: Roles, stranger: Reader) -> None:
        self._team_id = team_id
        self._app_id = app_id
        self._people = people
        self._roles = roles
        self._stranger = stranger

    def reader_of(self, user_id: str) -> Reader:
        """The words for a person as far as known, else the workspace's default."""
        person = self._people.get(user_id)
        return reader(person.locale, person.zone) if person else self._stranger

    def is_foreign(self, delivery: Delivery) -> bool:
        """Whether it comes from another workspace or was meant for another app."""
        other_app = bool(self._app_id and delivery.app_id and delivery.app_id != self._app_id)
        return other_app or delivery.teams != {self._team_id}

    async def person(self, user_id: str) -> Person:
        """The person, from memory or within a second from Slack; raises Denied or Unavailable."""
        known = self._people.get(user_id) or await self._fetched(user_id)
        if known is None or known.is_foreign:
            raise Denied("denied-foreign")
        if known.is_bot:
            raise Denied("denied-bot")
        if known.is_guest or known.is_deleted:
            raise Denied("denied-guest")
        return known

    async def actor(self, person: Person, actions: tuple[Action, ...], reference: str) -> Actor:
        """The person with the roles of this moment, if they may do any of `actions`; raises Denied."""
        try:
            actor = self._check(person, actions)
        except Denied:
            # Someone added to a group seconds ago must not wait for the timer.
            if not await self._roles.recheck():
                raise
            actor = self._check(person, actions)
        return replace(actor, reference=reference)

    def roles_of(self, person: Person) -> frozenset[Role]:
        """Roles for choosing what to show; empty when they cannot be read."""
        try:
            return self._roles.roles_of(person.user_id)
        except BotError:
            return frozenset()

    def _check(self, person: Person, actions: tuple[Action, ...]) -> Actor:
        refusal: Denied | None = None
        for action in actions:
            try:
                return self._roles.check(person, action)
            except Denied as denied:
                refusal = refusal or denied
        raise refusal or Denied("denied-role", roles=(), groups=())

    async def _fetched(self, user_id: str) -> Person | None:
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                return await self._people.fetch(user_id, FETCH_SECONDS)
        except BotError:
            raise
        except Exception as error:
            log.warning("cannot read who %s is: %s: %s", user_id, type(error).__name__, error)
            raise Unavailable("error-person-unreadable") from error
