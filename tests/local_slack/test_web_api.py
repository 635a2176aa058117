"""The Web API's general rules and its errors (slack.md 4.3)."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.local_slack.api.methods import METHODS
from bot.local_slack.api.specs import SPECS
from bot.local_slack.base.models import User
from tests.local_slack.api_client import Api, served
from tests.local_slack.tiny_bot import ANN, BEN, BOT, EVE, GENERAL, form, note, plain, seed

BLOCKS = [{"type": "section", "text": plain("hello")}]


def test_every_documented_method_is_carried_out() -> None:
    assert set(METHODS) == set(SPECS)


async def test_query_form_and_json_are_one(api: Api) -> None:
    query = await api.raw("users.info", params={"user": ANN})
    form_body = await api.raw("users.info", data={"user": ANN})
    as_json = await api.raw("users.info", json={"user": ANN})
    got = await api.http.get(f"{api.server.api_url}users.info", params={"user": ANN, "token": api.ws.app.bot_token})
    names = [(await answer.json())["user"]["name"] for answer in (query, form_body, as_json, got)]
    assert names == ["ann"] * 4


async def test_stock_client_styles_are_understood(api: Api) -> None:
    client = AsyncWebClient(token=api.ws.app.bot_token, base_url=api.server.api_url, session=api.http)
    assert (await client.auth_test())["user_id"] == BOT
    assert (await client.usergroups_list(include_users=True))["usergroups"][0]["users"] == [ANN]
    posted = await client.chat_postMessage(channel=GENERAL, text="x", blocks=BLOCKS)
    assert (await client.chat_delete(channel=GENERAL, ts=posted["ts"]))["ok"]
    assert (await client.conversations_open(users=[ANN, BEN]))["channel"]["id"]
    assert (await client.blocks_validate(blocks=BLOCKS))["ok"]


@pytest.mark.parametrize(
    ("request_", "error"),
    [
        ({"data": "{", "headers": {"Content-Type": "application/json"}}, "invalid_json"),
        ({"data": "[1]", "headers": {"Content-Type": "application/json"}}, "json_not_object"),
        ({"data": "[" * 50_000, "headers": {"Content-Type": "application/json"}}, "invalid_json"),
        ({"data": "x", "headers": {"Content-Type": "text/html"}}, "invalid_post_type"),
        (
            {"data": "a=b", "headers": {"Content-Type": "application/x-www-form-urlencoded; charset=utf-16"}},
            "invalid_charset",
        ),
        ({"json": {"channel": GENERAL, "blocks": "{"}}, "invalid_blocks_format"),
        ({"json": {"channel": GENERAL, "metadata": "{", "text": "x"}}, "invalid_metadata_format"),
        ({"json": {}}, "invalid_arguments"),
        ({"json": {"channel": {"id": 1}, "text": "x"}}, "invalid_arguments"),
    ],
)
async def test_bad_bodies_get_their_error(api: Api, request_: dict[str, object], error: str) -> None:
    answer = await api.raw("chat.postMessage", **request_)
    assert (answer.status, (await answer.json())["error"]) == (200, error)


async def test_unknown_arguments_are_recorded_but_pass(api: Api) -> None:
    assert (await api("auth.test", colour="red", team_id="T0HOME"))["ok"]
    lint = api.ws.wire.violations(strict_only=False)
    assert [(record.pointer, record.ok) for record in lint] == [("/colour", True)]
    assert api.ws.wire.violations() == []


async def test_tokens(api: Api) -> None:
    assert await api.error("no.such.method") == "unknown_method"
    api.token = None
    assert await api.error("auth.test") == "not_authed"
    api.token = "xoxb-wrong"
    assert await api.error("auth.test") == "invalid_auth"
    api.token = api.ws.app.app_token
    assert await api.error("auth.test") == "not_allowed_token_type"
    assert (await api("apps.connections.open"))["url"].startswith("ws://127.0.0.1:")
    api.token = api.ws.app.bot_token
    assert await api.error("apps.connections.open") == "not_allowed_token_type"
    for error in ("token_revoked", "account_inactive"):
        api.ws.admin.revoke_tokens(error)
        assert await api.error("auth.test") == error
    api.ws.admin.revoke_tokens("")
    assert (await api("auth.test"))["ok"]


async def test_no_secret_reaches_the_record(api: Api) -> None:
    code = api.ws.issue_oauth_code()
    app = api.ws.app
    secret = {"client_id": app.client_id, "client_secret": app.client_secret, "code": code}
    assert (await api("oauth.v2.access", **secret))["access_token"] == app.bot_token
    assert await api.error("oauth.v2.access", **secret) == "invalid_code"
    written = json.dumps([record.as_json() for record in api.ws.wire.records()])
    for value in (app.bot_token, app.client_secret, code, app.signing_secret):
        assert value not in written
    assert app.bot_token not in repr(app)


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")  # slack_sdk's own call of aiohttp
async def test_stock_clients_exchange_an_oauth_code_by_http_basic(api: Api) -> None:
    app = api.ws.app
    client = AsyncWebClient(base_url=api.server.api_url, session=api.http)
    given = {"client_id": app.client_id, "client_secret": app.client_secret}
    assert (await client.oauth_v2_access(**given, code=api.ws.issue_oauth_code()))["access_token"] == app.bot_token
    with pytest.raises(SlackApiError, match="bad_client_secret"):
        await client.oauth_v2_access(**given | {"client_secret": "wrong"}, code=api.ws.issue_oauth_code())
    assert app.client_secret not in json.dumps([record.data for record in api.ws.wire.records()])
    answer = await api.raw("oauth.v2.access", headers={"Authorization": "Basic no-base64"}, data={"code": "x"})
    assert (await answer.json())["error"] == "invalid_client_id"


async def test_missing_scope_says_what_is_needed() -> None:
    async with served(seed(scopes=["chat:write"])) as api:
        answer = await api("users.info", user=ANN)
        assert (answer["error"], answer["needed"], answer["provided"]) == ("missing_scope", "users:read", "chat:write")


async def test_scopes_follow_the_kind_of_conversation() -> None:
    async with served(seed(scopes=["channels:read", "channels:history"])) as api:
        direct = api.ws.state.open_direct(BOT, ANN).id
        assert (await api("conversations.info", channel=GENERAL))["ok"]
        assert (await api("conversations.history", channel=direct))["needed"] == "im:history"


async def test_tiers_limit_by_method_and_window(api: Api) -> None:
    for _ in range(20):
        assert (await api("usergroups.list"))["ok"]
    api.ws.advance(timedelta(seconds=20))
    answer = await api.raw("usergroups.list")
    assert (answer.status, answer.headers["Retry-After"]) == (429, "40")
    assert (await answer.json()) == {"ok": False, "error": "ratelimited"}
    assert (await api("users.list"))["ok"]
    api.ws.advance(timedelta(seconds=40))
    assert (await api("usergroups.list"))["ok"]


async def test_posting_is_limited_per_channel_with_a_short_burst(api: Api) -> None:
    for _ in range(5):
        assert (await api("chat.postMessage", channel=GENERAL, text="x"))["ok"]
    answer = await api.raw("chat.postMessage", json={"channel": GENERAL, "text": "x"})
    assert (answer.status, answer.headers["Retry-After"]) == (429, "1")
    assert (await api("chat.postMessage", channel=ANN, text="x"))["ok"]
    api.ws.advance(timedelta(seconds=1))
    assert (await api("chat.postMessage", channel=GENERAL, text="x"))["ok"]


async def test_one_conversation_has_one_limit_whatever_it_is_called(api: Api) -> None:
    for name in (GENERAL, "general", "#general", GENERAL, GENERAL):
        assert (await api("chat.postMessage", channel=name, text="x"))["ok"]
    assert await api.error("chat.postMessage", channel="#general", text="x") == "ratelimited"
    direct = (await api("conversations.open", users=ANN))["channel"]["id"]
    for name in (ANN, direct, ANN, direct, ANN):
        assert (await api("chat.postMessage", channel=name, text="x"))["ok"]
    assert await api.error("chat.postMessage", channel=direct, text="x") == "ratelimited"


@pytest.mark.parametrize(
    ("content_type", "warning"),
    [
        ("application/json", "missing_charset"),
        ("application/json; charset=utf-8", None),
        ("application/x-www-form-urlencoded", None),
        ("application/x-www-form-urlencoded; charset=utf-8", "superfluous_charset"),
    ],
)
async def test_charsets_are_warned_of(api: Api, content_type: str, warning: str | None) -> None:
    body = '{"limit": 1}' if "json" in content_type else "limit=1"
    answer = await (await api.raw("users.list", data=body, headers={"Content-Type": content_type})).json()
    assert answer.get("warning") == warning
    assert answer["response_metadata"].get("warnings") == ([warning] if warning else None)
    assert answer["response_metadata"]["next_cursor"]


async def test_joining_again_is_warned_of(api: Api) -> None:
    client = AsyncWebClient(token=api.ws.app.bot_token, base_url=api.server.api_url, session=api.http)
    assert "warning" not in (await client.conversations_join(channel="C0LOBBY")).data
    again = await client.conversations_join(channel="C0LOBBY")
    assert (again["ok"], again["warning"]) == (True, "already_in_channel")
    assert again["response_metadata"] == {"warnings": ["already_in_channel"]}


async def test_people_come_all_at_once_unless_a_limit_is_given(api: Api) -> None:
    for number in range(1200):
        api.ws.state.users[f"U{number}"] = User(f"U{number}", f"u{number}", "T0HOME")
    everybody = await api("users.list")
    assert (len(everybody["members"]) > 1200, everybody["response_metadata"]["next_cursor"]) == (True, "")
    assert len((await api("users.list", limit=5000))["members"]) == 1000


async def test_limits_can_be_lifted() -> None:
    async with served(rate_limits=False) as api:
        statuses = {(await api.raw("chat.postMessage", json={"channel": ANN, "text": "x"})).status for _ in range(30)}
        assert statuses == {200}


async def test_people(api: Api) -> None:
    ben = (await api("users.info", user=BEN, include_locale="1"))["user"]
    assert (ben["locale"], ben["tz"], ben["profile"]["email"]) == ("es-ES", "UTC", "ben@example.com")
    assert "locale" not in (await api("users.info", user=BEN, include_locale="false"))["user"]
    assert (await api("users.info", user=ANN))["user"]["tz_offset"] == 3600
    assert await api.error("users.info", user="U404") == "user_not_found"
    assert await api.error("users.info", user=EVE) == "user_not_visible"
    api.ws.admin.join(GENERAL, EVE)
    eve = (await api("users.info", user=EVE, include_locale=True))["user"]
    assert (eve["is_stranger"], eve["team_id"], "locale" in eve) == (True, "T0OTHER", False)
    assert (await api("users.lookupByEmail", email="ANN@example.com"))["user"]["id"] == ANN
    api.ws.admin.deactivate(ANN)
    assert await api.error("users.lookupByEmail", email="ann@example.com") == "users_not_found"
    gone = (await api("users.info", user=ANN))["user"]
    assert (gone["deleted"], "tz" in gone) == (True, False)
    assert await api.error("users.info", user=ANN, include_locale="maybe") == "invalid_arguments"


async def test_pages(api: Api) -> None:
    first = await api("users.list", limit=2)
    cursor = first["response_metadata"]["next_cursor"]
    second = await api("users.list", limit=2, cursor=cursor)
    assert [m["id"] for m in first["members"] + second["members"]] == [ANN, BEN, BOT]
    assert second["response_metadata"]["next_cursor"] == ""
    assert await api.error("users.list", cursor="zz") == "invalid_cursor"
    assert await api.error("conversations.list", limit="many") == "invalid_limit"


async def test_user_groups(api: Api) -> None:
    ws = api.ws
    plain_group = (await api("usergroups.list"))["usergroups"][0]
    assert ("users" in plain_group, plain_group["date_delete"]) == (False, 0)
    assert (await api("usergroups.users.list", usergroup="S0ADMINS"))["users"] == [ANN]
    assert await api.error("usergroups.users.list", usergroup="S404") == "no_such_subteam"
    assert await api.error("usergroups.users.list") == "invalid_arguments"
    assert await api.error("usergroups.list", team_id="T404") == "invalid_team"
    ws.admin.disable_group("S0ADMINS")
    assert (await api("usergroups.list"))["usergroups"] == []
    assert (await api("usergroups.list", include_disabled=1, include_users=1))["usergroups"][0]["date_delete"] > 0
    ws.admin.set_user_groups_plan(False)
    assert await api.error("usergroups.list") == "plan_upgrade_required"


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


async def test_small_methods(api: Api) -> None:
    assert (await api("team.info"))["team"]["domain"] == "home"
    assert await api.error("team.info", team="T404") == "team_not_found"
    assert (await api("bots.info", bot=api.ws.app.bot_id))["bot"]["user_id"] == BOT
    assert await api.error("bots.info", bot="B404") == "bot_not_found"
    ts = (await api("chat.postMessage", channel=GENERAL, text="x"))["ts"]
    link = (await api("chat.getPermalink", channel=GENERAL, message_ts=ts))["permalink"]
    assert link.endswith(f"/archives/{GENERAL}/p{ts.replace('.', '')}")


async def test_blocks_validate_needs_no_token(api: Api) -> None:
    api.token = None
    assert (await api("blocks.validate", view=form()))["ok"]
    bad = await api("blocks.validate", view=note("A title that is far too long"))
    assert (bad["error"], bad["errors"][0]["pointer"]) == ("invalid_blocks", "/view/title/text")
    assert await api.error("blocks.validate") == "invalid_arguments"


async def test_files_go_up_and_come_down(api: Api) -> None:
    client = AsyncWebClient(token=api.ws.app.bot_token, base_url=api.server.api_url, session=api.http)
    await client.files_upload_v2(filename="rows.csv", content="a,b\n1,2\n", channel=GENERAL, initial_comment="Rows")
    message = api.ws.person(ANN).messages(GENERAL)[-1]
    assert message.text == "Rows"
    info = (await api("files.info", file=message.files[0]))["file"]
    assert (info["name"], info["size"]) == ("rows.csv", 8)
    address = info["url_private"]
    assert (await api.http.get(address)).status == 403
    headers = {"Authorization": f"Bearer {api.token}"}
    assert await (await api.http.get(address, headers=headers)).read() == b"a,b\n1,2\n"
    assert await api.error("files.info", file="F404") == "file_not_found"
    started = await api("files.getUploadURLExternal", filename="x", length=3)
    assert (await api.http.post(started["upload_url"], data=b"too long")).status == 400
    assert await api.error("files.completeUploadExternal", files=[{"id": started["file_id"]}]) == "file_not_found"
