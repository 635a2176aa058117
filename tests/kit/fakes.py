"""A Slack that remembers what it was told and fails on demand, at the boundary of SlackWeb."""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from bot.clock import ManualClock
from bot.db import Database
from bot.models import OutboxMessage
from bot.services.images.spec import ChartImage
from bot.services.outbox import Notice, enqueue
from bot.services.outbox.ports import Content, KindUnknown, Rendering
from bot.services.outbox.worker import OutboxWorker
from bot.services.people.profiles import OurWorkspace, People
from bot.services.slack.errors import SlackBusy, SlackError, SlackRefused, SlackUnclear
from bot.services.slack.types import SlackFile, UploadPlace
from bot.services.slack.web import MessagePage, PastMessage
from bot.services.store.sql import table
from bot.text import Mrkdwn, reader

CHANNEL, OTHER = "C0TEAM", "C0OTHER"
ANA = "U0ANA"
START = datetime(2026, 3, 2, 9, tzinfo=UTC)


# Where an outbox worker can be made to die; "busy" is when Slack asked it to wait.
POINTS = ["claimed", "before_send", "after_send", "marked", "busy"]


class Crash(BaseException):
    """The process is gone at this point."""


def dies_at(point: str) -> Callable[[str], None]:
    """Make a worker's `crash` that ends the process once it gets to a point."""

    def reached(here: str) -> None:
        if here == point:
            raise Crash

    return reached


@dataclass
class Posted:
    """A message in the fake Slack."""

    channel: str
    ts: str
    text: str
    metadata: Mapping[str, Any]
    thread_ts: str | None = None
    edits: int = 0


@dataclass(frozen=True)
class Fault:
    """Fault of a call: `error` raised before it takes effect, or with `after` once it did."""

    error: SlackError
    after: bool = False


