"""Modals that lie under a request's: what is remembered of one, to draw it anew once the request is made."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from bot.commands.base import Below, Call, View
from bot.commands.memory import key
from bot.commands.payload import first_of, text_of


@dataclass(frozen=True)
class Covered:
    """Modal as it was when a click in it covered it; `memory` is all that its drawer needs, as `memory.dump` writes it.

    `acted` is the action_ts of that click: what later ones drew is not drawn over.
    """

    view_id: Annotated[str, key("v")]
    view_hash: Annotated[str, key("h")]
    acted: Annotated[str, key("a")]
    memory: Annotated[str, key("m")]


Drawer = Callable[[Call, Covered], Awaitable[View]]


@dataclass(frozen=True, kw_only=True)
class OnTopMemory:
    """A view's memory of the modal that it covers; None where that one does not depend on what is done above it."""

    covered: Annotated[Covered | None, key("below")] = None


def clicked_in(call: Call, memory: str) -> Covered:
    """Return the modal clicked in, as it is remembered by whatever covers it."""
    acted = text_of(first_of(call.payload, "actions"), "action_ts")
    return Covered(text_of(call.view, "id"), text_of(call.view, "hash"), acted, memory)


def below(call: Call, covered: Covered, draw: Drawer) -> Below:
    """Return the part of an answer that draws a covered modal anew."""
    return Below(covered.view_id, covered.view_hash, covered.acted, lambda: draw(call, covered))
