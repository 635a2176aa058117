"""An event as Microsoft sends it, the ways in which a delivery is refused, and the registration for events."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

EVENTS_PATH = "/partner-center/events"
# Takes a delivery by its headers and the bytes of its body: True for an event that is new; Unproven or Unprovable.
Receive = Callable[[Mapping[str, str], bytes], Awaitable[bool]]


class Unproven(Exception):
    """Delivery that nobody proved to be Microsoft's, or that is too old; `reason` is a metric's label."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unprovable(Exception):
    """Delivery whose certificate could not be read now: it may be Microsoft's, and should come again."""


@dataclass(frozen=True)
class EventSeen:
    """Event: it names what changed, and is not believed about how.

    Texts are empty where Microsoft says nothing; names are an open set. The addresses are never fetched, only read
    for ids.
    """

    name: str
    resource: str = ""
    resource_uri: str = ""
    audit_uri: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Registration:
    """The one address to which Microsoft sends a partner's events, and the names of those that it sends."""

    url: str
    events: tuple[str, ...] = ()
    subscriber_id: str = ""
    changed_at: datetime | None = None


class Registry(Protocol):
    """Microsoft's side of the registration; raises NotAllowed and bot.errors.Unavailable like the mirror's port."""

    async def registration(self) -> Registration | None:
        """Return what is registered; None if nothing is."""
        ...

    async def event_names(self) -> Sequence[str]:
        """Return the names of all events that there are."""
        ...

    async def register(self, wanted: Registration, *, instead: bool) -> None:
        """Register an address, `instead` of the one that is there."""
        ...


class Undelivered(Exception):
    """The other tool did not take a delivery that was handed on; `str()` says why."""


class Forward(Protocol):
    """Way to the other tool."""

    async def send(self, headers: Mapping[str, str], body: bytes) -> None:
        """Hand a delivery on; raises Undelivered."""
        ...
