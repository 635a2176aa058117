"""Contents of App Home for a person: the right rows, in pages, on both databases, and nothing of other people."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update
from sqlmodel import col

from bot.commands.assign_support import review
from bot.commands.shared import action_ids
from bot.db import Database
from bot.errors import Denied
from bot.models import (
    AssignManyJob,
    Assignment,
    AssignmentState,
    Customer,
    CustomerRelationship,
    OutboxMessage,
    RelationshipRequest,
    RequestType,
    Subscription,
)
from bot.services.contacts import assignments, reviews, submissions
from bot.services.home import mine, page
from bot.services.home.mine import HomeLine
from bot.services.home.page import HomePage
from bot.services.home.parts import (
    COUNTED,
    PER_PAGE,
    AskedRequest,
    EndedJob,
    ExpiringPrivileges,
    LostContacts,
    Section,
    SubmissionGroup,
)
from bot.services.invitations.rules import RequestWish
from bot.services.policy import Role
from bot.services.relationships import requests
from bot.services.store.sql import table
from bot.text import reader
from tests.conftest import MONDAY, PROVIDER
from tests.kit import relationships as people
from tests.kit.examples import examples
from tests.kit.rows import invite
from tests.kit.store.rivals import statements
from tests.kit.store.templates import SqliteTemplate
from tests.kit.world import (
    ANN,
    CONTOSO,
    EXCHANGE,
    FABRIKAM,
    OFFICE,
    SALES,
    TREY,
    Reseller,
    build,
    proposal,
    scene,
)

BEN = replace(ANN, user_id="UBEN", name="Ben", reference="REF00003")
DAY = timedelta(days=1)


@pytest.fixture
def directory(database: Database) -> Database:
    resellers = (Reseller(TREY, "Trey Research", expires_at=MONDAY + 20 * DAY), Reseller(FABRIKAM, "Fabrikam"))
    database.write_now(lambda s: build(s, *resellers))
    return database


def read(database: Database, actor: Any = ANN, at: datetime = MONDAY, **turned: int) -> HomePage:
    offsets = {Section[name.upper()]: offset for name, offset in turned.items()}
    return database.read_now(lambda s: page.read(s, actor, at, offsets))


def assign(database: Database, *ids: str, target: str = TREY, actor: Any = ANN, key: str = "1", **expected: int) -> str:
    who = replace(actor, reference=f"BATCH-{key}")
    wish = proposal(target, *ids, **expected)
    return database.write_now(lambda s: assignments.submit(s, who, wish, scene(MONDAY, key))).batch_id


def move(database: Database, batch_id: str, state: AssignmentState, **more: Any) -> None:
    rows = table(Assignment)
    change = update(rows).where(rows.c.batch_id == batch_id).values(state=state, **more)
    database.write_now(lambda s: s.execute(change))


def test_nothing_yet_is_a_newcomers_home(directory: Database) -> None:
    assert read(directory) == HomePage()
    assert read(directory).is_new


def test_people_without_a_role_have_no_home(directory: Database) -> None:
    for roles in (frozenset[Role](), frozenset({Role.BILLING_ADMIN})):
        with pytest.raises(Denied):
            read(directory, replace(ANN, roles=roles))


def test_a_submission_waits_for_its_review_and_moves_on(directory: Database) -> None:
    batch_id = assign(directory, OFFICE, EXCHANGE)
    found = read(directory)
    group = SubmissionGroup(batch_id, "Contoso", "Trey Research", 2, MONDAY, AssignmentState.APPLIED)
    assert found.waiting.items == (group,)
    assert found.waiting.total == 1
    assert found.assigned == ()
    assert not found.is_new
    assert read(directory, BEN).waiting.items == ()
    directory.write_now(lambda s: reviews.close(s, ANN, batch_id, scene(MONDAY, "close")))
    found = read(directory)
    assert found.waiting.items == ()
    assert found.assigned == (replace(group, state=AssignmentState.CLOSED),)


def test_a_lost_basis_comes_first_and_names_each_subscription(directory: Database) -> None:
    lost = assign(directory, OFFICE)
    due = assign(directory, EXCHANGE, target=FABRIKAM, key="2")
    move(directory, lost, AssignmentState.INVALIDATED)
    items = read(directory).waiting.items
    assert items[0] == LostContacts(OFFICE, "Office 365", "Contoso", "Trey Research", MONDAY)
    assert isinstance(items[1], SubmissionGroup)
    assert items[1].batch_id == due


@pytest.mark.parametrize("by_itself", [True, False])
def test_ready_waits_for_the_person_unless_it_applies_by_itself(directory: Database, by_itself: bool) -> None:
    batch_id = assign(directory, OFFICE)
    move(directory, batch_id, AssignmentState.WAITING_RELATIONSHIP)
    assert [group.state for group in read(directory).assigned] == [AssignmentState.WAITING_RELATIONSHIP]
    move(directory, batch_id, AssignmentState.READY, apply_when_established=by_itself)
    found = read(directory)
    assert bool(found.waiting.total) is not by_itself
    assert bool(found.assigned) is by_itself


def test_nobody_reviews_what_a_deleted_subscription_had(directory: Database) -> None:
    batch_id = assign(directory, OFFICE, EXCHANGE)
    deleted = update(table(Subscription)).values(status="deleted")
    directory.write_now(lambda s: s.execute(deleted.where(table(Subscription).c.id == OFFICE)))
    assert [getattr(line, "count", None) for line in read(directory).waiting.items] == [1]
    found = directory.read_now(lambda s: submissions.read(s, batch_id))
    assert (found.open, found.in_force, found.gone) == (True, 1, True)
    directory.write_now(lambda s: s.execute(deleted))
    assert read(directory).waiting.total == 0
    found = directory.read_now(lambda s: submissions.read(s, batch_id))
    assert (found.open, found.in_force, found.gone) == (False, 0, True)
    said = review.notice(reader("en", "UTC"), found, personal=True)
    assert review.state_line(reader("en", "UTC"), found) in said.text
    assert action_ids.REVIEW not in str(said.blocks)


def test_an_import_lets_the_messages_about_deleted_subscriptions_be_drawn_again(directory: Database) -> None:
    batch_id = assign(directory, OFFICE)
    for status, again in (("suspended", 0), ("deleted", 2), ("deleted", 2)):
        change = update(table(Subscription)).values(status=status)
        directory.write_now(lambda s, change=change: s.execute(change))  # type: ignore[misc]
        directory.write_now(lambda s, key=status: submissions.settle_gone(s, MONDAY, key))  # type: ignore[misc]
        rows = select(OutboxMessage).where(col(OutboxMessage.dedupe_key).contains(":again:"))
        assert len(directory.read_now(lambda s, rows=rows: list(s.scalars(rows)))) == again  # type: ignore[misc]
    nudges = select(col(Assignment.next_nudge_at)).where(col(Assignment.batch_id) == batch_id)
    assert directory.read_now(lambda s: list(s.scalars(nudges))) == [None]


def test_an_expired_request_waits_until_somebody_asks_again_or_lets_go(directory: Database) -> None:
    wish = RequestWish(RequestType.CUSTOMER_RESELLER, new_name="Wingtip")
    end = MONDAY + 40 * DAY

    def expired(day: int) -> int:
        made = people.pending(directory, MONDAY + day * DAY, wish)
        directory.write_now(lambda s: requests.expire(s, people.CLOCKWORK, made, scene(end + day * DAY, f"e{day}")))
        return made

    def waiting() -> list[int]:
        return [line.id for line in read(directory, people.GLO, end).waiting.items if isinstance(line, AskedRequest)]

    first = expired(0)
    assert waiting() == [first]
    second = expired(1)
    assert waiting() == [second]
    for key in ("g1", "g2"):
        directory.write_now(lambda s, key=key: requests.let_go(s, people.GLO, second, scene(end, key)))  # type: ignore[misc]
    assert waiting() == []
    assert people.trail(directory, second).count("request.let_go") == 1
    with pytest.raises(Denied):
        directory.write_now(lambda s: requests.let_go(s, SALES, first, scene(end, "g3")))


@pytest.mark.parametrize("state", [AssignmentState.SUPERSEDED, AssignmentState.CANCELLED])
def test_what_ended_is_gone(directory: Database, state: AssignmentState) -> None:
    move(directory, assign(directory, OFFICE), state)
    assert read(directory).is_new


def test_open_requests_wait_for_their_owner_and_show_to_who_made_them(directory: Database) -> None:
    rows = [
        invite(50),
        invite(70, state="link_ready"),
        invite(60, owner="UBEN"),
        invite(10, owner="UBEN", created_by="UBEN"),
        invite(80, state="expired"),
        invite(81, state="declined"),
        invite(82, state="withdrawn"),
        invite(83, state="established"),
        invite(84, state="superseded"),
    ]
    directory.write_now(lambda s: s.add_all(rows))
    gloria, ben = read(directory, people.GLO), read(directory, BEN)
    assert [line.target for line in gloria.waiting.items if isinstance(line, AskedRequest)] == [
        "Target 70",
        "Target 50",
    ]
    assert [(line.target, line.owner) for line in gloria.asked.items] == [("Target 60", "UBEN")]
    assert [line.target for line in ben.waiting.items if isinstance(line, AskedRequest)] == ["Target 60", "Target 10"]
    assert ben.asked.items == ()


def test_five_hundred_requests_come_in_pages_each_once(directory: Database) -> None:
    directory.write_now(lambda s: s.add_all([invite(n) for n in range(500)]))
    seen: list[str] = []
    for offset in range(0, 500, PER_PAGE[Section.WAITING]):
        part = read(directory, people.GLO, waiting=offset).waiting
        assert (part.offset, part.total) == (offset, 500)
        seen += [line.target for line in part.items if isinstance(line, AskedRequest)]
    assert seen == [f"Target {n}" for n in reversed(range(500))]


def test_counting_stops_at_a_thousand_and_says_that_there_are_more(directory: Database) -> None:
    most = COUNTED[Section.WAITING]
    directory.write_now(lambda s: s.add_all([invite(n) for n in range(most)]))
    assert (read(directory, people.GLO).waiting.total, read(directory, people.GLO).waiting.more) == (most, False)
    directory.write_now(lambda s: s.add(invite(most)))
    part = read(directory, people.GLO, waiting=10**6).waiting
    assert (part.total, part.more, part.offset) == (most, True, most - PER_PAGE[Section.WAITING])


def test_only_the_oldest_four_hundred_changes_make_submissions_and_more_are_said(directory: Database) -> None:
    rows = [_assignment(n // 4, AssignmentState.APPLIED) for n in range(401)]
    directory.write_now(lambda s: s.add_all(rows[:400]))
    assert (read(directory).waiting.total, read(directory).waiting.more) == (100, False)
    directory.write_now(lambda s: s.add(rows[400]))
    assert (read(directory).waiting.total, read(directory).waiting.more) == (100, True)


@given(lost=st.integers(0, 3), due=st.integers(0, 3), asked=st.integers(0, 25), offset=st.integers(-5, 60))
@settings(max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_page_is_a_slice_of_the_whole(directory: Database, lost: int, due: int, asked: int, offset: int) -> None:
    """Whatever the mixture, a page holds what the whole list has there, and past the end the last page is shown."""

    def fill(session: Any) -> None:
        session.execute(delete(Assignment))
        session.execute(delete(RelationshipRequest))
        states = [AssignmentState.INVALIDATED] * lost + [AssignmentState.APPLIED] * due
        session.add_all([_assignment(n, state) for n, state in enumerate(states)])
        session.add_all([invite(n, owner="UANN") for n in range(asked)])

    directory.write_now(fill)
    size, total = PER_PAGE[Section.WAITING], lost + due + asked
    part = read(directory, waiting=offset).waiting
    whole = [*(f"L{n}" for n in range(lost)), *(f"B{lost + n}" for n in range(due))]
    whole += [f"Target {n}" for n in reversed(range(asked))]
    assert part.total == total
    assert part.offset % size == 0
    assert part.offset == max(0, min(offset // size, (total - 1) // size)) * size
    assert [_name(line) for line in part.items] == whole[part.offset : part.offset + size]


def _name(line: HomeLine) -> str:
    match line:
        case EndedJob():
            return line.job_id
        case LostContacts():
            return f"L{(line.since - MONDAY) // DAY}"
        case SubmissionGroup():
            return line.batch_id
        case AskedRequest():
            return line.target


def _assignment(number: int, state: AssignmentState) -> Assignment:
    return Assignment(
        batch_id=f"B{number}",
        customer_id=CONTOSO,
        subscription_id=OFFICE,
        from_tenant_id=PROVIDER,
        to_tenant_id=TREY,
        state=state,
        requested_by="UANN",
        requested_at=MONDAY + number * DAY,
        reference="REF",
    )


def test_privileges_under_an_assignment_show_before_they_end(directory: Database) -> None:
    assert read(directory).expiring.items == ()
    assign(directory, OFFICE, EXCHANGE)
    expected = ExpiringPrivileges(CONTOSO, "Contoso", TREY, "Trey Research", MONDAY + 20 * DAY, 2)
    assert read(directory).expiring.items == (expected,)
    assert read(directory, SALES).expiring.items == (expected,)
    assert read(directory, at=MONDAY - 40 * DAY).expiring.items == (expected,)
    assert read(directory, at=MONDAY - 41 * DAY).expiring.items == ()
    assert read(directory, at=MONDAY + 21 * DAY).expiring.items == ()


@pytest.mark.parametrize("change", [{"auto_extend": True}, {"delegated_admin": "dap"}, {"state": "removed"}])
def test_what_extends_itself_or_is_no_gdap_stays_silent(directory: Database, change: dict[str, Any]) -> None:
    assign(directory, OFFICE)
    held = table(CustomerRelationship)
    directory.write_now(lambda s: s.execute(update(held).where(held.c.partner_tenant_id == TREY).values(**change)))
    assert read(directory).expiring.items == ()


def test_ends_beyond_those_looked_at_are_not_denied(directory: Database) -> None:
    def held(number: int) -> CustomerRelationship:
        customer = f"99999999-0000-4000-8000-{number:012}"
        return CustomerRelationship(
            customer_id=customer,
            partner_tenant_id=TREY,
            delegated_admin="gdap",
            delegated_admin_expires_at=MONDAY + DAY,
        )

    def fill(session: Any) -> None:
        rows = [held(number) for number in range(300)]
        session.add_all(
            Customer(id=row.customer_id, company_name="C", domain="c.example", search_key="c") for row in rows
        )
        session.flush()
        session.add_all(rows)

    assign(directory, OFFICE)
    assert (read(directory).expiring.total, read(directory).expiring.more) == (1, False)
    directory.write_now(fill)
    assert (read(directory).expiring.items, read(directory).expiring.more) == ((), True)


def test_a_decision_about_many_subscriptions_is_one_line_of_news(directory: Database) -> None:
    assign(directory, OFFICE, EXCHANGE)
    people.pending(directory, MONDAY, RequestWish(RequestType.PARTNERSHIP, new_name="Wingtip Toys"))
    told = read(directory, SALES).recent
    assert [(line.what, line.by, line.about, line.contact, line.count) for line in told] == [
        ("request.pending", "UGLO", ("Wingtip Toys",), None, 1),
        ("contact.assigned", "UANN", ("Contoso",), "Trey Research", 2),
    ]


def test_who_may_not_view_sees_only_their_own(directory: Database) -> None:
    assign(directory, OFFICE)
    manager = replace(ANN, roles=frozenset({Role.USER_MANAGEMENT_ADMIN}))
    found = read(directory, manager)
    assert found.waiting.total == 1
    assert found.recent == ()
    assert found.expiring.total == 0


def test_a_bulk_assignment_waits_as_one_from_its_end_to_its_review(directory: Database) -> None:
    job = AssignManyJob(
        id="JOB00001", kind="customer", state="running", created_by="UANN", created_at=MONDAY, changed=2
    )
    directory.write_now(lambda s: s.add(job))
    assign(directory, OFFICE, EXCHANGE)
    rows, jobs = table(Assignment), table(AssignManyJob)
    directory.write_now(lambda s: s.execute(update(rows).values(reference="JOB00001")))
    assert read(directory).waiting.items == ()
    directory.write_now(lambda s: s.execute(update(jobs).values(state="done", ended_at=MONDAY)))
    assert read(directory).waiting.items == (EndedJob("JOB00001", 2, MONDAY),)
    assert read(directory, BEN).waiting.items == ()
    directory.write_now(lambda s: s.execute(update(jobs).values(closed_at=MONDAY)))
    assert read(directory).waiting.items == ()


def test_what_waits_is_found_among_what_is_open(sqlite_template: SqliteTemplate) -> None:
    """SQLite has no statistics: of two indexes that serve alike it may take that of all a person ever did."""
    with sqlite_template.fresh() as url:
        books = Database(url)
        with statements(books, reading=True) as said:
            books.read_now(lambda s: (mine.waiting(s, "UANN", 0), mine.asked(s, "UANN", 0)))
        plans = {
            row[3]
            for one in said
            for row in books.read_now(
                lambda s, one=one: s.connection().exec_driver_sql(  # type: ignore[misc]
                    f"EXPLAIN QUERY PLAN {one}", (None,) * one.count("?")
                )
            )
        }
        books.close()
    used = {
        index for index in ("unsettled", "lost", "lately") if any(f"ix_assignment_{index} " in row for row in plans)
    }
    assert used == {"unsettled", "lost"}
    assert any("ix_relationship_request_made " in row for row in plans)
