"""Images of charts in Slack: uploaded once, for the bot alone, shown when Slack has looked at them; else none."""

from dataclasses import dataclass, field, replace

import pytest

from bot.services.images.spec import ChartImage
from bot.services.slack.errors import SlackBusy, SlackError, SlackRefused, SlackUnclear
from bot.services.slack.images import LOOKS, REMEMBERED, ChartImages
from bot.services.slack.types import SlackFile, UploadPlace

IMAGE = ChartImage("report.png", "Numbers", ())


@dataclass
class FakeUploads:
    """Slack's files; `unread` times it says nothing of a file's type, and `error` ends the step `fails`."""

    unread: int = 0
    fails: str = ""
    error: SlackError = field(default_factory=lambda: SlackUnclear("timeout"))
    steps: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    async def upload_place(self, name: str, length: int) -> UploadPlace:
        self._step(f"place {name} {length}")
        return UploadPlace(f"F{len(self.steps):08}", "https://files.slack.com/upload")

    async def upload(self, place: UploadPlace, content: bytes) -> None:
        self._step(f"upload {content!r}")

    async def share_file(self, file_id: str, title: str, channel: str | None) -> None:
        self._step(f"share {channel}")

    async def file(self, file_id: str) -> SlackFile:
        self._step("look")
        self.unread -= 1
        return SlackFile(file_id, "", 3, "", "" if self.unread >= 0 else "image/png")

    def _step(self, step: str) -> None:
        self.steps.append(step)
        if self.fails and step.startswith(self.fails):
            raise self.error

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)


def images(uploads: FakeUploads, content: bytes | None = b"png") -> ChartImages:
    async def draw(_image: ChartImage) -> bytes | None:
        uploads.steps.append("draw")
        return content

    return ChartImages(uploads, draw, uploads.sleep)


async def test_it_is_drawn_and_uploaded_once_for_the_bot_alone() -> None:
    uploads = FakeUploads()
    made = images(uploads)
    first = await made.place(IMAGE)
    assert first is not None
    assert uploads.steps == ["draw", "place report.png 3", "upload b'png'", "share None", "look"]
    assert await made.place(replace(IMAGE)) == first
    assert len(uploads.steps) == 5
    assert await made.place(replace(IMAGE, alt="Other numbers")) != first


async def test_few_are_remembered() -> None:
    uploads = FakeUploads()
    made = images(uploads)
    for number in range(REMEMBERED + 1):
        await made.place(replace(IMAGE, alt=str(number)))
    before = len(uploads.steps)
    await made.place(replace(IMAGE, alt="0"))
    assert len(uploads.steps) > before


async def test_it_is_shown_once_slack_has_looked_at_it() -> None:
    uploads = FakeUploads(unread=2)
    assert await images(uploads).place(IMAGE) is not None
    assert uploads.waits == [1.0, 1.0]


async def test_what_slack_does_not_look_at_is_not_shown_for_ever() -> None:
    uploads = FakeUploads(unread=99)
    assert await images(uploads).place(IMAGE) is None
    assert uploads.steps.count("look") == LOOKS


async def test_what_cannot_be_drawn_is_not_uploaded() -> None:
    uploads = FakeUploads()
    assert await images(uploads, None).place(IMAGE) is None
    assert uploads.steps == ["draw"]


@pytest.mark.parametrize("fails", ["place", "upload", "share", "look"])
@pytest.mark.parametrize("error", [SlackUnclear("timeout"), SlackBusy(30.0), SlackRefused("missing_scope", False)])
async def test_where_an_upload_fails_there_is_none_and_it_is_tried_again(fails: str, error: SlackError) -> None:
    uploads = FakeUploads(fails=fails, error=error)
    made = images(uploads)
    assert await made.place(IMAGE) is None
    uploads.fails = ""
    assert await made.place(IMAGE) is not None
