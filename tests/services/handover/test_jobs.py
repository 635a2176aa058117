"""Many support contacts handed over by a job: verdicts hold, cut off it goes on, each once, told as it is."""

import itertools
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, update
from sqlmodel import Session, col, select

from bot.clock import ManualClock
from bot.db import Database
from bot.errors import Denied, InvalidInput, Unavailable
from bot.models import (
    AssignManyState,
    Assignment,
    AuditEvent,
    Customer,
    CustomerRelationship,
    OutboxMessage,
    Partnership,
    Subscription,
    SupportContact,
)
from bot.services import commerce
from bot.services.basis import invalidation, losses, settling
from bot.services.contacts.eligibility import Condition
from bot.services.handover import jobs, review, scope
from bot.services.handover.jobs import HandoverStanding
from bot.services.handover.scope import Handover, HandoverScope
from bot.services.jobs import claims
from bot.services.policy import Actor
from bot.services.relationships import removal
from bot.services.scene import Scene
from tests.conftest import MONDAY, PROVIDER
from tests.kit.handover import admit, begun, handing_over
from tests.kit.removing import PARTNERSHIP, assign, remove, states, told
from tests.kit.store.rivals import interrupted, statements
from tests.kit.world import ANN, CONTOSO, EXCHANGE, FABRIKAM, NCE, OFFICE, SALES, TREY, Reseller, build
from tests.kit.world import scene as assigning

NOW = MONDAY + timedelta(hours=1)
MANY = 25
ALL_OF_TREY = HandoverScope(TREY)


class Crash(BaseException):
    """The process is gone at this point."""


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW + timedelta(minutes=1))


