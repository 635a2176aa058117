"""Files of our making, shared with one person in the direct message."""

from typing import Protocol

from bot.services.slack.types import UploadPlace


class Uploads(Protocol):
    """Uploads to Slack, as SlackWeb has them; each call raises SlackRefused, SlackBusy, SlackUnclear."""

    async def upload_place(self, name: str, length: int) -> UploadPlace:
        """Announce a file of `length` bytes, and learn where it goes."""
        ...

    async def upload(self, place: UploadPlace, content: bytes) -> None:
        """Send the bytes of an announced file."""
        ...

    async def open_dm(self, user_id: str) -> str:
        """Open the direct message with a person; return its D… id."""
        ...

    async def share_file(self, file_id: str, title: str, channel: str) -> None:
        """Share an uploaded file in a channel, by its id."""
        ...


async def share(uploads: Uploads, user_id: str, name: str, content: bytes) -> None:
    """Share a file with a person, once; SlackUnclear where nobody knows if it is there, else SlackError if it is not.

    Only what the last step answers can leave that open: before it nobody sees the file.
    """
    place = await uploads.upload_place(name, len(content))
    await uploads.upload(place, content)
    await uploads.share_file(place.file_id, name, await uploads.open_dm(user_id))
