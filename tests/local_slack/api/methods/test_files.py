"""Files go up by announced addresses and come down with the token."""

from __future__ import annotations

from slack_sdk.web.async_client import AsyncWebClient

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
