"""A file is shared with one person, and nobody sees it before it is whole."""

from typing import Any

import pytest

from bot.services.slack import sharing
from bot.services.slack.errors import SlackRefused
from bot.services.slack.types import UploadPlace


class Uploads:
    """Slack that notes its calls, and refuses the one named."""

    def __init__(self, refused: str = "") -> None:
        self.calls: list[tuple[Any, ...]] = []
        self._refused = refused

    def _noted(self, *call: object) -> None:
        self.calls.append(call)
        if call[0] == self._refused:
            raise SlackRefused("no", permanent=True)

    async def upload_place(self, name: str, length: int) -> UploadPlace:
        self._noted("place", name, length)
        return UploadPlace("F1", "https://files.slack.com/1")

    async def upload(self, place: UploadPlace, content: bytes) -> None:
        self._noted("upload", place.file_id, content)

    async def open_dm(self, user_id: str) -> str:
        self._noted("open", user_id)
        return "D1"

    async def share_file(self, file_id: str, title: str, channel: str) -> None:
        self._noted("share", file_id, title, channel)


async def test_it_is_shared_when_it_is_whole() -> None:
    uploads = Uploads()
    await sharing.share(uploads, "U1", "a.csv", b"abc")
    assert uploads.calls == [
        ("place", "a.csv", 3),
        ("upload", "F1", b"abc"),
        ("open", "U1"),
        ("share", "F1", "a.csv", "D1"),
    ]


@pytest.mark.parametrize("step", ["place", "upload", "open"])
async def test_what_is_refused_before_is_never_shown(step: str) -> None:
    uploads = Uploads(step)
    with pytest.raises(SlackRefused):
        await sharing.share(uploads, "U1", "a.csv", b"abc")
    assert "share" not in {call[0] for call in uploads.calls}
