"""Brings one claimed row to Slack and says what became of it; knows no database."""

import hashlib
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Literal, TypeVar

from bot.clock import Clock
from bot.errors import Unavailable
from bot.services.images.spec import ChartImage
from bot.services.outbox.notices import is_person
from bot.services.outbox.ports import Content, KindUnknown, NotBefore, Persons, Render, Rendering, Transport, Waits
from bot.services.outbox.store import LEASE, ClaimedMessage, MessagePlace
from bot.services.people.profiles import names_of
from bot.services.slack import plainer
from bot.services.slack.errors import SlackBusy, SlackRefused, SlackUnclear
from bot.services.slack.images import ChartImages
from bot.services.slack.web import MessagePage
from bot.services.store.audit import new_reference
from bot.text import Reader, reader

log = logging.getLogger(__name__)
T = TypeVar("T")

EVENT_TYPE = "support_contact_notice"
MOST_TRIES = 20  # some eleven hours
LONGEST_DOUBT = timedelta(hours=72)
# Our clock and Slack's may differ by as much as signatures allow (docs/limits.md#outbox).
LOOK_BACK = timedelta(minutes=5)
PERSON_SECONDS = 5.0
ASLEEP = "waits for its reader's hours"
# While versions change, or after a rollback; it costs the row no try.
KIND_UNKNOWN, KIND_SECONDS = "waits for the version that knows its kind", 10.0
Crash = Callable[[str], None]

# The whole bot is refused, not this message: waits for a new token, scope or network rule, however long.
OUR_FAULT = frozenset(
    {
        "access_denied",
        "accesslimited",
        "account_inactive",
        "ekm_access_denied",
        "invalid_auth",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "team_added_to_org",
        "token_expired",
        "token_revoked",
    }
)
# The message to be updated is not there (for us) any more: say it in a new one.
GONE = frozenset({"cant_update_message", "channel_not_found", "edit_window_closed", "is_inactive", "message_not_found"})
# The message to be replied to is not there any more: its history went with it.
PARENTLESS = frozenset({"cannot_reply_to_message", "message_not_found", "thread_not_found"})


@dataclass(frozen=True)
class Sent:
    """In Slack at `place`; `unverified` tells why we could not look whether it was there already."""

    place: MessagePlace
    unverified: str | None = None


@dataclass(frozen=True)
class Obsolete:
    """Nothing was left to say."""


@dataclass(frozen=True)
class Later:
    """Certainly not posted; again in `delay` seconds.

    `busy`: no fault of the row, its recipient waits as long. `asleep`: no fault either, it comes at a bad hour, or
    to a version that cannot draw it.
    """

    delay: float
    error: str
    busy: bool = False
    asleep: bool = False


@dataclass(frozen=True)
class Unclear:
    """Perhaps posted: nobody knows; looked into after `delay` seconds."""

    delay: float
    error: str


@dataclass(frozen=True)
class Dead:
    """Never going to be posted, for the reason `error`."""

    error: str


SendOutcome = Sent | Obsolete | Later | Unclear | Dead


def mark(row: ClaimedMessage) -> str:
    """Make the mark by which a message is found again: opaque, different in every database."""
    return hashlib.blake2b(f"{row.id}:{row.dedupe_key}:{row.recipient}".encode(), digest_size=16).hexdigest()


def backoff(attempts: int) -> float:
    """Return the seconds until the next try: 5, 10, 20 … 3600."""
    return 5.0 * 2 ** (attempts - 1) if attempts < 10 else 3600.0


