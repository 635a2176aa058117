"""Files go up by announced addresses and come down with the token."""

from __future__ import annotations

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.local_slack.base.errors import NotVisible
from tests.local_slack.api_client import Api
from tests.local_slack.tiny_bot import ANN, GENERAL


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


async def test_an_image_block_shows_a_file_of_the_bot_once_it_is_whole(api: Api) -> None:
    """Slack answers invalid_blocks for any other; whoever sees the message sees the file."""
    api.ws.limits.enabled = False

    def image(file_id: str) -> dict[str, object]:
        blocks = [{"type": "image", "slack_file": {"id": file_id}, "alt_text": "Numbers"}]
        return {"channel": GENERAL, "text": "x", "blocks": blocks}

    async def uploaded(name: str) -> str:
        started = await api("files.getUploadURLExternal", filename=name, length=3)
        await api.http.post(started["upload_url"], data=b"png")
        return str(started["file_id"])

    shown, unfinished, text = [await uploaded(name) for name in ("a.png", "b.png", "c.csv")]
    for file_id in (shown, text):
        await api("files.completeUploadExternal", files=[{"id": file_id}])
    foreign = api.ws.person(ANN).attach("mine.png", b"png")
    for refused in (unfinished, text, foreign, "F0NOTHING"):
        assert await api.error("chat.postMessage", **image(refused)) == "invalid_blocks"
    with pytest.raises(NotVisible):
        api.ws.person(ANN).file(shown)
    await api("chat.postMessage", **image(shown))
    assert api.ws.person(ANN).file(shown).content == b"png"
    api.ws.faults.add("unread_file", "files.info")
    assert [(await api("files.info", file=shown))["file"]["mimetype"] for _ in range(2)] == ["", "image/png"]
