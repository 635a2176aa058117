"""Needs that `/assign-many` has of others: files in Slack, people, words."""

from collections.abc import Callable, Sequence
from typing import Protocol

from bot.services.assign_many.summaries import JobSummary, RowSummary
from bot.services.people.profiles import Person
from bot.services.slack.types import SlackFile, UploadPlace

Describe = Callable[[Person | None, JobSummary, Sequence[RowSummary]], bytes]


class Files(Protocol):
    """Part of SlackWeb that is needed; raises SlackRefused, SlackBusy, SlackUnclear."""

    async def file(self, file_id: str) -> SlackFile:
        """A complete file."""
        ...

    async def download(self, url: str, most: int) -> bytes:
        """Its bytes, cut after `most` + 1."""
        ...

    async def upload_place(self, name: str, length: int) -> UploadPlace:
        """Announce a file."""
        ...

    async def upload(self, place: UploadPlace, content: bytes) -> None:
        """Send its bytes."""
        ...

    async def share_file(self, file_id: str, title: str, channel: str) -> None:
        """Show it."""
        ...

    async def open_dm(self, user_id: str) -> str:
        """The D… id for a person."""
        ...
