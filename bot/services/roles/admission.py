"""Admission by user id, for what the program does in the name of people who are not there to ask."""

from bot.errors import Denied
from bot.services.people.profiles import PersonOf
from bot.services.policy import Action, Actor, ActorOf
from bot.services.roles.cache import RoleCache


def admission(person_of: PersonOf, roles: RoleCache, *actions: Action) -> ActorOf:
    """Return the function that admits whoever may do any of `actions` at the moment of the call.

    It raises Denied for those who may not, have left, or are unknown to Slack, and Unavailable while Slack or the
    roles cannot tell: then nothing is decided, and the same call may succeed later.
    """

    async def admit(user_id: str, reference: str) -> Actor:
        person = await person_of(user_id)
        if person is None:
            raise Denied("denied-deleted", roles=(), groups=())
        return await roles.admit(person, actions, reference)

    return admit
