"""Who may come in: our workspace and app only, people Slack knows, with a role that permits it; closed in doubt."""

from bot.dispatch.delivery import Delivery
from bot.errors import Denied
from bot.services.people.profiles import People, Person
from bot.services.policy import Action, Actor
from bot.services.roles import RoleCache
from bot.text import Reader, reader

FETCH_SECONDS = 1.0
# Denials that a moment-old change of a user group may have made wrong.
ABOUT_ROLES = frozenset({"denied-role", "denied-roles-unreadable"})


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
        """Opens our App Home in Slack (docs "deep linking"), where our app id is known."""
        return f"slack://app?team={self._team_id}&id={self._app_id}&tab=home" if self._app_id else None

    def is_foreign(self, delivery: Delivery) -> bool:
        """Whether it comes from another workspace or was meant for another app."""
        other_app = bool(self._app_id and delivery.app_id and delivery.app_id != self._app_id)
        return other_app or delivery.teams != {self._team_id}

    def reader_of(self, user_id: str) -> Reader:
        """The words for a person as far as known, else the workspace's default."""
        person = self._people.get(user_id)
        return reader(person.locale, person.zone) if person else self._stranger

    async def person(self, user_id: str) -> Person:
        """The person, from memory or within a second from Slack; raises Denied or Unavailable."""
        person = self._people.get(user_id) or await self._people.fetch(user_id, FETCH_SECONDS)
        if person is None:
            raise Denied("denied-foreign", roles=(), groups=())
        return person

    def visitor(self, person: Person, reference: str) -> Actor:
        """The person with whatever roles there are, for choosing what to show; raises Denied for outsiders."""
        return self._roles.actor(person, reference)

    async def other(self, user_id: str, reference: str) -> Actor:
        """Somebody else than who acts, with the roles of this moment; raises Denied for outsiders, or Unavailable."""
        return self.visitor(await self.person(user_id), reference)

    async def actor(self, person: Person, actions: tuple[Action, ...], reference: str) -> Actor:
        """The person with the roles of this moment, if they may do any of `actions`; raises Denied."""
        try:
            return self._check(person, actions, reference)
        except Denied as denied:
            # Someone added to a group seconds ago must not wait for the timer.
            if denied.key not in ABOUT_ROLES or not await self._roles.recheck(FETCH_SECONDS):
                raise
        return self._check(person, actions, reference)

    def _check(self, person: Person, actions: tuple[Action, ...], reference: str) -> Actor:
        first, *others = actions
        try:
            return self._roles.check(person, first, reference)
        except Denied:
            for action in others:
                try:
                    return self._roles.check(person, action, reference)
                except Denied:
                    continue
            raise
