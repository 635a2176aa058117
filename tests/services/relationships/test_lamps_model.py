"""Lamps as a model: whatever happens in whatever order, they say what the directory says, and are told once."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule
from sqlmodel import Session, col, select

from bot.db import Database
from bot.errors import Conflict
from bot.models import AuditEvent, CustomerRelationship, OutboxMessage, RelationshipRequest, RequestType
from bot.services.invitations.rules import OPEN
from bot.services.policy import Actor
from bot.services.relationships import requests
from bot.services.relationships.establish import Acceptance, AcceptanceSource, confirm_established
from bot.services.relationships.removal import Removal, RemovalKind, preview, remove
from bot.services.scene import Scene
from tests.conftest import PROVIDER
from tests.kit import machines
from tests.kit.asks import ANA, everything, held, lit
from tests.kit.machines import ServiceMachine
from tests.kit.relationships import CLOCKWORK, GLO, MAIL, directory, prospect, stored
from tests.kit.world import TREY

K = RequestType
KINDS = (K.CUSTOMER_RESELLER, K.CUSTOMER_INDIRECT_RESELLER, K.GDAP)
DAY = timedelta(days=1)


class Lamps(ServiceMachine):
    """One customer that is asked for three links, by people, Microsoft's lists and time."""

    def __init__(self) -> None:
        super().__init__()
        self.customer = self.whose
        # What the customer accepted of this request and nobody took back.
        self.accepted: set[RequestType] = set()
        self.database.write_now(lambda s: s.add(prospect(self.customer, "Model")))
        self.request = self.done(lambda s, at: requests.create(s, ANA, everything(self.customer), at))

    @property
    def row(self) -> RelationshipRequest:
        return stored(self.database, self.request)

    @rule()
    def send(self) -> None:
        before = self.row.state
        refused = self.tried(lambda s, at: requests.mark_sent(s, ANA, self.request, MAIL, at))
        assert (refused is None) == (before in ("link_ready", "pending"))

    @rule()
    def resend(self) -> None:
        before = self.row.state
        refused = self.tried(lambda s, at: requests.resend(s, ANA, self.request, MAIL, at))
        assert (refused is None) == (before == "pending")

    @rule(end=st.sampled_from([requests.withdraw, requests.decline]))
    def end(self, end: Callable[[Session, Actor, int, Scene], Any]) -> None:
        self.tried(lambda s, at: end(s, ANA, self.request, at))

    @rule(days=st.integers(1, 100))
    def time_passes(self, days: int) -> None:
        self.clock.advance(DAY * days)
        self.tried(lambda s, at: requests.expire(s, CLOCKWORK, self.request, at))

    @rule(kinds=st.sets(st.sampled_from(KINDS), min_size=1), by_hand=st.booleans())
    def accept(self, kinds: set[RequestType], by_hand: bool) -> None:
        before, was_lit = self.row.state, set(self.accepted)
        source = AcceptanceSource.MANUAL if by_hand else AcceptanceSource.WEBHOOK
        actor, said = (ANA if by_hand else CLOCKWORK), Acceptance(source, links=frozenset(kinds))
        refused = self.tried(lambda s, at: confirm_established(s, actor, self.request, at, said))
        alone = K.GDAP in kinds and not {K.CUSTOMER_INDIRECT_RESELLER} & (kinds | was_lit)
        fresh = kinds - was_lit
        if before == "established" or not fresh:
            assert refused is None or before == "link_ready"
        elif before == "link_ready" and by_hand or K.GDAP in fresh and alone:
            assert isinstance(refused, Conflict)
        else:
            assert refused is None
            self.accepted |= kinds

    @precondition(lambda self: K.CUSTOMER_INDIRECT_RESELLER in self.accepted)
    @rule()
    def reseller_goes(self) -> None:
        gone = Removal(RemovalKind.RESELLER, self.customer, TREY)
        is_open = self.row.state in OPEN

        def work(s: Session, at: Scene) -> None:
            remove(s, GLO, gone, at, preview(s, gone, at).digest)

        if self.tried(work) is None and is_open:
            self.accepted -= {K.CUSTOMER_INDIRECT_RESELLER, K.GDAP}

    @invariant()
    def lamps_say_what_was_accepted(self) -> None:
        assert {K(kind) for kind, on in lit(self.database, self.request).items() if on} == self.accepted

    @invariant()
    def it_is_established_when_all_are_lit(self) -> None:
        assert (self.row.state == "established") == (self.accepted == set(KINDS))

    @invariant()
    def an_open_one_agrees_with_the_directory(self) -> None:
        if self.row.state not in OPEN:
            return
        reseller, ours = held(self.database, self.customer, TREY), held(self.database, self.customer, PROVIDER)
        assert (reseller is not None and reseller[0] == "established") == (
            K.CUSTOMER_INDIRECT_RESELLER in self.accepted
        )
        assert (ours is None) or self.ours_was_accepted()

    def ours_was_accepted(self) -> bool:
        row = self.database.read_now(lambda s: s.get(CustomerRelationship, (self.customer, PROVIDER)))
        return row is not None and row.established_at is not None

    @invariant()
    def each_acceptance_is_in_the_history_and_rings_once(self) -> None:
        query = (
            select(AuditEvent.action, AuditEvent.before)
            .where(AuditEvent.subject_type == "relationship_request", AuditEvent.subject_id == str(self.request))
            .order_by(col(AuditEvent.id))
        )
        actions = Counter(action for action, _ in self.database.read_now(lambda s: s.exec(query).all()))
        assert actions["request.established"] == (self.row.state == "established")
        rung = select(OutboxMessage.subject, OutboxMessage.recipient).where(
            OutboxMessage.kind == "request.accepted",
            col(OutboxMessage.subject).startswith(f"request:{self.request}:"),
        )
        told = Counter(tuple(row) for row in self.database.read_now(lambda s: s.exec(rung).all()))
        assert all(count == 1 for count in told.values())
        subjects = {subject for subject, _ in told}
        assert len(subjects) <= actions["request.link_accepted"] + actions["request.established"]


@pytest.fixture
def books(database: Database) -> Database:
    """The directory, once per database: each run brings a customer of its own."""
    database.write_now(directory)
    return database


def test_no_sequence_makes_a_lamp_lie(books: Database) -> None:
    machines.run(Lamps, books)
