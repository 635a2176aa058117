"""The room as a model: whatever people and facts do in whatever order, it says what is left and who said what."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule
from sqlalchemy import update
from sqlmodel import Session, col, select

from bot.db import Database
from bot.errors import Conflict
from bot.models import (
    AuditEvent,
    CustomerRelationship,
    DepartureStep,
    Partnership,
    StepKind,
    Subscription,
    SupportContact,
)
from bot.services.departures import changes, noting, room
from bot.services.departures.facts import BY_WORD, Leaver
from bot.services.departures.room import DepartureRoom
from tests.conftest import MONDAY, PROVIDER
from tests.kit import machines
from tests.kit.machines import ServiceMachine
from tests.kit.relationships import GLO
from tests.kit.world import ANN, CONTOSO, build, partner

K = StepKind
WORDS = st.sampled_from([K.NOTICE, K.PARTNER_CENTER])
PEOPLE = st.sampled_from([GLO, ANN])


class Room(ServiceMachine):
    """One reseller that leaves, with one subscription that may name it."""

    def __init__(self) -> None:
        super().__init__()
        self.reseller, self.subscription = self.whose, str(uuid4())
        # What the facts are, by step; what people said, and who.
        self.facts = {K.CONTACTS: True, K.PARTNERSHIP: True, K.RELATIONSHIPS: True}
        self.said: dict[StepKind, str] = {}
        self.left: dict[StepKind, int] | None = None
        self.database.write_now(self.build)
        self.departure = self.done(lambda s, at: changes.begin(s, GLO, Leaver(self.reseller), at))

    def build(self, s: Session) -> None:
        s.add(partner(self.reseller, "Model", ""))
        s.add(Subscription(id=self.subscription, customer_id=CONTOSO, friendly_name="M", search_key="m"))
        s.flush()
        s.add(SupportContact(subscription_id=self.subscription, support_tenant_id=self.reseller, since=MONDAY))
        s.add(Partnership(provider_tenant_id=PROVIDER, reseller_tenant_id=self.reseller))
        s.add(CustomerRelationship(customer_id=CONTOSO, partner_tenant_id=self.reseller))

    @property
    def is_open(self) -> bool:
        return self.left is None

    def room(self) -> DepartureRoom:
        return self.database.read_now(lambda s: room.read(s, self.departure, PROVIDER, self.clock.now()))

    @rule(kind=st.sampled_from([K.CONTACTS, K.PARTNERSHIP, K.RELATIONSHIPS]), stands=st.booleans())
    def the_facts_change(self, kind: StepKind, stands: bool) -> None:
        state = {True: "Active", False: "Removed"}[stands]
        whose = {True: self.reseller, False: PROVIDER}[stands]
        held = {True: "established", False: "removed"}[stands]
        statement = {
            K.CONTACTS: update(SupportContact)
            .where(col(SupportContact.subscription_id) == self.subscription)
            .values(support_tenant_id=whose),
            K.PARTNERSHIP: update(Partnership)
            .where(col(Partnership.reseller_tenant_id) == self.reseller)
            .values(state=state),
            K.RELATIONSHIPS: update(CustomerRelationship)
            .where(col(CustomerRelationship.partner_tenant_id) == self.reseller)
            .values(state=held),
        }[kind]
        self.database.write_now(lambda s: s.execute(statement))
        self.facts[kind] = stands

    @rule(kind=WORDS, by=PEOPLE)
    def somebody_says_it_is_done(self, kind: StepKind, by: Any) -> None:
        refused = self.tried(lambda s, at: changes.tick(s, by, self.departure, kind, at))
        if self.is_open and kind not in self.said:
            assert refused is None
            self.said[kind] = by.user_id
        else:
            assert isinstance(refused, Conflict)

    @rule(kind=WORDS, by=PEOPLE)
    def somebody_takes_it_back(self, kind: StepKind, by: Any) -> None:
        refused = self.tried(lambda s, at: changes.untick(s, by, self.departure, kind, at))
        assert (refused is None) == (self.is_open and kind in self.said)
        if refused is None:
            del self.said[kind]

    @rule()
    def the_sweep_passes(self) -> None:
        self.clock.advance(timedelta(minutes=1))
        self.done(lambda s, at: noting.note(s, self.departure, at))
        found = self.room()
        assert found.is_noted
        assert all((step.done_at is None) == bool(step.left) for step in found.steps)
        assert not self.done(lambda s, at: noting.note(s, self.departure, at))

    @rule(by=PEOPLE, stale=st.booleans())
    def somebody_closes_it(self, by: Any, stale: bool) -> None:
        seen = "something else" if stale else self.room().digest
        refused = self.tried(lambda s, at: changes.close(s, by, self.departure, at, seen))
        assert (refused is None) == (self.is_open and not stale)
        if refused is None:
            self.left = self.expected()

    @precondition(lambda self: not self.is_open)
    @rule()
    def another_begins(self) -> None:
        again = self.done(lambda s, at: changes.begin(s, GLO, Leaver(self.reseller), at))
        assert again != self.departure
        self.departure, self.left, self.said = again, None, {}

    def expected(self) -> dict[StepKind, int]:
        held = {kind: int(stands) for kind, stands in self.facts.items()}
        return {**held, **{kind: int(kind not in self.said) for kind in (K.NOTICE, K.PARTNER_CENTER)}}

    @invariant()
    def it_says_what_is_left(self) -> None:
        found = {step.kind: step.left for step in self.room().steps}
        assert {kind: found[kind] for kind in self.expected()} == (self.left or self.expected())

    @invariant()
    def it_says_who_said_so(self) -> None:
        said = {step.kind: step.done_by for step in self.room().steps if step.is_done and step.kind in BY_WORD}
        assert said == self.said

    @invariant()
    def every_change_is_in_the_history(self) -> None:
        query = (
            select(AuditEvent.action, AuditEvent.after)
            .where(AuditEvent.subject_type == "departure", AuditEvent.subject_id == str(self.departure))
            .order_by(col(AuditEvent.id))
        )
        told: dict[str, bool] = {}
        for action, after in self.database.read_now(lambda s: s.exec(query).all()):
            if action in (noting.DONE, noting.REOPENED):
                step = str((after or {})["step"])
                assert told.get(step) != (action == noting.DONE)
                told[step] = action == noting.DONE
        steps = select(DepartureStep.kind, DepartureStep.done_at).where(DepartureStep.departure_id == self.departure)
        rows = self.database.read_now(lambda s: s.exec(steps).all())
        assert all(told[kind] == (at is not None) for kind, at in rows if kind in told)


@pytest.fixture
def books(database: Database) -> Database:
    """The directory, once per database: each run brings a reseller of its own."""
    database.write_now(lambda s: build(s))
    return database


def test_no_sequence_makes_the_room_lie(books: Database) -> None:
    machines.run(Room, books)
