"""Scene of a change: where and when it happens, for every service that writes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from bot.clock import Clock
from bot.settings import Settings


@dataclass(frozen=True)
class Scene:
    """Setting of a change: the operator's tenant, the instant, the team's channel, the days of the follow-up.

    `delivery_key` names the delivery from Slack whose effect this is; it is empty if nobody asked. `channel` is told
    besides those concerned, None if the team has none. `zone` (IANA) is that of whoever will be reminded, as far as
    known: reminders are planned for their hour there.
    """

    provider_id: str
    now: datetime
    delivery_key: str = ""
    channel: str | None = None
    due_days: int = 30
    reminder_days: tuple[int, ...] = (3, 7, 14)
    zone: str | None = None

    @classmethod
    def of(
        cls, settings: Settings, clock: Clock, provider_id: str, delivery_key: str = "", zone: str | None = None
    ) -> Self:
        """Set the scene of this moment as the operator configured it."""
        channel, due_days, days = settings.notify_channel, settings.request_due_days, settings.reminder_days
        return cls(provider_id, clock.now(), delivery_key, channel, due_days, days, zone)


# The scene of the moment it is called, for the delivery key given ("" where nobody asked).
SceneNow = Callable[[str], Scene]
