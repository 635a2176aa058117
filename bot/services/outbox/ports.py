"""What delivery needs of others: words, Slack, people."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.services.outbox.notices import is_person
from bot.services.people.profiles import Person
from bot.services.slack.web import MessagePage
from bot.text import Reader


class Content(Protocol):
    """What a renderer answers; `bot.commands.base.Message` is one."""

    @property
    def text(self) -> str:
        """The full meaning in mrkdwn, at most 4,000 characters."""
        ...

    @property
    def blocks(self) -> Sequence[dict[str, Any]]:
        """Blocks, or none."""
        ...


@dataclass(frozen=True)
class Rendering:
    """Notice as enqueued and who reads it; `person` is None for a channel, and where Slack cannot tell of a person.

    It reads the present state: rows can come late or out of order, so it answers None when there is nothing
    (any more) to say.
    """

    kind: str
    payload: Mapping[str, Any]
    subject: str
    recipient: str
    person: Person | None
    t: Reader
    due_at: datetime

    @property
    def is_personal(self) -> bool:
        """Whether a person reads it; not by `person`, whom Slack may not tell of at this moment."""
        return is_person(self.recipient)


Render = Callable[[Rendering], Awaitable[Content | None]]


class Transport(Protocol):
    """What is needed of SlackWeb; raises SlackRefused, SlackBusy, SlackUnclear."""

    async def post(
        self,
        channel: str,
        text: str,
        blocks: Sequence[dict[str, Any]] = (),
        thread_ts: str | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> str:
        """Post; its ts."""
        ...

    async def update(self, channel: str, ts: str, text: str, blocks: Sequence[dict[str, Any]] = ()) -> None:
        """Replace a message."""
        ...

    async def open_dm(self, user_id: str) -> str:
        """The D… id for a person."""
        ...

    async def history(
        self, channel: str, oldest: str, latest: str | None = None, cursor: str | None = None
    ) -> MessagePage:
        """Messages since `oldest`, with metadata."""
        ...

    async def replies(self, channel: str, ts: str, oldest: str, cursor: str | None = None) -> MessagePage:
        """The thread of the message at `ts` since `oldest`, with metadata."""
        ...


class Persons(Protocol):
    """Who reads a direct message."""

    async def fetch(self, user_id: str, deadline: float = ...) -> Person | None:
        """The person; raises Unavailable."""
        ...
