"""What handlers are given: the database and services of one running bot, put together by bootstrap."""

from dataclasses import dataclass

from bot.clock import Clock
from bot.db import Database
from bot.settings import Settings


@dataclass(frozen=True)
class Container:
    """The parts a handler may call; `provider_tenant_id` is the organisation that runs the bot."""

    settings: Settings
    db: Database
    clock: Clock
    provider_tenant_id: str
