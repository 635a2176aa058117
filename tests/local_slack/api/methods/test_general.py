"""auth, team, bots, oauth and blocks.validate."""

from __future__ import annotations

import json

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.local_slack.api_client import Api
from tests.local_slack.tiny_bot import BOT, GENERAL, form, note


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
