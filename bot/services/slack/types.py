"""Answers of the Web API adapter as records, apart from Slack's own JSON."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

Json = Mapping[str, Any]


def object_of(body: Json, name: str) -> Json:
    """Return the object `name` of `body`; an empty one where something else, or nothing, is given."""
    value = body.get(name)
    return value if isinstance(value, Mapping) else {}


class Messages(Protocol):
    """Messages in Slack, as SlackWeb has them; each call raises SlackRefused, SlackBusy, SlackUnclear."""

    async def permalink(self, channel: str, ts: str) -> str:
        """Ask for the address of a message."""
        ...


@dataclass
class CallCounts:
    """Counts for the metrics: calls and seconds by method, failures by (method, error)."""

    calls: Counter[str] = field(default_factory=Counter)
    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    errors: Counter[tuple[str, str]] = field(default_factory=Counter)


@dataclass(frozen=True)
class Identity:
    """Owner of the token: workspace and bot; `scopes` are those granted, None if Slack did not say."""

    team_id: str
    team: str
    user_id: str
    bot_id: str
    enterprise_id: str | None
    scopes: frozenset[str] | None
    # Slack's time, as its answer's Date header gives it.
    date: str = ""


@dataclass(frozen=True)
class ViewRef:
    """Reference to a view that Slack shows; `hash` names its state, for the next update."""

    id: str
    hash: str


@dataclass(frozen=True)
class PastMessage:
    """Message found in a channel; `marks` is the event_payload of its metadata."""

    ts: str
    event_type: str
    marks: Json


@dataclass(frozen=True)
class MessagePage:
    """Page of a channel's history, newest first, or of a thread, oldest first; `cursor` leads on, None at the end."""

    messages: tuple[PastMessage, ...]
    cursor: str | None


@dataclass(frozen=True)
class SlackFile:
    """File in Slack: `size` in bytes, `url` with the bot token, `mimetype` once Slack looked at it."""

    id: str
    name: str
    size: int
    url: str
    mimetype: str = ""


@dataclass(frozen=True)
class UploadPlace:
    """Address for the bytes of a file to be shared, and the id by which it is shared afterwards."""

    file_id: str
    url: str
