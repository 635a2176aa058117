"""Drawings of clicks into one view: one at a time, and the last click wins."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.services.slack.web import ViewRef

MOST_VIEWS = 1_000
# As many quick clicks as can be under way on one view.
REMEMBERED = 8


@dataclass
class _Drawn:
    """State of one view: `newest` is the hash that our last drawing made, `replaced` are the hashes it stands for."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    acted: str = ""
    newest: str = ""
    replaced: deque[str] = field(default_factory=lambda: deque(maxlen=REMEMBERED))

    def note(self, known: str, made: str, acted: str) -> None:
        """Take down a drawing over the hash `known`."""
        if known != self.newest:
            self.replaced.clear()
        self.replaced.append(known)
        self.acted, self.newest = acted, made


class Drawings:
    """Order of the drawings into each view, so that the second of two quick clicks is not lost to a hash_conflict.

    Both clicks name the same view hash. The second one's payload holds what was chosen before it, so its drawing
    shows both. Only our own drawings for earlier clicks are drawn over: a view that anything else changed still
    refuses.
    """

    def __init__(self) -> None:
        self._views: OrderedDict[str, _Drawn] = OrderedDict()

    async def draw(
        self, view_id: str, view_hash: str, acted: str, send: Callable[[str | None], Awaitable[ViewRef]]
    ) -> ViewRef | None:
        """Call `send` with the hash to name and return what it made.

        Return None without a call if a later click was drawn already; `acted` is the click's action_ts.
        """
        drawn = self._of(view_id)
        async with drawn.lock:
            if acted and acted < drawn.acted:
                return None
            known = drawn.newest if view_hash in drawn.replaced else view_hash
            made = await send(known or None)
            drawn.note(known, made.hash, acted)
            return made

    def learn(self, view_id: str, known: str, made: str, acted: str) -> None:
        """Take over what another replica drew, unless it is known already or a later click was drawn here."""
        drawn = self._of(view_id)
        if acted >= drawn.acted and known not in drawn.replaced:
            drawn.note(known, made, acted)

    def _of(self, view_id: str) -> _Drawn:
        drawn = self._views.setdefault(view_id, _Drawn())
        self._views.move_to_end(view_id)
        while len(self._views) > MOST_VIEWS:
            self._views.popitem(last=False)
        return drawn
