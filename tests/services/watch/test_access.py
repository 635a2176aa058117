"""The board of access, on both databases: each state, whose it is, in order, page by page."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import Session

from bot.db import Database
from bot.models import (
    Assignment,
    Customer,
    CustomerRelationship,
    GdapGroup,
    GdapRelationship,
    RelationshipRequest,
    RequestType,
    SupportContact,
)
from bot.services.watch import access
from bot.services.watch.access import AccessRow, AccessState
from bot.services.watch.keyset import BoardPage, Cursor
from tests.conftest import MONDAY, PROVIDER
from tests.kit import rows, world
from tests.kit.submitting import assign
from tests.kit.world import CONTOSO, FABRIKAM, OFFICE, TREY, Reseller

DAY = timedelta(days=1)


@pytest.fixture
def held(database: Database) -> Database:
    """Write CONTOSO with TREY, whose privileges end in 30 days, and FABRIKAM, whose do in a year."""
    resellers = (
        Reseller(TREY, "Trey Research", expires_at=MONDAY + 30 * DAY),
        Reseller(FABRIKAM, "Fabrikam", expires_at=MONDAY + 365 * DAY),
    )
    database.write_now(lambda s: world.build(s, *resellers))
    return database


def board(database: Database, state: AccessState | None = None, now: datetime = MONDAY) -> list[AccessRow]:
    found = database.read_now(lambda s: access.page(s, state, Cursor(), now))
    assert found.following is None
    return list(found.rows)


def turned(database: Database, state: AccessState | None, cursor: Cursor) -> BoardPage[AccessRow]:
    return database.read_now(lambda s: access.page(s, state, cursor, MONDAY))


def told(found: list[AccessRow]) -> list[tuple[str, str, str | None, str | None]]:
    return [(row.state.value, row.customer, row.partner, row.owner) for row in found]


def graph(key: str, status: str, **more: Any) -> GdapRelationship:
    usual: dict[str, Any] = {"customer_id": CONTOSO, "created_at": MONDAY, "seen_at": MONDAY}
    return GdapRelationship(id=key, name=key, status=status, **usual | more)


def asked(number: int, state: str, customer: str | None = None) -> RelationshipRequest:
    made = rows.invite(number, state=state, owner="UANN")
    made.type, made.customer_id = RequestType.GDAP, customer
    return made


def test_what_ends_is_there_until_it_extends_itself(held: Database) -> None:
    assert told(board(held)) == [
        ("ending", "Contoso", "Trey Research", None),
        ("not_extending", "Contoso", "Fabrikam", None),
    ]

    def extended(session: Session) -> None:
        for partner in (TREY, FABRIKAM):
            session.get_one(CustomerRelationship, (CONTOSO, partner)).auto_extend = True

    held.write_now(extended)
    assert board(held) == []


def test_whoever_assigned_what_rests_on_it_looks_after_it(held: Database) -> None:
    assign(held, TREY, OFFICE, 1)
    assert told(board(held, AccessState.ENDING)) == [("ending", "Contoso", "Trey Research", "UANN")]


def test_what_ended_hurts_only_under_a_contact(held: Database) -> None:
    late = MONDAY + 31 * DAY
    assert [row.state for row in board(held, now=late)] == [AccessState.NOT_EXTENDING]
    assign(held, TREY, OFFICE, 1)
    assert told(board(held, now=late))[0] == ("ended", "Contoso", "Trey Research", "UANN")
    assert board(held, AccessState.ENDED, late)[0].at == MONDAY + 30 * DAY

    def lost(session: Session) -> None:
        session.execute(update(Assignment).values(state="invalidated"))

    held.write_now(lost)
    assert [row.state for row in board(held, AccessState.ENDED, late)] == [AccessState.ENDED]
    held.write_now(lambda s: s.delete(s.get_one(SupportContact, OFFICE)))
    assert board(held, AccessState.ENDED, late) == []


def test_our_requests_are_not_sent_or_not_accepted(held: Database) -> None:
    held.write_now(lambda s: s.add_all([asked(1, "link_ready"), asked(2, "pending", CONTOSO), asked(3, "established")]))
    held.write_now(lambda s: s.add(rows.invite(4)))
    assert told(board(held, AccessState.NOT_SENT)) == [("not_sent", "Target 1", None, "UANN")]
    assert told(board(held, AccessState.PENDING)) == [("pending", "Contoso", None, "UANN")]
    assert board(held, AccessState.PENDING)[0].request_id is not None


def test_graph_adds_what_we_did_not_ask_for(held: Database) -> None:
    def work(session: Session) -> None:
        session.add(asked(1, "pending", CONTOSO))
        session.add(graph("g1", "approvalPending"))
        session.add(graph("g2", "approvalPending", customer_id=None, customer_name="Somebody"))
        session.add(graph("g3", "created", customer_id=None))
        session.add(graph("g4", "terminated"))
        session.add(graph("g5", "created", provider_id=PROVIDER))

    held.write_now(work)
    assert [(row.customer, row.owner) for row in board(held, AccessState.PENDING)] == [
        ("Contoso", "UANN"),
        ("Somebody", None),
    ]
    assert [row.customer for row in board(held, AccessState.NOT_SENT)] == ["g3"]


def test_active_without_a_group_is_known_only_once_groups_were_read(held: Database) -> None:
    def work(session: Session) -> None:
        session.add(graph("g1", "active", groups_read_at=MONDAY, ends_at=MONDAY + 99 * DAY))
        session.add(graph("g2", "active"))
        session.add(graph("g3", "active", groups_read_at=MONDAY))
        session.add(graph("g4", "active", groups_read_at=MONDAY))
        session.flush()
        session.add(GdapGroup(relationship_id="g3", id="a", group_id="x", status="active"))
        session.add(GdapGroup(relationship_id="g4", id="a", group_id="x", status="deleted"))

    held.write_now(work)
    found = board(held, AccessState.UNUSED)
    assert [(row.customer, row.at) for row in found] == [("Contoso", MONDAY + 99 * DAY), ("Contoso", None)]


def test_customers_of_other_providers_are_not_there(held: Database) -> None:
    def work(session: Session) -> None:
        session.add_all([asked(1, "pending", CONTOSO), graph("g1", "active", groups_read_at=MONDAY)])
        session.get_one(Customer, CONTOSO).elsewhere = True

    held.write_now(work)
    assert board(held) == []


def test_each_page_goes_on_where_the_last_ended(held: Database) -> None:
    held.write_now(lambda s: s.add_all([asked(number, "pending") for number in range(1, 24)]))
    seen: list[str] = []
    cursor: Cursor | None = Cursor()
    pages = 0
    while cursor is not None:
        found = turned(held, None, cursor)
        seen += [f"{row.state} {row.customer} {row.partner}" for row in found.rows]
        cursor, pages = found.following, pages + 1
    assert len(seen) == len(set(seen)) == 25
    assert pages == 3


def crowd(session: Session, many: int, ends: datetime) -> None:
    """Relate so many more customers with TREY, whose GDAP ends with each at that moment."""
    for number in range(many):
        one = rows.customer(number + 1, f"Crowd {number:03d}")
        session.add(one)
        session.flush()
        session.add(
            CustomerRelationship(
                customer_id=one.id,
                partner_tenant_id=TREY,
                delegated_admin="gdap",
                delegated_admin_expires_at=ends,
            )
        )


def test_many_ends_of_one_moment_are_each_there_once(held: Database) -> None:
    held.write_now(partial(crowd, many=25, ends=MONDAY + 5 * DAY))
    names: list[str] = []
    cursor: Cursor | None = Cursor()
    while cursor is not None:
        found = turned(held, AccessState.ENDING, cursor)
        names += [row.customer for row in found.rows]
        cursor = found.following
    assert sorted(names) == sorted({*names})
    assert len(names) == 26


def test_many_that_ended_without_a_contact_do_not_hide_one_behind_them(
    held: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    assign(held, TREY, OFFICE, 1)

    held.write_now(partial(crowd, many=450, ends=MONDAY - DAY))
    late = MONDAY + 31 * DAY
    assert [row.customer for row in board(held, AccessState.ENDED, late)] == ["Contoso"]
    first = held.read_now(lambda s: access.page(s, AccessState.ENDED, Cursor(), late, readings=1))
    assert first.rows == ()
    assert first.following is not None


@pytest.mark.parametrize(("days", "shown"), [(29, 0), (30, 1), (89, 1), (400, 2)])
def test_what_ends_is_narrowed_to_an_instant(held: Database, days: int, shown: int) -> None:
    until = MONDAY + days * DAY
    found = held.read_now(lambda s: access.page(s, AccessState.ENDING, Cursor(), MONDAY, until))
    assert [row.state for row in found.rows] == [AccessState.ENDING] * shown
    assert all(row.at is not None and row.at <= until for row in found.rows)
