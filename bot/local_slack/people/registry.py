"""People of a workspace as those who act in it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.local_slack.base.errors import NotVisible
from bot.local_slack.core.parts import Core
from bot.local_slack.people.driver import Person
from bot.local_slack.people.interactions import Interactions
from bot.local_slack.people.wording import LANGUAGES


class People:
    """Persons by id or name; each is made once, so that typed text and opened tabs are kept."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._interactions = Interactions(core)
        self._found: dict[str, Person] = {}

    def find(self, ref: str) -> Person:
        """Return the person with an id or name. NotVisible for an unknown or deactivated one, and for bots."""
        users = self._core.state.users
        user = users.get(ref) or next((user for user in users.values() if user.name == ref), None)
        if user is None or user.is_bot or user.deleted:
            names = [f"{user.id} ({user.name})" for user in users.values() if not user.is_bot]
            raise NotVisible(f"No active person {ref}", names)
        return self._found.setdefault(user.id, Person(self._core, self._interactions, user.id))

    def first(self, locales: Sequence[str] = ()) -> str:
        """Return the id of the first active person, empty when there is none.

        Of the first locale (such as `es-MX`) that anybody has, or whose language anybody has; then of English, in
        which the page speaks to all others.
        """
        active = [user for user in self._core.state.users.values() if not user.is_bot and not user.deleted]
        for wanted in (*locales, LANGUAGES[0]):
            for length in (None, 1):
                for user in active:
                    if _parts(user.locale)[:length] == _parts(wanted)[:length]:
                        return user.id
        return active[0].id if active else ""


def _parts(locale: str) -> list[str]:
    return locale.lower().split("-")
