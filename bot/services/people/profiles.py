"""Profiles of Slack users: name, language, time zone, and whether the person is one of ours; kept in memory."""

import asyncio
import logging
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError

from bot.clock import Clock
from bot.errors import Unavailable
from bot.services.slack.errors import SlackRefused
from bot.services.slack.types import object_of

log = logging.getLogger(__name__)

# Slack tells one of several processes of a change; the others must not take a guest for a member all day.
FRESH = timedelta(hours=1)
MOST_KEPT = 20_000
USED = 500
NAME_SECONDS = 2.0
AT_ONCE = 4
PER_MINUTE = 60  # users.info allows 100; the rest is left to people who wait for an answer


@dataclass(frozen=True)
class Person:
    """Slack user as far as the bot needs it; `locale` is BCP 47, `zone` IANA, both with defaults filled in."""

    user_id: str
    name: str
    locale: str
    zone: str
    is_guest: bool = False
    is_bot: bool = False
    is_foreign: bool = False
    is_deleted: bool = False


@dataclass(frozen=True)
class OurWorkspace:
    """Our own workspace, which tells strangers from members, and the defaults for missing languages and zones."""

    team_id: str
    enterprise_id: str | None
    locale: str
    zone: str


# The person, asking Slack if need be; None when unknown there. Raises Unavailable.
PersonOf = Callable[[str], Awaitable[Person | None]]


# Names by Slack user id, of those of whom Slack can tell.
NamesOf = Callable[[Iterable[str]], Awaitable[Mapping[str, str]]]


async def names_of(
    user_ids: Iterable[str], fetch: Callable[[str, float], Awaitable[Person | None]], deadline: float
) -> Mapping[str, str]:
    """Ask for these people's names at once; those of whom Slack cannot tell within `deadline` seconds are left out."""

    async def one(user_id: str) -> Person | None:
        with suppress(Unavailable):
            return await fetch(user_id, deadline)
        return None

    found = await asyncio.gather(*map(one, dict.fromkeys(user_ids)))
    return {person.user_id: person.name for person in found if person}


class UserSource(Protocol):
    """Source of users: Slack, or a stand-in in tests."""

    async def user_info(self, user_id: str) -> Mapping[str, Any]:
        """Read Slack's user object; raise Unavailable."""
        ...


def person_from(user: Mapping[str, Any], home: OurWorkspace, known: Person | None = None) -> Person:
    """Read Slack's user object (docs/slack.md#people); `known` keeps a language that a change event left out."""
    profile = object_of(user, "profile")
    # The full name signs invitations and stands in the history; a display name is often a joke or a nick.
    name = profile.get("real_name") or user.get("real_name") or profile.get("display_name") or user.get("name")
    return Person(
        user_id=str(user["id"]),
        name=str(name or user["id"]),
        locale=_locale(user.get("locale")) or (known.locale if known else home.locale),
        zone=_zone(user.get("tz")) or home.zone,
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        is_bot=bool(user.get("is_bot") or user.get("is_workflow_bot") or user["id"] == "USLACKBOT"),
        is_foreign=_is_foreign(user, home),
        is_deleted=bool(user.get("deleted")),
    )


def _is_foreign(user: Mapping[str, Any], home: OurWorkspace) -> bool:
    if user.get("is_stranger"):
        return True
    enterprise = object_of(user, "enterprise_user").get("enterprise_id") or user.get("enterprise_id")
    same_organisation = home.enterprise_id is not None and enterprise == home.enterprise_id
    return user.get("team_id") != home.team_id and not same_organisation


def _locale(value: Any) -> str | None:
    try:
        return str(value) if value and Locale.parse(str(value).replace("-", "_")) else None
    except (ValueError, UnknownLocaleError):
        return None


def _zone(value: Any) -> str | None:
    try:
        return ZoneInfo(str(value)).key if value else None
    except (KeyError, ValueError, OSError):
        return None


@dataclass(frozen=True)
class _Entry:
    person: Person
    read_at: datetime


