"""Covered views drawn anew, by whichever replica took the step above them."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.commands.base import Below, View
from bot.dispatch.answers.drawings import Drawings
from bot.services.running.replicas import Replicas
from bot.services.slack.errors import SlackRefused
from bot.services.slack.web import ViewRef

# Kind of the messages in which replicas tell each other what they drew.
DRAWN = "drawn"
CONFLICT = "hash_conflict"

# Called with the view's id, the hash to name, and the view.
Update = Callable[[str, str | None, View], Awaitable[ViewRef]]


class CoveredViews:
    """Draws covered views by the hash they have now.

    Each step above a view remembers the hash that it had when it was covered, and the steps may be answered by several
    replicas. So each tells the others what it drew, and one that Slack refuses looks at what they told. A view that
    was changed by anything else still refuses: the person is at work in it.
    """

    def __init__(self, drawings: Drawings, replicas: Replicas) -> None:
        self.drawings = drawings
        self._replicas = replicas

    async def draw(self, below: Below, update: Update) -> None:
        """Draw a view anew with the facts of this moment; SlackRefused if it was changed by anything else."""
        try:
            await self._drawn(below, update)
        except SlackRefused as refused:
            if refused.error != CONFLICT:
                raise
            await self._replicas.run()
            await self._drawn(below, update)

    async def _drawn(self, below: Below, update: Update) -> None:
        replaced = ""

        async def send(known: str | None) -> ViewRef:
            nonlocal replaced
            replaced = known or ""
            return await update(below.view_id, known, await below.draw())

        made = await self.drawings.draw(below.view_id, below.view_hash, below.acted, send)
        if made is not None:
            told = {"view": below.view_id, "known": replaced, "made": made.hash, "acted": below.acted}
            await self._replicas.tell(DRAWN, told)


def learner(drawings: Drawings) -> Callable[[Mapping[str, Any]], Awaitable[None]]:
    """Return what takes over a message of the kind DRAWN."""

    async def learn(told: Mapping[str, Any]) -> None:
        drawings.learn(*(str(told[name]) for name in ("view", "known", "made", "acted")))

    return learn
