"""What the Web API adapter answers with, apart from Slack's own JSON."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = Mapping[str, Any]


@dataclass
class CallCounts:
    """Calls and seconds by method, failures by (method, error); read by the metrics."""

    calls: Counter[str] = field(default_factory=Counter)
    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    errors: Counter[tuple[str, str]] = field(default_factory=Counter)


@dataclass(frozen=True)
class Identity:
    """Whose token it is; `scopes` as granted, None when Slack did not say."""

    team_id: str
    team: str
    user_id: str
    bot_id: str
    enterprise_id: str | None
    scopes: frozenset[str] | None


@dataclass(frozen=True)
class ViewRef:
    """A view as Slack keeps it; `hash` guards the next update."""

    id: str
    hash: str


@dataclass(frozen=True)
class PastMessage:
    """A message found in a channel; `marks` is its metadata's event_payload."""

    ts: str
    event_type: str
    marks: Json


@dataclass(frozen=True)
class MessagePage:
    """One page of a channel's history, newest first; `cursor` leads to older ones, None at the end."""

    messages: tuple[PastMessage, ...]
    cursor: str | None


@dataclass(frozen=True)
class SlackFile:
    """A file in Slack: `size` in bytes, `url` for a download with the bot token."""

    id: str
    name: str
    size: int
    url: str


@dataclass(frozen=True)
class UploadPlace:
    """Where the bytes of a file to be shared go, and the id by which it is shared afterwards."""

    file_id: str
    url: str
