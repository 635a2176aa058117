"""Images in Slack: drawn, uploaded for the bot alone, and shown by an image block of a message."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Protocol

from bot.services.images import artist
from bot.services.images.spec import ChartImage
from bot.services.slack.errors import SlackError
from bot.services.slack.types import SlackFile, UploadPlace

log = logging.getLogger(__name__)

# Images whose place is remembered: a message that has to be sent again shows the same.
REMEMBERED = 8
# Slack takes a moment to look at a file, and refuses blocks with it until then (docs/slack.md#block-kit).
LOOKS, BETWEEN = 5, 1.0
Sleep = Callable[[float], Awaitable[None]]


class ImageUploads(Protocol):
    """Uploads to Slack, as SlackWeb has them; each call raises SlackRefused, SlackBusy, SlackUnclear."""

    async def upload_place(self, name: str, length: int) -> UploadPlace:
        """Announce a file of `length` bytes, and learn where it goes."""
        ...

    async def upload(self, place: UploadPlace, content: bytes) -> None:
        """Send the bytes of an announced file."""
        ...

    async def share_file(self, file_id: str, title: str, channel: str | None) -> None:
        """Finish an uploaded file, for nobody but the bot where no channel is named."""
        ...

    async def file(self, file_id: str) -> SlackFile:
        """Look up a file."""
        ...


class ChartImages:
    """Images drawn and uploaded one at a time, each once."""

    def __init__(
        self,
        uploads: ImageUploads,
        draw: Callable[[ChartImage], Awaitable[bytes | None]] = artist.drawn,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._uploads = uploads
        self._draw = draw
        self._sleep = sleep
        self._placed: OrderedDict[ChartImage, str] = OrderedDict()
        self._one = asyncio.Lock()

    async def place(self, image: ChartImage) -> str | None:
        """Return the id of the file in Slack that shows the picture; None where there is none to be had."""
        async with self._one:
            if image not in self._placed:
                found = await self._made(image)
                if found is None:
                    return None
                self._placed[image] = found
                while len(self._placed) > REMEMBERED:
                    self._placed.popitem(last=False)
            return self._placed[image]

    async def _made(self, image: ChartImage) -> str | None:
        content = await self._draw(image)
        if content is None:
            return None
        try:
            place = await self._uploads.upload_place(image.name, len(content))
            await self._uploads.upload(place, content)
            await self._uploads.share_file(place.file_id, image.name, None)
            return place.file_id if await self._is_ready(place.file_id) else None
        except SlackError as error:
            log.warning("a picture could not be uploaded: %s", error)
            return None

    async def _is_ready(self, file_id: str) -> bool:
        """Wait until Slack has looked at the file and says of what type it is."""
        for _ in range(LOOKS):
            if (await self._uploads.file(file_id)).mimetype:
                return True
            await self._sleep(BETWEEN)
        return False