class People:
    """Users seen so far, at most 20,000; each is asked for once at a time, old ones are renewed in the background.

    `get` never waits. `fetch` waits until its deadline and lets the request run on, so that the next call finds
    the person. `warm` and `refresh` stay under users.info's limit (docs/slack.md#rate-limits) and put off what is left.
    `chosen` returns the language of a person who wants another than the profile's, else None.
    """

    def __init__(
        self,
        source: UserSource,
        clock: Clock,
        home: OurWorkspace,
        chosen: Callable[[str], str | None] = lambda _user: None,
    ) -> None:
        self._source = source
        self._clock = clock
        self._home = home
        self._chosen = chosen
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._reading: dict[str, asyncio.Task[Person | None]] = {}
        self._wanted: dict[str, None] = {}
        self._recent: deque[float] = deque()
        self._is_closed = False

    def get(self, user_id: str) -> Person | None:
        """Return the person as last read, or None; put one read more than an hour ago down for renewal."""
        entry = self._entries.get(user_id)
        if entry is None:
            return None
        self._entries.move_to_end(user_id)
        if self._clock.now() - entry.read_at > FRESH:
            self._wanted[user_id] = None
        return self._in_own_language(entry.person)

    async def fetch(self, user_id: str, deadline: float = 1.0) -> Person | None:
        """Return the person, asking Slack if need be; None if unknown there.

        Raise Unavailable if Slack fails or does not answer within `deadline` seconds.
        """
        known = self.get(user_id)
        if known:
            return known
        ends_by = self._clock.monotonic() + deadline
        task = self._read(user_id)
        await asyncio.wait({task}, timeout=deadline)
        if task.cancelled() and not self._is_closed:
            # Something changed elsewhere while Slack was asked: the answer might have been older.
            return await self.fetch(user_id, ends_by - self._clock.monotonic())
        if not task.done() or task.cancelled():
            raise Unavailable("error-person-unreadable")
        person = task.result()
        return person and self._in_own_language(person)

    async def names(self, user_ids: Iterable[str]) -> Mapping[str, str]:
        """Ask for the names of people, which somebody waits for; without those of whom Slack cannot tell in time."""
        return await names_of(user_ids, self.fetch, NAME_SECONDS)

    async def warm(self, user_ids: Iterable[str]) -> None:
        """Read these people ahead of time, as many as the limit allows; leave the others to the next `refresh`."""
        self._wanted.update(dict.fromkeys(user_id for user_id in user_ids if user_id not in self._entries))
        await self.refresh()

    async def refresh(self) -> None:
        """Renew people put down for it, oldest wish first; for a timer."""
        batch = list(self._wanted)[: self._allowance()]
        for user_id in batch:
            del self._wanted[user_id]
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(user_id: str) -> None:
            async with gate:
                await asyncio.wait({self._read(user_id)})

        await asyncio.gather(*map(one, batch))

    def on_user_change(self, user: Mapping[str, Any]) -> None:
        """Take over the user object of a user_change event, unless we never met the person."""
        entry = self._entries.get(str(user.get("id")))
        if entry is None:
            return
        self._keep(person_from(user, self._home, entry.person))
        if not user.get("locale"):
            self._wanted[str(user["id"])] = None

    def on_change_elsewhere(self, user_id: str) -> None:
        """Have a person read anew, of whose change another replica heard, before anything else is believed of them."""
        self._entries.pop(user_id, None)
        if (reading := self._reading.pop(user_id, None)) is not None:
            reading.cancel()  # its answer may be older than the change

    def oldest(self) -> float:
        """Return the age in seconds of the profile read longest ago, of those used last; for /metrics."""
        newest = islice(reversed(self._entries.values()), USED)
        return max(((self._clock.now() - entry.read_at).total_seconds() for entry in newest), default=0.0)

    async def close(self) -> None:
        """Cancel all requests under way."""
        self._is_closed = True
        for task in list(self._reading.values()):
            task.cancel()
        await asyncio.gather(*self._reading.values(), return_exceptions=True)

    def _in_own_language(self, person: Person) -> Person:
        language = self._chosen(person.user_id)
        # A profile in that language already says more: the country's way with dates and numbers.
        return person if language in (None, person.locale[:2]) else replace(person, locale=str(language))

    def _allowance(self) -> int:
        now = self._clock.monotonic()
        while self._recent and now - self._recent[0] >= 60:
            self._recent.popleft()
        return max(PER_MINUTE - len(self._recent), 0)

    def _read(self, user_id: str) -> asyncio.Task[Person | None]:
        if user_id not in self._reading:
            task = asyncio.create_task(self._ask(user_id), name=f"people-{user_id}")
            self._reading[user_id] = task
            task.add_done_callback(lambda done: self._read_done(user_id, done))
        return self._reading[user_id]

    def _read_done(self, user_id: str, task: asyncio.Task[Person | None]) -> None:
        if self._reading.get(user_id) is task:
            del self._reading[user_id]
        if not task.cancelled() and (error := task.exception()):
            log.warning("cannot read user %s: %s", user_id, error)

    async def _ask(self, user_id: str) -> Person | None:
        self._recent.append(self._clock.monotonic())
        try:
            person = person_from(await self._source.user_info(user_id), self._home)
        except SlackRefused as refused:
            if refused.permanent:
                return None
            raise
        self._keep(person)
        return person

    def _keep(self, person: Person) -> None:
        self._entries[person.user_id] = _Entry(person, self._clock.now())
        self._entries.move_to_end(person.user_id)
        while len(self._entries) > MOST_KEPT:
            self._entries.popitem(last=False)
