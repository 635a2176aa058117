"""What the bot does about workspace events: keeps roles and people current, draws the Home tab, notices removal."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from bot.dispatch.dispatcher import EventHandler
from bot.dispatch.home_tab import HomeTab
from bot.services.people.profiles import People
from bot.services.roles import RoleCache

log = logging.getLogger(__name__)

GROUP_EVENTS = ("subteam_created", "subteam_updated", "subteam_members_changed")
REMOVAL_EVENTS = ("app_uninstalled", "tokens_revoked")
Body = Mapping[str, Any]


def handlers(
    home: HomeTab, roles: RoleCache, people: People, removed: Callable[[str], None]
) -> Mapping[str, EventHandler]:
    """Event type to handler; the manifest subscribes to exactly these."""

    async def group_event(body: Body) -> None:
        await roles.on_event(body["event"])

    async def user_change(body: Body) -> None:
        people.on_user_change(body["event"]["user"])

    async def removal(body: Body) -> None:
        revoked = body["event"].get("tokens")
        if isinstance(revoked, Mapping) and not revoked.get("bot"):
            return  # somebody's own token, which this bot never uses
        reason = f"{body['event']['type']}: the app was removed from the workspace or its tokens were revoked"
        log.critical("%s", reason)
        removed(reason)

    return {
        "app_home_opened": home.opened,
        "user_change": user_change,
        **dict.fromkeys(GROUP_EVENTS, group_event),
        **dict.fromkeys(REMOVAL_EVENTS, removal),
    }
