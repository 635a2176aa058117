"""The state machine as a model: no sequence of events takes a forbidden step, forgets history or tells twice."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from bot.clock import ManualClock
from bot.db import Database
from bot.errors import BotError, Conflict, Denied
from bot.models import REQUEST_TRANSITIONS, AuditEvent, RelationshipRequest, RequestState
from bot.services.invitations.permission import PERMISSION
from bot.services.invitations.rules import OPEN, open_request
from bot.services.relationships import requests
from bot.services.relationships.establish import Acceptance, AcceptanceSource, confirm_established
from bot.services.scene import Scene
from tests.conftest import MONDAY, PROVIDER
from tests.kit.examples import examples
from tests.kit.relationships import CLOCKWORK, GLO, HELP, MAIL, directory, notices, ours, prospect, told
from tests.kit.world import scene

DAY = timedelta(days=1)
# What a step may do to a request, by the state it finds; everything else must leave the row as it was.
EVENTS: dict[str, dict[str, str]] = {
    "send": {"link_ready": "pending"},
    "resend": {"pending": "pending"},
    "edit": {"link_ready": "link_ready"},
    "redraft": {"link_ready": "link_ready"},
    "withdraw": {"link_ready": "withdrawn", "pending": "withdrawn"},
    "decline": {"pending": "declined"},
    "confirm": dict.fromkeys(("pending", "expired", "withdrawn", "declined", "superseded"), "established"),
    "evidence": dict.fromkeys(
        ("link_ready", "pending", "expired", "withdrawn", "declined", "superseded"), "established"
    ),
}
IDLE = {
    "send": "pending",
    "confirm": "established",
    "evidence": "established",
    "withdraw": "withdrawn",
    "decline": "declined",
}
BY_MANY = [*EVENTS, "expire", "create", "replace", "denied", "pass"]


@dataclass
class Machine:
    """One customer and every request ever made to it, driven by named events."""

    database: Database
    clock: ManualClock = field(default_factory=lambda: ManualClock(MONDAY))
    customer_id: str = field(default_factory=lambda: str(uuid4()))
    keys: list[str] = field(default_factory=list)

    def rows(self) -> list[RelationshipRequest]:
        query = select(RelationshipRequest).where(RelationshipRequest.customer_id == self.customer_id)
        return list(self.database.read_now(lambda s: s.exec(query.order_by(col(RelationshipRequest.id))).all()))

    def do(self, event: str, pick: int, key: str) -> None:
        rows = self.rows()
        if event == "pass":
            self.clock.advance(DAY * (pick + 1) * 10)
        elif event in ("create", "replace"):
            self.attempt(lambda s: self.created(s, scene(self.clock.now(), key), replacing=event == "replace"))
        elif rows:
            self.step(event, rows[pick % len(rows)], key)

    def created(self, s: Session, at: Scene, *, replacing: bool) -> int:
        wish = ours(self.customer_id)
        twin = open_request(s, wish.kind, PROVIDER, self.customer_id) if replacing else None
        return requests.create(s, GLO, wish, at, replace=twin)

    def step(self, event: str, row: RelationshipRequest, key: str) -> None:
        before = row.state
        refused = self.attempt(lambda s: self.call(s, event, row, key))
        after = next(other for other in self.rows() if other.id == row.id)
        if event == "denied":
            assert isinstance(refused, Denied)
            assert after == row
        elif event == "expire":
            due = before == "pending" and row.due_at is not None and row.due_at <= self.clock.now()
            assert after.state == ("expired" if due else before)
        else:
            assert after.state == EVENTS[event].get(before, before)
            # Repeating what already holds is accepted quietly; the rest is refused with the present state.
            silent = before in EVENTS[event] or before == IDLE.get(event)
            assert silent or isinstance(refused, Conflict) or key in self.keys

    def call(self, s: Session, event: str, row: RelationshipRequest, key: str) -> Any:
        at, number = scene(self.clock.now(), key), row.id or 0
        steps: dict[str, Callable[[], Any]] = {
            "send": lambda: requests.mark_sent(s, GLO, number, MAIL, at),
            "resend": lambda: requests.resend(s, GLO, number, MAIL, at),
            "edit": lambda: requests.edit_text(s, GLO, number, f"Hi {row.url}", at),
            "redraft": lambda: requests.redraft(s, GLO, number, ours(self.customer_id), at),
            "withdraw": lambda: requests.withdraw(s, GLO, number, at),
            "decline": lambda: requests.decline(s, GLO, number, at),
            "expire": lambda: requests.expire(s, CLOCKWORK, number, at),
            "confirm": lambda: confirm_established(s, GLO, number, at),
            "evidence": lambda: confirm_established(s, CLOCKWORK, number, at, Acceptance(AcceptanceSource.WEBHOOK)),
            "denied": lambda: requests.withdraw(s, HELP, number, at),
        }
        return steps[event]()

    def attempt(self, work: Callable[[Session], Any]) -> BotError | None:
        try:
            self.database.write_now(work)
        except BotError as error:
            return error
        return None

    def check(self) -> None:
        """Invariants 19 and 23, the table of transitions, and one notice per reader and event."""
        rows = self.rows()
        assert sum(row.state in OPEN for row in rows) <= 1
        for row in rows:
            self.check_trail(row)
            sent = Counter(notices(self.database, row.id or 0))
            for kind in ("established", "declined", "expired", "withdrawn"):
                assert all(sent[f"request.{kind}", reader] <= 1 for reader in (GLO.user_id, "C0DESK"))
            pending = 0 if row.sent_at is None else row.resend_count + 1
            assert sent["request.pending", GLO.user_id] == pending
            assert (row.resolved_at is None) == (row.state in OPEN)
            assert (row.next_reminder_at is not None) == (row.state == "pending")

    def check_trail(self, row: RelationshipRequest) -> None:
        query = (
            select(AuditEvent)
            .where(AuditEvent.subject_type == "relationship_request", AuditEvent.subject_id == str(row.id))
            .order_by(col(AuditEvent.id))
        )
        events = self.database.read_now(lambda s: s.exec(query).all())
        # In the thread of the channel's message: everything from the first sending on.
        actions = [event.action for event in events]
        since = actions.index("request.pending") if row.sent_at else len(events)
        assert told(self.database, row.id or 0) == [("C0DESK", event.id) for event in events[since:]]
        state: str | None = None
        for event in events:
            if event.action in {"request.resent", "request.text_edited"}:
                continue
            to = (event.after or {})["state"]
            if state is None:
                assert (event.action, to) == ("request.created", "draft")
            else:
                assert event.before == {"state": state}
                assert RequestState(to) in REQUEST_TRANSITIONS[RequestState(state)]
            state = to
        assert state == row.state


@pytest.fixture
def books(database: Database) -> Database:
    """The directory, once per database: examples bring customers of their own."""
    database.write_now(directory)
    return database


@settings(max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    events=st.lists(
        st.tuples(st.sampled_from(BY_MANY), st.integers(0, 3), st.sampled_from([None, None, None, "k1", "k2"])),
        min_size=3,
        max_size=18,
    )
)
def test_no_sequence_breaks_an_invariant(books: Database, events: list[tuple[str, int, str | None]]) -> None:
    machine = Machine(books)
    books.write_now(lambda s: s.add(prospect(machine.customer_id, "Model")))
    machine.do("create", 0, f"{machine.customer_id}:first")
    for number, (event, pick, repeated) in enumerate(events):
        key = f"{machine.customer_id}:{repeated or number}"
        machine.do(event, pick, key)
        machine.keys.append(key)
    machine.check()


def test_every_transition_of_the_table_can_be_asked_for() -> None:
    """The model above speaks of all states a request can be found in."""
    spoken = {to for step in EVENTS.values() for to in step.values()} | {"expired", "superseded", "link_ready"}
    assert {state.value for state in RequestState} - spoken == {"draft"}
    assert set(PERMISSION.values()) <= set(GLO.matrix)
