"""Runtime: the parts of one running bot that handlers are given, put together by bootstrap."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.clock import Clock
from bot.db import Database
from bot.errors import Denied
from bot.services.assign_many.ports import Files
from bot.services.people.profiles import NamesOf
from bot.services.policy import Actor, ActorOf
from bot.services.slack.types import Messages
from bot.settings import Settings


async def _nobody(_user_id: str, _reference: str) -> Actor:
    raise Denied("denied-foreign", roles=(), groups=())


async def _nameless(_user_ids: Iterable[str]) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True)
class Runtime:
    """Parts that a handler may use; `provider_tenant_id` is the organisation that runs the bot.

    `actor_of(user id, reference)` returns somebody else with the roles of this moment; it raises Denied for guests,
    bots and strangers, or Unavailable. `files` reads what people drop into forms. `names` tells how people are called.
    `messages` knows where messages are.
    """

    settings: Settings
    db: Database
    clock: Clock
    provider_tenant_id: str
    actor_of: ActorOf = _nobody
    files: Files | None = None
    names: NamesOf = _nameless
    messages: Messages | None = None
