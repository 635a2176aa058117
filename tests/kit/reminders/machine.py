"""Requests of several owners, sweeps, people who answer, and a Slack; every step is checked against the rules."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from sqlmodel import Session, col, select

from bot.clock import ManualClock
from bot.commands import notices as renderers
from bot.db import Database
from bot.errors import BotError
from bot.models import AuditEvent, OutboxMessage, RelationshipRequest
from bot.services.outbox.worker import OutboxWorker
from bot.services.people.profiles import Person
from bot.services.people.rhythm import Rhythm
from bot.services.relationships import followup, requests
from bot.services.relationships.establish import confirm_established
from bot.services.reminders import digest
from bot.services.reminders.sweep import ReminderSweep
from bot.services.scene import Scene
from bot.text import reader
from tests.conftest import MONDAY, PROVIDER
from tests.kit.fakes import FakeSlack, people
from tests.kit.relationships import GLO, MAIL, ours, prospect

ZONES = {"UMADRID": "Europe/Madrid", "UANGELES": "America/Los_Angeles", "USANTIAGO": "America/Santiago"}
CHANNEL = "C0DESK"
HOUR = timedelta(hours=1)
Fact = tuple[str, int, datetime | None, bool]


async def fetch(user_id: str) -> Person | None:
    """Know the three owners, and nobody else."""
    zone = ZONES.get(user_id)
    return Person(user_id, user_id, "en-US", zone) if zone else None


def fact(row: RelationshipRequest) -> Fact:
    """Return the columns of a request that the rules decide on."""
    return row.state, row.reminder_count, row.next_reminder_at, row.reminders_stopped


@dataclass
class Machine:
    """One database; `names` are the requests' targets by id, `seen` the last digest looked at."""

    database: Database
    clock: ManualClock = field(default_factory=lambda: ManualClock(MONDAY))
    names: dict[int, str] = field(default_factory=dict)
    events: int = 0
    seen: int = 0
    allowed: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.slack = FakeSlack(self.clock)
        render = partial(renderers.render, self.database)
        words = reader("en-US", "UTC")
        self.worker = OutboxWorker(self.database, self.slack, render, self.clock, people(self.clock), words)

    def scene(self, now: datetime, *, key: str = "") -> Scene:
        """Set the scene as bootstrap does, with the team's channel."""
        return Scene(PROVIDER, now, key, CHANNEL)

    def sweeper(self) -> ReminderSweep:
        """Make a sweeper with a memory of its own, as each process has one."""
        return ReminderSweep(self.database, fetch, lambda key: self.scene(self.clock.now(), key=key), "Europe/Madrid")

    def add(self, owner: str) -> None:
        """Add a request that somebody sent just now."""
        key, actor = str(uuid4()), replace(GLO, user_id=owner)
        name = f"Customer{len(self.names):03}"
        self.database.write_now(lambda s: s.add(prospect(key, name)))
        at = replace(self.scene(self.clock.now(), key=f"add:{key}"), zone=ZONES[owner])
        made = self.database.write_now(lambda s: requests.create(s, actor, ours(key), at))
        self.database.write_now(lambda s: requests.mark_sent(s, actor, made, MAIL, at))
        self.names[made] = name

    def facts(self) -> dict[int, Fact]:
        """Read by request: state, reminders so far, the next look, whether stopped."""
        return {key: fact(row) for key, row in self.rows().items()}

    def rows(self) -> dict[int, RelationshipRequest]:
        """Read the machine's requests, by id."""
        found = self.database.read_now(lambda s: s.exec(select(RelationshipRequest)).all())
        return {row.id: row for row in found if row.id in self.names}

    def do(self, event: str, pick: int, hours: int) -> None:
        """Take one person's step on one request; a refusal is as good as any."""
        self.events += 1
        key = sorted(self.names)[pick % len(self.names)]
        at = self.scene(self.clock.now(), key=f"{event}:{key}:{self.events}")
        before = self.facts()[key]
        try:
            self.database.write_now(lambda s: self.call(s, event, key, hours, at))
        except BotError:
            return
        if event == "resend":
            # The clock starts again, and so does the count.
            self.allowed[key] += before[1]

    def call(self, s: Session, event: str, key: int, hours: int, at: Scene) -> Any:
        steps = {
            "snooze": lambda: followup.snooze(s, GLO, key, at.now + hours * HOUR, at),
            "stop": lambda: followup.stop_reminders(s, GLO, key, at),
            "resend": lambda: requests.resend(s, GLO, key, MAIL, at),
            "establish": lambda: confirm_established(s, GLO, key, at),
            "decline": lambda: requests.decline(s, GLO, key, at),
            "expire": lambda: requests.expire(s, GLO, key, at),
            "give": lambda: followup.hand_over(s, GLO, replace(GLO, user_id="UANGELES"), key, at),
        }
        return steps[event]()

    async def sweep(self, times: int = 1, *, by: ReminderSweep | None = None) -> None:
        """Run that many sweeps at the same moment, and compare with what the rules say one of them should do.

        Each is made by a new process, unless `by` one that goes on running.
        """
        before, now = self.rows(), self.clock.now()
        await asyncio.gather(*((by or self.sweeper()).run() for _ in range(times)))
        after = self.facts()
        for key, row in before.items():
            self.compare(fact(row), after[key], row.due_at or now)
        for written in self.digests(self.seen):
            self.seen = written.id or 0
            zone = ZONES.get(written.recipient, "Europe/Madrid")
            assert Rhythm(zone).is_open(written.due_at), (written.recipient, written.due_at)

    def compare(self, before: Fact, after: Fact, end: datetime) -> None:
        """Compare one request before and after a sweep with the rules."""
        (state, count, planned, stopped), now = before, self.clock.now()
        if state != "pending" or planned is None or planned > now:
            assert after == before
        elif end <= now:
            assert after[:3] == ("expired", count, None)
        else:
            again = after[2]
            assert after[0] == "pending"
            assert again is not None
            assert now < again <= end
            # Not told is who is not to be, and who could be told after the end only.
            assert after[1] == count + 1 or (after[1] == count and (stopped or again == end))

    async def deliver(self) -> None:
        """Let what is due leave, one a second and recipient."""
        for _ in range(6 if (await self.worker.backlog()).open else 0):
            while await self.worker.run():
                pass
            self.clock.advance(timedelta(seconds=1))

    def digests(self, after: int = 0) -> list[OutboxMessage]:
        """Read the rows of digests behind that one, in order; without those that only draw one again."""
        query = select(OutboxMessage).where(OutboxMessage.kind == digest.KIND, col(OutboxMessage.id) > after)
        found = self.database.read_now(lambda s: s.exec(query.order_by(col(OutboxMessage.id))).all())
        return [row for row in found if digest.AGAIN not in row.payload]

    def check(self) -> None:
        """Check that each reminder counted was written once for its owner, in the owner's hours, one message a day."""
        rows, facts = self.digests(), self.facts()
        owners = Counter(key for row in rows if row.recipient in ZONES for key in row.payload.get("requests", ()))
        told = self.audited("request.reminded")
        for key, (state, count, planned, _) in facts.items():
            assert owners[key] == told[key] == count + self.allowed[key]
            assert (planned is not None) == (state == "pending")
        assert max([*self.audited("request.expired").values(), 0]) <= 1
        self.check_messages(rows)

    def check_messages(self, rows: list[OutboxMessage]) -> None:
        """Check that all rows of a subject are one message in Slack; none lost, none given up."""
        assert {row.state for row in rows} <= {"sent", "pending"}
        places: dict[tuple[str, str], set[str]] = {}
        for row in rows:
            if row.slack_ts:
                places.setdefault((row.subject, row.recipient), set()).add(row.slack_ts)
        assert all(len(found) == 1 for found in places.values())
        marks = Counter(message.metadata["event_payload"]["k"] for message in self.slack.messages)
        assert set(marks.values()) <= {1}

    def audited(self, action: str) -> Counter[int]:
        """Count the history rows of an action by request."""
        query = select(AuditEvent.subject_id).where(AuditEvent.action == action)
        found = self.database.read_now(lambda s: s.exec(query).all())
        return Counter(int(key) for key in found if int(key) in self.names)