@pytest.fixture
def books(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """TREY and FABRIKAM, and chunks so small that many contacts have something between them."""
    monkeypatch.setattr(jobs, "CHUNK", 4)
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
                sub = f"66666666-{count:04}-4000-8000-{number:012}"
                s.add_all([Subscription(id=sub, customer_id=key, friendly_name=f"S{count}", search_key="s")])
                s.flush()
                s.add_all([SupportContact(subscription_id=sub, support_tenant_id=TREY, since=MONDAY, set_by="UANN")])

    books.write_now(fill)


def plan(target: str = PROVIDER, scope: HandoverScope = ALL_OF_TREY, key: str = "HAND") -> Handover:
    return Handover(key, scope, target, NOW)


async def run(books: Database, clock: ManualClock, what: Handover) -> int:
    """Begin and do it; return how many were moved."""
    assert begun(books, clock, what)
    await handing_over(books, clock).run()
    return stand(books, what.id).moved


def stand(books: Database, key: str = "HAND") -> HandoverStanding:
    found = books.read_now(lambda s: jobs.standing(s, key))
    assert found is not None
    return found


def reviewed(books: Database, what: Handover, offset: int = 0) -> review.HandoverReview:
    return books.read_now(lambda s: review.review(s, PROVIDER, what, offset))


def test_of_very_many_the_first_are_judged_and_the_review_says_so(
    books: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd(books)
    whole = reviewed(books, plan(FABRIKAM))
    assert (whole.rows.total, whole.rows.more) == (MANY, False)
    monkeypatch.setattr(review, "LOOKED_AT", MANY)
    assert reviewed(books, plan(FABRIKAM)) == whole
    monkeypatch.setattr(review, "LOOKED_AT", MANY - 1)
    some = reviewed(books, plan(FABRIKAM))
    assert (some.rows.total, some.rows.more) == (MANY - 1, True)
    assert some.movable + sum(some.refused.values()) == MANY - 1
    assert set(some.rows.items) <= set(reviewed(books, plan(FABRIKAM)).rows.items)


def test_contacts_of_another_providers_customers_are_not_counted(books: Database) -> None:
    crowd(books)

    def count(s: Session) -> tuple[int, int]:
        return scope.count(s, PROVIDER, plan()), removal.preview(s, PARTNERSHIP, assigning(NOW, "r")).resting_total

    assert books.read_now(count) == (MANY, MANY)
    books.write_now(
        lambda s: s.execute(update(Customer).where(col(Customer.company_name) == "K1").values(elsewhere=True))
    )
    assert books.read_now(count) == (MANY - MANY // 5, MANY - MANY // 5)


def naming(books: Database, partner: str) -> int:
    query = select(func.count()).select_from(SupportContact).where(col(SupportContact.support_tenant_id) == partner)
    return books.read_now(lambda s: s.exec(query).one())


def versions(books: Database) -> list[int]:
    return list(books.read_now(lambda s: s.exec(select(SupportContact.version).distinct()).all()))


def ends(books: Database) -> list[Mapping[str, Any] | None]:
    """What the one history row of each handover's end says."""
    query = select(AuditEvent.after).where(AuditEvent.action == jobs.DONE).order_by(col(AuditEvent.id))
    return list(books.read_now(lambda s: s.exec(query).all()))


def check_whole(books: Database) -> None:
    """Everything was moved once, with its history, closed, and told as one."""
    assert (naming(books, TREY), naming(books, PROVIDER), versions(books)) == (0, MANY, [2])
    rows = books.read_now(lambda s: s.exec(select(Assignment)).all())
    assert {(row.state, row.closed_by, row.next_nudge_at, row.reference) for row in rows} == {
        ("closed", "UANN", None, "HAND")
    }
    assert len(rows) == MANY
    events = books.read_now(lambda s: s.exec(select(AuditEvent)).all())
    assert Counter(event.action for event in events) == {"contact.assigned": MANY, jobs.STARTED: 1, jobs.DONE: 1}
    assert len({event.subject_id for event in events if event.action == "contact.assigned"}) == MANY
    assert {event.reference for event in events if event.action == "contact.assigned"} == {"HAND"}
    assert ends(books) == [{"state": "done", "contacts": MANY, "of": MANY, "support_tenant_id": PROVIDER}]
    assert stand(books) == HandoverStanding(
        "HAND", AssignManyState.DONE, stand(books).target, "UANN", "UANN", MANY, MANY
    )
    keys = books.read_now(lambda s: s.exec(select(OutboxMessage.dedupe_key)).all())
    assert {key for key in keys if ":ended:" in key} == {"handover:HAND:ended:UANN", "handover:HAND:ended:C0DESK"}


async def test_a_reseller_leaves_everything_goes_to_the_provider_in_one_go(books: Database, clock: ManualClock) -> None:
    crowd(books)
    found = reviewed(books, plan())
    assert (found.rows.total, found.movable, found.target) == (MANY, MANY, "Iberia Cloud")
    assert begun(books, clock, plan())
    assert not begun(books, clock, plan())
    assert (naming(books, TREY), stand(books).moved, stand(books).total) == (MANY, 0, MANY)
    running = handing_over(books, clock)
    await running.advance()
    # What is told in between is so.
    assert (stand(books).state, stand(books).moved) == ("running", naming(books, PROVIDER))
    await running.run()
    check_whole(books)


@pytest.mark.parametrize("point", ["claimed", "admitted", "written"])
@pytest.mark.parametrize("after", range(0, 7, 2))
async def test_killed_at_any_point_it_goes_on_and_changes_each_once(
    books: Database, clock: ManualClock, point: str, after: int
) -> None:
    crowd(books)
    begun(books, clock, plan())
    reached = itertools.count()

    def kill(here: str) -> None:
        if here == point and next(reached) == after:
            raise Crash

    with pytest.raises(Crash):
        await handing_over(books, clock, crash=kill).run()
    clock.advance(claims.LEASE)
    await handing_over(books, clock).run()
    check_whole(books)


async def test_two_runners_change_each_contact_once(books: Database, clock: ManualClock) -> None:
    crowd(books)
    begun(books, clock, plan())
    one, two = handing_over(books, clock), handing_over(books, clock)
    while await one.advance() or await two.advance():
        pass
    check_whole(books)


async def test_two_handovers_of_the_same_change_each_contact_once(books: Database, clock: ManualClock) -> None:
    crowd(books)
    begun(books, clock, plan(key="ONE"))
    begun(books, clock, plan(key="TWO"))
    await handing_over(books, clock).run()
    assert (naming(books, TREY), versions(books)) == (0, [2])
    moved = [stand(books, key).moved for key in ("ONE", "TWO")]
    assert sum(moved) == MANY
    assert sorted(str(end and end["contacts"]) for end in ends(books)) == sorted(map(str, moved))


async def test_to_another_reseller_the_verdict_is_what_happens(books: Database, clock: ManualClock) -> None:
    crowd(books)
    found = reviewed(books, plan(FABRIKAM))
    assert (found.rows.total, found.movable) == (MANY, MANY * 3 // 5)
    assert found.refused == {Condition.NO_RELATIONSHIP: MANY * 2 // 5}
    assert all(Condition.NO_DELEGATED_ADMIN in row.failures for row in found.rows.items[: MANY * 2 // 5])
    assert await run(books, clock, plan(FABRIKAM)) == found.movable
    assert (naming(books, FABRIKAM), naming(books, TREY)) == (found.movable, MANY - found.movable)
    told_of = {"state": "done", "contacts": found.movable, "of": MANY, "support_tenant_id": FABRIKAM}
    assert ends(books) == [told_of]


async def test_cancelled_in_the_midst_the_rest_stays_and_the_history_says_how_far_it_was(
    books: Database, clock: ManualClock
) -> None:
    crowd(books)
    begun(books, clock, plan())
    running = handing_over(books, clock)
    await running.advance()
    ben = replace(ANN, user_id="UBEN")
    with pytest.raises(Denied):
        books.write_now(lambda s: jobs.cancel(s, SALES, "HAND", at()))
    assert books.write_now(lambda s: jobs.cancel(s, ben, "HAND", at()))
    assert not books.write_now(lambda s: jobs.cancel(s, ben, "HAND", at()))
    await running.run()
    moved = naming(books, PROVIDER)
    assert 0 < moved < MANY
    assert (stand(books).state, stand(books).ender, stand(books).moved) == ("cancelled", "UBEN", moved)
    assert ends(books) == [{"state": "cancelled", "contacts": moved, "of": MANY, "support_tenant_id": PROVIDER}]


async def test_a_role_lost_midway_stops_it_and_no_answer_only_delays(books: Database, clock: ManualClock) -> None:
    crowd(books)
    begun(books, clock, plan())
    answers: list[Exception | None] = [
        None,
        Unavailable("slack-unavailable"),
        Denied("denied-role", roles=(), groups=()),
    ]

    async def admitting(user_id: str, reference: str) -> Actor:
        if error := answers.pop(0):
            raise error
        return await admit(user_id, reference)

    running = handing_over(books, clock, admit=admitting)
    await running.run()
    assert stand(books).state == "running"
    clock.advance(timedelta(seconds=30))
    await running.run()
    assert (stand(books).state, stand(books).ender) == ("stopped", "system:bulk")
    assert (ends(books)[0] or {})["contacts"] == stand(books).moved == naming(books, PROVIDER) > 0


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_rival_between_two_reads_moves_nothing_twice(books: Database, clock: ManualClock) -> None:
    assign(books, TREY, OFFICE, EXCHANGE)
    begun(books, clock, plan())

    def rival() -> None:
        moved = update(SupportContact).where(col(SupportContact.subscription_id) == OFFICE)
        books.write_now(lambda s: s.connection().execute(moved.values(support_tenant_id=FABRIKAM, version=2)))

    with interrupted(books, "\n    WITH given", rival):
        await handing_over(books, clock).run()
    assert (naming(books, FABRIKAM), naming(books, PROVIDER)) == (1, 1)
    assert (stand(books).moved, stand(books).total) == (1, 2)


async def test_what_was_set_after_the_review_is_left_alone(books: Database, clock: ManualClock) -> None:
    assign(books, TREY, OFFICE)
    early = replace(plan(), reviewed_at=MONDAY - timedelta(seconds=1))
    assert await run(books, clock, early) == 0
    assert naming(books, TREY) == 1
    assert await run(books, clock, replace(plan(key="SAME"), reviewed_at=MONDAY)) == 1


async def test_subscriptions_that_can_have_no_contact_stay_with_their_reason(
    books: Database, clock: ManualClock
) -> None:
    seen = SupportContact(subscription_id=NCE, support_tenant_id=TREY, origin="observed", since=MONDAY)
    books.write_now(lambda s: s.add(seen))
    assert reviewed(books, plan()).movable == 1
    books.info[commerce.REFUSED] = True
    found = reviewed(books, plan())
    assert (found.movable, found.rows.items[0].failures) == (0, (Condition.NEW_COMMERCE,))
    assert await run(books, clock, plan()) == 0


async def test_only_one_customers_or_only_what_was_lost(books: Database, clock: ManualClock) -> None:
    crowd(books, 2, 2)
    assign(books, TREY, OFFICE)
    assert await run(books, clock, plan(scope=HandoverScope(TREY, CONTOSO), key="C")) == 1
    assert naming(books, TREY) == 4
    remove(books, PARTNERSHIP)
    lost = HandoverScope(reference="REM-r")
    assert reviewed(books, plan(scope=lost)).rows.total == 4
    assert reviewed(books, plan(scope=replace(lost, owner="UELSE"))).rows.total == 0
    assert reviewed(books, plan(TREY, lost)).rows.total == 0
    assert await run(books, clock, plan(scope=lost, key="L")) == 4
    assert books.read_now(lambda s: losses.loss(s, "REM-r")).open == 0
    assert set(states(books).values()) == {"superseded", "closed"} or set(states(books).values()) == {"closed"}
    # Drawn anew in place for who had been told.
    assert told(books, invalidation.LOST).count("C0DESK") == 2


async def test_what_was_lost_is_handed_back_in_pieces(books: Database, clock: ManualClock) -> None:
    crowd(books)
    remove(books, PARTNERSHIP)
    assert await run(books, clock, plan(scope=HandoverScope(reference="REM-r"))) == MANY
    assert versions(books) == [2]


def test_what_has_its_basis_again_is_lost_no_more(books: Database) -> None:
    assign(books, TREY, OFFICE)
    remove(books, PARTNERSHIP)
    lost = plan(scope=HandoverScope(reference="REM-r"))
    assert reviewed(books, lost).rows.total == 1
    books.write_now(lambda s: setattr(s.get(Partnership, (PROVIDER, TREY)), "state", "Active"))
    books.write_now(lambda s: settling.settle(s, ANN, Scene(PROVIDER, MONDAY)))
    assert reviewed(books, lost).rows.total == 0


def test_role_denied_itself_and_everything_are_refused(books: Database) -> None:
    crowd(books, 1, 1)
    with pytest.raises(Denied):
        books.write_now(lambda s: jobs.start(s, SALES, plan(), 1, at()))
    with pytest.raises(InvalidInput) as refused:
        reviewed(books, plan(TREY))
    assert refused.value.field == "to"
    with pytest.raises(ValueError, match="needs"):
        HandoverScope()


def test_the_review_turns_its_pages_refused_first(books: Database) -> None:
    crowd(books, 2, review.PER_PAGE)
    first = reviewed(books, plan(FABRIKAM))
    last = reviewed(books, plan(FABRIKAM), 999)
    assert all(row.failures for row in first.rows.items)
    assert not any(row.failures for row in last.rows.items)
    assert (first.rows.offset, last.rows.offset, len(last.rows.items)) == (0, review.PER_PAGE, review.PER_PAGE)


def test_a_review_asks_the_same_few_questions_however_many_contacts_there_are(books: Database) -> None:
    crowd(books, 40, 2)
    for target in (PROVIDER, FABRIKAM):
        with statements(books, reading=True) as said:
            assert reviewed(books, plan(target)).rows.total == 80
        assert len(said) <= 10


def test_expired_privileges_are_counted_as_what_happens(books: Database) -> None:
    crowd(books, 2, 2)
    ends_at = update(CustomerRelationship).where(col(CustomerRelationship.partner_tenant_id) == FABRIKAM)
    for when, movable in ((NOW, 0), (NOW + timedelta(days=1), 2)):
        values = ends_at.values(delegated_admin="gdap", delegated_admin_expires_at=when)
        books.write_now(lambda s, v=values: s.connection().execute(v))  # type: ignore[misc]
        found = reviewed(books, plan(FABRIKAM))
        assert (found.movable, found.rows.total) == (movable, 4)
    assert books.read_now(lambda s: scope.count(s, PROVIDER, plan(FABRIKAM))) == 4


def at(key: str = "h") -> Scene:
    return assigning(NOW + timedelta(minutes=1), key)