class Sender:
    """Renders, finds the channel, updates or posts; `when_unreadable` decides where history may not be read.

    `words` are those for people of whom Slack cannot tell, and those for channels.
    """

    def __init__(
        self,
        slack: Transport,
        render: Render,
        people: Persons,
        clock: Clock,
        words: tuple[Reader, Reader],
        waits: Waits,
        crash: Crash,
        when_unreadable: Literal["resend", "park"] = "resend",
    ) -> None:
        self._slack = slack
        self._render = render
        self._people = people
        self._clock = clock
        self._default, self._team = words
        self._crash = crash
        self._park = when_unreadable == "park"
        self._dms: dict[str, str] = {}
        self._waits = waits
        self._images = ChartImages(slack)

    async def carry(self, row: ClaimedMessage, fence: float) -> SendOutcome:
        """Deliver a row; nothing is sent once the monotonic clock has passed `fence`. Never raises an Exception."""
        try:
            return await self._carry(row, fence)
        except KindUnknown:
            log.warning("notice %s is left to the version that knows its kind %r", row.id, row.kind)
            return Later(KIND_SECONDS, KIND_UNKNOWN, asleep=True)
        except SlackBusy as busy:
            self._crash("busy")
            return Later(busy.retry_after, busy.error, busy=True)
        except SlackRefused as refused:
            return Obsolete() if row.thread and refused.error in PARENTLESS else _refused(row, refused)
        except SlackUnclear as unclear:
            return self._doubt(row, unclear.error)
        except Exception:
            reference = new_reference()
            log.exception("notice %s of kind %r could not be made [%s]", row.id, row.kind, reference)
            return _again(row, f"not made [{reference}]")

    async def _carry(self, row: ClaimedMessage, fence: float) -> SendOutcome:
        content = await self._content(row)
        if content is None:
            return Obsolete()
        if isinstance(content, NotBefore):
            wait = (content.at - self._clock.now()).total_seconds()
            return Later(max(wait, 1.0), ASLEEP, asleep=True)
        return await self._delivered(row, content, fence)

    async def _delivered(self, row: ClaimedMessage, content: Content, fence: float) -> SendOutcome:
        if row.previous and await self._updated(row.previous, content, fence):
            return Sent(row.previous)
        channel = row.parent.channel if row.parent else await self._channel(row.recipient)
        unverified = None
        if row.maybe_sent:
            try:
                found = await self._find(row, channel)
            except SlackRefused as refused:
                if refused.error in PARENTLESS:
                    raise
                if self._park:
                    return Dead(f"perhaps posted, history unreadable: {refused}")
                found, unverified = None, str(refused)
            if found:
                return Sent(MessagePlace(channel, found))
        return Sent(MessagePlace(channel, await self._posted(row, channel, content, fence)), unverified)

    async def _content(self, row: ClaimedMessage) -> Content | NotBefore | None:
        person, t = None, self._team
        if is_person(row.recipient):
            with suppress(Unavailable):  # better in the default language than late
                person = await self._people.fetch(row.recipient, PERSON_SECONDS)
            t = reader(person.locale, person.zone) if person else self._default
        now = self._clock.now()
        asked = Rendering(row.kind, row.payload, row.subject, row.recipient, person, t, row.due_at, self._names, now)
        return await self._render(asked)

    async def _names(self, user_ids: Iterable[str]) -> Mapping[str, str]:
        """Read what these people are called; those of whom Slack cannot tell in time are left out."""
        return await names_of(filter(is_person, user_ids), self._people.fetch, PERSON_SECONDS)

    async def _updated(self, place: MessagePlace, content: Content, fence: float) -> bool:
        self._before_sending(fence)
        update = partial(self._slack.update, place.channel, place.ts, content.text)
        try:
            await self._paused("chat.update", lambda: plainer.send(update, content, partial(self._placed, fence)))
        except SlackRefused as refused:
            if refused.error in GONE:
                return False
            raise
        self._crash("after_send")
        return True

    async def _posted(self, row: ClaimedMessage, channel: str, content: Content, fence: float) -> str:
        self._before_sending(fence)
        metadata = {"event_type": EVENT_TYPE, "event_payload": {"k": mark(row)}}
        thread = row.parent.ts if row.parent else None
        post = partial(self._slack.post, channel, content.text, thread_ts=thread, metadata=metadata)
        ts = await plainer.send(post, content, partial(self._placed, fence))
        self._crash("after_send")
        return ts

    async def _placed(self, fence: float, image: ChartImage) -> str | None:
        """Draw and upload a picture; what takes longer than the lease is sent the next time, when it is there."""
        found = await self._images.place(image)
        self._before_sending(fence)
        return found

    def _before_sending(self, fence: float) -> None:
        self._crash("before_send")
        if self._clock.monotonic() > fence:
            raise SlackBusy(1.0, "lease nearly over")  # a paused process must not post what another now owns

    async def _channel(self, recipient: str) -> str:
        if not is_person(recipient):
            return recipient
        if recipient not in self._dms:
            self._dms[recipient] = await self._paused("conversations.open", lambda: self._slack.open_dm(recipient))
        return self._dms[recipient]

    async def _find(self, row: ClaimedMessage, channel: str) -> str | None:
        oldest = f"{(row.first_try - LOOK_BACK).timestamp():.6f}"
        cursor: str | None = None
        while True:
            page = await self._past(row.parent, channel, oldest, cursor)
            for message in page.messages:
                if message.event_type == EVENT_TYPE and message.marks.get("k") == mark(row):
                    return message.ts
            if not page.cursor:
                return None
            cursor = page.cursor

    async def _past(self, parent: MessagePlace | None, channel: str, oldest: str, cursor: str | None) -> MessagePage:
        if parent:  # a channel's history has no replies in it
            ts = parent.ts
            return await self._paused(
                "conversations.replies", lambda: self._slack.replies(channel, ts, oldest=oldest, cursor=cursor)
            )
        return await self._paused(
            "conversations.history", lambda: self._slack.history(channel, oldest=oldest, cursor=cursor)
        )

    async def _paused(self, method: str, call: Callable[[], Awaitable[T]]) -> T:
        """Call, but not within the Retry-After of a method limited workspace-wide (docs/slack.md#rate-limits)."""
        if (left := await self._waits.left(method)) > 0:
            raise SlackBusy(left)
        try:
            return await call()
        except SlackBusy as busy:
            await self._waits.hold(method, busy.retry_after)
            raise

    def _doubt(self, row: ClaimedMessage, error: str) -> SendOutcome:
        if self._clock.now() - row.first_try > LONGEST_DOUBT:
            return Dead(f"outcome unknown for {LONGEST_DOUBT}: {error}")
        return Unclear(max(LEASE.total_seconds(), backoff(row.attempts)), error)


def _refused(row: ClaimedMessage, refused: SlackRefused) -> SendOutcome:
    if refused.permanent:
        return Dead(str(refused))
    if refused.error in OUR_FAULT:
        return Later(backoff(row.attempts), str(refused))
    return _again(row, str(refused))


def _again(row: ClaimedMessage, error: str) -> SendOutcome:
    if row.attempts >= MOST_TRIES:
        return Dead(f"{error} (after {row.attempts} tries)")
    return Later(backoff(row.attempts), error)
