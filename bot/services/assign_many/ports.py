"""Needs of `/assign-many` that others fill: files in Slack, words."""

from collections.abc import Callable, Sequence
from typing import Protocol

from bot.services.assign_many.summaries import JobSummary, RowSummary
from bot.services.people.profiles import Person
from bot.services.slack.types import SlackFile, UploadPlace

Describe = Callable[[Person | None, JobSummary, Sequence[RowSummary]], bytes]


class Files(Protocol):
    """Files in Slack, as SlackWeb has them; each call raises SlackRefused, SlackBusy, SlackUnclear."""

    async def file(self, file_id: str) -> SlackFile:
        """Find a file that was uploaded completely."""
        ...

    async def download(self, url: str, most: int) -> bytes:
        """Load a file's bytes, cut after `most` + 1."""
        ...

    async def upload_place(self, name: str, length: int) -> UploadPlace:
        """Announce a file of `length` bytes, and learn where it goes."""
        ...

    async def upload(self, place: UploadPlace, content: bytes) -> None:
        """Send the bytes of an announced file."""
        ...

    async def share_file(self, file_id: str, title: str, channel: str) -> None:
        """Share an uploaded file in a channel, by its id."""
        ...

    async def open_dm(self, user_id: str) -> str:
        """Open the direct message with a person; return its D… id."""
        ...
