"""Many support contacts handed over in one reviewed action: verdicts hold, cut off it goes on, once each."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func
from sqlmodel import Session, col, select

from bot.db import Database
from bot.errors import Denied, InvalidInput
from bot.models import (
    Assignment,
    AuditEvent,
    Customer,
    CustomerRelationship,
    OutboxMessage,
    Partnership,
    Subscription,
    SupportContact,
)
from bot.services.basis import invalidation, losses, settling
from bot.services.contacts.eligibility import Condition
from bot.services.relationships import handover
from bot.services.relationships.handover import Handover, HandoverScope, Key
from bot.services.scene import Scene
from tests.conftest import MONDAY, PROVIDER
from tests.kit.removing import PARTNERSHIP, assign, remove, states, told
from tests.kit.store.rivals import READS_LINES, interrupted, together
from tests.kit.world import ANN, CONTOSO, FABRIKAM, NCE, OFFICE, SALES, TREY, Reseller, build
from tests.kit.world import scene as assigning

NOW = MONDAY + timedelta(hours=1)
MANY = 250
ALL_OF_TREY = HandoverScope(TREY)


@pytest.fixture
def books(database: Database) -> Database:
    database.write_now(lambda s: build(s, Reseller(TREY, "Trey Research"), Reseller(FABRIKAM, "Fabrikam")))
    return database


def crowd(books: Database, customers: int = 5, each: int = MANY // 5) -> None:
    """TREY supports `each` subscriptions of each of `customers`; FABRIKAM could serve every other one."""

    def fill(s: Session) -> None:
        for number in range(customers):
            key = f"55555555-0000-4000-8000-{number:012}"
            s.add_all(
                [Customer(id=key, company_name=f"K{number}", domain=f"k{number}.example", search_key=f"k{number}")]
            )
            s.flush()
            if number % 2 == 0:
                s.add_all([CustomerRelationship(customer_id=key, partner_tenant_id=FABRIKAM, delegated_admin="dap")])
            for count in range(each):
                sub = f"66666666-{number:04}-4000-8000-{count:012}"
                s.add_all([Subscription(id=sub, customer_id=key, friendly_name=f"S{count}", search_key="s")])
                s.flush()
                s.add_all([SupportContact(subscription_id=sub, support_tenant_id=TREY, since=MONDAY, set_by="UANN")])

    books.write_now(fill)


def plan(target: str = PROVIDER, scope: HandoverScope = ALL_OF_TREY, key: str = "HAND") -> Handover:
    return Handover(key, scope, target, NOW)


def at(key: str = "h") -> Scene:
    return assigning(NOW + timedelta(minutes=1), key)


def run(books: Database, what: Handover, after: Key | None = None) -> int:
    while True:
        after = books.write_now(lambda s, a=after: handover.step(s, ANN, what, at(), a))  # type: ignore[misc]
        if after is None:
            return books.write_now(lambda s: handover.finish(s, ANN, what, at()))


def count(books: Database, what: Handover) -> int:
    return books.read_now(lambda s: handover.review(s, PROVIDER, what)).rows.total


def naming(books: Database, partner: str) -> int:
    query = select(func.count()).select_from(SupportContact).where(col(SupportContact.support_tenant_id) == partner)
    return books.read_now(lambda s: s.exec(query).one())


def test_a_reseller_leaves_everything_goes_to_the_provider_in_one_go(books: Database) -> None:
    crowd(books)
    found = books.read_now(lambda s: handover.review(s, PROVIDER, plan()))
    assert (found.rows.total, found.movable, found.target) == (MANY, MANY, "Iberia Cloud")
    assert run(books, plan()) == MANY
    assert (naming(books, TREY), naming(books, PROVIDER)) == (0, MANY)
    rows = books.read_now(lambda s: s.exec(select(Assignment)).all())
    assert {(row.state, row.closed_by, row.next_nudge_at) for row in rows} == {("closed", "UANN", None)}
    # One message each, not one for every customer.
    subjects = books.read_now(lambda s: s.exec(select(OutboxMessage.subject, OutboxMessage.recipient)).all())
    assert sorted(subjects) == sorted([("handover:HAND", "UANN"), ("handover:HAND", "C0DESK")] * 2)


def test_to_another_reseller_the_verdict_is_what_happens(books: Database) -> None:
    crowd(books)
    found = books.read_now(lambda s: handover.review(s, PROVIDER, plan(FABRIKAM)))
    assert (found.rows.total, found.movable) == (MANY, MANY * 3 // 5)
    assert found.refused == {Condition.NO_RELATIONSHIP: MANY * 2 // 5}
    assert all(Condition.NO_DELEGATED_ADMIN in row.failures for row in found.rows.items)
    assert run(books, plan(FABRIKAM)) == found.movable
    assert (naming(books, FABRIKAM), naming(books, TREY)) == (found.movable, MANY - found.movable)


def test_cut_off_after_any_batch_it_goes_on_and_changes_each_once(books: Database) -> None:
    crowd(books)
    assert books.write_now(lambda s: handover.step(s, ANN, plan(), at(), None)) is not None
    assert naming(books, TREY) == MANY - handover.CHUNK
    assert run(books, plan()) == MANY
    assert run(books, plan()) == MANY
    versions = books.read_now(lambda s: s.exec(select(SupportContact.version).distinct()).all())
    assert list(versions) == [2]
    actions = books.read_now(lambda s: s.exec(select(AuditEvent.action)).all())
    assert (list(actions).count("contact.assigned"), list(actions).count(handover.DONE)) == (MANY, 1)


def test_two_at_once_change_each_contact_once(books: Database) -> None:
    crowd(books, 2, 20)
    together(
        books,
        *(
            lambda s, n=number: handover.step(s, replace(ANN, user_id=f"U{n}"), plan(key=f"H{n}"), at(f"d{n}"), None)
            for number in range(4)
        ),
    )
    run(books, plan())
    assert (naming(books, TREY), naming(books, PROVIDER)) == (0, 40)
    versions = books.read_now(lambda s: s.exec(select(SupportContact.version).distinct()).all())
    assert list(versions) == [2]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_rival_between_two_reads_moves_nothing_twice(books: Database) -> None:
    crowd(books, 1, 3)
    with interrupted(books, READS_LINES, lambda: run(books, plan(key="RIVAL"))):
        assert books.write_now(lambda s: handover.step(s, ANN, plan(), at("d2"), None)) is None
    versions = books.read_now(lambda s: s.exec(select(SupportContact.version).distinct()).all())
    assert list(versions) == [2]


def test_what_was_set_after_the_review_is_left_alone(books: Database) -> None:
    assign(books, TREY, OFFICE)
    early = replace(plan(), reviewed_at=MONDAY - timedelta(seconds=1))
    assert run(books, early) == 0
    assert naming(books, TREY) == 1
    assert run(books, replace(plan(key="SAME"), reviewed_at=MONDAY)) == 1


def test_subscriptions_that_can_have_no_contact_stay_with_their_reason(books: Database) -> None:
    seen = SupportContact(subscription_id=NCE, support_tenant_id=TREY, origin="observed", since=MONDAY)
    books.write_now(lambda s: s.add(seen))
    found = books.read_now(lambda s: handover.review(s, PROVIDER, plan()))
    assert (found.movable, found.rows.items[0].failures) == (0, (Condition.NEW_COMMERCE,))
    assert run(books, plan()) == 0


def test_only_one_customers_or_only_what_was_lost(books: Database) -> None:
    crowd(books, 2, 2)
    assign(books, TREY, OFFICE)
    assert run(books, plan(scope=HandoverScope(TREY, CONTOSO), key="C")) == 1
    assert naming(books, TREY) == 4
    remove(books, PARTNERSHIP)
    lost = HandoverScope(reference="REM-r")
    assert count(books, plan(scope=lost)) == 4
    assert count(books, plan(scope=replace(lost, owner="UELSE"))) == 0
    assert count(books, plan(TREY, lost)) == 0
    assert run(books, plan(scope=lost, key="L")) == 4
    assert books.read_now(lambda s: losses.loss(s, "REM-r")).open == 0
    assert set(states(books).values()) == {"superseded", "closed"} or set(states(books).values()) == {"closed"}
    # Drawn anew in place for who had been told.
    assert told(books, invalidation.LOST).count("C0DESK") == 2


def test_what_has_its_basis_again_is_lost_no_more(books: Database) -> None:
    assign(books, TREY, OFFICE)
    remove(books, PARTNERSHIP)
    lost = plan(scope=HandoverScope(reference="REM-r"))
    assert count(books, lost) == 1
    books.write_now(lambda s: setattr(s.get(Partnership, (PROVIDER, TREY)), "state", "Active"))
    books.write_now(lambda s: settling.settle(s, ANN, Scene(PROVIDER, MONDAY)))
    assert count(books, lost) == 0


def test_role_denied_itself_and_everything_are_refused(books: Database) -> None:
    crowd(books, 1, 1)
    with pytest.raises(Denied):
        books.write_now(lambda s: handover.step(s, SALES, plan(), at(), None))
    with pytest.raises(InvalidInput) as refused:
        books.read_now(lambda s: handover.review(s, PROVIDER, plan(TREY)))
    assert refused.value.field == "to"
    with pytest.raises(ValueError, match="needs"):
        HandoverScope()


def test_the_review_turns_its_pages_refused_first(books: Database) -> None:
    crowd(books, 2, handover.PER_PAGE)
    first = books.read_now(lambda s: handover.review(s, PROVIDER, plan(FABRIKAM)))
    last = books.read_now(lambda s: handover.review(s, PROVIDER, plan(FABRIKAM), 999))
    assert all(row.failures for row in first.rows.items)
    assert not any(row.failures for row in last.rows.items)
    assert (first.rows.offset, last.rows.offset, len(last.rows.items)) == (0, handover.PER_PAGE, handover.PER_PAGE)
