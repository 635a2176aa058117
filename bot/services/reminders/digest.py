"""Digests: what waits, gathered into one message per reader and day, its place and what is written for it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot.services import outbox
from bot.services.people import settings
from bot.services.people.rhythm import Rhythm
from bot.services.reminders import store
from bot.services.reminders.heartbeat import Silence
from bot.services.scene import Scene

KIND = "reminders.digest"
# What becomes due this soon after a digest was written is drawn into it; later things wait for the next one.
JOINS = timedelta(minutes=10)
# Kinds of entries; values are lists of JSON keys.
REQUESTS, EXPIRED, REVIEWS, PRIVILEGES, LATE = "requests", "expired", "reviews", "privileges", "late"
# Keys are the departure, and who looked after it when it was written.
DEPARTURES = "departures"
MADE = "made"
# Requests that the reader is told of in somebody else's place.
FOR = "for"
# Privileges that end, likewise, each with whose they are.
INSTEAD = "instead"
KINDS = (REQUESTS, EXPIRED, REVIEWS, PRIVILEGES, LATE, FOR, INSTEAD, DEPARTURES)
# In rows that only draw a message again: why.
AGAIN = "again"


@dataclass(frozen=True)
class DigestPlace:
    """One message: `subject` names it, it leaves at `at`."""

    reader: str
    subject: str
    at: datetime


@dataclass
class Digests:
    """Messages that one transaction adds to.

    `out` tells since when today's are out, by subject; `silence` is when the bot was not running last. `stand_ins`
    hear in the place of people who are away.
    """

    scene: Scene
    rhythms: Mapping[str, Rhythm]
    out: Mapping[str, datetime] = field(default_factory=dict)
    silence: Silence | None = None
    stand_ins: Mapping[str, str] = field(default_factory=dict)
    entries: dict[DigestPlace, dict[str, list[Any]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )

    def reader_of(self, owner: str) -> str:
        """Return who hears of what waits for `owner`."""
        return self.stand_ins.get(owner, owner)

    def knows(self, owner: str) -> bool:
        """Tell if the rhythm of whoever hears of it is known."""
        return self.reader_of(owner) in self.rhythms

    def rhythm_of(self, owner: str) -> Rhythm:
        """Return the rhythm of whoever hears of what waits for `owner`."""
        return self.rhythms[self.reader_of(owner)]

    def place(self, owner: str, *, chosen: bool = False) -> DigestPlace:
        """Find where the owner, or their stand-in, hears next.

        A time that a person has `chosen` is kept, with a message of its own.
        """
        reader = self.reader_of(owner)
        rhythm = self.rhythms[reader]
        at = rhythm.working(self.scene.now)
        subject = subject_of(reader, rhythm, at)
        since = self.out.get(subject)
        if since is None or at - since <= JOINS:
            return DigestPlace(reader, subject, at)
        if chosen:
            return DigestPlace(reader, f"{subject}:{at:%H%M}", at)
        later = rhythm.next_slot(at)
        return DigestPlace(reader, subject_of(reader, rhythm, later), later)

    def today(self, reader: str) -> DigestPlace:
        """Find the reader's message of this day, out or not: for channels, which are not to be rung twice."""
        rhythm = self.rhythms[reader]
        at = rhythm.working(self.scene.now)
        return DigestPlace(reader, subject_of(reader, rhythm, at), at)

    def add(self, place: DigestPlace, kind: str, key: Any) -> None:
        """Add one entry; what it says is read when the message leaves."""
        self.entries[place][kind].append(key)

    def add_request(self, place: DigestPlace, kind: str, request_id: int, owner: str) -> None:
        """Add one request; of whoever hears in the owner's place that is noted."""
        self.add(place, kind, request_id)
        if place.reader != owner and outbox.is_person(place.reader):
            self.add(place, FOR, request_id)

    def write(self, session: Session) -> None:
        """Write one outbox row for each message; rows of one subject make one message in Slack."""
        for place, payload in self.entries.items():
            (kind, keys), *_ = payload.items()
            made = self.scene.now.isoformat()
            event, stamped = f"{kind}:{keys[0]}:{made}", {**payload, MADE: made}
            notices = outbox.notices(KIND, place.subject, event, [place.reader], stamped, private=True)
            outbox.enqueue(session, self.scene.now, *notices, due_at=place.at)


def open_for(
    session: Session,
    scene: Scene,
    zones: Mapping[str, str],
    silence: Silence | None = None,
    stand_ins: Mapping[str, str] | None = None,
) -> Digests:
    """Open the messages of these readers, whose zones (IANA) are known; `silence` is when nothing was running last."""
    rhythms = settings.rhythms(session, zones)
    out = store.digests(session, _subjects(scene.now, rhythms))
    return Digests(scene, rhythms, out, silence, stand_ins or {})


def subject_of(reader: str, rhythm: Rhythm, at: datetime) -> str:
    """Name the message of the reader's own calendar day."""
    return f"digest:{reader}:{rhythm.day(at)}"


def _subjects(now: datetime, rhythms: Mapping[str, Rhythm]) -> Collection[str]:
    return [subject_of(reader, rhythm, rhythm.working(now)) for reader, rhythm in rhythms.items()]
