"""What the bot does about workspace events: keeps roles and people current, draws the Home tab, notices removal."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from bot.dispatch import help
from bot.dispatch.dispatcher import EventHandler
from bot.dispatch.gate import Gate
from bot.dispatch.routes import Routes
from bot.errors import Denied
from bot.services.audit import new_reference
from bot.services.people import People
from bot.services.roles import RoleCache
from bot.services.slack_web import SlackWeb
from bot.text import reader

log = logging.getLogger(__name__)

GROUP_EVENTS = ("subteam_created", "subteam_updated", "subteam_members_changed")
REMOVAL_EVENTS = ("app_uninstalled", "tokens_revoked")
Body = Mapping[str, Any]


class HomeTab:
    """Publishes the Home tab when a person opens it."""

    def __init__(self, slack: SlackWeb, gate: Gate, routes: Routes) -> None:
        self._slack = slack
        self._gate = gate
        self._routes = routes

    async def opened(self, body: Body) -> None:
        """Draw the tab for the reader's roles; strangers and guests get none."""
        event = body.get("event") or {}
        if event.get("tab") != "home":
            return
        try:
            person = await self._gate.person(str(event.get("user") or ""))
            visitor = self._gate.visitor(person, new_reference())
        except Denied:
            return
        commands = help.usable(self._routes.commands, visitor)
        await self._slack.publish_home(person.user_id, help.home(commands, reader(person.locale, person.zone)))


def handlers(
    home: HomeTab, roles: RoleCache, people: People, removed: Callable[[str], None]
) -> Mapping[str, EventHandler]:
    """Event type to handler; the manifest subscribes to exactly these."""

    async def group_event(body: Body) -> None:
        await roles.on_event(body["event"])

    async def user_change(body: Body) -> None:
        people.on_user_change(body["event"]["user"])

    async def removal(body: Body) -> None:
        kind = str(body["event"]["type"])
        log.critical("%s: the app was removed from the workspace or its tokens were revoked", kind)
        removed(kind)

    return {
        "app_home_opened": home.opened,
        "user_change": user_change,
        **dict.fromkeys(GROUP_EVENTS, group_event),
        **dict.fromkeys(REMOVAL_EVENTS, removal),
    }
