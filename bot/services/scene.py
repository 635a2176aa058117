"""Scene of a change: where and when it happens, for every service that writes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


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


# The scene of the moment it is called, for the delivery key given ("" where nobody asked).
SceneNow = Callable[[str], Scene]
