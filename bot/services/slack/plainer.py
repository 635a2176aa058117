"""Messages with blocks that Slack rolls out by and by: where a workspace refuses them, others go in their place."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol, TypeVar

from bot.services.images.spec import ChartImage
from bot.services.slack.errors import SlackRefused

T = TypeVar("T")
Blocks = Sequence[dict[str, Any]]
# Slack's word for a block that the workspace does not know, too (docs/slack.md#block-kit).
UNKNOWN = "invalid_blocks"
_ALT = 2000


class Plainable(Protocol):
    """Message with blocks, and others to be said in their place."""

    @property
    def blocks(self) -> Blocks:
        """Blocks to try first."""
        ...

    @property
    def plainer(self) -> Blocks:
        """Blocks that every workspace knows; none where that is so of `blocks`."""
        ...

    @property
    def image(self) -> ChartImage | None:
        """ChartImage to stand above the plainer blocks, if there is one."""
        ...


# Returns the id of a file that shows the picture, None where there is none to be had.
PlaceOf = Callable[[ChartImage], Awaitable[str | None]]


async def send(call: Callable[[Blocks], Awaitable[T]], content: Plainable, place: PlaceOf) -> T:
    """Return the answer of `call` with the blocks, or, where Slack refuses them, with a picture and the plainer ones.

    Where it refuses the picture, too, the plainer ones go alone. Raise what `call` raises; where there are no plainer
    ones also the refusal.
    """
    try:
        return await call(content.blocks)
    except SlackRefused as refused:
        if refused.error != UNKNOWN or not content.plainer:
            raise
    file_id = await place(content.image) if content.image else None
    if content.image and file_id:
        try:
            return await call([_image(file_id, content.image), *content.plainer])
        except SlackRefused as refused:
            if refused.error != UNKNOWN:
                raise
    return await call(content.plainer)


def _image(file_id: str, image: ChartImage) -> dict[str, Any]:
    return {"type": "image", "slack_file": {"id": file_id}, "alt_text": image.alt[:_ALT]}
