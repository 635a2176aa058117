"""Handlers of workspace events: keep roles and people current, draw App Home, notice that the app was removed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.commands.payload import part_of, text_of
from bot.dispatch.answers import covered
from bot.dispatch.answers.drawings import Drawings
from bot.dispatch.dispatcher import EventHandler
from bot.dispatch.home_tab import HomeTab
from bot.services.people.profiles import People
from bot.services.people.settings import LANGUAGE, Languages
from bot.services.roles import RoleCache
from bot.services.running.replicas import Learn, Replicas

log = logging.getLogger(__name__)

GROUP_EVENTS = ("subteam_created", "subteam_updated", "subteam_members_changed")
GROUP, PERSON = "group", "person"
TOKENS_REVOKED = "tokens_revoked"
REMOVAL_EVENTS = ("app_uninstalled", TOKENS_REVOKED)
Body = Mapping[str, Any]


def handlers(
    home: HomeTab,
    roles: RoleCache,
    people: People,
    replicas: Replicas,
    removed: Callable[[str], None],
    is_refused: Callable[[], Awaitable[bool]],
) -> Mapping[str, EventHandler]:
    """Map each event type to its handler; the manifest subscribes to exactly these types.

    Slack brings each event to one replica only. `removed` is called with the reason once the app was uninstalled or
    the bot's own token was revoked, which `is_refused` finds out.
    """

    async def group_event(body: Body) -> None:
        # Begun before what may wait for Slack, done after what counts here at once.
        telling = asyncio.ensure_future(replicas.tell(GROUP, body["event"]))
        await roles.on_event(body["event"])
        await telling

    async def user_change(body: Body) -> None:
        user = part_of(part_of(body, "event"), "user")
        if user_id := text_of(user, "id"):
            people.on_user_change(user)
            await replicas.tell(PERSON, {"user": user_id})

    async def removal(body: Body) -> None:
        if await _is_about_us(body["event"], is_refused):
            reason = f"{body['event']['type']}: the app was removed from the workspace or its tokens were revoked"
            log.critical("%s", reason)
            removed(reason)

    return {
        "app_home_opened": home.opened,
        "user_change": user_change,
        **dict.fromkeys(GROUP_EVENTS, group_event),
        **dict.fromkeys(REMOVAL_EVENTS, removal),
    }


async def _is_about_us(event: Body, is_refused: Callable[[], Awaitable[bool]]) -> bool:
    if event["type"] != TOKENS_REVOKED:
        return True
    revoked = event.get("tokens")
    if isinstance(revoked, Mapping) and not revoked.get("bot"):
        return False  # somebody's own token, which this bot never uses
    if await is_refused():
        return True
    log.warning("told that tokens were revoked, but Slack does not refuse ours: going on")
    return False


def learning(roles: RoleCache, people: People, languages: Languages, drawings: Drawings) -> Mapping[str, Learn]:
    """Map each kind of message from another replica to the function that takes it over."""

    async def group(event: Body) -> None:
        await roles.on_event(event)

    async def person(told: Body) -> None:
        people.on_change_elsewhere(str(told["user"]))

    async def language(told: Body) -> None:
        languages.choose(str(told["user"]), told["language"])

    return {GROUP: group, PERSON: person, LANGUAGE: language, covered.DRAWN: covered.learner(drawings)}