@dataclass
class FakeSlack:
    """Slack with posts, updates and history; post and update use up `faults` in order, of which None is none.

    `history_faults` and `histories` are those of threads too.
    """

    clock: ManualClock
    messages: list[Posted] = field(default_factory=list)
    faults: deque[Fault | None] = field(default_factory=deque)
    history_faults: deque[SlackError | None] = field(default_factory=deque)
    open_faults: deque[SlackError | None] = field(default_factory=deque)
    page_size: int = 2
    histories: int = 0
    opened: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    calls: list[tuple[str, float]] = field(default_factory=list)
    before_post: Callable[[], Awaitable[None]] | None = None

    async def post(
        self,
        channel: str,
        text: str,
        blocks: Sequence[dict[str, Any]] = (),
        thread_ts: str | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> str:
        """Post unless the next fault says otherwise."""
        if self.before_post:
            await self.before_post()
        await asyncio.sleep(0)
        self.calls.append((channel, self.clock.monotonic()))
        fault = self._next()
        if fault and not fault.after:
            raise fault.error
        if thread_ts and not any(m.ts == thread_ts and m.channel == channel for m in self.messages):
            raise SlackRefused("cannot_reply_to_message", permanent=True)
        ts = f"{self.clock.now().timestamp():.3f}{len(self.messages):03d}"
        self.messages.append(Posted(channel, ts, text, metadata or {}, thread_ts))
        self.seen.add(text)
        await asyncio.sleep(0)
        if fault:
            raise fault.error
        return ts

    async def update(self, channel: str, ts: str, text: str, blocks: Sequence[dict[str, Any]] = ()) -> None:
        """Edit unless the next fault says otherwise."""
        self.calls.append((channel, self.clock.monotonic()))
        fault = self._next()
        if fault and not fault.after:
            raise fault.error
        found = [message for message in self.messages if (message.channel, message.ts) == (channel, ts)]
        if not found:
            raise SlackRefused("message_not_found", permanent=False)
        found[0].text, found[0].edits = text, found[0].edits + 1
        self.seen.add(text)
        await asyncio.sleep(0)
        if fault:
            raise fault.error

    async def open_dm(self, user_id: str) -> str:
        """Return D… for U…, or raise the next fault."""
        if self.open_faults and (error := self.open_faults.popleft()):
            raise error
        self.opened.append(user_id)
        return f"D{user_id[1:]}"

    async def upload_place(self, name: str, length: int) -> UploadPlace:
        """Take no files, as without the scope for them."""
        raise SlackRefused("missing_scope", permanent=False)

    async def upload(self, place: UploadPlace, content: bytes) -> None:
        """Never get here."""

    async def share_file(self, file_id: str, title: str, channel: str | None) -> None:
        """Never get here."""

    async def file(self, file_id: str) -> SlackFile:
        """Find none."""
        raise SlackRefused("file_not_found", permanent=False)

    async def history(
        self, channel: str, oldest: str, latest: str | None = None, cursor: str | None = None
    ) -> MessagePage:
        """Read a channel, newest first, in pages, without replies."""
        return self._page([m for m in reversed(self._since(channel, oldest)) if m.thread_ts is None], cursor)

    async def replies(self, channel: str, ts: str, oldest: str, cursor: str | None = None) -> MessagePage:
        """Read a thread, oldest first, in pages, with the message that it is under."""
        if not any((m.channel, m.ts) == (channel, ts) for m in self.messages):
            raise SlackRefused("thread_not_found", permanent=False)
        return self._page([m for m in self._since(channel, oldest) if ts in (m.ts, m.thread_ts)], cursor)

    def _since(self, channel: str, oldest: str) -> list[Posted]:
        return [m for m in self.messages if m.channel == channel and float(m.ts) > float(oldest)]

    def _page(self, found: list[Posted], cursor: str | None) -> MessagePage:
        self.histories += 1
        if self.history_faults and (error := self.history_faults.popleft()):
            raise error
        start = int(cursor or 0)
        page = found[start : start + self.page_size]
        more = str(start + self.page_size) if len(found) > start + self.page_size else None
        return MessagePage(tuple(_past(message) for message in page), more)

    def _next(self) -> Fault | None:
        return self.faults.popleft() if self.faults else None

    def texts(self, channel: str = CHANNEL) -> list[str]:
        """Return the texts of a channel's messages."""
        return [message.text for message in self.messages if message.channel == channel]

    def under(self, text: str) -> list[str]:
        """Return the replies to the message that says so."""
        (parent,) = [message for message in self.messages if message.text == text]
        return [message.text for message in self.messages if message.thread_ts == parent.ts]


def _past(message: Posted) -> PastMessage:
    return PastMessage(message.ts, message.metadata.get("event_type", ""), message.metadata.get("event_payload", {}))


@dataclass(frozen=True)
class Words:
    """Answer of the test renderer."""

    text: Mrkdwn
    blocks: Sequence[dict[str, Any]] = ()
    plainer: Sequence[dict[str, Any]] = ()
    image: ChartImage | None = None


async def render(asked: Rendering) -> Content | None:
    """Render the payload's text; `gone` has nothing left to say, `broken` is a bug, `newer` is unknown, `who` names."""
    if asked.kind == "gone":
        return None
    if asked.kind == "newer":
        raise KindUnknown(asked.kind)
    if asked.kind == "broken":
        raise ZeroDivisionError("a bug in a renderer")
    if asked.kind == "who":
        people = str(asked.payload["text"]).split()
        return Words(Mrkdwn(" ".join(map((await asked.naming(*people)).person, people))))
    if asked.kind == "greeting":
        return Words(Mrkdwn(asked.t.plain("button-close")))
    return Words(Mrkdwn(str(asked.payload["text"])))


class FakeUsers:
    """Slack's user objects by id."""

    def __init__(self, *users: Mapping[str, Any]) -> None:
        self.users = {user["id"]: user for user in users}
        self.asked: list[str] = []
        self.error: SlackError | None = None
        self.gate: asyncio.Event | None = None

    async def user_info(self, user_id: str) -> Mapping[str, Any]:
        """Return the user object, or raise the fake's error or user_not_found."""
        self.asked.append(user_id)
        if self.gate:
            await self.gate.wait()
        if self.error:
            raise self.error
        if user_id not in self.users:
            raise SlackRefused("user_not_found", permanent=True)
        return self.users[user_id]


HOME = OurWorkspace("T1", None, "en-US", "UTC")
ANA_USER = {"id": ANA, "name": "ana", "team_id": "T1", "locale": "es-ES", "tz": "Europe/Madrid"}


@dataclass
class Post:
    """An outbox worker on a database and a fake Slack."""

    database: Database
    clock: ManualClock
    slack: FakeSlack
    worker: OutboxWorker

    def add(
        self, *texts: str, to: str = CHANNEL, kind: str = "plain", subject: str | None = None, thread: str | None = None
    ) -> None:
        """Enqueue now, one row per text."""
        self.enqueue(
            *(Notice(f"{to}:{text}", kind, subject or f"s:{text}", to, {"text": text}, thread) for text in texts)
        )

    def enqueue(self, *notices: Notice) -> None:
        """Commit these notices, due now."""
        self.database.write_now(lambda session: enqueue(session, self.clock.now(), *notices))

    async def deliver(self, rounds: int = 50, step: float = 1.0) -> None:
        """Tick every `step` seconds until nothing is due any more, at most `rounds` ticks."""
        for _ in range(rounds):
            while await self.worker.run():
                pass
            self.clock.advance(timedelta(seconds=step))

    def rows(self) -> list[dict[str, Any]]:
        """Read all rows, in order of id."""
        return self.database.read_now(_rows)


def _rows(session: Session) -> list[dict[str, Any]]:
    rows = session.execute(select(table(OutboxMessage)).order_by(table(OutboxMessage).c.id))
    return [dict(row._mapping) for row in rows]


def people(clock: ManualClock, *users: Mapping[str, Any]) -> People:
    """Make the memory of people of our workspace T1."""
    return People(FakeUsers(*(users or (ANA_USER,))), clock, HOME)


def make_post(database: Database, clock: ManualClock, slack: FakeSlack | None = None, **options: Any) -> Post:
    """Make a worker with nothing to do yet."""
    slack = slack or FakeSlack(clock)
    worker = OutboxWorker(database, slack, render, clock, people(clock), reader("en-US", "UTC"), **options)
    return Post(database, clock, slack, worker)


def unclear() -> SlackError:
    return SlackUnclear("timeout")


def busy(seconds: float = 30.0) -> SlackError:
    return SlackBusy(seconds)


def refused(error: str, permanent: bool = False) -> SlackError:
    return SlackRefused(error, permanent)


def full_disk() -> OperationalError:
    """Make what SQLAlchemy raises when SQLite's disk is full."""
    driver = sqlite3.OperationalError("database or disk is full")
    driver.sqlite_errorcode = sqlite3.SQLITE_FULL
    return OperationalError("INSERT secret detail", {}, driver)


async def until(condition: Callable[[], object], seconds: float = 5.0) -> None:
    """Yield until the condition holds."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.002)
