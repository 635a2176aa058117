"""Events that reach an app, and the people in them.

See docs/slack.md#user-groups, docs/slack.md#people and docs/slack.md#payloads.
"""

from __future__ import annotations

from typing import Any

import pytest

from bot.local_slack import NotVisible, Workspace
from bot.local_slack.base.models import User
from tests.local_slack.api_client import Api, served
from tests.local_slack.tiny_bot import ALL_SCOPES, ANN, BEN, BOT, GENERAL, SECRET, Json, manifest, seed

EVERY = [
    "app_mention",
    "channel_archive",
    "group_archive",
    "member_joined_channel",
    "member_left_channel",
    "message.channels",
    "team_join",
    "user_change",
]


def subscribed(scopes: list[str]) -> Json:
    described = manifest()
    described["settings"]["event_subscriptions"]["bot_events"] = EVERY
    return seed(described, scopes=scopes)


def sent(ws: Workspace) -> list[Json]:
    """The events of first deliveries; nobody is connected, so each comes again at once."""
    return [record.data["payload"]["event"] for record in ws.wire.payloads() if not record.data["retry"]]


async def told(api: Api) -> list[str]:
    await api.ws.settle()
    return [event["type"] for event in sent(api.ws)]


async def test_an_event_without_its_scope_is_not_sent_and_the_record_says_which_is_missing() -> None:
    async with served(subscribed(["chat:write"])) as api:
        outcome = await api.ws.person(ANN).say(GENERAL, "hey @tiny")
        api.ws.admin.join(GENERAL, "U0EVE")
        api.ws.admin.change_user(ANN, locale="es-ES")
        assert (outcome.did, await told(api)) == ("not_subscribed", [])
        lacking = {record.name: record.data["message"] for record in api.ws.wire.violations()}
    assert set(lacking) == {"message.channels", "app_mention", "member_joined_channel", "user_change"}
    assert "app_mentions:read" in lacking["app_mention"]


async def test_only_members_are_told_who_comes_and_goes() -> None:
    async with served(subscribed(ALL_SCOPES)) as api:
        api.ws.admin.join(SECRET, BEN)
        api.ws.admin.leave(SECRET, BEN)
        api.ws.admin.archive(SECRET)
        api.ws.admin.join("C0LOBBY", "U0EVE")
        assert await told(api) == []
        api.ws.admin.archive(SECRET, archived=False)
        api.ws.admin.join(SECRET, BOT)
        api.ws.admin.archive(SECRET)
        api.ws.admin.archive("C0LOBBY")
        assert await told(api) == ["member_joined_channel", "group_archive", "channel_archive"]


@pytest.mark.parametrize(("scope", "email"), [("users:read.email", "ann@example.com"), ("users:read", None)])
async def test_people_in_events_are_what_the_web_api_shows(scope: str, email: Any) -> None:
    async with served(subscribed(["users:read", scope])) as api:
        api.ws.admin.change_user(ANN, title="Boss")
        api.ws.admin.add_user(User("U0FAY", "fay", "T0HOME", tz="Asia/Tokyo"))
        assert await told(api) == ["user_change", "team_join"]
        changed, joined = (event["user"] for event in sent(api.ws))
        assert changed == (await api("users.info", user=ANN))["user"]
    assert (changed["tz_offset"], joined["tz_offset"]) == (3600, 9 * 3600)
    assert changed["profile"].get("email") == email


async def test_commands_and_shortcuts_need_their_scope() -> None:
    async with served(subscribed(["chat:write"])) as api:
        with pytest.raises(NotVisible, match="scope commands"):
            await api.ws.person(ANN).command("/desk")
        with pytest.raises(NotVisible, match="scope commands"):
            await api.ws.person(ANN).shortcut("new_request")
