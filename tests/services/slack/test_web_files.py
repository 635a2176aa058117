"""Files through the adapter on the local workspace's wire: read, sent, shared; the token stays with Slack."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from aiohttp import ClientSession
from pydantic import SecretStr

from bot.local_slack import ManualClock, Workspace, serve
from bot.services.slack.client import make_client
from bot.services.slack.errors import SlackRefused
from bot.services.slack.web import SlackWeb
from bot.settings import Settings

ANA = "U0ANA"
SEED = {
    "people": [{"id": ANA, "name": "ana"}],
    "app": {"scopes": ["files:read", "files:write", "im:write", "chat:write"]},
}


@dataclass
class Office:
    ws: Workspace
    slack: SlackWeb


@pytest.fixture
async def office(settings: Settings) -> AsyncIterator[Office]:
    ws = Workspace(SEED, clock=ManualClock())
    async with serve(ws) as server, ClientSession() as session:
        token = SecretStr(ws.app.bot_token)
        own = settings.model_copy(update={"slack_api_base_url": server.api_url, "slack_bot_token": token})
        yield Office(ws, SlackWeb(make_client(own, session), ws.clock))
        assert ws.wire.violations() == []


async def test_a_dropped_file_is_read_up_to_a_limit(office: Office) -> None:
    file_id = office.ws.person(ANA).attach("rows.csv", b"0123456789")
    found = await office.slack.file(file_id)
    assert (found.name, found.size) == ("rows.csv", 10)
    assert await office.slack.download(found.url, 1000) == b"0123456789"
    assert await office.slack.download(found.url, 4) == b"01234"


async def test_a_result_is_uploaded_and_shared_once(office: Office) -> None:
    place = await office.slack.upload_place("result.csv", 3)
    await office.slack.upload(place, b"a,b")
    with pytest.raises(SlackRefused, match="file_not_found"):
        await office.slack.file(place.file_id)
    channel = await office.slack.open_dm(ANA)
    await office.slack.share_file(place.file_id, "Result", channel)
    assert (await office.slack.file(place.file_id)).name == "result.csv"
    (message,) = office.ws.person(ANA).dms
    assert message.files == [place.file_id]
    with pytest.raises(SlackRefused, match="file_not_found"):
        await office.slack.share_file(place.file_id, "Result", channel)


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/files/F1",
        "http://files.slack.com/F1",
        "https://files.slack.com.evil.example/F1",
        "https://evil.example/?.slack.com",
        "file:///etc/passwd",
        "",
    ],
)
async def test_the_token_goes_nowhere_else(office: Office, url: str) -> None:
    with pytest.raises(ValueError, match="not an address of Slack"):
        await office.slack.download(url, 10)


async def test_files_that_are_gone_are_a_refusal(office: Office) -> None:
    with pytest.raises(SlackRefused):
        await office.slack.file("F0NOPE")
