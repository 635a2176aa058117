"""Scene of a change: where and when it happens, for every service that writes."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Scene:
    """The operator's tenant, the instant, who is told besides those concerned, and the clock's figures in days.

    `delivery_key` names the delivery from Slack whose effect this is; empty where nobody asked. `channel` is the team's
    channel, if there is one. `zone` (IANA) is the actor's as far as known: reminders are planned for their hour there.
    """

    provider_id: str
    now: datetime
    delivery_key: str = ""
    channel: str | None = None
    due_days: int = 30
    reminder_days: tuple[int, ...] = (3, 7, 14)
    zone: str | None = None
