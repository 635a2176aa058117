"""An event as Microsoft sends it, and the ways in which a delivery is refused."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

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
