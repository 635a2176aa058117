"""What handlers are given: the database and services of one running bot, put together by bootstrap."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.clock import Clock
from bot.db import Database
from bot.errors import Denied
from bot.services.assign_many.ports import Files
from bot.services.policy import Actor
from bot.settings import Settings

ActorOf = Callable[[str, str], Awaitable[Actor]]


async def _nobody(_user_id: str, _reference: str) -> Actor:
    raise Denied("denied-foreign", roles=(), groups=())


@dataclass(frozen=True)
class Runtime:
    """The parts a handler may call; `provider_tenant_id` is the organisation that runs the bot.

    `actor_of(user id, reference)` is somebody else with the roles of this moment; it raises Denied for guests,
    bots and strangers, and Unavailable. `files` reads what people drop into forms.
    """

    settings: Settings
    db: Database
    clock: Clock
    provider_tenant_id: str
    actor_of: ActorOf = _nobody
    files: Files | None = None
