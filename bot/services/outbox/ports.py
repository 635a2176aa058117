"""Needs of delivery that others fill: words, Slack, people."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.services.outbox.notices import is_person
from bot.services.people.profiles import NamesOf, Person
from bot.services.slack.images import ImageUploads
from bot.services.slack.plainer import Plainable
from bot.services.slack.web import MessagePage
from bot.text import Reader


class Content(Plainable, Protocol):
    """Answer of a renderer, with blocks or without; `bot.commands.base.Message` is one."""

    @property
    def text(self) -> str:
        """The full meaning in mrkdwn, at most 4,000 characters."""
        ...


async def _nobody(_user_ids: Iterable[str]) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True)
class Rendering:
    """Notice as enqueued and who reads it; `person` is None for a channel, and where Slack cannot tell of a person.

    `names` tells how people are called: a mention rings, also for whoever did what the notice tells of.
    `sent_at` is the moment of sending, None for the due time: what leaves late can come at night.
    The renderer reads the present state: rows can come late or out of order, so it answers None when there is nothing
    (any more) to say.
    """

    kind: str
    payload: Mapping[str, Any]
    subject: str
    recipient: str
    person: Person | None
    t: Reader
    due_at: datetime
    names: NamesOf = _nobody
    sent_at: datetime | None = None

    async def naming(self, *people: str | None) -> Reader:
        """Return the reader's words, in which these people are named plainly."""
        return self.t.naming(await self.names(filter(None, people)))

    @property
    def is_personal(self) -> bool:
        """True where a person reads it; not by `person`, whom Slack may not tell of at this moment."""
        return is_person(self.recipient)


@dataclass(frozen=True)
class NotBefore:
    """Answer of a renderer whose reader is not to be rung before that instant."""

    at: datetime


class KindUnknown(LookupError):
    """A renderer has no words for this kind of notice: another version of the program has."""


Render = Callable[[Rendering], Awaitable[Content | NotBefore | None]]


class Transport(ImageUploads, Protocol):
    """Messages in Slack, as SlackWeb has them; each call raises SlackRefused, SlackBusy, SlackUnclear."""

    async def post(
        self,
        channel: str,
        text: str,
        blocks: Sequence[dict[str, Any]] = (),
        thread_ts: str | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> str:
        """Post a message, into a thread if one is given; return its ts."""
        ...

    async def update(self, channel: str, ts: str, text: str, blocks: Sequence[dict[str, Any]] = ()) -> None:
        """Replace text and blocks of a message."""
        ...

    async def open_dm(self, user_id: str) -> str:
        """Open the direct message with a person; return its D… id."""
        ...

    async def history(
        self, channel: str, oldest: str, latest: str | None = None, cursor: str | None = None
    ) -> MessagePage:
        """Read a page of a channel's messages since `oldest`, with metadata."""
        ...

    async def replies(self, channel: str, ts: str, oldest: str, cursor: str | None = None) -> MessagePage:
        """Read a page of the thread of the message at `ts` since `oldest`, with metadata."""
        ...


class Persons(Protocol):
    """Readers of direct messages."""

    async def fetch(self, user_id: str, deadline: float = ...) -> Person | None:
        """Return the person, None when unknown; raise Unavailable within `deadline` seconds."""
        ...


class Waits(Protocol):
    """Methods that Slack limits for the whole workspace, as all processes know of them."""

    async def left(self, method: str) -> float:
        """Return the seconds for which a method must not be called, 0.0 if it may."""
        ...

    async def hold(self, method: str, seconds: float) -> None:
        """Have nobody call a method for `seconds`."""
        ...
