"""No sequence of events leaves a contact unflagged that lost its basis, or flags one that kept it."""

from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlmodel import Session, col, select

from bot.db import Database
from bot.errors import BotError
from bot.models import (
    Assignment,
    Customer,
    CustomerRelationship,
    OutboxMessage,
    Partner,
    Partnership,
    Subscription,
    SupportContact,
)
from bot.services.basis import settling
from bot.services.contacts import assignments
from bot.services.contacts.changes import LIVE
from bot.services.contacts.eligibility import target_failures
from bot.services.relationships import removal
from bot.services.scene import Scene
from tests.conftest import MONDAY, PROVIDER
from tests.kit.examples import examples
from tests.kit.relationships import GLO
from tests.kit.removing import NOW, OURS, PARTNERSHIP, RESELLER, RESELLERS, at, states
from tests.kit.world import CONTOSO, OFFICE, TREY, build, proposal
from tests.kit.world import scene as assigning


@pytest.fixture
def books(database: Database) -> Database:
    database.write_now(lambda s: build(s, *RESELLERS))
    return database


EVENTS = ("assign", "remove", "part", "leave", "inactive", "active", "again", "settle", "bond")


@settings(max_examples=examples(12), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(EVENTS), min_size=2, max_size=12))
def test_no_sequence_leaves_a_contact_unflagged_or_flagged_for_nothing(books: Database, events: list[str]) -> None:
    """After any events the flag says exactly whether the reseller could still be chosen, and nobody is told twice."""
    books.write_now(_fresh)
    for number, event in enumerate(events):
        try:
            books.write_now(lambda s, e=event, n=number: _step(s, e, n))  # type: ignore[misc]
        except BotError:
            continue
    books.write_now(lambda s: settling.settle(s, replace(GLO, reference="LAST"), Scene(PROVIDER, MONDAY)))
    failing = books.read_now(lambda s: target_failures(s, PROVIDER, CONTOSO, TREY, MONDAY))
    live = [state for state in states(books).values() if state in LIVE]
    assert all((state == "invalidated") is bool(failing) for state in live)
    assert len(live) <= 1


def _fresh(s: Session) -> None:
    for table in (OutboxMessage, SupportContact, Assignment):
        for row in s.exec(select(table)).all():
            s.delete(row)
        s.flush()
    s.get_one(Customer, CONTOSO).relationship_to_partner = "reseller"
    s.get_one(Partnership, (PROVIDER, TREY)).state = "Active"
    s.get_one(Partner, TREY).program_active = True
    held = s.get_one(CustomerRelationship, (CONTOSO, TREY))
    held.state, held.delegated_admin = "established", "gdap"
    s.connection().execute(update(Subscription).where(col(Subscription.id) != OFFICE).values(status="deleted"))
    s.get_one(Subscription, OFFICE).channel = "open"


def _step(s: Session, event: str, number: int) -> None:
    key = str(uuid4())
    actor = replace(GLO, reference=key)
    match event:
        case "assign":
            contact = s.get(SupportContact, OFFICE)
            wish = proposal(TREY, OFFICE, version=contact.version if contact else 0)
            assignments.submit(s, actor, wish, assigning(MONDAY, key))
        case "remove" | "part" | "leave":
            what = {"remove": RESELLER, "part": PARTNERSHIP, "leave": OURS}[event]
            removal.remove(s, actor, what, at(key), removal.preview(s, what, at(key)).digest)
        case "inactive" | "active":
            s.get_one(Partner, TREY).program_active = event == "active"
            s.flush()
            settling.settle(s, actor, NOW)
        case "again":
            held = s.get_one(CustomerRelationship, (CONTOSO, TREY))
            held.state, held.delegated_admin = "established", "gdap"
            s.get_one(Customer, CONTOSO).relationship_to_partner = "reseller"
            s.flush()
            settling.settle(s, actor, NOW)
        case "bond":
            s.get_one(Partnership, (PROVIDER, TREY)).state = "Active"
            s.flush()
            settling.settle(s, actor, NOW)
        case "settle":
            settling.settle(s, actor, NOW)
