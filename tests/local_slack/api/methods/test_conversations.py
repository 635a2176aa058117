"""conversations.*: opening, listing, joining, history."""

from __future__ import annotations

from datetime import timedelta

from slack_sdk.web.async_client import AsyncWebClient

from tests.local_slack.api_client import Api, served
from tests.local_slack.tiny_bot import (
    ANN,
    BEN,
    BOT,
    EVE,
    GENERAL,
    seed,
)


async def test_scopes_follow_the_kind_of_conversation() -> None:
    async with served(seed(scopes=["channels:read", "channels:history"])) as api:
        direct = api.ws.state.open_direct(BOT, ANN).id
        assert (await api("conversations.info", channel=GENERAL))["ok"]
        assert (await api("conversations.history", channel=direct))["needed"] == "im:history"


async def test_joining_again_is_warned_of(api: Api) -> None:
    client = AsyncWebClient(token=api.ws.app.bot_token, base_url=api.server.api_url, session=api.http)
    assert "warning" not in (await client.conversations_join(channel="C0LOBBY")).data
    again = await client.conversations_join(channel="C0LOBBY")
    assert (again["ok"], again["warning"]) == (True, "already_in_channel")
    assert again["response_metadata"] == {"warnings": ["already_in_channel"]}


async def test_conversations(api: Api) -> None:
    assert (await api("conversations.open", users=ANN))["channel"]["id"].startswith("D")
    again = await api("conversations.open", users=ANN, return_im=True)
    assert (again["already_open"], again["channel"]["user"]) == (True, ANN)
    group = (await api("conversations.open", users=f"{ANN},{BEN}"))["channel"]["id"]
    assert (await api("conversations.open", users=f"{BEN},{ANN}"))["channel"]["id"] == group
    assert await api.error("conversations.open", users="U404") == "user_not_found"
    assert await api.error("conversations.open", users=EVE) == "user_not_visible"
    assert await api.error("conversations.open") == "users_list_not_supplied"
    api.ws.admin.deactivate(BEN)
    assert await api.error("conversations.open", users=BEN) == "user_disabled"
    listed = (await api("conversations.list", types="public_channel,private_channel"))["channels"]
    assert [channel["name"] for channel in listed] == ["general", "lobby"]
    assert await api.error("conversations.list", types="all") == "invalid_types"
    assert (await api("conversations.members", channel=GENERAL))["members"] == [ANN, BEN, BOT]
    assert (await api("conversations.info", channel=GENERAL, include_num_members=1))["channel"]["num_members"] == 3


async def test_history_filters_and_metadata(api: Api) -> None:
    meta = {"event_type": "delivery", "event_payload": {"id": "d1"}}
    stamps = []
    for number in range(4):
        posted = await api("chat.postMessage", channel=GENERAL, text=str(number), metadata=meta)
        stamps.append(posted["ts"])
        api.ws.advance(timedelta(seconds=1))
    await api("chat.postMessage", channel=GENERAL, text="reply", thread_ts=stamps[0])

    async def texts(**arguments: object) -> list[str]:
        answer = await api("conversations.history", channel=GENERAL, **arguments)
        return [message["text"] for message in answer["messages"]]

    assert await texts() == ["3", "2", "1", "0"]
    assert await texts(oldest=stamps[1]) == ["3", "2"]
    assert await texts(oldest=stamps[1], latest=stamps[2], inclusive=True) == ["2", "1"]
    page = await api("conversations.history", channel=GENERAL, limit=3)
    assert (page["has_more"], "metadata" in page["messages"][0]) == (True, False)
    assert await texts(limit=3, cursor=page["response_metadata"]["next_cursor"]) == ["0"]
    told = await api("conversations.history", channel=GENERAL, include_all_metadata="true", limit=1)
    assert told["messages"][0]["metadata"] == meta
    thread = await api("conversations.replies", channel=GENERAL, ts=stamps[0])
    parent, reply = thread["messages"]
    assert (parent["text"], reply["text"]) == ("0", "reply")
    assert (parent["reply_count"], parent["reply_users"], parent["latest_reply"]) == (1, [BOT], reply["ts"])
    assert (parent["thread_ts"], reply["thread_ts"], reply["parent_user_id"]) == (stamps[0], stamps[0], BOT)
    listed = (await api("conversations.history", channel=GENERAL))["messages"]
    assert [message.get("reply_count") for message in listed] == [None, None, None, 1]
    assert await api.error("conversations.replies", channel=GENERAL, ts="1.2") == "thread_not_found"
    assert await api.error("conversations.history", channel=GENERAL, oldest="soon") == "invalid_ts_oldest"
    assert await api.error("conversations.history", channel="C0LOBBY") == "not_in_channel"
