"""Messages with blocks that Slack rolls out by and by: where a workspace refuses them, others go in their place."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol, TypeVar

from bot.services.slack.errors import SlackRefused

T = TypeVar("T")
Blocks = Sequence[dict[str, Any]]
# Slack's word for a block that the workspace does not know, too (docs/slack.md#block-kit).
UNKNOWN = "invalid_blocks"


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


async def send(call: Callable[[Blocks], Awaitable[T]], content: Plainable) -> T:
    """Return the answer of `call` with the blocks, or, where Slack refuses them, with the plainer ones.

    Raise what `call` raises; where there are no plainer ones also the refusal.
    """
    try:
        return await call(content.blocks)
    except SlackRefused as refused:
        if refused.error != UNKNOWN or not content.plainer:
            raise
    return await call(content.plainer)
