"""The driver over HTTP: what the page in the browser will use, and who is kept out."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kit.examples import examples
from tests.local_slack.api_client import Api, served
from tests.local_slack.strategies import JSON
from tests.local_slack.tiny_bot import ANN, BEN, GENERAL, SECRET, Json, note, socket_bot


@given(JSON, st.sampled_from(["act", "clock", "faults", "groups", "people", "channels", "app"]))
@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.filterwarnings("ignore:.*coroutine.*was never awaited")
async def test_any_driver_request_gets_a_clear_answer(api: Api, body: Any, path: str) -> None:
    document = {"as": ANN, "do": "click", "id": ANN, "args": body, "change": body, "add": body}
    for content in (body, document, document | {"do": "set_group_members"}):
        answer = await api.http.post(f"{api.server.url}/_/{path}", json=content)
        assert answer.status in (200, 400)


async def get(api: Api, path: str, **query: str) -> Json:
    answer = await api.http.get(f"{api.server.url}/_/{path}", params=query)
    body: Json = await answer.json()
    return body


async def post(api: Api, path: str, body: object, status: int = 200) -> Json:
    answer = await api.http.post(f"{api.server.url}/_/{path}", json=body)
    assert answer.status == status, await answer.text()
    document: Json = await answer.json()
    return document


async def test_a_person_sees_their_own_workspace(api: Api) -> None:
    await api("chat.postEphemeral", channel=GENERAL, user=ANN, text="psst")
    await api("views.open", trigger_id=await api.trigger(ANN), view=note("Only Ann"))
    ann, ben = await get(api, "state", **{"as": ANN}), await get(api, "state", **{"as": "ben"})
    assert [view["title"]["text"] for view in ann["modals"]] == ["Only Ann"]
    assert ben["modals"] == []
    assert SECRET in [channel["id"] for channel in ann["channels"]]
    assert SECRET not in [channel["id"] for channel in ben["channels"]]
    general = {channel["id"]: channel for channel in ann["channels"]}[GENERAL]
    assert [(m["text"], m["ephemeral"]) for m in general["messages"]] == [("psst", True)]
    assert "me" not in await get(api, "state")
    assert "no active person" in str((await get(api, "state", **{"as": "U404"}))["error"]).lower()


async def test_no_credential_leaves_through_the_driver(api: Api) -> None:
    text = await (await api.http.get(f"{api.server.url}/_/state", params={"as": ANN})).text()
    for secret in (api.ws.app.bot_token, api.ws.app.app_token, api.ws.app.signing_secret):
        assert secret not in text


async def test_older_messages_come_by_pages(api: Api) -> None:
    api.ws.limits.enabled = False
    for number in range(5):
        await api("chat.postMessage", channel=GENERAL, text=str(number))
    newest = await get(api, "channel", id=GENERAL, limit="2", **{"as": ANN})
    assert [m["text"] for m in newest["messages"]] == ["3", "4"]
    before = newest["messages"][0]["ts"]
    older = await get(api, "channel", id=GENERAL, limit="2", before=before, **{"as": ANN})
    assert [m["text"] for m in older["messages"]] == ["1", "2"]


async def test_acting_clock_faults_groups_and_wire() -> None:
    async with socket_bot() as (ws, bot), served() as other:
        api = Api(ws, other.server, other.http)
        api.server = type(other.server)(ws, 0, ws.base_url)
        done = await post(api, "act", {"as": ANN, "do": "command", "args": {"command": "/desk", "text": "hi"}})
        assert (done["outcome"]["ok"], done["outcome"]["did"]) == (True, "slash_commands")
        await ws.settle(lambda: ws.person(ANN).modal)
        found = await post(api, "act", {"as": ANN, "do": "search", "args": {"ref": "customer", "text": "ac"}})
        assert found["outcome"]["options"][0]["value"] == "17"
        refused = await post(api, "act", {"as": ANN, "do": "select", "args": {"ref": "kind", "value": "9"}}, 400)
        assert "One (1)" in refused["error"]
        moved = await post(api, "clock", {"advance_seconds": 3600})
        assert moved["now"] == "2026-01-05T10:00:00+00:00"
        faults = await post(api, "faults", {"add": {"kind": "rate_limited", "target": "auth.test", "times": 2}})
        assert faults["active"][0]["times"] == 2
        assert (await post(api, "faults", {"clear": True}))["active"] == []
        groups = {"do": "remove_from_group", "args": {"group_id": "S0ADMINS", "users": [ANN]}}
        assert (await post(api, "groups", groups))["groups"][0]["users"] == []
        await ws.settle(lambda: bot.seen.get("subteam_updated"))
        wire = await get(api, "wire", kind="payload", name="slash_commands")
        assert wire["records"][0]["data"]["payload"]["text"] == "hi"
        assert (await get(api, "wire", after=str(wire["last"])))["records"] == []


@pytest.mark.parametrize(
    ("path", "body", "says"),
    [
        ("act", {"as": ANN, "do": "fly"}, "choose one of"),
        ("act", {"as": ANN, "do": "command", "args": {"colour": 1}}, "command"),
        ("act", {"as": "U404", "do": "submit"}, "No active person"),
        (
            "act",
            {"as": ANN, "do": "click", "args": {"ref": "x", "message": {"channel": GENERAL, "ts": "1"}}},
            "no such message",
        ),
        ("act", [], "JSON object"),
        ("clock", {"advance_seconds": "soon"}, "number of seconds"),
        ("clock", {"advance_seconds": -5}, "forward"),
        ("faults", {"add": {"kind": "gremlins"}}, "choose one of"),
        ("faults", {"add": {"colour": 1}}, "add"),
        ("faults", {"disconnect": "tired"}, "refresh_requested"),
        ("groups", {"do": "burn"}, "choose one of"),
        ("groups", {"do": "disable_group", "args": {"group_id": "S404"}}, "no group S404"),
        ("people", {"id": "U404"}, "no person"),
        ("people", {"id": ANN, "change": {"shoe": 42}}, "shoe"),
        ("channels", {"id": "C404"}, "no conversation"),
    ],
)
async def test_bad_requests_say_what_would_work(api: Api, path: str, body: object, says: str) -> None:
    assert says in (await post(api, path, body, 400))["error"]


async def test_people_channels_and_tokens(api: Api) -> None:
    await post(api, "people", {"id": BEN, "change": {"locale": "ja-JP"}})
    assert (await api("users.info", user=BEN, include_locale=1))["user"]["locale"] == "ja-JP"
    await post(api, "people", {"id": BEN, "deactivate": True})
    assert (await api("users.info", user=BEN))["user"]["deleted"]
    await post(api, "channels", {"id": GENERAL, "leave": ANN})
    await post(api, "channels", {"id": GENERAL, "archive": True})
    assert (await api("conversations.info", channel=GENERAL))["channel"]["is_archived"]
    await post(api, "app", {"revoke": "token_revoked", "user_groups_plan": False})
    assert await api.error("auth.test") == "token_revoked"


async def test_the_live_stream_shows_what_one_person_may_see(api: Api) -> None:
    socket = await api.http.ws_connect(f"{api.server.url}/_/live", params={"as": BEN})
    assert await socket.receive_json() == {"version": api.ws.state.version}
    await api.ws.settle(quiet=0.01)
    await api("views.open", trigger_id=await api.trigger(ANN), view=note("Only Ann"))
    await api("chat.postEphemeral", channel=GENERAL, user=ANN, text="psst")
    await api.ws.person(ANN).say(SECRET, "hidden")
    await api("chat.postMessage", channel=GENERAL, text="for all")
    changes: list[Json] = []
    records: list[Json] = []
    async with asyncio.timeout(5):
        while not any(change.get("content", {}).get("text") == "for all" for change in changes):
            item = await socket.receive_json()
            (changes if "change" in item else records).append(item.get("change") or item["wire"])
    assert [change["type"] for change in changes] == ["message"]
    assert [record["name"] for record in records if record["kind"] == "call"][0] == "views.open"
    await socket.close()
