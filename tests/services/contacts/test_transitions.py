"""No sequence of what people, imports and sweeps do takes an assignment along a way that the table does not have."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text, update
from sqlmodel import Session, col, select

from bot.db import Database
from bot.errors import BotError
from bot.models import (
    ASSIGNMENT_TRANSITIONS,
    Assignment,
    AssignmentState,
    CustomerRelationship,
    SupportContact,
)
from bot.services.basis import settling
from bot.services.contacts import assignments, reviews, waiting
from bot.services.contacts.assignments import Proposal
from bot.services.handover import jobs as handover
from bot.services.handover.scope import Handover, HandoverScope
from bot.services.jobs import claims
from bot.services.policy import Actor
from bot.services.scene import Scene
from tests.conftest import MONDAY, PROVIDER
from tests.kit.examples import examples
from tests.kit.world import (
    ANN,
    CONTOSO,
    EXCHANGE,
    FABRIKAM,
    NEWCOMER,
    OFFICE,
    THREE,
    TREY,
    Reseller,
    build,
    link,
)

FIRST = {AssignmentState.WAITING_RELATIONSHIP, AssignmentState.APPLIED, AssignmentState.INVALIDATED}
PARTNERS = (TREY, FABRIKAM, NEWCOMER, PROVIDER)
HELD = (OFFICE, EXCHANGE)
references = count(1)
Work = Callable[[Session, Actor, Scene], object]


def ways(states: set[AssignmentState], steps: int = 2) -> set[AssignmentState]:
    """Where one may be after at most so many steps: one transaction may take two."""
    for _ in range(steps):
        states = states | {to for state in states for to in ASSIGNMENT_TRANSITIONS[state]}
    return states


@dataclass
class Books:
    """One directory; `states` are those of every assignment as last seen."""

    database: Database
    states: dict[int, AssignmentState] = field(default_factory=dict)

    def do(self, event: str, pick: int, target: str, ids: tuple[str, ...]) -> None:
        """One thing happens, or is refused; every assignment is looked at afterwards."""
        actor = replace(ANN, reference=f"REF{next(references)}")
        at = Scene(PROVIDER, MONDAY, actor.reference, "C0DESK")
        work = self.works(event, pick, target, ids)
        with contextlib.suppress(BotError):
            self.database.write_now(lambda s: work(s, actor, at))
        for key, state in self.now().items():
            before = {self.states[key]} if key in self.states else FIRST
            assert state in ways(before), (event, self.states.get(key), state)
        self.states = self.now()

    def works(self, event: str, pick: int, target: str, ids: tuple[str, ...]) -> Work:
        """The services' part in it."""
        batches = sorted({row.batch_id for row in self.rows()}) or ["NONE"]
        batch, good = batches[pick % len(batches)], pick % 2 == 1
        choices: dict[str, Work] = {
            "submit": lambda s, a, at: assignments.submit(s, a, self.proposal(s, target, ids), at),
            "propose": lambda s, a, at: waiting.propose(s, a, self.proposal(s, target, ids), at, by_itself=good),
            "granted": granted,
            "taken away": taken_away,
            "apply": lambda s, a, at: waiting.apply_ready(s, a, batch, at),
            "cancel": lambda s, a, at: waiting.cancel(s, a, batch, at),
            "close": lambda s, a, at: reviews.close(s, a, batch, at),
            "back": lambda s, a, at: reviews.hand_back(s, a, batch, at),
            "hand over": lambda s, a, at: hand_over(s, a, _plan(a, target), at),
        }
        return choices[event]

    def proposal(self, session: Session, target: str, ids: tuple[str, ...]) -> Proposal:
        """The form as it is now."""
        versions = {row.subscription_id: row.version for row in session.exec(select(SupportContact))}
        return Proposal(CONTOSO, target, ids, {key: versions.get(key, 0) for key in ids})

    def rows(self) -> list[Assignment]:
        """Every assignment."""
        return list(self.database.read_now(lambda s: s.exec(select(Assignment).order_by(col(Assignment.id))).all()))

    def now(self) -> dict[int, AssignmentState]:
        """Their states."""
        return {row.id or 0: AssignmentState(row.state) for row in self.rows()}


def _plan(actor: Actor, target: str) -> Handover:
    return Handover(actor.reference, HandoverScope(TREY if target != TREY else FABRIKAM), target, MONDAY)


def hand_over(session: Session, actor: Actor, plan: Handover, at: Scene) -> None:
    """Begin a handover, and take its first chunk at once."""
    handover.start(session, actor, plan, 1, at)
    claim = claims.claim(session, handover.KINDS, "me", at)
    while claim is not None:
        handover.chunk(session, actor, claim, at)
        claim = claims.claim(session, handover.KINDS, "me", at)


def privileges(session: Session, held: str, *partners: str) -> None:
    """What these partners, or all, hold with the customer."""
    whose = col(CustomerRelationship.partner_tenant_id).in_(partners or PARTNERS)
    session.connection().execute(update(CustomerRelationship).where(whose).values(delegated_admin=held))


def granted(session: Session, actor: Actor, at: Scene) -> None:
    """Everybody gets them, and the sweeps look."""
    privileges(session, "gdap")
    waiting.evaluate(session, actor, at)
    settling.settle(session, actor, at)


def taken_away(session: Session, actor: Actor, at: Scene) -> None:
    """Nobody keeps them, and the sweep looks."""
    privileges(session, "none")
    settling.settle(session, actor, at)


@pytest.fixture
def directory(database: Database) -> Database:
    """Once per database: examples empty what earlier ones left."""
    database.write_now(lambda s: build(s, *THREE))
    database.write_now(lambda s: link(s, Reseller(NEWCOMER, "Newcomer", partnership=None)))
    return database


EVENTS = ("submit", "propose", "granted", "taken away", "apply", "cancel", "close", "back", "hand over")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(EVENTS),
            st.integers(0, 5),
            st.sampled_from(PARTNERS),
            st.sampled_from([(OFFICE,), (EXCHANGE,), HELD]),
        ),
        min_size=10,
        max_size=40,
    )
)
def test_no_sequence_leaves_the_table(directory: Database, script: list[tuple[str, int, str, tuple[str, ...]]]) -> None:
    for emptied in ("support_contact", "assignment", "outbox_message", "processed_delivery", "bulk_job"):
        directory.write_now(lambda s, name=emptied: s.execute(text(f"DELETE FROM {name}")))  # type: ignore[misc]
    directory.write_now(lambda s: privileges(s, "gdap"))
    directory.write_now(lambda s: privileges(s, "none", NEWCOMER))
    books = Books(directory)
    for event in script:
        books.do(*event)
