"""Eyes of all people at once: what came onto whose screen, noticed as it comes."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.local_slack import Workspace
from bot.local_slack.base.models import Json, Message, View
from bot.local_slack.core.grants import ResponseUrl
from bot.services.outbox.sender import EVENT_TYPE
from bot.text import reader
from tests.torture.history import Post

LOCALES = ("en-US", "es-ES")
# Said while the answer is still to come.
WAITING_TEXTS = frozenset(
    said
    for locale in LOCALES
    for key in ("loading", "still-working")
    for said in (reader(locale, "UTC").plain(key), str(reader(locale, "UTC").mrkdwn(key)))
)


@dataclass
class Inbox:
    """Direct messages to one person that are not the outbox's, and a bell for everything that changes before them."""

    words: list[str] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def until(self, seen: Callable[[], object], seconds: float) -> bool:
        """Wait until `seen()`; False after so many seconds."""
        try:
            async with asyncio.timeout(seconds):
                while not seen():
                    self.changed.clear()
                    await self.changed.wait()
        except TimeoutError:
            return False
        return True


class Sight:
    """Inbox of each person, messages of the outbox by place, files by name, answers to response URLs by their ids."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws
        self._bot = ws.app.bot_user_id
        self._inboxes: defaultdict[str, Inbox] = defaultdict(Inbox)
        self.posts: dict[tuple[str, str], Post] = {}
        self.files: list[str] = []
        self.responses: defaultdict[str, list[str]] = defaultdict(list)
        self._respond = ws.chat.respond
        ws.chat.respond = self._responded  # type: ignore[method-assign]
        ws.state.on_change(self._seen)

    def of(self, person: str) -> Inbox:
        """Return a person's inbox."""
        return self._inboxes[person]

    def _seen(self, change: Json) -> None:
        if change["type"] == "views":
            self._inboxes[change["user"]].changed.set()
        elif change["type"] == "message":
            channel = self._ws.state.channels[change["channel"]]
            found = channel.messages.get(change["ts"])
            if found is not None and found.by_app:
                self._came(found, channel.members if channel.kind == "im" else [])

    def _came(self, message: Message, members: list[str]) -> None:
        metadata: Any = message.metadata or {}
        if metadata.get("event_type") == EVENT_TYPE:
            mark = str(metadata["event_payload"]["k"])
            self.posts[message.channel, message.ts] = Post(message.channel, message.ts, mark, message.text)
        elif message.files:
            self.files += [self._ws.state.files[key].name for key in message.files]
        elif message.text not in WAITING_TEXTS:
            for person in set(members) - {self._bot}:
                self._inboxes[person].words.append(message.text)
                self._inboxes[person].changed.set()

    def _responded(self, url: ResponseUrl, body: Json) -> None:
        self._respond(url, body)
        if body.get("text") not in WAITING_TEXTS:
            self.responses[url.id].append(str(body.get("text")))
            self._inboxes[url.user].changed.set()


def texts(view: View) -> str:
    """Return the words of a screen, block by block, without those of its elements."""
    found = [(block.get("text") or {}).get("text") for block in view.blocks]
    elements = [part.get("text") for block in view.blocks if block["type"] == "context" for part in block["elements"]]
    return "\n".join(str(text) for text in [*found, *elements] if text)


def waits(view: View) -> bool:
    """Tell if a screen only says that its content is still to come."""
    return any((block.get("text") or {}).get("text") in WAITING_TEXTS for block in view.blocks)
