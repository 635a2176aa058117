"""The way in: for our workspace and app only, people Slack knows, with a role that permits it; closed in doubt."""

from bot.dispatch.delivery import Delivery
from bot.errors import Denied
from bot.services.people.profiles import People, Person
from bot.services.policy import Action, Actor
from bot.services.roles import RoleCache
from bot.text import Reader, reader

FETCH_SECONDS = 1.0


class Gate:
    """Every delivery passes here: the command, each click, type-ahead and submission (docs/slack.md#slack-connect).

    `app_id` may be empty where Slack would not tell ours; `stranger` reads to people not yet known.
    """

    def __init__(self, team_id: str, app_id: str, people: People, roles: RoleCache, stranger: Reader) -> None:
        self._team_id = team_id
        self._app_id = app_id
        self._people = people
        self._roles = roles
        self._stranger = stranger

    @property
    def home_url(self) -> str | None:
        """Link that opens our App Home in Slack (docs "deep linking"), where our app id is known."""
        return f"slack://app?team={self._team_id}&id={self._app_id}&tab=home" if self._app_id else None

    def is_foreign(self, delivery: Delivery) -> bool:
        """Tell if it comes from another workspace or was meant for another app."""
        other_app = bool(self._app_id and delivery.app_id and delivery.app_id != self._app_id)
        return other_app or delivery.teams != {self._team_id}

    def reader_of(self, user_id: str) -> Reader:
        """Return the words for a person as far as known, else the workspace's default."""
        person = self._people.get(user_id)
        return reader(person.locale, person.zone) if person else self._stranger

    async def person(self, user_id: str) -> Person:
        """Return the person, from memory or within a second from Slack; raises Denied or Unavailable."""
        person = self._people.get(user_id) or await self._people.fetch(user_id, FETCH_SECONDS)
        if person is None:
            raise Denied("denied-foreign", roles=(), groups=())
        return person

    def visitor(self, person: Person, reference: str) -> Actor:
        """Return the person with whatever roles there are, for choosing what to show; raises Denied for outsiders."""
        return self._roles.actor(person, reference)

    async def other(self, user_id: str, reference: str) -> Actor:
        """Return somebody else than who acts, roles as of now; raises Denied for outsiders, or Unavailable."""
        return self.visitor(await self.person(user_id), reference)

    async def actor(self, person: Person, actions: tuple[Action, ...], reference: str) -> Actor:
        """Return the person with the roles of this moment, if they may do any of `actions`; as `RoleCache.admit`."""
        return await self._roles.admit(person, actions, reference, FETCH_SECONDS)
