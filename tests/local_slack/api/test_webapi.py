"""The Web API's general rules and its errors (docs/slack.md#web-api-calls)."""

from __future__ import annotations

import json

from slack_sdk.web.async_client import AsyncWebClient

from tests.local_slack.api_client import Api, served
from tests.local_slack.tiny_bot import ANN, BEN, BOT, GENERAL, plain, seed

BLOCKS = [{"type": "section", "text": plain("hello")}]


async def test_stock_client_styles_are_understood(api: Api) -> None:
    client = AsyncWebClient(token=api.ws.app.bot_token, base_url=api.server.api_url, session=api.http)
    assert (await client.auth_test())["user_id"] == BOT
    assert (await client.usergroups_list(include_users=True))["usergroups"][0]["users"] == [ANN]
    posted = await client.chat_postMessage(channel=GENERAL, text="x", blocks=BLOCKS)
    assert (await client.chat_delete(channel=GENERAL, ts=posted["ts"]))["ok"]
    assert (await client.conversations_open(users=[ANN, BEN]))["channel"]["id"]
    assert (await client.blocks_validate(blocks=BLOCKS))["ok"]


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


async def test_missing_scope_says_what_is_needed() -> None:
    async with served(seed(scopes=["chat:write"])) as api:
        answer = await api("users.info", user=ANN)
        assert (answer["error"], answer["needed"], answer["provided"]) == ("missing_scope", "users:read", "chat:write")
